"""Pages of a list by keyset: the time of a page does not grow with its number, and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from reuse.core.ledger import Subject

SIZE = 50
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """The rows, and the places to continue from; empty where the list ends."""

    rows: list[_Row]
    before: str
    after: str


def latest_moved_first(found: QuerySet[_Row], *, before: str, after: str, size: int = SIZE) -> Page[_Row]:
    """A page of rows ordered by `-stage_since, -id`. A place that cannot be read is the beginning."""
    place = _parse(before or after)
    if place and before:
        rows = list(found.filter(_beyond(place, "gt")).order_by("stage_since", "id")[: size + 1])
        has_before, has_after = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        rows = list((found.filter(_beyond(place, "lt")) if place else found)[: size + 1])
        has_before, has_after = bool(place), len(rows) > size
        rows = rows[:size]
    return Page(
        rows=rows,
        before=_place(rows[0]) if rows and has_before else "",
        after=_place(rows[-1]) if rows and has_after else "",
    )


def _beyond(place: tuple[datetime, int], way: str) -> Q:
    instant, key = place
    return Q(**{f"stage_since__{way}": instant}) | Q(stage_since=instant, **{f"id__{way}": key})


def _place(row: Model) -> str:
    assert isinstance(row, Subject)  # noqa: S101  # the only rows that have a stage
    return f"{row.stage_since.isoformat()}_{row.pk}"


def _parse(place: str) -> tuple[datetime, int] | None:
    instant, _underscore, key = place.rpartition("_")
    try:
        parsed = datetime.fromisoformat(instant)
        return (parsed, int(key)) if parsed.tzinfo else None
    except ValueError:
        return None
