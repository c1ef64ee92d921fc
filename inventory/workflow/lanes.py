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
    details = {"from": held.lane, "to": lane.value}
    for start in range(0, len(devices), MANY):
        told = [
            (
                device,
                Happening(
                    kind=EventKind.LANE_CORRECTED,
                    details={"from": device.lane, "to": lane.value},
                    changes={"lane": lane},
                ),
            )
            for device in devices[start : start + MANY]
        ]
        record_all(DeviceEvent, told, act)
    happening = Happening(
        kind=DonationEventKind.LANE_CORRECTED, details=details, note=reason.strip(), changes={"lane": lane}
    )
    return record(DonationEvent, held, happening, act)
