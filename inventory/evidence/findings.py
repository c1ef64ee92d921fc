"""What a parser hands back, before duplicates are collapsed and erasures judged; and what a format is."""

from collections.abc import Callable
from dataclasses import dataclass, field

from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk
from inventory.evidence.verdict import Claim


@dataclass(frozen=True)
class Findings:
    device: DeviceFacts = field(default_factory=DeviceFacts)
    specs: Specs = field(default_factory=Specs)
    disks: tuple[Disk, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()
    is_understood: bool = True

    def with_gaps_filled(self, other: "Findings") -> "Findings":
        """This tool's findings first, then another tool's about the same machine."""
        return Findings(
            device=self.device.filled_from(other.device),
            specs=self.specs.filled_from(other.specs),
            disks=self.disks + other.disks,
            claims=self.claims + other.claims,
            problems=self.problems + other.problems,
        )


@dataclass(frozen=True)
class Format:
    """One format: its name, the container it comes in, how to recognise it and how to read it."""

    name: str
    container: str
    recognise: Callable[[Source], bool]
    parse: Callable[[Source], Findings]
    subject: str = "inventory"


def refused(problem: str) -> Findings:
    """A file recognised for what it is, which says nothing about one device."""
    return Findings(problems=(problem,), is_understood=False)
