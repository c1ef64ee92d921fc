"""What blocks a target today, as facts with numbers: what waits where, for how long, and what setting it free would bring."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Min, Q

from beneficiaries.models import Request
from beneficiaries.states import RequestStage
from inventory.models import Device, PartKind, PartNeed, QualityCheck
from inventory.states import WORK, Stage
from reuse.accounts.models import Site
from reuse.core.models import DeviceType
from reuse.reports.queries.chain import Reach
from reuse.reports.queries.prospects import TO_COLLECT, Scope, Waiting

MOST: Final = 5  # of a kind
MOST_OF_STAGE: Final = 2  # types named at one stage
MOST_SITES: Final = 3
LEAST_REQUESTS: Final = 5  # of fewer people the public page says nothing


class Kind(StrEnum):
    STAGE = "stage"  # devices wait at a stage
    PARTS = "parts"  # devices wait for a part
    SIGNATURE = "signature"  # tested devices wait for the second person
    REQUESTS = "requests"  # people wait, and no device of the type is ready in their department


@dataclass(frozen=True, slots=True)
class Obstacle:
    """So many wait. `days`: on average; `gain`: what the forecast would gain if they waited no longer, None if unknown.

    `places`: where, most first, each with how many; of parts: their kinds. `ready`: devices that are ready where people wait.
    `is_least`: so many at least, to a reader of steps.
    """

    kind: Kind
    count: int
    days: int = 0
    gain: int | None = None
    stage: str = ""
    type: str = ""
    department: str = ""
    ready: int = 0
    is_least: bool = False
    places: tuple[tuple[str, int], ...] = ()

    def told(self) -> dict[str, Any]:
        """As a forecast keeps it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"kind": str(self.kind)}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Obstacle":
        places = tuple((name, count) for name, count in told["places"])
        return cls(**{**told, "kind": Kind(told["kind"]), "places": places})


@dataclass(frozen=True, slots=True)
class Ahead:
    """How likely devices reach the end in the weeks left, and which share of those counts."""

    reach: Reach
    weeks: float
    kept: float

    def gain(self, one: Waiting) -> float:
        """What comes more if these reached the next state now."""
        stays = self.reach.within(one.state, min(one.age + 1, _oldest(self.reach)), self.weeks)
        return one.devices * self.kept * max(self.reach.within(one.state + 1, 0, self.weeks) - stays, 0.0)


def _oldest(reach: Reach) -> int:
    return len(reach.table[0]) - 1


@dataclass(slots=True)
class _Group:
    count: int = 0
    days: int = 0
    gain: float = 0.0
    sites: Counter[int] = field(default_factory=Counter)


def obstacles(scope: Scope, rows: Sequence[Waiting], *, ahead: Ahead | None, as_of: date) -> list[Obstacle]:
    """What blocks: what waits at stages, the most gain first; parts; signatures; where devices are short."""
    types = {kind.pk: kind.code for kind in DeviceType.objects.all()}
    found = list(_stages(rows, types, ahead))[:MOST]
    if scope.chain == TO_COLLECT:
        return found
    return [*found, *_parts(scope, as_of), *_signatures(scope, as_of), *_shortages(scope, rows, types)]


def _stages(rows: Iterable[Waiting], types: Mapping[int, str], ahead: Ahead | None) -> Iterator[Obstacle]:
    groups: dict[tuple[str, int], _Group] = {}
    for row in rows:
        group = groups.setdefault((row.stage, row.type_id), _Group())
        group.count += row.devices
        group.days += row.days
        group.gain += ahead.gain(row) if ahead else 0.0
        group.sites[row.site_id] += row.devices
    names = dict(Site.objects.values_list("pk", "name"))
    ranked = sorted(groups.items(), key=lambda item: (-round(item[1].gain), -item[1].days, item[0]))
    named: Counter[str] = Counter()
    for (stage, kind), group in ranked:
        named[stage] += 1
        if named[stage] > MOST_OF_STAGE:
            continue
        yield Obstacle(
            Kind.STAGE,
            group.count,
            days=round(group.days / group.count),
            gain=round(group.gain) if ahead else None,
            stage=stage,
            type=types.get(kind, ""),
            places=tuple((names.get(site, ""), count) for site, count in group.sites.most_common(MOST_SITES)),
        )


