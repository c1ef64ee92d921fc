"""Whom to call, told by an app above: pages that refuse, wait or fail name them, whatever is broken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError

from reuse.core import clock


@dataclass(frozen=True, slots=True)
class Whom:
    """A role, never a person: its telephone number, and when it answers."""

    role: str
    telephone: str
    hours: str


_sources: list[Callable[[str, date], Whom | None]] = []
_last: dict[str, Whom | None] = {}


def told_by(source: Callable[[str, date], Whom | None]) -> None:
    """Declare who knows. Called from an app's `ready`."""
    _sources[:] = [source]


def whom(department: str = "") -> Whom | None:
    """Whom to call in a department today; when the database does not answer, whom this process named last."""
    try:
        for source in _sources:
            _last[department] = source(department, clock.local_date(clock.now(), clock.HOME_ZONE))
    except DatabaseError:
        return _last.get(department) or _last.get("")
    return _last.get(department)
