"""How far devices have come: stages, funnels, work in progress."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import cast

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from donors.models import Donation, DonationLine
from inventory.models import (
    Device,
    DeviceEvent,
)
from inventory.states import WORK, EventKind, Stage
from reuse.accounts.models import Membership


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many devices stand at a stage, and since when the oldest does."""

    stage: Stage
    count: int
    oldest_at: datetime | None


def stage_counts(
    found: QuerySet[Device], stages: Iterable[Stage] = (Stage.RECEIVED, *WORK, Stage.READY)
) -> list[StageCount]:
    """Work in progress, stage by stage, in the order of the chain."""
    rows = {
        row["stage"]: row
        for row in found.order_by().values("stage").annotate(count=Count("id"), oldest_at=Min("stage_since"))
    }
    return [
        StageCount(stage, rows[stage]["count"], rows[stage]["oldest_at"])
        if stage in rows
        else StageCount(stage, 0, None)
        for stage in stages
    ]


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of a batch, in devices. Each step counts those that got at least so far."""

    announced: int
    received: int
    erased: int
    ready: int
    handed_over: int
    recycled: int
    parts: int
    other_exits: int
    in_progress: int


_PAST_ERASURE = (Stage.SETUP, Stage.QUALITY_CHECK, Stage.READY, Stage.RESERVED, Stage.HANDED_OVER)
_READY = (Stage.READY, Stage.RESERVED, Stage.HANDED_OVER)
_GIVEN = Q(first_handed_over_on__isnull=False)  # erased and ready it was, whatever became of it since


def funnel(found: QuerySet[Device], *, by_hand: int = 0) -> Funnel:
    """One statement: how far the devices came. `by_hand`: quantities announced without a list, not received yet."""
    exits_elsewhere = [Stage.LOST, Stage.RETURNED_TO_DONOR, Stage.OTHER_REUSE]
    counts = found.order_by().aggregate(
        announced=Count("id"),
        received=Count("id", filter=Q(received_at__isnull=False)),
        erased=Count("id", filter=Q(stage__in=_PAST_ERASURE) | _GIVEN),
        ready=Count("id", filter=Q(stage__in=_READY) | _GIVEN),
        handed_over=Count("id", filter=_GIVEN),
        recycled=Count("id", filter=Q(stage=Stage.RECYCLED)),
        parts=Count("id", filter=Q(stage=Stage.PARTS)),
        other_exits=Count("id", filter=Q(stage__in=exits_elsewhere)),
        in_progress=Count("id", filter=Q(stage__in=[Stage.RECEIVED, *WORK, Stage.AFTER_SALES])),
    )
    counts["announced"] += by_hand
    return Funnel(**counts)


def moved_on(membership: Membership, day: date) -> int:
    """How many devices in work moved on a day."""
    moves = DeviceEvent.objects.filter(on=day, to_stage__in=[*WORK, Stage.READY], kind=EventKind.MOVED)
    return moves.filter(device__in=Device.objects.visible_to(membership)).values("device").distinct().count()


def not_undone() -> Q:
    """Leaves out the devices of imports that were taken back before anybody saw them."""
    undone = DeviceEvent.objects.filter(device=OuterRef("pk"), reason_code="import_undone")
    return ~Q(Q(stage=Stage.NOT_DELIVERED) & Exists(undone))


def funnels(donations: Sequence[Donation]) -> dict[int, Funnel]:
    """How far each batch came, by the donation's key, in two statements. One found at reception was not announced."""
    found = Exists(DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND))
    groups = (
        Device.objects.filter(not_undone(), donation__in=donations)
        .annotate(was_found=found)
        .order_by()
        .values("donation", "was_found")
        .annotate(
            announced=Count("id"),
            received=Count("id", filter=Q(received_at__isnull=False)),
            erased=Count("id", filter=Q(received_at__isnull=False, stage__in=_PAST_ERASURE) | _GIVEN),
            ready=Count("id", filter=Q(stage__in=_READY) | _GIVEN),
            handed_over=Count("id", filter=_GIVEN),
            recycled=Count("id", filter=Q(stage=Stage.RECYCLED)),
            parts=Count("id", filter=Q(stage=Stage.PARTS)),
            other_exits=Count(
                "id", filter=Q(stage__in=[Stage.LOST, Stage.RETURNED_TO_DONOR, Stage.OTHER_REUSE])
            ),
            in_progress=Count("id", filter=Q(stage__in=[Stage.RECEIVED, *WORK, Stage.AFTER_SALES])),
        )
    )
    names = [field.name for field in fields(Funnel)]
    sums = {donation.pk: dict.fromkeys(names, 0) for donation in donations}
    for group in groups:
        row = cast("Mapping[str, int]", group)
        for name in names:
            counts_here = name != "announced" or not row["was_found"]
            sums[row["donation"]][name] += row[name] if counts_here else 0
    lines = DonationLine.objects.filter(donation__in=donations).order_by().values("donation")
    for line in lines.annotate(sum=Sum("quantity")):
        sums[line["donation"]]["announced"] += line["sum"]
    return {key: Funnel(**counts) for key, counts in sums.items()}
