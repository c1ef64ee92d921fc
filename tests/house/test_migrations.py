"""The migrations lead to the very tables the models describe; all other tests make their tables from the models."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ConnectionHandler

from tests.house.test_structure import APPS
from tests.installation import Installation, migrated


@pytest.fixture
def second(tmp_path) -> Iterator:
    """A connection to a second database, made by `reuse migrate` alone."""
    given = connection.settings_dict
    if connection.vendor != "postgresql":
        migrated(tmp_path)
        yield from _connected(given, tmp_path / "data" / "reuse.sqlite3")
        return
    name = f"{given['NAME']}_migrated"
    installation = Installation(tmp_path)
    installation.environment["DATABASE_URL"] = (
        f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}/{name}"
    )
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    installation.run("migrate", "--verbosity=0").check_returncode()
    yield from _connected(given, name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def _connected(given, name) -> Iterator:
    other = ConnectionHandler({"default": {**given, "NAME": name}})["default"]
    yield other
    other.close()


@pytest.mark.django_db
def test_migrated_tables_are_those_of_the_models(second):
    expected, found = _tables(connection), _tables(second)

    assert found.keys() == expected.keys()
    assert "inventory_device" in found
    for table, described in expected.items():
        assert found[table] == described, table


def _tables(database) -> dict:
    """Ours: Django's own differ, their oldest columns having been widened since."""
    ours = tuple(app.label + "_" for app in apps.get_app_configs() if app.name.split(".")[0] in APPS)
    with database.cursor() as cursor:
        return {
            table: {"columns": _columns(database, cursor, table), "rules": _rules(database, cursor, table)}
            for table in database.introspection.table_names(cursor)
            if table.startswith(ours)
        }


def _columns(database, cursor, table) -> dict:
    described = database.introspection.get_table_description(cursor, table)
    return {one.name: (one.type_code, one.display_size, one.null_ok) for one in described}


def _rules(database, cursor, table) -> list:
    """Keys, unique and check constraints, indexes: by what they say, since a database names some itself."""
    rules = database.introspection.get_constraints(cursor, table).values()
    return sorted(
        repr(
            {
                name: rule.get(name)
                for name in ("columns", "primary_key", "unique", "foreign_key", "check", "index", "orders")
            }
        )
        for rule in rules
    )
