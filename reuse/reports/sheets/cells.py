"""Reads the days and quantities of a sheet; says in a sentence what is none. Guesses nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from reuse.reports.codes import MOST

MOST_PROBLEMS = 20  # told at once


class Unread(Exception):
    """A cell that cannot be read, in a sentence."""


def in_words(problems: Sequence[tuple[int, str]]) -> list[str]:
    """The first lines that cannot be read, each with its number and why."""
    return [
        _("Line %(number)d: %(problem)s") % {"number": number, "problem": problem}
        for number, problem in problems[:MOST_PROBLEMS]
    ]


def day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
    raise Unread(_("“%(text)s” is no day: write 2026-01-31 or 31/01/2026.") % {"text": text[:40]})


def quantity(text: str, *, least: int = 1) -> int:
    """A whole number, its thousands apart or together."""
    digits = "".join(text.split())
    if not digits.isascii() or not digits.isdigit() or not least <= int(digits.lstrip("0")[:12] or 0) <= MOST:
        raise Unread(_("“%(text)s” is no quantity.") % {"text": text[:40]})
    return int(digits.lstrip("0") or 0)
