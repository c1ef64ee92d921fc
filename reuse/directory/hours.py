"""Opening hours as OpenStreetMap writes them (`Mo-Fr 09:00-12:00; PH off`), said in plain words; what is not understood stays as it is.

Libraries evaluate the notation; none says it in French. The usual subset is read here: days, times, months, holidays,
weeks, closing, a comment in quotes.
"""

import re
from dataclasses import dataclass
from typing import Final

from babel import Locale
from babel.dates import get_day_names, get_month_names
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_NTH = r"(?:\[-?[1-5](?:,-?[1-5])*\])?"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_TIME = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_SPAN = rf"{_TIME}(?:-{_TIME}|\+)"
_DATE = rf"{_MONTH}(?: \d{{1,2}}(?![\d:]))?"  # a number before a colon is an hour
_RULE = re.compile(
    rf"(?:(?P<weeks>week \d{{1,2}}-\d{{1,2}}(?:/2)?):? ?)?"
    rf"(?:(?P<months>{_DATE}(?:-(?:{_DATE}|\d{{1,2}}))?(?:,{_DATE}(?:-{_DATE})?)*):? ?)?"
    rf"(?:(?P<days>(?:{_DAY}(?:-{_DAY})?{_NTH}|PH|SH)(?:, ?(?:{_DAY}(?:-{_DAY})?{_NTH}|PH|SH))*):? ?)?"
    rf"(?P<times>{_SPAN}(?:, ?{_SPAN})*)? ?(?P<state>off|closed|open)? ?"
    r'(?:"(?P<comment>[^"]{1,80})")?'
)


@dataclass(frozen=True, slots=True)
class Hours:
    """`sentences`: one for each rule, empty where the text was not understood; `raw`: as it was given."""

    raw: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """In one line."""
        return " ; ".join(self.sentences).replace(" ;", "\u202f;") if self.sentences else self.raw


def read(raw: str) -> Hours:
    """The hours in the reader's language."""
    if raw.strip() == "24/7":
        return Hours(raw, (_("always open"),))
    return Hours(raw, tuple(_sentence(rule) for rule in rules(raw)))


def rules(raw: str) -> list[re.Match[str]]:
    """The rules the text is made of, a later one before an earlier one; none when one of them is not understood."""
    given = [rule.strip() for rule in " ".join(raw.split()).split(";") if rule.strip()]
    found = [rule for rule in map(_RULE.fullmatch, given) if rule and any(rule.groupdict().values())]
    return found if len(found) == len(given) else []


def _sentence(rule: re.Match[str]) -> str:
    """When, then at what hours; what has no hours is open or closed all day."""
    weeks, months, days, times, state, comment = rule.group(
        "weeks", "months", "days", "times", "state", "comment"
    )
    when = [_weeks(weeks) if weeks else "", _months(months) if months else "", _days(days) if days else ""]
    words = ", ".join(filter(None, when))
    if state in {"off", "closed"}:
        words = _("closed %(when)s") % {"when": words} if words else _("closed")
    elif times:
        spans = _and([_span(one) for one in re.split(", ?", times)])
        words = f"{words} {spans}" if words else _("every day %(hours)s") % {"hours": spans}
    return f"{words} ({comment})" if words and comment else words or comment or _("open")


def _days(text: str) -> str:
    return _and([_day(part) for part in re.split(r", ?(?![^\[]*\])", text)])


def _day(part: str) -> str:
    if part == "PH":
        return _("on public holidays")
    if part == "SH":
        return _("during school holidays")
    names, _bracket, nth = part.partition("[")
    first, _dash, last = names.partition("-")
    if last:
        return pgettext("days", "from %(first)s to %(last)s") % {"first": _name(first), "last": _name(last)}
    if nth:
        numbers = _and([_ordinal(int(one)) for one in nth.rstrip("]").split(",")])
        return _("the %(ordinal)s %(day)s of the month") % {"ordinal": numbers, "day": _name(first)}
    return _name(first)


def _name(day: str) -> str:
    return str(get_day_names("wide", locale=_locale())[DAYS.index(day)])


def _ordinal(number: int) -> str:
    words = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth")}
    return words.get(number, _("last"))


def _months(text: str) -> str:
    return _and([_month(part) for part in text.split(",")])


def _month(part: str) -> str:
    first, _dash, last = part.partition("-")
    if not last:
        return _date(first)
    if last.isdigit():
        last = f"{first.split()[0]} {last}"
    between = {"first": _date(first), "last": _date(last)}
    if first in MONTHS:
        return pgettext("months", "from %(first)s to %(last)s") % between
    return pgettext("days", "from %(first)s to %(last)s") % between


def _date(text: str) -> str:
    month, _space, number = text.partition(" ")
    name = get_month_names("wide", locale=_locale())[MONTHS.index(month) + 1]
    if not number:
        return str(name)
    is_first = int(number) == 1 and _locale().language == "fr"
    return f"{'1er' if is_first else int(number)} {name}"


def _weeks(text: str) -> str:
    span = text.removeprefix("week ")
    if span.endswith("/2"):
        is_odd = int(span.split("-")[0]) % 2
        return _("in odd weeks") if is_odd else _("in even weeks")
    first, _dash, last = span.partition("-")
    return _("weeks %(first)s to %(last)s") % {"first": first, "last": last}


def _span(text: str) -> str:
    if text.endswith("+"):
        return _("from %(hour)s on") % {"hour": _clock(text[:-1])}
    first, _dash, last = text.partition("-")
    return pgettext("hours", "from %(first)s to %(last)s") % {"first": _clock(first), "last": _clock(last)}


def _clock(text: str) -> str:
    """9 h, 14 h 30 in French; 9:00, 14:30 in English."""
    hour, _colon, minute = text.partition(":")
    if _locale().language != "fr":
        return f"{int(hour)}:{minute}"
    return f"{int(hour)}\u00a0h" if minute == "00" else f"{int(hour)}\u00a0h\u00a0{minute}"


def _and(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(many)s and %(last)s") % {"many": ", ".join(parts[:-1]), "last": parts[-1]}


def _locale() -> Locale:
    return Locale.parse("fr" if (get_language() or "fr").startswith("fr") else "en_GB")
