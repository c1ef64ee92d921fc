"""The only module that claims hand-overs for exclusive targets, and marks those to a home that had a device before."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from inventory.models import DeviceEvent
from reuse.reports.models import Claim, LaterOfHome, Target
from reuse.reports.queries.counting import came_back, claimable, fitting, later_of_homes
from reuse.reports.workflow import rollups

CHUNK = 500  # rows written at once
LOOKED_AT = 5_000  # devices whose hand-over is looked at once
_Row = TypeVar("_Row")


def settle(*, now: datetime, on: date, since: date | None = None) -> int:
    """Mark, release, claim, in this order; how many were claimed. Safe to run at any time, and twice. `since`: only
    hand-overs from that day on are marked.

    The target that was set first is served first, in the order of hand-over, up to its quantity. What is claimed stays
    so, whatever is set or changed later: only a hand-over that was a mistake, or a return as early as its target says,
    releases it.
    """
    mark_later_of_homes(since)
    targets = list(Target.objects.filter(is_exclusive=True).order_by("set_at", "pk"))
    for target in targets:
        _release(target, now)
    return sum(_claim(target, now, on) for target in targets if target.ended_at is None)


def mark_later_of_homes(since: date | None = None) -> int:
    """Write down which hand-overs went to a home that had a device, while the requests still tell."""
    known = LaterOfHome.objects.filter(handover=OuterRef("pk"))
    later = later_of_homes().exclude(Exists(known))
    if since:
        later = later.filter(handed_over_on__gte=since)
    found = later.order_by("pk").values_list("pk", flat=True)
    marked = 0
    for keys in _chunks(list(found)):
        with transaction.atomic():
            LaterOfHome.objects.bulk_create(
                [LaterOfHome(handover_id=key) for key in keys], ignore_conflicts=True
            )
        marked += len(keys)
    return marked


def _release(target: Target, now: datetime) -> None:
    """Give back what is no hand-over any more, and what came back so early that the target takes it off."""
    held = target.claims.filter(released_at=None)
    corrected = Exists(DeviceEvent.objects.filter(corrects=OuterRef("event")))
    undone = Q(corrected) | Q(device__merged_into__isnull=False)
    _give_back(held.filter(undone), Claim.Release.TAKEN_BACK, now)
    if target.returns_within_days:
        returned = DeviceEvent.objects.filter(came_back(target.returns_within_days))
        _give_back(held.filter(event__in=returned), Claim.Release.RETURNED, now)


def _give_back(claims: QuerySet[Claim], because: Claim.Release, now: datetime) -> None:
    for keys in _chunks(list(claims.order_by().values_list("pk", flat=True))):
        with transaction.atomic():
            still = Claim.objects.filter(pk__in=keys, released_at=None)
            still.update(released_at=now, released_because=because)


def _claim(target: Target, now: datetime, on: date) -> int:
    """Claim what fits and nobody claims, first handed over first, while the target has room."""
    if not (room := _room(target)):
        return 0
    rollups.fold_all(waits=True)  # they tell in a moment what is free; the ledgers would have to be walked
    taken = Claim.objects.filter(device=OuterRef("device"), released_at=None)
    free = fitting(target, target.since, min(target.until, on)).exclude(Exists(taken))
    found = [
        row
        for devices in _chunks(claimable(target, on, room), LOOKED_AT)
        for row in free.filter(device__in=devices).values_list("on", "at", "pk", "device")
    ]
    return sum(_write(target, chunk, now) for chunk in _chunks(sorted(found)[:room]))


@transaction.atomic
def _write(target: Target, rows: list[tuple[date, datetime, int, int]], now: datetime) -> int:
    """Write so many claims as there is room for now: another settling may have been at work meanwhile."""
    held = Target.objects.select_for_update().get(pk=target.pk)
    claims = [
        Claim(target=held, event_id=event, device_id=device, on=day, claimed_at=now)
        for day, _at, event, device in rows[: _room(held)]
    ]
    Claim.objects.bulk_create(claims, ignore_conflicts=True)  # the database has the last word: one per device
    return len(claims)


def _room(target: Target) -> int:
    return max(target.quantity - target.claims.filter(released_at=None).count(), 0)


def _chunks(rows: list[_Row], size: int = CHUNK) -> Iterator[list[_Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
