"""Reads the roll-ups: what is folded and what is not yet, in one statement, so that a count is exact at every moment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from reuse.reports.queries import milestones

_Values = list[str | int | date]
DAY, MONTH = "D", "M"
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2999, 12, 31)  # that people may ask for: a period has days before and after it


@dataclass(frozen=True, slots=True)
class Sums:
    """So many devices; of them so many weighed, with their grams; so many with a lead time, with their days."""

    count: int = 0
    weighed: int = 0
    grams: int = 0
    dated: int = 0
    days: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Sums)))


class Row(NamedTuple):
    """The sums of one figure, one key of the slice, and one month or day where they are asked for (else None)."""

    figure: str
    key: str
    on: date | None
    sums: Sums


class Condition(NamedTuple):
    """As SQL, with its parameters."""

    sql: str
    values: _Values


def among(column: str, keys: Collection[str | int] | None) -> Condition:
    """That a column is one of some keys; None: whatever it is."""
    if keys is None:
        return Condition("1 = 1", [])
    return Condition(f"{column} IN ({', '.join(['%s'] * len(keys))})" if keys else "1 = 0", [*keys])


def all_of(conditions: Iterable[Condition]) -> Condition:
    told = [*conditions]
    return Condition(
        " AND ".join(one.sql for one in told) or "1 = 1", [value for one in told for value in one.values]
    )


def read(
    figures: Iterable[str],
    since: date | None = None,
    until: date | None = None,
    *,
    slice: str = "",  # noqa: A002 - the field's word
    keys: Sequence[str] | None = None,
    each: str = "",
) -> list[Row]:
    """The sums of some figures from `since` to `until`, both included, by the keys of a slice.

    `slice`: one of `milestones.SLICES`; `keys`: only these. `each`: DAY or MONTH tells them apart by time as well.
    Without days: all there ever was.
    """
    named, wanted = among("figure", list(figures)), among("key", keys)
    first, last = since or EARLIEST, until or date.max
    spans, values = _spans(first, last, only_days=each == DAY)
    folded = f"""SELECT figure, key, {time_of("since", each)} AS since, count, weighed, grams, dated, days
        FROM reports_tally WHERE {named.sql} AND slice = %s AND ({spans}) AND {wanted.sql}"""
    tail = f"""SELECT * FROM (
            SELECT figure, {milestones.SLICES.get(slice, "NULL")} AS key, {time_of('"on"', each)} AS since,
                sign AS count, CASE WHEN grams IS NULL THEN 0 ELSE sign END, sign * COALESCE(grams, 0),
                CASE WHEN days IS NULL THEN 0 ELSE sign END, sign * COALESCE(days, 0)
            FROM changed WHERE {named.sql} AND "on" BETWEEN %s AND %s
        ) tail WHERE key IS NOT NULL AND {wanted.sql}"""
    of_folded = [*named.values, slice, *values, *wanted.values]
    return with_tail(folded, of_folded, tail, [*named.values, first, last, *wanted.values], each)


def with_tail(folded: str, of_folded: _Values, tail: str, of_tail: _Values, each: str) -> list[Row]:
    """What is folded, and the tail with it when something waits: then the statement takes longer, to plan most of all."""
    found = _summed(f"WITH told AS ({folded} UNION ALL {_QUEUE})", of_folded, each)
    if all(row.figure != _WAITS for row in found):
        return found
    given = f"WITH {milestones.changes(milestones.WAITING)}, told AS ({folded} UNION ALL {tail})"
    return _summed(given, [*of_folded, *of_tail], each)


_WAITS: Final = "waits"
_QUEUE: Final = f"""SELECT '{_WAITS}', '', NULL, COUNT(*), 0, 0, 0, 0
    FROM (SELECT 1 FROM reports_unfolded LIMIT 1) queue"""


def _summed(given: str, parameters: _Values, each: str) -> list[Row]:
    grouped = "figure, key" + (", since" if each else "")
    statement = f"""{given}
        SELECT {grouped}, SUM(count), SUM(weighed), SUM(grams), SUM(dated), SUM(days)
        FROM told GROUP BY {grouped} HAVING SUM(count) <> 0 ORDER BY {grouped}"""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [_row(found, with_day=bool(each)) for found in cursor.fetchall()]


def time_of(day: str, each: str) -> str:
    return {"": "NULL", DAY: day, MONTH: milestones.month_of(day)}[each]


def counts(
    figures: Iterable[str],
    since: date | None,
    until: date | None,
    *,
    slice: str = "",  # noqa: A002 - the field's word
    keys: Sequence[str] | None = None,
    each: str = "",
    as_of: date | None = None,
) -> list[Row]:
    """As `read`, but how many alone, whatever their key: from an index of days, so that many keys take little. One
    statement. `as_of`: the days until then are summed.
    """
    named, wanted = among("figure", list(figures)), among("key", keys)
    span = [since or EARLIEST, until or date.max]
    only = f"0 AS weighed, 0 AS grams, 0 AS dated, {_waited('since', as_of)} AS days"
    folded = f"""SELECT figure, '' AS key, {time_of("since", each)} AS since, count, {only} FROM reports_tally
        WHERE grain = 'D' AND {named.sql} AND slice = %s AND since BETWEEN %s AND %s AND {wanted.sql}"""
    tail = f"""SELECT figure, '' AS key, {time_of("since", each)} AS since, count, {only} FROM (
            SELECT figure, {milestones.SLICES[slice]} AS key, "on" AS since, sign AS count
            FROM changed WHERE {named.sql} AND "on" BETWEEN %s AND %s
        ) tail WHERE key IS NOT NULL AND {wanted.sql}"""
    days = [as_of] if as_of else []
    of_folded = [*days, *named.values, slice, *span, *wanted.values]
    return with_tail(folded, of_folded, tail, [*days, *named.values, *span, *wanted.values], each)


def matching(
    figures: Iterable[str],
    since: date | None,
    until: date | None,
    wanted: Condition,
    *,
    each: str = "",
    as_of: date | None = None,
) -> list[Row]:
    """How many milestones of some figures a condition on their columns is true of, counted one by one. One statement:
    for what no slice tells, as fast as the milestones of an index are few. `as_of`: as for `counts`.
    """
    condition = of_figures(figures, since, until, wanted)
    only = f"0 AS weighed, 0 AS grams, 0 AS dated, {_waited('since', as_of)} AS days"
    chosen = f"""SELECT figure, '' AS key, {time_of("since", each)} AS since, count, {only}
        FROM (SELECT figure, "on" AS since, {{sign}} AS count FROM {{table}} WHERE {condition.sql}) chosen"""
    folded = chosen.format(sign="1", table="reports_milestone")
    tail = chosen.format(sign="sign", table="changed")
    of_both = [*([as_of] if as_of else []), *condition.values]
    return with_tail(folded, of_both, tail, of_both, each)


def first_devices(figure: str, since: date, until: date, wanted: Condition, most: int) -> list[int]:
    """The first so many devices of a figure of which what is wanted is true, of the last day all. Of what is folded."""
    condition = of_figures([figure], since, until, wanted)
    statement = f"""SELECT device_id FROM reports_milestone WHERE {condition.sql}
        AND "on" <= COALESCE((SELECT "on" FROM reports_milestone WHERE {condition.sql}
            ORDER BY "on" LIMIT 1 OFFSET %s), %s)"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*condition.values, *condition.values, most - 1, until])
        return [device for (device,) in cursor.fetchall()]


