"""Rows on their way into their tables, and the texts they are made of."""

import json
import random
from collections import Counter as Counts
from collections.abc import Sequence
from typing import Any

from django.db import models

from reuse.core import copying
from reuse.core.copying import Ready
from reuse.core.models import Counter

as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Rows:
    """Rows of one table, told as tuples of the columns named; `shared` and the table's defaults stand for the others."""

    def __init__(self, model: type[models.Model], *columns: str, **shared: Any) -> None:
        self.model = model
        self.columns = columns
        self.shared = shared
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> int:
        """Keep a row; returns its place."""
        self.rows.append(values)
        return len(self.rows) - 1

    def write(self, *, with_keys: bool = False, **parents: Sequence[int]) -> list[int]:
        """Copy the rows in and forget them; returns their keys in their order, where they are asked for.

        `parents`: a column that holds a place → the keys of those places.
        """
        if not self.rows:
            return []
        told: dict[str, Sequence[Any]] = dict(zip(self.columns, zip(*self.rows, strict=True), strict=True))
        for name, keys in parents.items():
            told[name] = [keys[place] for place in told[name]]
        columns = {name: Ready(values) for name, values in told.items()}
        count, self.rows = len(self.rows), []
        return copying.insert(self.model, {**self.shared, **columns}, count=count, with_keys=with_keys)


class Numbers:
    """The references of a chunk, in the order in which they are asked for: known at once, taken when they are written.

    `last`: how far each counter has gone, which the chunks of a load share.
    """

    def __init__(self, last: Counts[str]) -> None:
        self._last = last
        self._given: Counts[str] = Counts()

    def next(self, name: str, letter: str, year: int) -> str:
        """The next reference of a year, as the verbs give them."""
        counter = f"{name} {year}"
        self._last[counter] += 1
        self._given[counter] += 1
        return f"{letter}{year % 100:02}-{self._last[counter]:04d}"

    def take(self) -> None:
        """Move the counters on, in the transaction that writes what bears the references."""
        for counter, given in sorted(self._given.items()):
            Counter.take(counter, given)


def last_numbers() -> Counts[str]:
    """How far each counter has gone: read once, since nobody else counts meanwhile."""
    return Counts({one.name: one.next for one in Counter.objects.all()})


def identifier(chances: random.Random) -> tuple[str, str]:
    """A made-up UUID of version 4: as the databases keep it, and as it is written."""
    drawn = f"{chances.getrandbits(128):032x}"
    kept = f"{drawn[:12]}4{drawn[13:16]}a{drawn[17:]}"
    return kept, f"{kept[:8]}-{kept[8:12]}-{kept[12:16]}-{kept[16:20]}-{kept[20:]}"
