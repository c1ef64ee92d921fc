"""The page of equity: who waits how long, who is accepted, where people decide otherwise than the rule, who is covered."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beneficiaries.states import AgeBand
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.reports.queries import equities, presets, suppression
from reuse.reports.queries import stated as queries
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.views.telling import is_masked
from reuse.web import charts, departments
from reuse.web.departments import NAMES


@requires(Permission.REPORT_VIEW)
def equity(request: StaffRequest) -> HttpResponse:
    """The figures of the last twelve months, made last night; of fewer than five people nothing."""
    period = presets.named("twelve", act_of(request).on)
    covered = [
        one
        for one in queries.coverage(period)
        if not (is_masked(request) and suppression.is_small(one.handed_over.part))
    ]
    shares = queries.shares_by_department(covered)
    report = equities.latest()
    context = {
        "report": report,
        "whole": _shares(report.told["whole"]) if report and report.told["whole"] else None,
        "tables": list(_tables(report.told["groups"])) if report else [],
        "covered": covered,
        "tiles": departments.tiles(shares) if shares else None,
        "period": period,
        "least": suppression.LEAST,
        "definitions": DEFINITIONS,
    }
    return render(request, "reports/equity.html", context)


def _tables(groups: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A table for each way of grouping, with a bar for the wait of each group."""
    titles = {
        "partner": _("By partner"),
        "department": _("By department"),
        "age_band": _("By age of the person"),
        "urgent": _("Urgent or not"),
    }
    for name, title in titles.items():
        longest = max((row["wait"] or 0 for row in groups[name]), default=0)
        yield {
            "code": name,
            "title": title,
            "rows": [
                {
                    **_shares(row),
                    "name": _name(name, row["name"]),
                    "bar": charts.bar([row["wait"] or 0], whole=longest),
                }
                for row in sorted(groups[name], key=_place)
            ],
        }


def _place(row: Mapping[str, Any]) -> tuple[int, str]:
    """Ages in their order, all else by name."""
    code = row["name"]
    return (AgeBand.values.index(code) if code in AgeBand.values else 0, code)


def _shares(row: Mapping[str, Any]) -> dict[str, Any]:
    """Percent as shares."""
    found = {name: None if row[name] is None else row[name] / 100 for name in ("accepted", "overruled")}
    return {**row, **found}


def _name(group: str, code: str) -> str:
    match group:
        case "department":
            return f"{NAMES.get(code, '')} ({code})"
        case "age_band":
            return str(AgeBand(code).label) if code in AgeBand.values else code
        case "urgent":
            return _("urgent") if code == "yes" else _("not urgent")
    return code