def of_figures(
    figures: Iterable[str], since: date | None, until: date | None, wanted: Condition
) -> Condition:
    """On milestones: of some figures, from a day to another, and what is wanted of them."""
    span = Condition('"on" BETWEEN %s AND %s', [since or EARLIEST, until or date.max])
    return all_of([among("figure", list(figures)), span, wanted])


def _waited(since: str, as_of: date | None) -> str:
    """As SQL, the days that so many waited together; the first parameter is the day until which."""
    return f"count * {milestones.days_between('%s', since)}" if as_of else "0"


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _row(found: Sequence[Any], *, with_day: bool) -> Row:
    figure, key, *sums = found
    on = _day(sums.pop(0)) if with_day else None
    return Row(figure, key, on, Sums(*map(int, sums)))


def _spans(first: date, last: date, *, only_days: bool) -> tuple[str, _Values]:
    """A period as whole months and the days before and after them: a condition on `grain` and `since`, its parameters."""
    parts: list[tuple[str, date, date]] = []
    begins = first if first.day == 1 else next_month(first)
    ends = last.replace(day=1) - timedelta(days=1) if last < date.max and not _is_month_end(last) else last
    if only_days or begins > ends:
        parts = [(DAY, first, last)]
    else:
        parts = [(DAY, first, begins - timedelta(days=1)), (MONTH, begins, ends), (DAY, _after(ends), last)]
    parts = [part for part in parts if part[1] <= part[2]]
    condition = " OR ".join("(grain = %s AND since BETWEEN %s AND %s)" for _part in parts)
    return condition or "1 = 0", [value for part in parts for value in part]


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _is_month_end(day: date) -> bool:
    return _after(day).day == 1


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else date.max


MIDDLE: Final = 50  # percent: the median


def quantile(lengths: Mapping[int, int], percent: int) -> int | None:
    """The smallest length that at least so many percent do not exceed; None of none."""
    whole, reached = sum(lengths.values()), 0
    for length in sorted(lengths):
        reached += lengths[length]
        if reached * 100 >= whole * percent:
            return length
    return None


def stays(figures: Iterable[str], since: date, until: date) -> dict[str, float]:
    """The median stay in seconds of each figure `stay_<stage>`, of the months a period touches; none of no stay."""
    lengths: dict[str, dict[int, int]] = {}
    whole = (since.replace(day=1), next_month(until) - timedelta(days=1))
    for row in read(figures, *whole, slice="length"):
        lengths.setdefault(row.figure, {})[int(row.key)] = row.sums.count
    middles = {figure: quantile(of_one, MIDDLE) for figure, of_one in lengths.items()}
    return {figure: BUCKET ** (bucket + 0.5) for figure, bucket in middles.items() if bucket is not None}


STAY: Final = "stay_"  # before a stage: departures from it, sliced by "length"
BUCKET: Final = 1.05  # a stay of bucket n lasted from BUCKET**n to BUCKET**(n+1) seconds
