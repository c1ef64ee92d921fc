"""Free text is the main leak of personal data: what points at a person is refused, with the reason."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beneficiaries.workflow.refusals import PersonalDataFound

_GAP = r"[ .\-\u00a0\u202f]?"
_NIR = rf"[1-478]{_GAP}\d\d{_GAP}(?:0[1-9]|[1-9]\d){_GAP}(?:\d\d|2[ABab]){_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d\d)?"
_PHONE = rf"(?:(?:\+|00)33{_GAP}(?:\(0\){_GAP})?|0){_GAP}[1-9](?:{_GAP}\d\d){{4}}"

# In this order: a social security number may hold what looks like a phone number.
PATTERNS: tuple[tuple[re.Pattern[str], str | Promise], ...] = (
    (
        re.compile(rf"(?<!\d){_NIR}(?!\d)"),
        _("This text holds a social security number. Remove it: the law forbids us to keep it."),
    ),
    (
        re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}"),
        _("This text holds an e-mail address. Remove it: you keep the person's contact details, we do not."),
    ),
    (
        re.compile(rf"(?<![\d+]){_PHONE}(?!\d)"),
        _("This text holds a phone number. Remove it: you keep the person's contact details, we do not."),
    ),
)


def refuse_personal_data(text: str) -> None:
    """Raise PersonalDataFound, saying what to remove, if the text holds what points at a person."""
    for pattern, sentence in PATTERNS:
        if pattern.search(text):
            raise PersonalDataFound(str(sentence))
