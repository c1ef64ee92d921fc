"""What a target said, version by version, and what each change changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reuse.reports.models import Target


@dataclass(frozen=True, slots=True)
class Change:
    """One field that says something else."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Version:
    """A version: when, for which organisation, why, and what it changed. The first changes nothing."""

    number: int
    at: datetime
    organisation: str
    reason: str
    changes: tuple[Change, ...]


def journal(target: Target) -> list[Version]:
    """Every version of a target, the latest first."""
    told: list[Version] = []
    before: dict[str, Any] = {}
    for row in target.versions.select_related("for_organisation"):
        changes = [
            Change(field, before.get(field), value)
            for field, value in row.facts.items()
            if before and before.get(field) != value
        ]
        told.append(Version(row.number, row.at, str(row.for_organisation), row.reason, tuple(changes)))
        before = row.facts
    return told[::-1]
