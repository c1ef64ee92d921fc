"""Transfers that come in: devices and unopened boxes are received by scanning, what is missing is settled at the end.

Locks are taken in one order everywhere: devices by key, then the transfer, then places.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Transfer, TransferLine
from inventory.states import EventKind, Move, Stage
from inventory.workflow import departures, transit
from inventory.workflow.refusals import NotSettled, OnTheWay, ParameterMissing
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record_all
from reuse.core.refusals import MoveNotAllowed

Line = TransferLine.State


def aim_of_arrival(params: Mapping[str, str], act: Act) -> Mapping[str, Any]:
    """The transfer a series receives."""
    ref = params.get("transfer", "")
    found = Transfer.objects.visible_to(act.membership).beside().filter(ref=ref) if ref else ()
    transfer = next(iter(found), None)
    if transfer is None:
        raise ParameterMissing(_("Choose the transfer that has arrived."))
    transit.check_own(transfer.to_site, act)
    transit.check_on_the_way(transfer)
    return {"transfer": transfer}


def to_receive(device: Device, aims: Mapping[str, Any]) -> Happening | None:
    """What receiving a device would record, announced or not; None when it was received already."""
    transfer: Transfer = aims["transfer"]
    line = transfer.lines.filter(device=device).first()
    if line and line.state == Line.RECEIVED:
        return None
    if device.transit_id != transfer.pk:
        _check_unannounced(device, transfer)
    return _arrival(device, transfer)


def _check_unannounced(device: Device, transfer: Transfer) -> None:
    """Something came that no slip announced: it is taken in, if it may be here at all."""
    if device.transit_id:
        other = Transfer.objects.get(pk=device.transit_id)
        raise OnTheWay(_("It is on its way with %(transfer)s: receive it there.") % {"transfer": other})
    if device.site_id == transfer.to_site_id:
        raise MoveNotAllowed(_("It is at %(site)s already.") % {"site": transfer.to_site})
    departures.check(device, transfer.to_site)


def _arrival(device: Device, transfer: Transfer) -> Happening:
    box = device.place
    place = box if box and box.site_id == transfer.to_site_id else None
    return departures.arrival(device, transfer.to_site, place, transfer=transfer.ref)


def received(device: Device, aims: Mapping[str, Any], act: Act) -> None:
    """Its line is settled; what was not announced gets one."""
    transfer = transit.held_transfer(aims["transfer"])
    transit.check_on_the_way(transfer)
    settled = {"state": Line.RECEIVED, **transit.settled(act)}
    if not transfer.lines.filter(device=device, state=Line.SENT).update(**settled):
        device.transfer_lines.filter(state=Line.LISTED).delete()  # somebody was about to send it another way
        transfer.lines.create(device=device, is_unexpected=True, added_by=act.by, added_at=act.at, **settled)
    _begin(transfer, act)


def unreceived(device: Device, event: DeviceEvent) -> None:
    """A reception taken back: the device is on its way again, or was never announced."""
    ref = event.details.get("transfer")
    line = device.transfer_lines.filter(transfer__ref=ref).select_related("transfer").first() if ref else None
    if line is None:
        raise MoveNotAllowed(_("This is taken back by moving its box back."))
    transit.check_on_the_way(transit.held_transfer(line.transfer))
    if line.is_unexpected:
        line.delete()
        return
    line.state, line.settled_at, line.settled_by, line.settled_on = Line.SENT, None, None, None
    line.save()


@transaction.atomic
def receive_place(*, place: Place, aims: Mapping[str, Any], act: Act) -> int:
    """A box that came unopened: all that is in it is received. Returns how many devices; none when it was already."""
    act.require(Permission.DEVICE_RECEIVE)
    transfer: Transfer = aims["transfer"]
    transit.check_own(transfer.to_site, act)
    held = transit.held_devices(
        queries.devices_in(place).filter(transit=transfer).values_list("pk", flat=True)
    )
    transfer = transit.held_transfer(transfer)
    transit.check_on_the_way(transfer)
    departures.bring_places(place, transfer.to_site, suffix=transfer.ref)
    happenings = [
        (device, departures.arrival(device, transfer.to_site, device.place, transfer=transfer.ref))
        for device in held
    ]
    record_all(DeviceEvent, happenings, act)
    transfer.lines.filter(device__in=held).update(state=Line.RECEIVED, **transit.settled(act))
    _begin(transfer, act)
    return len(held)


def box_on_the_way(code: str, aims: Mapping[str, Any]) -> Place | None:
    """The box of this code that travels with the transfer, received or not."""
    transfer: Transfer = aims["transfer"]
    found = Place.objects.filter(code=code, transit=transfer) | transfer.places.filter(code=code)
    return found.distinct().first()


@transaction.atomic
def close_transfer(*, transfer: Transfer, decisions: Mapping[str, str], act: Act) -> Transfer:
    """End the reception. `decisions`: by code, what each missing device comes to: `lost` on the way, or `stayed`."""
    act.require(Permission.DEVICE_EXIT)
    transit.check_own(transfer.to_site, act)
    held = transit.held_devices(transfer.lines.filter(state=Line.SENT).values_list("device", flat=True))
    transfer = transit.held_transfer(transfer)
    transit.check_on_the_way(transfer)
    missing = set(transfer.lines.filter(state=Line.SENT).values_list("device", flat=True))
    held = [device for device in held if device.pk in missing]
    outcomes = {device.pk: decisions.get(device.code, "") for device in held}
    if open_ones := [pk for pk, outcome in outcomes.items() if outcome not in {Line.LOST, Line.STAYED}]:
        raise NotSettled(
            ngettext(
                "%(count)d device is missing: say what became of it.",
                "%(count)d devices are missing: say what became of each.",
                len(open_ones),
            )
            % {"count": len(open_ones)}
        )
    record_all(DeviceEvent, [(one, _missed(one, outcomes[one.pk], transfer)) for one in held], act)
    for outcome in (Line.LOST, Line.STAYED):
        keys = [pk for pk, found in outcomes.items() if found == outcome]
        transfer.lines.filter(device__in=keys).update(state=outcome, **transit.settled(act))
    Place.objects.filter(transit=transfer).update(transit=None)
    transfer.closed_by, transfer.closed_at = act.by, act.at
    return transit.to_state(transfer, Transfer.State.CLOSED, act)


def _missed(device: Device, outcome: str, transfer: Transfer) -> Happening:
    details = {"transfer": transfer.ref, "outcome": outcome}
    if outcome == Line.STAYED:
        return Happening(kind=EventKind.TRANSFER_MISSED, details=details, changes={"transit": None})
    before = {"place": device.place.code if device.place else None}
    return Happening(
        kind=EventKind.TRANSFER_MISSED,
        move=Move.DECLARE_LOST,
        to_stage=Stage.LOST,
        reason_code="carrier",
        details={**details, "before": before},
        changes={"transit": None, "place": None},
    )


def _begin(transfer: Transfer, act: Act) -> None:
    if transfer.state == Transfer.State.SENT:
        transit.to_state(transfer, Transfer.State.PARTLY, act)
