"""What a manager asks of the chain: where devices stand, wait and fail. Of devices and bodies; never of a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from inventory.models import Device, DeviceEvent, Medium, PartNeed, QualityCheck, StageLimit
from inventory.states import WORK, EventKind, Stage
from reuse.accounts.models import Site

WATCHED = (Stage.RECEIVED, *WORK, Stage.READY, Stage.AFTER_SALES)
IN_WORK = (Stage.RECEIVED, *WORK, Stage.AFTER_SALES)
_BEFORE_ERASURE = (Stage.RECEIVED, Stage.TRIAGE, Stage.AUDIT)  # an open medium blocks nothing there
AGES = (2, 7, 30)  # days: below each, and above the last


@dataclass(frozen=True, slots=True)
class Standing:
    """The devices of a site at a stage, by how long they have been there, against the site's limit."""

    site: int
    stage: Stage
    count: int
    ages: tuple[int, ...]
    oldest_at: datetime | None
    most: int | None = None
    days: int | None = None

    @property
    def is_over(self) -> bool:
        """More than the site wants there."""
        return self.most is not None and self.count > self.most

    def is_late(self, now: datetime) -> bool:
        """One waits longer than the site wants."""
        return bool(self.days and self.oldest_at and now - self.oldest_at > timedelta(days=self.days))


def standings(sites: Iterable[Site], *, now: datetime) -> list[Standing]:
    """Every site and stage that holds a device or has a limit, in two statements."""
    limits = {(one.site_id, one.stage): one for one in StageLimit.objects.filter(site__in=sites)}
    borders = [now - timedelta(days=days) for days in AGES]
    younger = {
        f"under_{days}": Count("id", filter=Q(stage_since__gt=border))
        for days, border in zip(AGES, borders, strict=True)
    }
    rows = (
        Device.objects.filter(site__in=sites, stage__in=WATCHED, merged_into=None)
        .order_by()
        .values("site", "stage")
        .annotate(count=Count("id"), oldest_at=Min("stage_since"), **younger)
    )
    found = {(row["site"], row["stage"]): cast("Mapping[str, Any]", row) for row in rows}
    standing = []
    for site, stage in sorted({*found, *limits}, key=lambda key: (key[0], _order(key[1]))):
        row, limit = found.get((site, stage)), limits.get((site, stage))
        reached = [row[f"under_{days}"] for days in AGES] if row else [0] * len(AGES)
        count = row["count"] if row else 0
        ages = [upper - lower for lower, upper in zip([0, *reached], [*reached, count], strict=True)]
        standing.append(
            Standing(
                site,
                Stage(stage),
                count,
                tuple(ages),
                row["oldest_at"] if row else None,
                limit.devices if limit else None,
                limit.days if limit else None,
            )
        )
    return standing


def _order(stage: str) -> int:
    return WATCHED.index(Stage(stage))


# Arrivals and departures


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a stage."""

    first_day: date
    arrived: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """A stage over some weeks, oldest first, and how long those that left it had been there."""

    stage: Stage
    weeks: tuple[Week, ...]
    stay: timedelta | None

    @property
    def arrived(self) -> int:
        return sum(week.arrived for week in self.weeks)

    @property
    def left(self) -> int:
        return sum(week.left for week in self.weeks)

    @property
    def piled_up(self) -> int:
        """How many more came than left."""
        return self.arrived - self.left


def moves(sites: Iterable[Site], since: date, until: date) -> QuerySet[DeviceEvent]:
    """Moves of the devices of these sites, those taken back left out."""
    return DeviceEvent.objects.filter(
        kind=EventKind.MOVED,
        to_stage__in=list(Stage),  # so that the index of stages and days answers
        on__gt=since,
        on__lte=until,
        device__site__in=sites,
        corrections=None,
    )


def flows(sites: Sequence[Site], *, until: date, weeks: int) -> list[Flow]:
    """Arrivals and departures of each stage, week by week, and the mean stay of those that left; in two statements."""
    since = until - timedelta(weeks=weeks)
    rows = moves(sites, since, until).order_by().values("on", "from_stage", "to_stage")
    came: dict[tuple[str, int], int] = defaultdict(int)
    left: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows.annotate(count=Count("id")):
        week = (row["on"] - since).days - 1
        came[row["to_stage"], week // 7] += row["count"]
        left[row["from_stage"], week // 7] += row["count"]
    stays = _stays(sites, since, until)
    first = since + timedelta(days=1)
    return [
        Flow(
            stage,
            tuple(
                Week(first + timedelta(weeks=number), came[stage, number], left[stage, number])
                for number in range(weeks)
            ),
            stays.get(stage),
        )
        for stage in WATCHED
    ]


def _stays(sites: Sequence[Site], since: date, until: date) -> dict[str, timedelta]:
    """The mean time between the arrival at a stage and the departure from it, of departures in the period."""
    arrival = (
        DeviceEvent.objects.filter(
            device=OuterRef("device"), seq__lt=OuterRef("seq"), to_stage=OuterRef("from_stage")
        )
        .order_by("-seq")
        .values("at")[:1]
    )
    stay = ExpressionWrapper(F("at") - F("came_at"), output_field=DurationField())
    rows = (
        moves(sites, since, until)
        .filter(from_stage__in=WATCHED)
        .annotate(came_at=Subquery(arrival))
        .order_by()
        .values("from_stage")
        .annotate(stay=Avg(stay))
    )
    return {row["from_stage"]: row["stay"] for row in rows if row["stay"] is not None}


# Blocked devices


def _medium(*states: str) -> Exists:
    return Exists(Medium.objects.filter(device=OuterRef("pk"), state__in=states))


def _check(**facts: object) -> Exists:
    return Exists(
        QualityCheck.objects.filter(device=OuterRef("pk"), stage=Stage.QUALITY_CHECK, voided_at=None, **facts)
    )


def reasons() -> Mapping[str, Q]:
    """Why a device in work cannot go on: conditions on a device, by code. One may have several reasons."""
    states = Medium.State
    known = Exists(Medium.objects.filter(device=OuterRef("pk")))
    return {
        "failed_erasure": Q(_medium(states.FAILED)),
        "media": Q(type__holds_data=True)
        & ~Q(stage__in=_BEFORE_ERASURE)
        & (Q(_medium(states.PRESENT, states.ATTESTED)) | Q(~known, no_storage_at=None)),
        "part": Q(Exists(PartNeed.objects.filter(device=OuterRef("pk"), ended_at=None))),
        "locked": Q(_check(locks_clear=False), type__has_locks=True),
        "waste": Q(regulatory_status=Device.Status.WASTE),
        "unsigned": Q(_check(passed=True, signed_by=None), stage=Stage.QUALITY_CHECK),
    }


def blocked(sites: Iterable[Site], reason: str) -> QuerySet[Device]:
    """The devices a reason holds back, those that wait longest first."""
    found = Device.objects.filter(reasons()[reason], site__in=sites, stage__in=IN_WORK, merged_into=None)
    return found.select_related("type", "site", "donation__donor").order_by("stage_since", "id")


def blocked_counts(sites: Iterable[Site]) -> dict[str, int]:
    """How many devices each reason holds back, in one statement."""
    counts = {name: Count("id", filter=condition) for name, condition in reasons().items()}
    return Device.objects.filter(site__in=sites, stage__in=IN_WORK, merged_into=None).aggregate(**counts)
