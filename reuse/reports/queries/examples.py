"""Targets of national texts that ship as examples: one goal, each wording it is known by, with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from reuse.core import reference
from reuse.core.translated import in_language
from reuse.reports.models import Target

_FILE = Path(__file__).parent.parent / "reference_data" / "national_goals.json"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way a goal is said: what it counts, where and when it is said so."""

    code: str
    name: dict[str, str]
    unit: Target.Unit
    quote: str
    source: str
    url: str
    on: date | None

    def __str__(self) -> str:
        return in_language(self.name)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a national text: a quantity in a period, and the words it is said in."""

    programme: dict[str, str]
    note: dict[str, str]
    quantity: int
    since: date
    until: date
    wordings: tuple[Wording, ...]

    def __str__(self) -> str:
        return in_language(self.programme)

    @property
    def note_text(self) -> str:
        return in_language(self.note)


@lru_cache(maxsize=1)
def goals() -> Sequence[Goal]:
    """Those that ship."""
    return tuple(_goal(row) for row in reference.read_json(_FILE))


def wording(code: str) -> tuple[Goal, Wording] | None:
    """The wording of this code, with its goal."""
    return next(((goal, one) for goal in goals() for one in goal.wordings if one.code == code), None)


def adopted() -> dict[str, Target]:
    """The examples that are followed, by their code."""
    return {one.example: one for one in Target.objects.filter(ended_at=None).exclude(example="")}


def _goal(row: dict[str, Any]) -> Goal:
    return Goal(
        programme=row["programme"],
        note=row["note"],
        quantity=row["quantity"],
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]),
        wordings=tuple(
            Wording(
                code=one["code"],
                name=one["name"],
                unit=Target.Unit(one["unit"]),
                quote=one["quote"],
                source=one["source"],
                url=one["url"],
                on=date.fromisoformat(one["on"]) if one["on"] else None,
            )
            for one in row["wordings"]
        ),
    )
