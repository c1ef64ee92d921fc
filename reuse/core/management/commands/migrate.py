"""`reuse migrate`: Django's own, which a missing trigger does not stop: it is what puts triggers back."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Checks everything but the database, which is as the version before left it."""

    def get_check_kwargs(self, options: Any) -> Any:
        return {**super().get_check_kwargs(options), "databases": None}
