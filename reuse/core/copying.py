"""Writes many new rows at once: PostgreSQL copies them in, which costs a fraction of an INSERT; elsewhere in bulk."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any

from django.db import connection, models

BATCH = 500
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x00": None})


@dataclass(frozen=True, slots=True)
class Each:
    """A column in which each row has a value of its own; any other value of a column stands for all rows."""

    values: Sequence[Any]


def insert(model: type[models.Model], columns: Mapping[str, Any], *, count: int) -> list[int]:
    """Insert `count` rows and return their keys in order; `columns` by attribute name, the others at their default."""
    if not count:
        return []
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = {name: columns.get(name, field.get_default()) for name, field in fields.items()}
    if connection.vendor != "postgresql":
        return _in_bulk(model, given, count)
    keys = _next_keys(model, count)
    rendered = [
        [_text(value) for value in column.values] if isinstance(column, Each) else repeat(_text(column))
        for column in given.values()
    ]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in [model._meta.pk, *fields.values()] if field)
    lines = map("\t".join, zip(map(str, keys), *rendered, strict=False))  # what stands for all has no end
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quoted(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        copy.write("\n".join(lines) + "\n")
    return keys


def _in_bulk(model: type[models.Model], columns: Mapping[str, Any], count: int) -> list[int]:
    values: list[Iterator[Any]] = [
        iter(column.values) if isinstance(column, Each) else repeat(column) for column in columns.values()
    ]
    rows = [
        model(**dict(zip(columns, row, strict=True)))
        for row, _n in zip(zip(*values, strict=False), range(count), strict=False)
    ]
    return [row.pk for row in model._base_manager.bulk_create(rows, batch_size=BATCH)]


def _next_keys(model: type[models.Model], count: int) -> list[int]:
    key = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), key.column if key else "id", count],
        )
        return [number for (number,) in cursor.fetchall()]


def _text(value: Any) -> str:
    """A value in PostgreSQL's text format for COPY."""
    if isinstance(value, str):
        return value.translate(_ESCAPED) if not value.isalnum() else value
    if value is None:
        return r"\N"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    return str(value)
