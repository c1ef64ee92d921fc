"""`reuse import-places FILE`: places of a mednum or data·inclusion file; with `--dry-run` it only says what would become."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from reuse.core import commands
from reuse.core.refusals import Refusal
from reuse.directory import files, workflow


class Command(commands.Command):
    help = "Bring in places of a mednum or data·inclusion v1 file (CSV or JSON); run again, it updates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each row")

    def perform(self, **options: Any) -> dict[str, Any]:
        file: Path = options["file"]
        try:
            reading = files.read(file.read_bytes())
        except OSError as unreadable:
            raise Refusal(f"{file}: {unreadable.strerror}") from unreadable
        if reading.refused:
            raise Refusal(reading.refused)
        lines = workflow.plan(reading)
        problems = [
            {"row": line.row.number, "name": line.row.facts.get("name", ""), "problem": problem}
            for line in lines
            for problem in [*line.row.problems, *filter(None, [line.because])]
        ]
        counts = (
            Counter(line.outcome for line in lines) if options["dry_run"] else workflow.take(reading=reading)
        )
        return {
            "file": file.name,
            "format": reading.format,
            "rows": len(reading.rows),
            **{outcome.value: counts[outcome] for outcome in workflow.Outcome},
            "problems": problems,
        }

    def in_words(self, facts: dict[str, Any]) -> str:
        figures = ", ".join(f"{facts[outcome.value]} {outcome.value}" for outcome in workflow.Outcome)
        lines = [f"  row {one['row']} ({one['name']}): {one['problem']}" for one in facts["problems"]]
        return "\n".join([f"{facts['file']}: {facts['format']}, {facts['rows']} rows: {figures}", *lines])
