"""What ships with the product and is changed on a page of its own, or by nobody: seen with its dates and its sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from inventory.queries.reference import TABLES
from reuse.core.reference import Shipped, shipped

# Where a row says from when it holds: a day, or a year.
_SINCE = ("since", "published_from", "dated", "as_of", "since_year")
_SOURCE = ("source", "weight_source")


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row: what it says, from when until when, and where it comes from."""

    words: str
    since: date | int | None
    until: date | None
    source: str


def shipped_elsewhere() -> list[Shipped]:
    """The tables that ship and are not kept up among the reference data, in the order they were declared."""
    kept_up = {table.model for table in TABLES.values()}
    return [one for one in shipped() if one.model not in kept_up]


def seen_rows(of: Shipped) -> Sequence[SeenRow]:
    """Every row of a table that ships."""
    names = [field.name for field in of.model._meta.fields if field.is_relation]
    return [
        SeenRow(
            words=str(row),
            since=_first(row, _SINCE),
            until=_first(row, ("until",)),
            source=_first(row, _SOURCE) or "",
        )
        for row in of.model._base_manager.select_related(*names)
    ]


def _first(row: models.Model, names: Sequence[str]) -> Any:
    return next((value for name in names if (value := getattr(row, name, None))), None)
