"""Pages of a list by keyset: the time of a page does not grow with its number, and nothing is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import DateTimeField, IntegerField, Model, Q, QuerySet

SIZE = 50
_Row = TypeVar("_Row", bound=Model)
_Any = TypeVar("_Any")


@dataclass(frozen=True, slots=True)
class Page(Generic[_Any]):
    """The rows, and the places to continue from; empty where the list ends."""

    rows: list[_Any]
    before: str
    after: str


def latest_moved_first(found: QuerySet[_Row], *, before: str, after: str, size: int = SIZE) -> Page[_Row]:
    """A page of rows ordered by `-stage_since, -id`."""
    return by_keyset(found, order=("-stage_since", "-id"), before=before, after=after, size=size)


def by_keyset(
    found: QuerySet[_Row], *, order: Sequence[str], before: str, after: str, size: int
) -> Page[_Row]:
    """A page of rows in an order whose columns never are null and whose last is unique.

    A place that cannot be read is the beginning.
    """
    place = _parse(before or after, found.model, order)
    if place and before:
        turned = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
        rows = list(found.filter(_beyond(place, turned)).order_by(*turned)[: size + 1])
        has_before, has_after = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        found = found.order_by(*order)
        rows = list((found.filter(_beyond(place, order)) if place else found)[: size + 1])
        has_before, has_after = bool(place), len(rows) > size
        rows = rows[:size]
    return Page(
        rows=rows,
        before=_place(rows[0], order) if rows and has_before else "",
        after=_place(rows[-1], order) if rows and has_after else "",
    )


def _beyond(place: Sequence[Any], order: Sequence[str]) -> Q:
    """What comes after the place: further in the first column, or equal there and further in the rest."""
    name = order[0].lstrip("-")
    way = "lt" if order[0].startswith("-") else "gt"
    further = Q(**{f"{name}__{way}": place[0]})
    return further if len(order) == 1 else further | Q(**{name: place[0]}) & _beyond(place[1:], order[1:])


def _place(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    return "_".join(one.isoformat() if isinstance(one, datetime) else str(one) for one in values)


def _parse(place: str, model: type[Model], order: Sequence[str]) -> list[Any] | None:
    texts = place.rsplit("_", len(order) - 1)  # the first may be a name with anything in it
    if not place or len(texts) != len(order):
        return None
    try:
        return [
            _value(model._meta.get_field(name.lstrip("-")), text)
            for name, text in zip(order, texts, strict=True)
        ]
    except ValueError:
        return None


def _value(field: Any, text: str) -> Any:
    if isinstance(field, DateTimeField):
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(text)
        return instant
    if isinstance(field, IntegerField):
        if not _is_key(text):
            raise ValueError(text)
        return int(text)
    if "\0" in text:
        raise ValueError(text)
    return text


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def latest_first(found: QuerySet[_Row], *, after: str, size: int = SIZE) -> Page[_Row]:
    """A page of rows ordered by `-pk`, on from a key; one that cannot be read is the beginning."""
    rows = list((found.filter(pk__lt=int(after)) if _is_key(after) else found)[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    return Page(rows=rows, before="", after=str(rows[-1].pk) if has_more else "")


def by_number(rows: Sequence[Any], *, before: str, after: str, size: int) -> Page[Any]:
    """A page of rows that are all at hand, on from a number or back from it."""
    if _is_key(before):
        end = min(int(before), len(rows))
        start = max(0, end - size)
    else:
        start = min(int(after), len(rows)) if _is_key(after) else 0
        end = start + size
    return Page(
        rows=list(rows[start:end]),
        before=str(start) if start else "",
        after=str(end) if end < len(rows) else "",
    )
