"""System checks of the foundation."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connection

from reuse.core import triggers


def triggers_are_installed(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """A ledger without its triggers is only a table: `reuse migrate` installs them again."""
    if not databases or "django_migrations" not in connection.introspection.table_names():
        return []
    return [
        Error(f"the trigger {name} is missing", hint="Run `reuse migrate`.", id="core.E001")
        for name in triggers.missing_triggers()
    ]
