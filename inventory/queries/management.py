"""What a manager asks of the chain: where devices stand, wait and fail. Of devices and bodies; never of a person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from django.db.models.fields.json import KT

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


def limits_in_force(sites: Iterable[Site], *, on: date) -> dict[tuple[int, str], StageLimit]:
    """By site and stage, the limit of that day; a lifted one is none."""
    known = StageLimit.objects.filter(site__in=sites, since__lte=on).order_by("since")
    latest = {(one.site_id, one.stage): one for one in known}
    return {key: one for key, one in latest.items() if not one.is_lifted}


def limits_set(site: Site) -> QuerySet[StageLimit]:
    """What was set for a site, the latest first."""
    return StageLimit.objects.filter(site=site).select_related("by").order_by("-since", "stage")


def standings(sites: Sequence[Site], *, now: datetime, on: date) -> list[Standing]:
    """Every site and stage that holds a device or has a limit on this day, in two statements."""
    limits = limits_in_force(sites, on=on)
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


def moves(sites: Sequence[Site], since: date, until: date) -> QuerySet[DeviceEvent]:
    """Moves made at these sites, wherever the devices lie now; those taken back left out."""
    nowhere = Q(site=None, device__site__in=sites)  # a partner's worker acts at no site, on what lies at one
    return DeviceEvent.objects.filter(
        Q(site__in=sites) | nowhere,
        kind=EventKind.MOVED,
        to_stage__in=list(Stage),  # so that the index of stages and days answers
        on__gt=since,
        on__lte=until,
        corrections=None,
    )


def _changes_of_site(sites: Sequence[Site], since: date, until: date) -> Iterator[Mapping[str, Any]]:
    """What came to these sites from others or left them for others, at which stage, by day."""
    ours = {str(site.public_id) for site in sites}
    stood = DeviceEvent.objects.filter(device=OuterRef("device"), seq__lt=OuterRef("seq")).exclude(
        to_stage=""
    )
    rows = (
        DeviceEvent.objects.filter(kind=EventKind.TRANSFERRED, on__gt=since, on__lte=until, corrections=None)
        .annotate(
            stage=Subquery(stood.order_by("-seq").values("to_stage")[:1]),
            sender=KT("details__before__site"),
            receiver=KT("details__site"),
        )
        .order_by()
        .values("on", "stage", "sender", "receiver")
    )
    for row in rows.annotate(count=Count("id")):
        has_left, has_come = row["sender"] in ours, row["receiver"] in ours
        if has_left != has_come:  # else it stayed with them, or never was
            yield {**row, "has_come": has_come}


def flows(sites: Sequence[Site], *, until: date, weeks: int) -> list[Flow]:
    """Arrivals and departures of each stage, week by week, and the mean stay of those that moved on; in three statements.

    A device that comes from another site arrives at the stage it stands at, and leaves it there.
    """
    since = until - timedelta(weeks=weeks)
    came: dict[tuple[str, int], int] = defaultdict(int)
    left: dict[tuple[str, int], int] = defaultdict(int)
    moved = moves(sites, since, until).order_by().values("on", "from_stage", "to_stage")
    for row in moved.annotate(count=Count("id")):
        week = _week(row["on"], since)
        came[row["to_stage"], week] += row["count"]
        left[row["from_stage"], week] += row["count"]
    for change in _changes_of_site(sites, since, until):
        counts = came if change["has_come"] else left
        counts[change["stage"], _week(change["on"], since)] += change["count"]
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


def _week(day: date, since: date) -> int:
    return ((day - since).days - 1) // 7


def _stays(sites: Sequence[Site], since: date, until: date) -> dict[str, timedelta]:
    """The mean time between the arrival at a stage of a site and the move on from it, of moves in the period."""
    arrival = (
        DeviceEvent.objects.filter(
            Q(to_stage=OuterRef("from_stage")) | Q(kind=EventKind.TRANSFERRED),
            device=OuterRef("device"),
            seq__lt=OuterRef("seq"),
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
