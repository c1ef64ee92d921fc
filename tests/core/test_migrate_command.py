"""An upgrade that brings a new trigger: the command that installs it is not stopped by its absence."""

import pytest
from django.core.management import load_command_class
from django.core.management.base import SystemCheckError
from django.db import connection

from reuse.core import triggers

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_a_missing_trigger_does_not_stop_the_command_that_puts_it_back(monkeypatch):
    tables = [*connection.introspection.table_names(), "django_migrations"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda: tables)
    monkeypatch.setattr(triggers, "missing_triggers", lambda: ["new_trigger"])
    command = load_command_class("reuse.core", "migrate")
    wanted = {**command.get_check_kwargs({"database": "default", "skip_checks": False}), "tags": ["database"]}

    command.check(**wanted)
    with pytest.raises(SystemCheckError, match="new_trigger"):
        command.check(**{**wanted, "databases": ["default"]})
