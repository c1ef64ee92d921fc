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


@dataclass(frozen=True, slots=True)
class Echo:
    """What a change of a table leaves in another one, in the same transaction: `statement` is an INSERT over NEW and OLD.

    `event` is INSERT or UPDATE OF some columns of `table`; `when`, if given, a condition over NEW and OLD.
    """

    name: str
    table: str
    event: str
    statement: str
    when: str = "1 = 1"


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


def _declared() -> Iterator[tuple[str, str, list[str]]]:
    """Each declared trigger whose tables are there: its table, its name, the statements that create it."""
    tables = set(connection.introspection.table_names())
    for model, guards in guarded_models():
        table = model._meta.db_table
        if table in tables:
            yield from ((table, trigger_name(table, guard), _guarding(table, guard)) for guard in guards)
    for model in apps.get_models():
        if model._meta.db_table in tables:
            for echo in getattr(model, "echoes", ()):
                name = f"{model._meta.db_table}_{echo.name}"
                if echo.table in tables:
                    yield echo.table, name, _echoing(name, echo)


def install_triggers(**_signal: Any) -> None:
    """Create every declared trigger that can be created; existing ones are replaced. Safe to run at any time."""
    with connection.cursor() as cursor:
        for table, name, statements in list(_declared()):
            cursor.execute(_dropping(table, name))
            for statement in statements:
                cursor.execute(statement)


def lift_triggers(*, plan: Sequence[object] = (), **_signal: Any) -> None:
    """Before migrations that change anything: SQLite rebuilds a table by renaming it, and no trigger may name it then.

    `install_triggers` puts them back when the migrations are done; a system check says when one is missing.
    """
    if plan and connection.vendor == "sqlite":
        drop_triggers()


def drop_triggers() -> None:
    """Remove every declared trigger: for tests that must empty the tables, and before a table is rebuilt."""
    with connection.cursor() as cursor:
        for table, name, _creating in list(_declared()):
            cursor.execute(_dropping(table, name))


def missing_triggers() -> list[str]:
    """Names of the declared triggers the database does not have, of tables it has."""
    set(connection.introspection.table_names())
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    # A table that waits for its migration has none yet.
    return [name for _table, name, _creating in _declared() if name not in present]


def trigger_name(table: str, guard: Guard) -> str:
    """The trigger's name in the database."""
    return f"{table}_{guard.name}"


def _dropping(table: str, name: str) -> str:
    return f'DROP TRIGGER IF EXISTS "{name}"' + (
        f' ON "{table}"' if connection.vendor == "postgresql" else ""
    )


def _guarding(table: str, guard: Guard) -> list[str]:
    name = trigger_name(table, guard)
    if connection.vendor == "sqlite":
        return [
            (
                f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{table}" WHEN {guard.breach} '
                f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
            )
        ]
    returned = "OLD" if guard.event == "DELETE" else "NEW"
    # The condition stands inside the function: a WHEN clause may hold no subquery in PostgreSQL.
    return [
        _function(
            name,
            f"IF {guard.breach} THEN RAISE EXCEPTION '{guard.message}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {returned};",
        ),
        f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    ]


def _echoing(name: str, echo: Echo) -> list[str]:
    head = f'CREATE TRIGGER "{name}" AFTER {echo.event} ON "{echo.table}" FOR EACH ROW'
    if connection.vendor == "sqlite":
        return [f"{head} WHEN {echo.when} BEGIN {echo.statement}; END"]
    return [
        _function(name, f"{echo.statement}; RETURN NULL;"),
        f'{head} WHEN ({echo.when}) EXECUTE FUNCTION "{name}"()',
    ]


def _function(name: str, body: str) -> str:
    return f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$'
