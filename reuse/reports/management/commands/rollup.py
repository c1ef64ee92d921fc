"""`reuse rollup`: take into the roll-ups what was written since, or count every ledger anew."""

from argparse import ArgumentParser
from typing import Any

from reuse.core.commands import Command as BaseCommand
from reuse.reports.workflow import rollups


class Command(BaseCommand):
    """Exit 0 when the roll-ups say what the ledgers say. May run at any time, beside workers and writers."""

    help = "Fold what waits into the roll-ups of the figures; --rebuild counts every device's ledger anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--rebuild", action="store_true", help="forget the roll-ups and count anew")

    def perform(self, **options: Any) -> dict[str, Any]:
        if options["rebuild"]:
            return {"devices": rollups.rebuild(progress=self.progress)}
        return {"events": rollups.fold_all()}

    def in_words(self, facts: Any) -> str:
        if "devices" in facts:
            return f"{facts['devices']} devices counted anew."
        return f"{facts['events']} events folded."
