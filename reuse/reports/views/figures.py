"""The page of figures: what the network did in a period, beside the period before, down to the devices behind a number."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
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
from reuse.reports.queries.slicing import EVERYTHING, Narrowing
from reuse.reports.queries.stated import outcomes
from reuse.reports.views import figure_pictures as pictures
from reuse.reports.views.telling import Teller, is_masked
from reuse.web import charts
from reuse.web.templatetags.look import number

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
OF_WHOM: Final = dict.fromkeys(  # what is known of whom a device went to, and nothing from before
    ("partner", "programme"), (milestones.SERVED, milestones.RETURNED, milestones.HANDED_OVER)
)


@requires(Permission.REPORT_VIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """What the network did in a period. Without the right to see devices, numbers only."""
    today = act_of(request).on
    form, period, narrowing, by = _asked(request, today)
    teller = Teller(request, numbers.compared(period, narrowing))
    most = max((teller.found.now.count(code) for code in CHAIN), default=0)
    context = {
        "form": form,
        "period": period,
        "before": period.before,
        "clear_url": request.path if request.GET else "",
        "query": request.GET.urlencode(),
        "may_draw": request.acting.may(Permission.AUDIT_SAMPLE),
        "chain": [teller.rung(code, most) for code in CHAIN],
        "ends": [*(teller.share(code) for code in QUALITY), *(teller.tile(code) for code in ENDS)],
        "impacts": impacts(period, narrowing),
        "definitions": DEFINITIONS,
        "by": by,
        "by_label": slicing.BY.get(by, ""),
        "columns": [DEFINITIONS[code].label for code in OF_WHOM.get(by, TABLED)],
        "rows": list(_rows(teller, by, numbers.sliced(period, by, narrowing))) if by else [],
        **_people(teller, period, narrowing),
        **({} if teller.is_masked else _drawn(teller, period, narrowing, today)),
    }
    return render(request, "reports/figures.html", context)


def _asked(request: StaffRequest, today: date) -> tuple[FiguresForm, Period, Narrowing, str]:
    """What an address asks for; what does not go together narrows nothing."""
    form = FiguresForm(request.GET)
    period = form.wanted_period(today)
    if form.errors:
        return form, period, EVERYTHING, ""
    return form, period, form.narrowing(), form.cleaned_data.get("by") or ""


def _people(teller: Teller, period: Period, narrowing: Narrowing) -> dict[str, Any]:
    """For whom: how long people waited, what else they asked for, what they say afterwards."""
    now, before = {}, {}
    if narrowing.is_whole:
        timed = (milestones.SERVED, milestones.HANDED_OVER)
        now, before = numbers.spreads(timed, period), numbers.spreads(timed, period.before)
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
        "afterwards": afterwards(period) if narrowing.is_whole else [],
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
    """The same numbers as a CSV."""
    _form, period, narrowing, by = _asked(request, act_of(request).on)
    sliced = numbers.sliced(period, by, narrowing) if by else {}
    least = suppression.LEAST if is_masked(request) else 1
    rows = exports.rows(period, numbers.compared(period, narrowing), by, sliced, least=least)
    name = content_disposition_header(
        as_attachment=True, filename=f"{_('figures')}-{period.since}-{period.until}.csv"
    )
    return HttpResponse(
        "".join(tables.csv_lines(rows)),
        content_type=tables.MEDIA_TYPES[tables.CSV],
        headers={"Content-Disposition": name or "attachment"},
    )


def _rows(teller: Teller, by: str, found: Mapping[str, Numbers]) -> Iterator[dict[str, Any]]:
    """A row of the table for each slice; of one small slice the next one is hidden as well, or a sum would tell it."""
    names, tabled = slicing.labels(by), OF_WHOM.get(by, TABLED)
    hidden = {code: _hidden(teller, [one.count(code) for one in found.values()]) for code in tabled}
    for place, (key, one) in enumerate(found.items()):
        yield {
            "name": names.get(key, key) or _("not known"),
            "cells": [
                _("fewer than %(least)s") % {"least": suppression.LEAST}
                if place in hidden[code]
                else number(one.count(code))
                for code in tabled
            ],
            "bar": charts.bar(
                [0 if place in hidden[milestones.HANDED_OVER] else one.count(milestones.HANDED_OVER)],
                whole=max((other.count(milestones.HANDED_OVER) for other in found.values()), default=0),
            ),
        }


def _hidden(teller: Teller, counts: list[int]) -> frozenset[int]:
    return suppression.hidden(counts) if teller.is_masked else frozenset()
