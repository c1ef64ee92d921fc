"""What a table of moves is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from reuse.accounts.roles import Permission

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Rule:
    """A move: from which stages, to which, who may make it (any one of the permissions), and whether it takes a reason."""

    sources: frozenset[str]
    target: str
    permissions: frozenset[Permission]
    needs_reason: bool = False


def moves_from(rules: Mapping[str, Rule], stage: str) -> list[str]:
    """The moves a table allows from a stage."""
    return [str(move) for move, rule in rules.items() if stage in rule.sources]
