"""Triggers that have the last word in both databases; one idempotent function installs them after every migrate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on a table's rows that no writer may break: raises `message` when `breach` holds.

    `event` is INSERT, UPDATE (also UPDATE OF a column) or DELETE; `breach` an SQL condition over NEW and OLD that both databases understand.
    """

    name: str
    event: str
    breach: str
    message: str


APPEND_ONLY = (
    Guard("no_update", "UPDATE", "1 = 1", "rows of this table are never changed"),
    Guard("no_delete", "DELETE", "1 = 1", "rows of this table are never deleted"),
)


def guarded_models() -> Iterator[tuple[type[models.Model], tuple[Guard, ...]]]:
    """Each model that declares `guards`, with them."""
    for model in apps.get_models():
        guards: tuple[Guard, ...] = getattr(model, "guards", ())
        if guards and not model._meta.proxy:
            yield model, guards


def install_triggers(**_signal: Any) -> None:
    """Create every declared trigger that can be created; existing ones are replaced. Safe to run at any time."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, guards in guarded_models():
            if model._meta.db_table in tables:
                for guard in guards:
                    for statement in _statements(model._meta.db_table, guard):
                        cursor.execute(statement)


def lift_triggers(*, plan: Sequence[object] = (), **_signal: Any) -> None:
    """Before migrations that change anything: SQLite rebuilds a table by renaming it, and no trigger may name it then.

    `install_triggers` puts them back when the migrations are done; a system check says when one is missing.
    """
    if plan and connection.vendor == "sqlite":
        drop_triggers()


def drop_triggers() -> None:
    """Remove every declared trigger: for tests that must empty the tables, and before a table is rebuilt."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, guards in guarded_models():
            for guard in guards if model._meta.db_table in tables else ():
                name = trigger_name(model._meta.db_table, guard)
                on_table = f' ON "{model._meta.db_table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on_table}')


def missing_triggers() -> list[str]:
    """Names of the declared triggers the database does not have, of tables it has."""
    tables = set(connection.introspection.table_names())
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    declared = [
        trigger_name(model._meta.db_table, guard)
        for model, guards in guarded_models()
        for guard in guards
        if model._meta.db_table in tables  # a table that waits for its migration has none yet
    ]
    return [name for name in declared if name not in present]


def trigger_name(table: str, guard: Guard) -> str:
    """The trigger's name in the database."""
    return f"{table}_{guard.name}"


def _statements(table: str, guard: Guard) -> list[str]:
    name = trigger_name(table, guard)
    if connection.vendor == "sqlite":
        return [
            f'DROP TRIGGER IF EXISTS "{name}"',
            (
                f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{table}" WHEN {guard.breach} '
                f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
            ),
        ]
    returned = "OLD" if guard.event == "DELETE" else "NEW"
    # The condition stands inside the function: a WHEN clause may hold no subquery in PostgreSQL.
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {guard.breach} '
        f"THEN RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {returned}; END $$"
    )
    return [
        function,
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    ]
