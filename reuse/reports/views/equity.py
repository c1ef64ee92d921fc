"""The page of equity: who waits how long, who is accepted, where people decide otherwise than the rule, who is covered."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beneficiaries.states import AgeBand
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.reports.queries import equities, presets, suppression
from reuse.reports.queries import stated as queries
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.queries.disclosure import in_steps
from reuse.reports.queries.presets import Period
from reuse.reports.views.telling import is_masked, least_for
from reuse.web import charts, departments
from reuse.web.departments import NAMES


@requires(Permission.REPORT_VIEW)
def equity(request: StaffRequest) -> HttpResponse:
    """The figures of the last twelve months, made last night; of fewer than five people nothing."""
    least = least_for(request)
    period = _period(act_of(request).on, is_masked=is_masked(request))
    covered = [told for one in queries.coverage(period) if (told := one.told(least=least))]
    shares = queries.shares_by_department(covered)
    report = equities.latest()
    context = {
        "report": report,
        "whole": _shares(report.told["whole"], least) if report and report.told["whole"] else None,
        "tables": list(_tables(report.told["groups"], least)) if report else [],
        "covered": covered,
        "tiles": departments.tiles(shares) if shares else None,
        "period": period,
        "least": suppression.LEAST,
        "may_set": request.acting.may(Permission.TARGET_SET),
        "definitions": DEFINITIONS,
    }
    return render(request, "reports/equity.html", context)


def _period(today: date, *, is_masked: bool) -> Period:
    """The last twelve months; for those who must not subtract one day from another, the last four closed quarters."""
    if not is_masked:
        return presets.named("twelve", today)
    latest, *_others, first = presets.closed_quarters(today, 4).values()
    return Period(first.since, latest.until, 12)


def _tables(groups: Mapping[str, Any], least: int) -> Iterator[dict[str, Any]]:
    """A table for each way of grouping, with a bar for the wait of each group; what is told of none is counted."""
    titles = {
        "age_band": _("By age of the person"),
        "urgent": _("Urgent or not"),
        "department": _("By department"),
        "partner": _("By partner"),
    }
    for name, title in titles.items():
        longest = max((row["wait"] or 0 for row in groups[name]), default=0)
        told = [row for row in groups[name] if any(row[column] is not None for column in _TOLD)]
        yield {
            "code": name,
            "title": title,
            "untold": len(groups[name]) - len(told),
            "rows": [
                {
                    **_shares(row, least),
                    "name": _name(name, row["name"]),
                    "bar": charts.bar([row["wait"] or 0], whole=longest),
                }
                for row in sorted(told, key=_place)
            ],
        }


_TOLD: Final = ("served", "waiting", "accepted", "overruled")


def _place(row: Mapping[str, Any]) -> tuple[int, str]:
    """Ages in their order, all else by name."""
    code = row["name"]
    return (AgeBand.values.index(code) if code in AgeBand.values else 0, code)


def _shares(row: Mapping[str, Any], least: int) -> dict[str, Any]:
    """Percent as shares; counts as this reader may know them."""
    shares = {name: None if row[name] is None else row[name] / 100 for name in ("accepted", "overruled")}
    counts = {
        name: None if row[name] is None else in_steps(row[name], to=least) for name in ("served", "waiting")
    }
    return {**row, **shares, **counts}


def _name(group: str, code: str) -> str:
    match group:
        case "department":
            return f"{NAMES.get(code, '')} ({code})"
        case "age_band":
            return str(AgeBand(code).label) if code in AgeBand.values else code
        case "urgent":
            return _("urgent") if code == "yes" else _("not urgent")
    return code
