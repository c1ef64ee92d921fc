"""How long who waits or waited: the same figures for a queue, for what is served of it, and for a simulation."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

LEAST = 5  # people in a group; of fewer nothing is told


@dataclass(frozen=True, slots=True)
class Waited:
    """One person's wait in days, and the groups one looks at. None of them but the partner's quota enters a rank."""

    days: int
    groups: Mapping[str, str]  # partner, department, age_band, urgent
    is_served: bool = True


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of a group: its size, how many are served, the middle one, the ninth of ten, the longest."""

    count: int
    served: int
    p50: int | None
    p90: int | None
    longest: int | None

    def told(self) -> dict[str, Any]:
        return asdict(self)


def waits(rows: Iterable[Waited]) -> Waits:
    """The figures of these people."""
    found = list(rows)
    days = sorted(row.days for row in found)
    return Waits(
        count=len(days),
        served=sum(row.is_served for row in found),
        p50=_quantile(days, 50),
        p90=_quantile(days, 90),
        longest=days[-1] if days else None,
    )


def by_group(rows: Iterable[Waited], name: str) -> dict[str, Waits | None]:
    """The figures of each group; None where fewer than LEAST people would be seen."""
    groups: dict[str, list[Waited]] = {}
    for row in rows:
        groups.setdefault(row.groups[name], []).append(row)
    return {
        code: waits(members) if len(members) >= LEAST else None for code, members in sorted(groups.items())
    }


def _quantile(days: list[int], percent: int) -> int | None:
    """The nearest rank: the smallest that at least so many percent do not exceed."""
    return days[max(-(-len(days) * percent // 100) - 1, 0)] if days else None
