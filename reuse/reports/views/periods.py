"""Reports of a period: the list, the form that has one made, the page of one, its files."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from inventory.states import EventKind, Move
from reuse.accounts.answers import kept_file, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission, Reach
from reuse.core import tables
from reuse.documents import workflow as documents
from reuse.documents.wording import period as words
from reuse.reports.exports import periods as exports
from reuse.reports.forms.periods import PeriodForm
from reuse.reports.models import PeriodReport
from reuse.reports.queries import period as queries
from reuse.reports.workflow import periods as workflow
from reuse.web import charts
from reuse.web.templatetags.look import month_year, number

SHOWN = 100
MOST_DIFFERENCES = 60


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORT_VIEW)
def report_list(request: StaffRequest) -> HttpResponse:
    """The reports one may read, the latest first; POST has one made."""
    act = act_of(request)
    may_ask = request.acting.description.reach != Reach.ORGANISATION
    form = PeriodForm(request.POST or None, membership=request.acting, today=act.on)
    if request.method == "POST" and form.is_valid():
        language = (get_language() or "fr").split("-")[0]
        with refusals_shown(request, form):
            job = workflow.ask_for_report(**form.cleaned_data, language=language, act=act)
            return redirect("jobs:job-detail", job.public_id)
    found = list(queries.visible_to(request.acting)[:SHOWN])
    return render(request, "reports/period_list.html", {"reports": found, "form": form, "may_ask": may_ask})


@require_safe
@requires(Permission.REPORT_VIEW)
def report(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What the report said, and what would be said today."""
    found = _found(request, public_id)
    facts: dict[str, Any] = found.document.facts
    with translation.override(found.document.language):
        now = queries.figures_of(since=found.since, until=found.until, site=found.site)
        changed = exports.differences(facts, now)
    context = {
        "report": found,
        "document": found.document,
        "facts": facts,
        "title": words.title(facts["scope"]),
        "headline": [(name, facts["counts"][name], words.FIGURES[name]) for name in _HEADLINE],
        "types": _bars(facts["types"], "name"),
        "months": _bars([{**one, "month": _month(one["month"])} for one in facts["months"]], "month")
        if len(facts["months"]) > 1
        else (),
        "changes": len(changed),
        "changed": _chapters(changed[:MOST_DIFFERENCES]),
        "most": MOST_DIFFERENCES,
        "causes": _causes(found.since_then.get("late", {}), found.since_then.get("corrected", {})),
    }
    return render(request, "reports/period.html", context)


_HEADLINE = ("received", "erased", "ready", "handed_over", "recycled")


def _bars(rows: list[dict[str, Any]], name: str) -> tuple[charts.BarRow, ...]:
    return charts.bars(charts.Row(one[name], one["handed_over"], number(one["received"])) for one in rows)


def _month(code: str) -> str:
    """septembre 2026, from 2026-09"""
    return month_year(date.fromisoformat(f"{code}-01"))


# The figure each event tells of.
_FIGURE_OF = {
    Move.RECEIVE: "received",
    Move.RELEASE: "ready",
    Move.HAND_OVER: "handed_over",
    Move.TAKE_BACK: "returned",
    Move.RECYCLE: "recycled",
    Move.STRIP: "stripped",
    Move.DIVERT: "diverted",
    EventKind.ANNOUNCED: "announced",
    EventKind.MEDIUM_ERASED: "erased",
    EventKind.NO_STORAGE: "erased",
    EventKind.NOT_GOING_BACK: "returned",
}


def _causes(late: dict[str, int], corrected: dict[str, int]) -> list[tuple[Promise, int, int]]:
    """What was noted late and what was taken back, by the figure it tells of."""
    first, second = _by_figure(late), _by_figure(corrected)
    return [
        (label, first[figure], second[figure])
        for figure, label in words.FIGURES.items()
        if figure in first | second
    ]


def _by_figure(counts: dict[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for code, count in counts.items():
        found[_FIGURE_OF[code]] += count  # type: ignore[index]  # both are the text of their code
    return found


def _chapters(changed: list[exports.Difference]) -> list[tuple[str, list[dict[str, str]]]]:
    """The differences under the chapters of the report, as people read numbers."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in changed:
        found.setdefault(one.line.chapter, []).append(_shown(one))
    return list(found.items())


def _shown(one: exports.Difference) -> dict[str, str]:
    line = one.line
    was, now, change = (
        number(value, 1 if isinstance(value, Decimal) else None)
        for value in (line.value, one.now, one.change)
    )
    of = _month(line.of) if line.chapter == str(words.MONTHS) else line.of
    sign = "+" if one.change > 0 else ""
    return {"of": of, "figure": line.figure, "was": was, "now": now, "change": f"{sign}{change}"}


@require_safe
@requires(Permission.REPORT_VIEW)
def report_file(request: StaffRequest, public_id: UUID, kind: str) -> HttpResponseBase:
    """The PDF, the workbook or the table, with the bytes they had when it was issued."""
    found = _found(request, public_id)
    files = {"pdf": found.document.file, tables.XLSX: found.workbook, tables.CSV: found.table}
    if kind == "pdf" and found.document.file is None:
        files["pdf"] = documents.render(found.document)
    file = files.get(kind)
    if file is None:
        raise Http404
    return kept_file(request, file, purpose="report", holder=request.acting.organisation)


def _found(request: StaffRequest, public_id: UUID) -> PeriodReport:
    found = get_object_or_404(queries.visible_to(request.acting), document__public_id=public_id)
    if found.document.purged_at:
        raise Http404
    return found