def _of_scope(scope: Scope, device: str = "") -> Q:
    wanted = Q()
    if scope.types is not None:
        wanted &= Q(**{f"{device}type__in": scope.types})
    if scope.sites is not None:
        wanted &= Q(**{f"{device}site__in": scope.sites})
    return wanted


def _parts(scope: Scope, as_of: date) -> Iterator[Obstacle]:
    """Devices that wait for a part, with the kinds of part most waited for."""
    chain = Device.objects.at_stage(Stage.RECEIVED, *WORK)
    needs = PartNeed.objects.filter(_of_scope(scope, "device__"), ended_at=None, device__in=chain)
    rows = list(needs.order_by().values_list("device", "kind", "since"))
    if not rows:
        return
    first = {
        device: since.date() for device, _kind, since in sorted(rows, key=lambda row: -row[2].timestamp())
    }
    wanted = Counter(kind for _device, kind, _since in rows)
    codes = dict(PartKind.objects.values_list("pk", "code"))
    yield Obstacle(
        Kind.PARTS,
        len(first),
        days=_mean(first.values(), as_of),
        places=tuple((codes[kind], count) for kind, count in wanted.most_common(MOST_SITES)),
    )


def _signatures(scope: Scope, as_of: date) -> Iterator[Obstacle]:
    """Devices that passed their check and wait for the second person."""
    checks = QualityCheck.objects.filter(
        _of_scope(scope, "device__"),
        device__stage=Stage.QUALITY_CHECK,
        stage=Stage.QUALITY_CHECK,
        passed=True,
        voided_at=None,
        signed_by=None,
    )
    rows = (
        checks.order_by()
        .values("device")
        .annotate(since=Min("tested_at"))
        .values_list("device", "device__site__name", "since")
    )
    found = list(rows)
    if found:
        yield Obstacle(
            Kind.SIGNATURE,
            len(found),
            days=_mean((since.date() for _device, _site, since in found), as_of),
            places=tuple(Counter(site for _device, site, _since in found).most_common(MOST_SITES)),
        )


def _mean(days: Iterable[date], as_of: date) -> int:
    waits = [max((as_of - day).days, 0) for day in days]
    return round(sum(waits) / len(waits)) if waits else 0


def _shortages(scope: Scope, rows: Iterable[Waiting], types: Mapping[int, str]) -> Iterator[Obstacle]:
    """Where more people wait for a type than devices of it are ready in their department, the most missing first."""
    departments = dict(Site.objects.values_list("pk", "department"))
    ready: Counter[tuple[str, int]] = Counter()
    for row in rows:
        if row.stage == Stage.READY:
            ready[departments.get(row.site_id, ""), row.type_id] += row.devices
    waiting = Request.objects.filter(_of_scope(scope), stage=RequestStage.WAITING)
    counts = waiting.order_by().values_list("department", "type").annotate(count=Count("pk"))
    short = [
        (count - ready[department, kind], department, kind, count)
        for department, kind, count in counts
        if count >= LEAST_REQUESTS and count > ready[department, kind]
    ]
    for _missing, department, kind, count in sorted(short, key=lambda row: (-row[0], row[1:]))[:MOST]:
        yield Obstacle(
            Kind.REQUESTS,
            count,
            type=types.get(kind, ""),
            department=department,
            ready=ready[department, kind],
        )


def weeks_left(until: date, as_of: date) -> float:
    """From the end of a day to the end of another."""
    return max((until - as_of) / timedelta(days=7), 0.0)
