"""`reuse messages`: bring every app's French catalog in step with its sentences, and compile it."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand

from reuse.web import extraction


class Command(BaseCommand):
    """Add new sentences, drop unused ones, compile; list those that lack their French (exit 1 while there are any)."""

    help = "Extract the sentences of every app into its French catalog and compile it; lists what is missing."
    requires_system_checks: list[str] = []

    def handle(self, **_options: Any) -> None:
        count = 0
        for app, apart in translated_apps():
            for message in extraction.update(app, apart=apart):
                count += 1
                self.stdout.write(
                    f"{app.name}: {message.context + ' | ' if message.context else ''}{message.text}"
                )
        if count:
            raise SystemExit(1)


def translated_apps() -> list[tuple[Path, tuple[Path, ...]]]:
    """The folders of our apps, each with the other apps' folders that lie inside it."""
    ours = [
        Path(one.path) for one in apps.get_app_configs() if Path(one.path).is_relative_to(settings.BASE_DIR)
    ]
    ours = [path for path in ours if ".venv" not in path.parts]
    return [
        (path, tuple(other for other in ours if other != path and path in other.parents)) for path in ours
    ]
