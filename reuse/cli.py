"""The `reuse` command: our subcommands by their public names, then Django's own."""

import os
import sys

from django.core.management import execute_from_command_line

from reuse.core.environment import WrongSetting


def main() -> None:
    """Run `reuse NAME …`; dashes in a command's name stand for underscores in its module's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reuse.settings")
    arguments = sys.argv.copy()
    arguments[0] = "reuse"
    if len(arguments) > 1 and not arguments[1].startswith("-"):
        arguments[1] = arguments[1].replace("-", "_")
    try:
        execute_from_command_line(arguments)
    except WrongSetting as wrong:
        sys.exit(f"reuse: {wrong}")
