"""The one way a legal lane is corrected: by an administrator, with a reason, before the first reservation; never after."""

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent
from donors.states import DonationEventKind, Lane
from inventory.models import Device, DeviceEvent
from inventory.states import EventKind, Move
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record, record_all
from reuse.core.refusals import Refusal

MANY = 500


class LaneFixed(Refusal):
    """A device of the batch was reserved: its lane stands for ever."""

    reason = "lane_fixed"


class NoLaneReason(Refusal):
    """A correction takes a reason, and another lane."""

    reason = "reason_missing"


def may_correct_lane(donation: Donation, act: Act) -> bool:
    """Whether the page offers it; the verb asks again."""
    return act.membership.may(Permission.CONFIGURE) and not was_reserved(donation)


def was_reserved(donation: Donation) -> bool:
    """Whether any device of the batch was ever reserved, taken back or not."""
    return DeviceEvent.objects.filter(device__donation=donation, move=Move.RESERVE).exists()


@transaction.atomic
def correct_lane(*, donation: Donation, lane: Lane, reason: str, act: Act) -> DonationEvent:
    """Correct the lane of the batch and of each of its devices, each with its event."""
    act.require(Permission.CONFIGURE)
    held = Donation.objects.select_for_update(of=("self",)).get(pk=donation.pk)
    if not reason.strip() or lane == held.lane:
        raise NoLaneReason(_("Choose another lane, and say why the present one is wrong."))
    devices = list(
        Device.objects.select_for_update(of=("self",))
        .filter(donation=held)
        .select_related("donation", "site")
        .order_by("pk")
    )
    if was_reserved(held):
        raise LaneFixed(_("A device of this batch was reserved: its legal lane can no longer be corrected."))
    for start in range(0, len(devices), MANY):
        told = [
            (device, _corrected(EventKind.LANE_CORRECTED, device.lane, lane))
            for device in devices[start : start + MANY]
        ]
        record_all(DeviceEvent, told, act)
    event = record(
        DonationEvent,
        held,
        _corrected(DonationEventKind.LANE_CORRECTED, held.lane, lane, reason.strip()),
        act,
    )
    # Only now: in both databases a trigger lets no lane change but under the event that tells of it.
    Device.objects.filter(donation=held).update(lane=lane)
    held.lane = lane
    held.save(update_fields=["lane"])
    return event


def _corrected(kind: str, before: str, lane: Lane, note: str = "") -> Happening:
    return Happening(kind=kind, details={"from": before, "to": lane.value}, note=note)
