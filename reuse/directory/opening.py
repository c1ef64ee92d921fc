"""When a place is open on a day, by its hours as OpenStreetMap writes them; what they do not say is not guessed.

As the notation has it, a later rule that meets the day takes the place of the earlier ones. Public holidays are those of
mainland France; school holidays are not known here, and a rule for them alone never meets a day.
"""

import re
from datetime import date, time, timedelta

from reuse.directory import hours

Span = tuple[time, time]
_FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_AFTER_EASTER = (1, 39, 50)  # days
_LAST = time(23, 59)


def spans(raw: str, on: date) -> tuple[Span, ...] | None:
    """From when to when on a day, in order; none: it is closed. None: the hours are not known."""
    rules = hours.rules(raw)
    if not rules:
        return None
    meeting = [rule for rule in rules if _meets(rule, on)]
    if not meeting:
        return ()
    last = meeting[-1]
    if last["state"] in {"off", "closed"}:
        return ()
    if not last["times"] or "+" in last["times"]:
        return None
    return tuple(sorted(_span(one) for one in re.split(", ?", last["times"])))


def is_public_holiday(on: date) -> bool:
    """Whether nobody has to work in mainland France."""
    moving = {easter(on.year) + timedelta(days=after) for after in _AFTER_EASTER}
    return (on.month, on.day) in _FIXED or on in moving


def easter(year: int) -> date:
    """Easter Sunday, as Meeus, Jones and Butcher compute it."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + sunday - 7 * ((year % 19 + 11 * moon + 22 * sunday) // 451) + 114, 31)
    return date(year, month, day + 1)


def _meets(rule: re.Match[str], on: date) -> bool:
    weeks, months, days = rule.group("weeks", "months", "days")
    return (
        (not weeks or _in_weeks(weeks, on))
        and (not months or any(_in_months(part, on) for part in months.split(",")))
        and (not days or any(_on_days(part, on) for part in re.split(r", ?(?![^\[]*\])", days)))
    )


def _in_weeks(text: str, on: date) -> bool:
    first, last = (int(one) for one in text.removeprefix("week ").removesuffix("/2").split("-"))
    week = on.isocalendar().week
    return first <= week <= last and not (text.endswith("/2") and (week - first) % 2)


def _in_months(part: str, on: date) -> bool:
    first, _dash, last = part.partition("-")
    if last.isdigit():
        last = f"{first.split()[0]} {last}"
    begin, end = _month_day(first, 1), _month_day(last or first, 31)
    today = (on.month, on.day)
    return begin <= today <= end if begin <= end else today >= begin or today <= end


def _month_day(text: str, otherwise: int) -> tuple[int, int]:
    month, _space, day = text.partition(" ")
    return hours.MONTHS.index(month) + 1, int(day or otherwise)


def _on_days(part: str, on: date) -> bool:
    if part == "PH":
        return is_public_holiday(on)
    if part == "SH":
        return False
    names, _bracket, nth = part.partition("[")
    first, _dash, last = names.partition("-")
    begin, end = hours.DAYS.index(first), hours.DAYS.index(last or first)
    today = on.weekday()
    is_day = begin <= today <= end if begin <= end else today >= begin or today <= end
    return is_day and (not nth or bool(_places_in_month(on) & {int(one) for one in nth[:-1].split(",")}))


def _places_in_month(on: date) -> set[int]:
    """Which of its name in the month the day is, from the beginning and from the end."""
    following = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {(on.day - 1) // 7 + 1, -(((following - on).days - 1) // 7 + 1)}


def _span(text: str) -> Span:
    first, last = (_time(one) for one in text.split("-"))
    return first, last if last > first else _LAST


def _time(text: str) -> time:
    clock, _colon, minute = text.partition(":")
    return _LAST if clock == "24" else time(int(clock), int(minute))
