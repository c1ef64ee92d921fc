"""Free text is the main leak of personal data: what points at a person is refused, with the reason. Only what is sure."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import iban

from beneficiaries.workflow.refusals import PersonalDataFound

_GAP = r"[\s.\-‐‑–/_]{0,2}"
_NIR = rf"[1-478]{_GAP}\d\d{_GAP}(?:0[1-9]|[1-9]\d){_GAP}(?:\d\d|2[ABab]){_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d\d)?"
_PAIR = r"[\s.\-‐‑–_]{0,2}"  # no slash: dates have them
_DATE = r"\d\d[.\-/ ]\d\d[.\-/ ](?:19|20)\d\d"
_PHONE = rf"(?!{_DATE})(?:(?:\+|00){_PAIR}33{_PAIR}(?:\(0\){_PAIR})?|0){_PAIR}[1-9](?:{_PAIR}\d\d){{4}}"
_IBAN = rf"[A-Za-z]{{2}}\d\d(?:{_GAP}[A-Za-z0-9]){{11,30}}"
_CAF = r"\d{7}(?:[A-Za-z]|[ \-][A-Z])(?!\w)"  # "1234567 a déjà" is a verb
_TITLE = r"(?:MM?\.|Mr\.?|Mmes?|Mlles?|Monsieur|Madame|Mademoiselle)"
_NAME = rf"{_TITLE}\s+(?:[A-ZÀ-Þ]\.\s*)?[A-ZÀ-Þ][\w'’\-]+"


def _is_iban(found: re.Match[str]) -> bool:
    """Some beginning of what was found has the right length and check digits: words may follow without a gap."""
    compact = re.sub(r"[^A-Za-z0-9]", "", found[0])
    return any(iban.is_valid(compact[:length], check_country=False) for length in range(15, len(compact) + 1))


def _always(_found: re.Match[str]) -> bool:
    return True


Sure = Callable[[re.Match[str]], bool]
# In this order: a social security number may hold what looks like a phone number.
PATTERNS: tuple[tuple[re.Pattern[str], Sure, str | Promise], ...] = (
    (
        re.compile(rf"(?<!\d){_NIR}(?!\d)"),
        _always,
        _("This text holds a social security number. Remove it: the law forbids us to keep it."),
    ),
    (
        re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}"),
        _always,
        _("This text holds an e-mail address. Remove it: you keep the person's contact details, we do not."),
    ),
    (
        re.compile(rf"(?<![A-Za-z0-9]){_IBAN}"),
        _is_iban,
        _("This text holds a bank account number. Remove it: we need none."),
    ),
    (
        re.compile(rf"(?<![\d+]){_PHONE}(?!\d)"),
        _always,
        _("This text holds a phone number. Remove it: you keep the person's contact details, we do not."),
    ),
    (
        re.compile(rf"(?<!\w){_CAF}"),
        _always,
        _("This text holds a number of the CAF. Remove it: it points at a person."),
    ),
    (
        re.compile(rf"(?<!\w){_NAME}"),
        _always,
        _("This text holds a person's name. Remove it: no name is kept here."),
    ),
)


def refuse_personal_data(text: str) -> None:
    """Raise PersonalDataFound, saying what to remove, if the text holds what points at a person.

    Digits and spaces of other kinds (wide, no-break) are read as the plain ones they stand for.
    """
    plain = unicodedata.normalize("NFKC", text)
    for pattern, is_sure, sentence in PATTERNS:
        if any(is_sure(found) for found in pattern.finditer(plain)):
            raise PersonalDataFound(str(sentence))
