"""The page of figures: what the network did in a period, beside the period before, down to the devices behind a number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission, Reach
from reuse.core import tables
from reuse.reports.exports import figures as exports
from reuse.reports.forms.figures import FiguresForm
from reuse.reports.queries import milestones, numbers, slicing, suppression
from reuse.reports.queries.definitions import DEFINITIONS, Definition
from reuse.reports.queries.numbers import Compared, Numbers
from reuse.reports.queries.slicing import EVERYTHING
from reuse.web import charts
from reuse.web.templatetags.look import number, percent

CHAIN: Final = (
    milestones.ANNOUNCED,
    milestones.RECEIVED,
    milestones.ERASED,
    milestones.READY,
    milestones.HANDED_OVER,
)
ENDS: Final = (milestones.RETURNED, milestones.RECYCLED, milestones.STRIPPED, milestones.DIVERTED)
TABLED: Final = (*CHAIN, milestones.RECYCLED)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number as its page shows it: beside the period before, defined, with the way to its devices."""

    code: str
    value: str
    change: str
    detail: str = ""
    url: str = ""

    @property
    def told(self) -> Definition:
        return DEFINITIONS[self.code]


@requires(Permission.REPORT_VIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """What the network did in a period. Without the right to see devices, numbers only."""
    form = FiguresForm(request.GET)
    period = form.wanted_period(act_of(request).on)
    narrowing = EVERYTHING if form.errors else form.narrowing()
    by = "" if form.errors else form.cleaned_data.get("by") or ""
    found = numbers.compared(period, narrowing)
    teller = Teller(request, found)
    context = {
        "form": form,
        "period": period,
        "before": period.before,
        "clear_url": request.path if request.GET else "",
        "query": request.GET.urlencode(),
        "funnel": charts.funnel([teller.step(code) for code in CHAIN], whole=_most(found.now)),
        "chain": [teller.tile(code) for code in (*CHAIN, *ENDS)],
        "quality": [teller.share(code) for code in ("yield", "non_conformity", "short_circuit")],
        "people": [
            teller.tile(milestones.SERVED),
            *(teller.share(code) for code in ("with_connection", "with_help")),
        ],
        "by": by,
        "by_label": slicing.BY.get(by, ""),
        "columns": [DEFINITIONS[code].label for code in TABLED],
        "rows": list(_rows(teller, by, numbers.sliced(period, by, narrowing))) if by else [],
    }
    return render(request, "reports/figures.html", context)


@requires(Permission.REPORT_VIEW)
def figures_file(request: StaffRequest) -> HttpResponse:
    """The same numbers as a CSV."""
    form = FiguresForm(request.GET)
    period = form.wanted_period(act_of(request).on)
    narrowing = EVERYTHING if form.errors else form.narrowing()
    by = "" if form.errors else form.cleaned_data.get("by") or ""
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


def is_masked(request: StaffRequest) -> bool:
    """Donors and partners read numbers of the network, but none that would speak of another one's few devices."""
    return request.acting.description.reach == Reach.ORGANISATION


class Teller:
    """Says numbers in words for one reader: what they may know, and the way on if they see devices."""

    def __init__(self, request: StaffRequest, found: Compared) -> None:
        self.found, self.is_masked = found, is_masked(request)
        self.may_see = request.acting.may(Permission.DEVICE_VIEW)
        self.query = {name: value for name, value in request.GET.items() if value and name != "by"}

    def hides(self, count: int) -> bool:
        return self.is_masked and suppression.is_small(count)

    def words(self, count: int) -> str:
        return (
            _("fewer than %(least)s") % {"least": suppression.LEAST} if self.hides(count) else number(count)
        )

    def tile(self, code: str) -> Tile:
        now, before = self.found.now.count(code), self.found.before.count(code)
        change = "" if self.hides(now) or self.hides(before) else difference(now, before)
        return Tile(code, self.words(now), change, url=self.way_to(code))

    def share(self, code: str) -> Tile:
        now, before = self.found.now.share(code), self.found.before.share(code)
        if any(
            self.hides(one) for one in (now.part, now.whole, now.whole - now.part, before.part, before.whole)
        ):
            return Tile(code, self.words(1), "")
        detail = _("%(part)s of %(whole)s") % {"part": number(now.part), "whole": number(now.whole)}
        return Tile(
            code,
            percent(now.rate),
            points(now.rate, before.rate),
            detail=detail if now.whole else "",
            url=self.way_to(numbers.SHARES[code][0]),
        )

    def step(self, code: str) -> charts.Step:
        count = self.found.now.count(code)
        return charts.Step(
            str(DEFINITIONS[code].label),
            0 if self.hides(count) else count,
            note=self.words(count) if self.hides(count) else self.tile(code).change,
            url=self.way_to(code),
        )

    def way_to(self, figure: str, **more: str) -> str:
        """The list of the devices behind a number."""
        if not self.may_see:
            return ""
        return f"{reverse('reports:figure-devices')}?{urlencode({'figure': figure, **self.query, **more})}"


def difference(now: int, before: int) -> str:
    """How a number differs from the one of the period before, with its sign and in words."""
    if now == before:
        return _("as many as before")
    sign = "+" if now > before else ""
    words = _("more than before (%(before)s)") if now > before else _("less than before (%(before)s)")
    return format_html("<b>{}{}</b> {}", sign, number(now - before), words % {"before": number(before)})


def points(now: float | None, before: float | None) -> str:
    """How a share differs, in points."""
    if now is None or before is None:
        return ""
    moved = round(now * 100) - round(before * 100)
    if not moved:
        return _("as before")
    words = (
        _("points: more than before (%(before)s)")
        if moved > 0
        else _("points: less than before (%(before)s)")
    )
    sign = "+" if moved > 0 else ""
    return format_html("<b>{}{}</b> {}", sign, number(moved), words % {"before": percent(before)})


def _most(found: Numbers) -> int:
    return max((found.count(code) for code in CHAIN), default=0)


def _rows(teller: Teller, by: str, found: Mapping[str, Numbers]) -> Iterator[dict[str, Any]]:
    """A row of the table for each slice; of one small slice the next one is hidden as well, or a sum would tell it."""
    names = slicing.labels(by)
    hidden = {code: _hidden(teller, [one.count(code) for one in found.values()]) for code in TABLED}
    for place, (key, one) in enumerate(found.items()):
        yield {
            "name": names.get(key, key) or _("not known"),
            "cells": [
                _("fewer than %(least)s") % {"least": suppression.LEAST}
                if place in hidden[code]
                else number(one.count(code))
                for code in TABLED
            ],
            "bar": charts.bar(
                [0 if place in hidden[milestones.HANDED_OVER] else one.count(milestones.HANDED_OVER)],
                whole=max((other.count(milestones.HANDED_OVER) for other in found.values()), default=0),
            ),
        }


def _hidden(teller: Teller, counts: list[int]) -> frozenset[int]:
    return suppression.hidden(counts) if teller.is_masked else frozenset()
