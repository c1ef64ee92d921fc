"""`reuse states`: the tables of stages and moves as a page of documentation that cannot lie."""

from collections.abc import Iterator, Mapping
from typing import Any

from beneficiaries import states as beneficiaries
from beneficiaries.states import aftersales, collective
from donors import states as donors
from inventory import states as inventory
from reuse.core.commands import PageCommand

INTRODUCTION = """# Stages and moves

Written by `reuse states` from the `states.py` of each app; do not edit."""
TABLES: tuple[tuple[str, Any, Any, Mapping[Any, Any]], ...] = (
    ("Donation", donors.DonationStage, donors.DonationMove, donors.RULES),
    ("Device", inventory.Stage, inventory.Move, inventory.RULES),
    ("Request", beneficiaries.RequestStage, beneficiaries.RequestMove, beneficiaries.REQUEST_RULES),
    (
        "Allocation",
        beneficiaries.AllocationStage,
        beneficiaries.AllocationMove,
        beneficiaries.ALLOCATION_RULES,
    ),
    ("Hand-over", beneficiaries.HandoverStage, beneficiaries.HandoverMove, beneficiaries.HANDOVER_RULES),
    (
        "Collective request",
        collective.CollectiveStage,
        collective.CollectiveMove,
        collective.COLLECTIVE_RULES,
    ),
    ("After-sales case", aftersales.CaseStage, aftersales.CaseMove, aftersales.CASE_RULES),
)


class Command(PageCommand):
    """Write docs/states.md, or with --check say whether it still tells the truth (exit 1 when not)."""

    help = "Write docs/states.md from the tables of moves; --check only compares."
    page_name = "states.md"

    def page(self) -> str:
        return "\n".join([INTRODUCTION, *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    for title, stages, moves, rules in TABLES:
        yield from ("", f"## {title}", "", "```mermaid", "stateDiagram-v2")
        for move, rule in rules.items():
            for source in stages:
                if source in rule.sources and rule.target:
                    yield f"    {source} --> {rule.target}: {move}"
        yield from ("```", "", "| stage | meaning |", "|---|---|")
        yield from (f"| `{stage}` | {stage.label} |" for stage in stages)
        yield from ("", "| move | from | to | permission | gates |", "|---|---|---|---|---|")
        for move, rule in rules.items():
            yield _row(moves(move), stages, rule)


def _row(move: Any, stages: Any, rule: Any) -> str:
    sources = ", ".join(f"`{stage}`" for stage in stages if stage in rule.sources)
    permissions = getattr(rule, "permissions", None) or {rule.permission}
    gates = list(getattr(rule, "gates", ())) or (["reason"] if getattr(rule, "needs_reason", False) else [])
    target = f"`{rule.target}`" if rule.target else "where the last move came from"
    return f"| `{move}` {move.label} | {sources} | {target} | {', '.join(sorted(permissions))} | {', '.join(gates)} |"
