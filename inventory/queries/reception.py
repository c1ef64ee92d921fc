"""How far the count of a batch is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from donors.models import Donation, DonationLine
from inventory.models import (
    Device,
    DeviceEvent,
)
from inventory.queries.flow import not_undone
from inventory.states import EventKind, Stage
from reuse.core.models import DeviceType


def waiting_quantities(donation: Donation) -> int:
    """Devices announced by quantity that nobody has counted yet."""
    announced = sum(donation.lines.values_list("quantity", flat=True))
    found = donation.devices.filter(events__kind=EventKind.FOUND).count()
    return max(0, announced - found)


@dataclass(frozen=True, slots=True)
class Reception:
    """How far the count of a batch is. `expected`: what was announced, one by one or by quantity."""

    donation: Donation
    expected: int
    seen: int
    missing: int
    unexpected: int


def receptions(donations: Sequence[Donation]) -> list[Reception]:
    """The count of each batch in two statements; one found fills a quantity of its type first, beyond is unexpected."""
    found = Exists(DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND))
    groups = (
        Device.objects.filter(donation__in=donations)
        .exclude(stage=Stage.NOT_DELIVERED)
        .annotate(was_found=found)
        .order_by()
        .values("donation", "type", "was_found")
        .annotate(count=Count("id"), waiting=Count("id", filter=Q(stage=Stage.ANNOUNCED)))
    )
    counts = {
        (row["donation"], row["type"], row["was_found"]): (row["count"], row["waiting"]) for row in groups
    }
    lines = DonationLine.objects.filter(donation__in=donations).order_by().values("donation", "type")
    quantities = {(row["donation"], row["type"]): row["sum"] for row in lines.annotate(sum=Sum("quantity"))}
    types = {key[1] for key in (*counts, *quantities)}
    return [_reception(donation, types, counts, quantities) for donation in donations]


def _reception(
    donation: Donation,
    types: Iterable[int],
    counts: Mapping[tuple[int, int, bool], tuple[int, int]],
    quantities: Mapping[tuple[int, int], int],
) -> Reception:
    expected = seen = missing = unexpected = 0
    for kind in types:
        listed, waiting = counts.get((donation.pk, kind, False), (0, 0))
        made, withdrawn = counts.get((donation.pk, kind, True), (0, 0))
        found, quantity = made - withdrawn, quantities.get((donation.pk, kind), 0)
        expected += listed + quantity
        seen += listed - waiting + found
        missing += waiting + max(0, quantity - found)
        unexpected += max(0, found - quantity)
    return Reception(donation, expected, seen, missing, unexpected)


@dataclass(frozen=True, slots=True)
class CountLine:
    """One type of device in a batch: what was announced, what came."""

    type: DeviceType
    announced: int
    received: int
    missing: int
    unexpected: int


def count_lines(donation: Donation) -> list[CountLine]:
    """The count of a batch by type; one found at reception fills a quantity of its type first, beyond is unexpected."""
    found = Exists(DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND))
    absent = Q(stage__in=[Stage.ANNOUNCED, Stage.NOT_DELIVERED])
    groups = (
        Device.objects.filter(not_undone(), donation=donation)
        .annotate(was_found=found)
        .order_by()
        .values("type", "was_found")
        .annotate(count=Count("id"), here=Count("id", filter=~absent))
    )
    counts = {(row["type"], row["was_found"]): (row["count"], row["here"]) for row in groups}
    sums = donation.lines.order_by().values("type").annotate(sum=Sum("quantity"))
    quantities = {row["type"]: row["sum"] for row in sums}
    types = DeviceType.objects.filter(pk__in={key[0] for key in counts} | set(quantities))
    return [_count_line(kind, counts, quantities.get(kind.pk, 0)) for kind in types]


def _count_line(
    kind: DeviceType, counts: Mapping[tuple[int, bool], tuple[int, int]], quantity: int
) -> CountLine:
    listed, seen = counts.get((kind.pk, False), (0, 0))
    _made, found = counts.get((kind.pk, True), (0, 0))
    return CountLine(
        type=kind,
        announced=listed + quantity,
        received=seen + found,
        missing=listed - seen + max(0, quantity - found),
        unexpected=max(0, found - quantity),
    )
