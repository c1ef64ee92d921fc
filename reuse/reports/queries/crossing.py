"""Counts milestones one by one, where no slice of the roll-ups tells things apart: exact as they are, and only of few."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from reuse.reports.queries import milestones, rollups
from reuse.reports.queries.rollups import Row

MOST: Final = 40_000  # milestones looked at: a database counts them in some 30 ms


class TooMany(ValueError):
    """More milestones than are counted one by one: of a shorter time, or of one territory, there may be fewer."""


def read(
    figures: Sequence[str],
    since: date | None,
    until: date | None,
    conditions: Mapping[str, Sequence[int | str]],
    *,
    slice: str = "",  # noqa: A002 - the field's word
    each: str = "",
) -> list[Row]:
    """As `rollups.read`, of the milestones whose columns have these values. Two statements."""
    if looked_at(figures, since, until, conditions) > MOST:
        raise TooMany
    wanted = rollups.all_of(rollups.among(column, values) for column, values in conditions.items())
    where, values = rollups.of_figures(figures, since, until, wanted)
    folded, tail = (
        _counted(table, sign, milestones.SLICES[slice], rollups.time_of('"on"', each), where)
        for table, sign in (("reports_milestone", "1"), ("changed", "sign"))
    )
    return rollups.with_tail(folded, values, tail, values, each)


def _counted(table: str, sign: str, key: str, time: str, where: str) -> str:
    return f"""SELECT * FROM (SELECT figure, {key} AS key, {time} AS since, {sign} AS count,
            CASE WHEN grams IS NULL THEN 0 ELSE {sign} END AS weighed, {sign} * COALESCE(grams, 0) AS grams,
            CASE WHEN days IS NULL THEN 0 ELSE {sign} END AS dated, {sign} * COALESCE(days, 0) AS days
        FROM {table} WHERE {where}) counted WHERE key IS NOT NULL"""  # noqa: S608 - of words of the code


def looked_at(
    figures: Sequence[str],
    since: date | None,
    until: date | None,
    conditions: Mapping[str, Sequence[int | str]],
) -> int:
    """How many milestones an index leads to: those of the time, and of the sites where there are some. One statement."""
    keys = [str(site) for site in conditions["site_id"]] if "site_id" in conditions else None
    rows = rollups.read(figures, since, until, slice="" if keys is None else "site", keys=keys)
    return sum(row.sums.count for row in rows)
