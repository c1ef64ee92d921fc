"""The migrations lead to the very tables the models describe; all other tests make their tables from the models."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ConnectionHandler

from tests.house.test_structure import APPS
from tests.installation import Installation


@pytest.fixture
def migrated(tmp_path) -> Iterator:
    """A connection to a second database, made by `reuse migrate` alone."""
    installation = Installation(tmp_path)
    given = connection.settings_dict
    if connection.vendor == "postgresql":
        name = f"{given['NAME']}_migrated"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        installation.environment["DATABASE_URL"] = (
            f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}/{name}"
        )
    else:
        name = tmp_path / "data" / "reuse.sqlite3"
    done = installation.run("migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    other = ConnectionHandler({"default": {**given, "NAME": name}})["default"]
    yield other
    other.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


@pytest.mark.django_db
def test_migrated_tables_are_those_of_the_models(migrated):
    expected, found = _tables(connection), _tables(migrated)

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
