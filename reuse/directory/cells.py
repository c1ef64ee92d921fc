"""What the cells of a file of places say: texts, days, numbers, addresses, words of a vocabulary; each fault is a remark."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from reuse.directory import codes

TELEPHONE: Final = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)\d{6,9}")
_check_url = URLValidator(schemes=["http", "https"])
Record = dict[str, Any]


@dataclass(slots=True)
class Row:
    """One place as it was read. `facts`: by field of an entry, only what is known. Blocked: it cannot be used."""

    number: int
    facts: dict[str, Any] = field(default_factory=dict)
    areas: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_blocked: bool = False

    @property
    def name(self) -> str:
        """The place as people look for it in the file."""
        return str(self.facts.get("name") or self.facts.get("source_id", ""))

    @property
    def city(self) -> str:
        return str(self.facts.get("city", ""))

    def block(self, message: str) -> None:
        self.problems.append(message)
        self.is_blocked = True


Word = Callable[[codes.Term], Iterable[str]]


def mednum_word(term: codes.Term) -> Iterable[str]:
    return (term.mednum,)


def inclusion_word(term: codes.Term) -> Iterable[str]:
    return term.inclusion


def known(row: Row, column: str, value: Any, terms: Iterable[codes.Term], word: Word) -> list[str]:
    """The codes of a list of words; a word nobody knows is named and left out. The first term of a word is meant."""
    by_word: dict[str, str] = {}
    for term in terms:
        for text in word(term):
            by_word.setdefault(_folded(text), term.code)
    by_word.pop("", None)
    found = []
    for text in _words(value, by_word):
        code = by_word.get(_folded(text)) or by_word.get(_folded(text.split(" : ")[0]))
        if code is None:
            row.problems.append(
                _("%(column)s: “%(value)s” is not a word of the standard.")
                % {"column": column, "value": text[:60]}
            )
        elif code not in found:
            found.append(code)
    return found


def _words(value: Any, known: Mapping[str, str]) -> list[str]:
    """Between bars; between commas where somebody wrote commas and the whole is no word."""
    return [
        part
        for text in several(value)
        for part in (
            [text] if _folded(text) in known or "," not in text else [one.strip() for one in text.split(",")]
        )
    ]


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("\u00a0", " ").casefold().split())


def several(value: Any, others: str = "") -> list[str]:
    """A list, or a text with bars (a JSON list in a cell of a CSV too)."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = value.strip()[1:-1]
    if isinstance(value, list):
        return [str(one).strip() for one in value if str(one).strip()]
    text = str(value or "")
    for other in others:
        text = text.replace(other, "|")
    return [one.strip() for one in text.split("|") if one.strip()]


def said(record: Record, column: str) -> str:
    """A text on one line, without signs a spreadsheet would compute or a page would hide."""
    value = record.get(column)
    text = "" if value is None or isinstance(value, list | dict) else str(value)
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split()).lstrip("=@")


def day_of(text: str) -> date | None:
    for pattern, length in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10)):
        try:
            found = datetime.strptime(text[:length], pattern).date()  # noqa: DTZ007 - a day, of no zone
        except ValueError:
            continue
        return found if found.year >= 2000 else None
    return None


def keep(row: Row, name: str, value: str, most: int) -> None:
    if value:
        row.facts[name] = value[:most]


def keep_matching(row: Row, name: str, record: Record, column: str, pattern: str) -> None:
    value = said(record, column).upper()
    if value.isdigit() and len(value) == 4:
        value = f"0{value}"  # a spreadsheet took the zero off
    if re.fullmatch(pattern, value, re.ASCII):
        row.facts[name] = value
    elif value:
        row.problems.append(
            _("%(column)s: “%(value)s” is not of its form.") % {"column": column, "value": value[:20]}
        )


def keep_degrees(row: Row, record: Record) -> None:
    try:
        latitude, longitude = (
            Decimal(said(record, name).replace(",", ".")) for name in ("latitude", "longitude")
        )
    except InvalidOperation:
        return
    is_known = latitude.is_finite() and longitude.is_finite()
    if is_known and -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude or longitude):
        row.facts |= {"latitude": f"{latitude:.5f}", "longitude": f"{longitude:.5f}"}


def keep_telephone(row: Row, text: str) -> None:
    digits = re.sub(r"[\s.\-()]", "", text)
    if re.fullmatch(r"0\d{9}", digits):
        digits = f"+33{digits[1:]}"
    elif digits.startswith("33") and len(digits) == 11:
        digits = f"+{digits}"
    if TELEPHONE.fullmatch(digits):
        row.facts["telephone"] = digits
    elif text:
        row.problems.append(
            _("%(column)s: “%(value)s” is not of its form.") % {"column": "telephone", "value": text[:20]}
        )


def keep_url(row: Row, name: str, value: str) -> None:
    if value and len(value) <= 400 and _is_valid(_check_url, value):
        row.facts[name] = value
    elif value:
        row.problems.append(_("“%(value)s” is no address of a page.") % {"value": value[:60]})


def _is_valid(check: Callable[[str], None], value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True


def keep_email(row: Row, record: Record) -> None:
    """The first that is one."""
    for email in several(record.get("courriels"), ","):
        if _is_valid(validate_email, email):
            row.facts["email"] = email.lower()
            return
    if said(record, "courriels"):
        row.problems.append(_("%(column)s: no e-mail address in it.") % {"column": "courriels"})
