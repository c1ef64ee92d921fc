"""Reference data that ships with the product: loaded into empty tables after every migrate, then the network's own."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Shipped:
    """A table the product ships. `label`: what it holds; `kept_at`: the name of the page where the network changes it."""

    model: type[models.Model]
    rows: Callable[[], Iterable[models.Model]]
    label: str | Promise
    kept_at: str


_SHIPPED: dict[type[models.Model], Shipped] = {}


def ships(
    model: type[models.Model],
    rows: Callable[[], Iterable[models.Model]],
    *,
    label: str | Promise = "",
    kept_at: str = "",
) -> None:
    """Declare the rows an empty `model` starts with. Called from an app's `ready`, in the order rows depend on.

    `label` is needed where the table is not kept up among the reference data, which names it itself.
    """
    _SHIPPED.setdefault(model, Shipped(model, rows, label, kept_at))


def shipped() -> list[Shipped]:
    """Every table the product ships."""
    return list(_SHIPPED.values())


def load(**_signal: Any) -> None:
    """Fill the empty tables; a table with any row of its own is left alone. Safe to run at any time."""
    tables = set(connection.introspection.table_names())
    for one in shipped():
        known = one.model._base_manager
        if one.model._meta.db_table in tables and not known.exists():
            known.bulk_create(one.rows())


def read_json(path: Path) -> Any:
    """A data file beside the code."""
    return json.loads(path.read_text(encoding="utf-8"))
