"""`reuse simulate-queue --requests N --seed S --rule FILE [--against FILE]`: a year of the queue under a rule, in memory."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from beneficiaries.queries import simulation
from beneficiaries.queries.order import Weights
from reuse.core.commands import Command as Base

SHIPPED = Path(__file__).parents[2] / "reference_data" / "ranking_rules.json"
MOST = 100_000
HEAD = ("", "requests", "unserved", "p50", "p90", "longest")


class Command(Base):
    """Exit 0 done; 1 when a file holds no rule; 2 bad usage. Touches no database."""

    help = "Simulate a year of requests under a ranking rule, and tell how long who waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--requests", type=int, default=5000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--rule", type=Path, default=SHIPPED, metavar="FILE", help="weights, as JSON")
        parser.add_argument("--against", type=Path, metavar="FILE", help="the weights before the change")

    def perform(self, **options: Any) -> dict[str, Any]:
        if not 0 < options["requests"] <= MOST:
            raise CommandError(f"--requests: between 1 and {MOST}")
        around = simulation.world(requests=options["requests"], seed=options["seed"])
        files = {"before": options["against"], "after": options["rule"]}
        rules = {when: read(path) for when, path in files.items() if path}
        told = {
            when: simulation.figures(around, simulation.run(around, rule)) for when, rule in rules.items()
        }
        return {"requests": options["requests"], "seed": options["seed"], **told}

    def in_words(self, facts: dict[str, Any]) -> str:
        lines = []
        for when in ("before", "after"):
            if when in facts:
                lines += [when, *_table(facts[when])]
        return "\n".join(lines)


def read(path: Path) -> Weights:
    """The weights in a file: an object, or the last of a list of them; other fields are left aside."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        row = found[-1] if isinstance(found, list) else found
        weights = Weights(**{name: row[name] for name in Weights.__dataclass_fields__ if name in row})
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise CommandError(f"{path} holds no ranking rule: {error}") from error
    given = [getattr(weights, name) for name in Weights.__dataclass_fields__]
    if not all(isinstance(one, int) and one >= 0 for one in given):
        raise CommandError(f"{path}: weights are whole numbers")
    return weights


def _table(figures: dict[str, Any]) -> list[str]:
    rows = [("all", figures["waiting"])]
    for name in simulation.GROUPS:
        rows += [(f"{name}: {code}", group) for code, group in figures[f"by_{name}"].items()]
    return ["\t".join(HEAD), *("\t".join(_line(label, group)) for label, group in rows)]


def _line(label: str, group: dict[str, Any] | None) -> list[str]:
    if group is None:
        return [label, "fewer than 5"]
    unserved = group["count"] - group["served"]
    return [
        label,
        *(str(one) for one in (group["count"], unserved, group["p50"], group["p90"], group["longest"])),
    ]
