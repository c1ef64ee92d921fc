"""`reuse labels`: print sheets of fresh codes for devices to come, or of specimens to look at."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from inventory import codes, workflow
from labels import commands
from reuse.core import clock

SPECIMEN_KEY = "specimen"  # its codes are well formed and belong to no installation


class Command(BaseCommand):
    """Write a PDF of labels, or ZPL. Exit 0 done, 1 refused, 2 bad usage."""

    help = "Print label sheets. Codes are reserved for good; --specimen prints some that are not, without a database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        commands.add_labels_arguments(parser)

    def handle(self, **options: Any) -> None:
        given = argparse.Namespace(**options)
        count = given.count or 0  # none for a test page
        fresh = specimens(count) if given.specimen or not count else reserved(given)
        labels = commands.labels_for(fresh, public_url=settings.PUBLIC_URL)
        sys.exit(commands.run_labels(given, labels, out=sys.stdout))


def specimens(count: int) -> Iterator[str]:
    """Distinct codes that no installation issues on purpose."""
    return (codes.code_for(number, SPECIMEN_KEY) for number in range(count))


def reserved(given: argparse.Namespace) -> Iterator[str]:
    """A roll of blank labels, its codes taken when the first is printed: none of them is ever given again."""
    paper = workflow.Paper(
        format=given.format, start_at=given.start_at, symbols=given.symbols, output=given.output_kind
    )
    yield from workflow.reserve_blanks(count=given.count, paper=paper, at=clock.now())
