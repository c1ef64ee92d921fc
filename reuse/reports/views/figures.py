"""The page of figures: what the network did in a period, beside the period before, down to the devices behind a number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.reports.exports import figures as exports
from reuse.reports.forms.figures import FiguresForm
from reuse.reports.queries import milestones, numbers, slicing, standing, suppression
from reuse.reports.queries.afterwards import afterwards
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.queries.impacts import impacts
from reuse.reports.queries.numbers import Numbers
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import Narrowing
from reuse.reports.queries.stated import outcomes
from reuse.reports.views import figure_pictures as pictures
from reuse.reports.views.telling import Teller, fewer, is_masked, least_for
from reuse.web import charts

CHAIN: Final = (
    milestones.ANNOUNCED,
    milestones.RECEIVED,
    milestones.ERASED,
    milestones.READY,
    milestones.HANDED_OVER,
)
ENDS: Final = (milestones.RETURNED, milestones.RECYCLED, milestones.STRIPPED, milestones.DIVERTED)
QUALITY: Final = ("yield", "non_conformity", "short_circuit")
TABLED: Final = (*CHAIN, milestones.RECYCLED)


@requires(Permission.REPORT_VIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """What the network did in a period. Without the right to see devices, numbers only; of a wrong address, none."""
    today = act_of(request).on
    form = FiguresForm(request.GET, today=today, is_masked=is_masked(request))
    context = {
        "form": form,
        "period": form.chosen,
        "before": form.chosen.before,
        "clear_url": request.path if request.GET else "",
        "query": request.GET.urlencode(),
        "may_draw": request.acting.may(Permission.AUDIT_SAMPLE),
        "definitions": DEFINITIONS,
        "least": least_for(request),
        **({} if form.errors else _told(request, form, today)),
    }
    return render(request, "reports/figures.html", context)


def _told(request: StaffRequest, form: FiguresForm, today: date) -> dict[str, Any]:
    period, narrowing, by = form.chosen, form.narrowing(), form.by_slice
    teller = Teller(request, numbers.compared(period, narrowing))
    most = max(teller.drawn(teller.found.now.count(code)) for code in CHAIN)
    tabled = numbers.OF_WHOM.get(by, TABLED)
    drawn = list({*tabled, milestones.HANDED_OVER})
    return {
        "chain": [teller.rung(code, most) for code in CHAIN],
        "ends": [*(teller.share(code) for code in QUALITY), *(teller.tile(code) for code in ENDS)],
        "impacts": impacts(period, narrowing, least=teller.least),
        "by": by,
        "by_label": slicing.BY.get(by, ""),
        "columns": [DEFINITIONS[code].label for code in tabled],
        "rows": list(_rows(teller, by, tabled, numbers.sliced(period, by, narrowing, figures=drawn)))
        if by
        else [],
        **_people(teller, period, narrowing),
        **({} if teller.is_masked else _drawn(teller, period, narrowing, today)),
    }


def _people(teller: Teller, period: Period, narrowing: Narrowing) -> dict[str, Any]:
    """For whom: how long people waited, what else they asked for, what they say afterwards."""
    timed = (milestones.SERVED, milestones.HANDED_OVER)
    now, before = (numbers.spreads(timed, one, narrowing) for one in (period, period.before))
    wait = teller.days("wait", milestones.SERVED, now.get(milestones.SERVED), before.get(milestones.SERVED))
    lead = now.get(milestones.HANDED_OVER)
    return {
        "people": [
            teller.tile(milestones.SERVED),
            wait,
            *(teller.share(code) for code in ("with_connection", "with_help")),
        ],
        "lead": teller.days("lead_time", milestones.HANDED_OVER, lead, before.get(milestones.HANDED_OVER)),
        "lead_times": pictures.lead_times(lead) if lead and not teller.is_masked else None,
        "afterwards": afterwards(period, least=teller.least) if narrowing.is_whole else [],
        "outcomes": outcomes(period),
    }


def _drawn(teller: Teller, period: Period, narrowing: Narrowing, today: date) -> dict[str, Any]:
    """What small numbers could be read from: for those who see the network or a workshop."""
    urls = {}
    if teller.may_see and narrowing.is_whole:
        devices = reverse("inventory:device-list")
        urls = {str(stage): f"{devices}?{urlencode({'stage': stage})}" for stage in standing.SHOWN}
    return {
        "ageing": pictures.ageing(today, narrowing, urls),
        "stays": pictures.stays(period) if narrowing.is_whole else [],
        "tiles": pictures.country(period, narrowing),
        "smalls": pictures.sites(period, narrowing),
        "small_names": pictures.names_of_columns(),
    }


@requires(Permission.REPORT_VIEW)
def figures_file(request: StaffRequest) -> HttpResponse:
    """The same numbers as a CSV; what is wrong with an address is said on its page."""
    form = FiguresForm(request.GET, today=act_of(request).on, is_masked=is_masked(request))
    if form.errors:
        return redirect(f"{reverse('reports:figures')}?{request.GET.urlencode()}")
    period, least = form.chosen, least_for(request)
    now, before = (_found(one, form, least) for one in (period, period.before))
    rows = exports.rows(period, now, before, of=form.narrowed_to, by=form.by_slice, least=least)
    name = content_disposition_header(
        as_attachment=True, filename=f"{_('figures')}-{period.since}-{period.until}.csv"
    )
    return HttpResponse(
        "".join(tables.csv_lines(rows)),
        content_type=tables.MEDIA_TYPES[tables.CSV],
        headers={"Content-Disposition": name or "attachment"},
    )


def _found(period: Period, form: FiguresForm, least: int) -> exports.Found:
    narrowing, by = form.narrowing(), form.by_slice
    return exports.Found(
        numbers=numbers.of_period(period, narrowing),
        spreads=numbers.spreads(tuple(exports.LENGTHS.values()), period, narrowing),
        impacts=impacts(period, narrowing, least=least),
        sliced=numbers.sliced(period, by, narrowing) if by else {},
    )


def _rows(
    teller: Teller, by: str, tabled: Sequence[str], found: Mapping[str, Numbers]
) -> Iterator[dict[str, Any]]:
    """A row of the table for each slice; of one small slice the next one is hidden as well, or a sum would tell it."""
    names = slicing.labels(by)
    name, called = slicing.filters(by)
    hidden = {
        code: suppression.hidden([one.count(code) for one in found.values()], least=teller.least)
        for code in tabled
    }
    drawn = [
        0 if place in hidden[milestones.HANDED_OVER] else teller.drawn(one.count(milestones.HANDED_OVER))
        for place, one in enumerate(found.values())
    ]
    for place, (key, one) in enumerate(found.items()):
        yield {
            "name": names.get(key, key) or _("not known"),
            "url": teller.narrowed(**{name: called[key]}) if key in called else "",
            "cells": [fewer() if place in hidden[code] else teller.words(one.count(code)) for code in tabled],
            "bar": charts.bar([drawn[place]], whole=max(drawn)),
        }
