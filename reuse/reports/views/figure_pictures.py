"""What the page of figures draws: ageing, lead times, a map, small charts of sites; each with its numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.states import Stage
from reuse.reports.queries import crossing, milestones, numbers, slicing, standing
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.queries.numbers import Spread
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import Narrowing
from reuse.web import charts, departments, spreads
from reuse.web.templatetags.look import month_year, number

MOST_SITES: Final = 12


def ages() -> list[str]:
    """The names of the ages in which work in progress is told."""
    first, *_others = standing.AGES
    named = [_("%(days)s days at most") % {"days": first}]
    for low, high in zip(standing.AGES, standing.AGES[1:], strict=False):
        named.append(_("%(low)s to %(high)s days") % {"low": low + 1, "high": high})
    return [*named, _("over %(days)s days") % {"days": standing.AGES[-1]}]


def ageing(as_of: date, narrowing: Narrowing, urls: Mapping[str, str]) -> dict[str, Any] | None:
    """Work in progress by stage and age, where it can be told; the way to the devices at a stage, where there is one."""
    try:
        found = standing.standing(as_of, narrowing)
    except crossing.TooMany:
        return None
    rows = [
        spreads.Aged(str(one.stage.label), one.counts, stage=str(one.stage), url=urls.get(one.stage, ""))
        for one in found
    ]
    return {
        "rows": spreads.ageing(rows),
        "ages": ages(),
        "total": sum(row.total for row in rows),
        "old": sum(row.counts[-1] for row in rows),
    }


def lead_times(spread: Spread) -> spreads.Histogram | None:
    """How the lead times are spread; nothing of none."""
    if spread.low is None or spread.middle is None or spread.high is None:
        return None
    return spreads.histogram(spread.lengths, low=spread.low, middle=spread.middle, high=spread.high)


def stays(period: Period) -> list[dict[str, Any]]:
    """The median stay at each stage, with a bar against the longest."""
    found = standing.stays(period)
    longest = max((one.total_seconds() for one in found.values()), default=0)
    return [
        {
            "stage": Stage(stage),
            "length": found[stage],
            "bar": charts.bar([found[stage].total_seconds()], whole=longest),
        }
        for stage in map(Stage, standing.SHOWN)
        if stage in found
    ]


def country(period: Period, narrowing: Narrowing) -> list[departments.Tile] | None:
    """Devices handed over in each department, against the one with most; nothing where none was, or too many to tell them apart."""
    try:
        found = numbers.sliced(period, "department", narrowing, figures=[milestones.HANDED_OVER])
    except crossing.TooMany:
        return None
    counts = {
        key: one.count(milestones.HANDED_OVER) for key, one in found.items() if key in departments.NAMES
    }
    most = max(counts.values(), default=0)
    if not most:
        return None
    words = {
        key: ngettext("%(count)s device", "%(count)s devices", count) % {"count": number(count)}
        for key, count in counts.items()
    }
    return list(departments.tiles({key: count / most for key, count in counts.items()}, words))


def sites(period: Period, narrowing: Narrowing) -> list[spreads.Small]:
    """The sites that hand over most, month by month: handed over, received."""
    figures = (milestones.HANDED_OVER, milestones.RECEIVED)
    try:
        found = standing.by_site(figures, period, narrowing, most=MOST_SITES)
    except crossing.TooMany:
        return []
    names = slicing.labels("site")
    top = max((count for one in found for counts in one.counts.values() for count in counts), default=0)
    return [
        spreads.Small(
            name=names.get(one.key, one.key),
            columns=charts.columns(list(one.counts.values()), top=top),
            counts=[(month_year(month), counts) for month, counts in one.counts.items()],
            totals=one.totals,
        )
        for one in found
    ]


def names_of_columns() -> list[str]:
    """What the small charts count."""
    return [str(DEFINITIONS[figure].label) for figure in (milestones.HANDED_OVER, milestones.RECEIVED)]
