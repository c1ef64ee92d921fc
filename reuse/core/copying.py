"""Writes many new rows at once: PostgreSQL copies them in, which costs a fraction of an INSERT; elsewhere in bulk."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice, repeat
from types import NoneType
from typing import Any

from django.db import connection, models

BATCH = 500
_NOTHING = r"\N"  # as COPY writes NULL
_JSON = json.JSONEncoder(ensure_ascii=False)
_SPECIAL = re.compile(r"[\\\t\n\r\x00]")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x00": None})


@dataclass(frozen=True, slots=True)
class Each:
    """A column in which each row has a value of its own; any other value of a column stands for all rows."""

    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Ready(Each):
    """The same, its values already as both databases take them: numbers, texts, instants and UUIDs as SQLite keeps them."""


def insert(
    model: type[models.Model],
    columns: Mapping[str, Any],
    *,
    count: int,
    with_keys: bool = True,
    keys: list[int] | None = None,
) -> list[int]:
    """Insert `count` rows and return their keys in order; `columns` by attribute name, the others at their default.

    `with_keys`: false where nobody needs them, which spares PostgreSQL telling them; the answer is then empty.
    `keys`: those that `next_keys` gave beforehand.
    """
    if not count:
        return []
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = {name: columns.get(name, field.get_default()) for name, field in fields.items()}
    if connection.vendor != "postgresql":
        return _in_bulk(model, given, keys or next_keys(model, count))
    keys = keys or (next_keys(model, count) if with_keys else [])
    rendered = [_rendered(column) for column in given.values()]
    copied = [str(field.column) for field in fields.values()]
    if keys:
        rendered.append(list(map(str, keys)))
        copied.append(_key_column(model))
    _copy(model, copied, map("\t".join, zip(*rendered, strict=False)), count)
    return keys


def _copy(model: type[models.Model], columns: Sequence[str], lines: Iterator[str], count: int) -> None:
    """Part by part, so that PostgreSQL writes one while the next is made."""
    quoted = connection.ops.quote_name
    names = ", ".join(map(quoted, columns))
    lines = islice(lines, count)  # a row of columns that all rows share has no end
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quoted(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        while part := list(islice(lines, BATCH)):
            copy.write("\n".join(part) + "\n")


def _in_bulk(model: type[models.Model], columns: Mapping[str, Any], keys: list[int]) -> list[int]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    quoted = connection.ops.quote_name
    names = ", ".join([quoted(_key_column(model)), *(quoted(str(field.column)) for field in fields)])
    places = ", ".join(["%s"] * (len(fields) + 1))
    values = [_saved(field, column) for field, column in zip(fields, columns.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places})",  # noqa: S608 - names of our own
            list(zip(keys, *values, strict=False)),
        )
    return keys


def _saved(field: Any, column: Any) -> Iterable[Any]:
    """A column as SQLite keeps it; what stands for all rows is made ready once."""
    if isinstance(column, Ready):
        return column.values
    ready = partial(field.get_db_prep_save, connection=connection)
    return map(ready, column.values) if isinstance(column, Each) else repeat(ready(column))


def _key_column(model: type[models.Model]) -> str:
    key = model._meta.pk
    return str(key.column) if key else "id"


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """The keys of the next `count` rows, for whoever must know them before the rows are written; none comes twice.

    SQLite has one writer, who holds the database here.
    """
    table, key = connection.ops.quote_name(model._meta.db_table), _key_column(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(  # the sequence is looked up once, not for each of its numbers
                "SELECT nextval(sequence.name) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name "
                "OFFSET 0) AS sequence, generate_series(1, %s)",
                [table, key, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(
            f"SELECT MAX(COALESCE((SELECT MAX({connection.ops.quote_name(key)}) FROM {table}), 0), "  # noqa: S608
            "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            [model._meta.db_table],
        )
        first = cursor.fetchone()[0] + 1
    return list(range(first, first + count))


def _rendered(column: Any) -> Iterable[str]:
    """A column in PostgreSQL's text format for COPY; most need no change, or one alike, which is seen of all at once."""
    if not isinstance(column, Each):
        return repeat(_text(column))
    values = column.values
    kinds = set(map(type, values))
    if kinds == {str} and not _SPECIAL.search("".join(values)):
        return values
    if kinds == {int}:
        return map(str, values)
    if NoneType in kinds and len(kinds) == 2:
        present = iter(_rendered(Each([value for value in values if value is not None])))
        return [_NOTHING if value is None else next(present) for value in values]
    return map(_text, values)


def _text(value: Any) -> str:
    """A value in PostgreSQL's text format for COPY."""
    if isinstance(value, str):
        return value.translate(_ESCAPED) if _SPECIAL.search(value) else value
    if value is None:
        return _NOTHING
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return _text(_JSON.encode(value))
    return str(value)
