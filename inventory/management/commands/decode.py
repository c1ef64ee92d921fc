"""`reuse decode`: the barcodes in a picture or PDF."""

import argparse
import sys
from typing import Any

from django.core.management import BaseCommand

from labels import commands


class Command(BaseCommand):
    """Print the texts and formats of the codes found. Exit 0 done, 1 when the file is no picture, 2 bad usage."""

    help = "Read the barcodes of a picture or PDF; --json prints [{text, format}], control characters kept."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        commands.add_decode_arguments(parser)

    def handle(self, **options: Any) -> None:
        sys.exit(commands.run_decode(argparse.Namespace(**options), out=sys.stdout))
