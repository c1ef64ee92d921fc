"""Reference data that ships with the product: loaded into empty tables after every migrate, then the network's own."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import connection, models

_LOADERS: list[tuple[type[models.Model], Callable[[], Iterable[models.Model]]]] = []


def ships(model: type[models.Model], rows: Callable[[], Iterable[models.Model]]) -> None:
    """Declare the rows an empty `model` starts with. Called from an app's `ready`, in the order rows depend on."""
    if model not in [known for known, _rows in _LOADERS]:
        _LOADERS.append((model, rows))


def load(**_signal: Any) -> None:
    """Fill the empty tables; a table with any row of its own is left alone. Safe to run at any time."""
    tables = set(connection.introspection.table_names())
    for model, rows in _LOADERS:
        if model._meta.db_table in tables and not model._base_manager.exists():
            model._base_manager.bulk_create(rows())


def read_json(path: Path) -> Any:
    """A data file beside the code."""
    return json.loads(path.read_text(encoding="utf-8"))
