"""The database as it was before any test, brought back after a test that commits: cheaper than emptying and loading."""

import sqlite3
import time
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.utils import OperationalError

from reuse.core import triggers

PATIENCE = 20  # seconds another connection may keep the database busy
_kept: dict[str, sqlite3.Connection | list[str]] = {}


def keep() -> None:
    """Remember every row as it is."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
        _kept["file"] = copy
        return
    with connection.cursor() as cursor:
        filled = _those(cursor, "EXISTS (TABLE public.{})", connection.introspection.table_names())
        cursor.execute("CREATE SCHEMA pristine")
        for table in filled:
            cursor.execute(f"CREATE TABLE pristine.{_quoted(table)} AS TABLE public.{_quoted(table)}")
    _kept["filled"] = filled


def bring_back() -> None:
    """Every row and every trigger as remembered, whatever was committed since."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        _bring_back_file()
    else:
        _bring_back_rows()
        if triggers.missing_triggers():
            triggers.install_triggers()


def _bring_back_file() -> None:
    until = time.monotonic() + PATIENCE

    def told(status: int, _left: int, _total: int) -> None:
        if status != sqlite3.SQLITE_DONE and time.monotonic() > until:
            raise OperationalError("somebody keeps the database busy")

    _kept["file"].backup(connection.connection, progress=told, sleep=0.02)


def _bring_back_rows() -> None:
    filled = set(_kept["filled"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        others = [name for name in connection.introspection.table_names(cursor) if name not in filled]
        changed = _those(cursor, "EXISTS (TABLE public.{})", others)
        changed += _those(
            cursor,
            "EXISTS (TABLE public.{0} EXCEPT TABLE pristine.{0}) OR EXISTS (TABLE pristine.{0} EXCEPT TABLE public.{0})",
            filled,
        )
        guarded = [
            model._meta.db_table
            for model, _guards in triggers.guarded_models()
            if model._meta.db_table in changed
        ]
        for table in guarded:
            cursor.execute(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER USER")
        for table in changed:
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        for table in filled.intersection(changed):
            cursor.execute(f"INSERT INTO public.{_quoted(table)} TABLE pristine.{_quoted(table)}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a check of it waits
        for table in guarded:
            cursor.execute(f"ALTER TABLE {_quoted(table)} ENABLE TRIGGER USER")


def _those(cursor, condition: str, tables: Iterable[str]) -> list[str]:
    """The tables of which this holds."""
    asked = [f"SELECT '{table}' WHERE {condition.format(_quoted(table))}" for table in tables]
    cursor.execute(" UNION ALL ".join(asked))
    return [row[0] for row in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
