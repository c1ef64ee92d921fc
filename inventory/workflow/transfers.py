"""Transfers between sites: devices and whole boxes are listed, sent with a slip, received by scanning, settled.

A device stays at its site until it is received; on the way it is at neither, and nothing else may be done with it.
Locks are taken in one order everywhere: devices by key, then the transfer, then places.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Transfer, TransferLine
from inventory.states import EventKind, Move, Stage
from inventory.workflow import departures, moves
from inventory.workflow.refusals import (
    JustChanged,
    NothingInIt,
    NotSettled,
    OnAnotherTransfer,
    OnTheWay,
    ParameterMissing,
    PlaceClosed,
    PlaceDoesNotFit,
)
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record_all
from reuse.core.models import Counter
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal

Line = TransferLine.State
_NAMED = 3


# What a series aims at, what it would write, and what follows


def aim(params: Mapping[str, str], act: Act) -> Mapping[str, Any]:
    """The site of a series that sends; the transfer, where it adds to a given one."""
    if ref := params.get("transfer"):
        transfer = Transfer.objects.visible_to(act.membership).beside().filter(ref=ref).first()
        if transfer is None:
            raise ParameterMissing(_("Choose the transfer."))
        _check_draft(transfer)
        return {"site": transfer.to_site, "transfer": transfer}
    site = _site(params.get("site", ""))
    if site is None:
        raise ParameterMissing(_("Choose the site it goes to."))
    return {"site": site, "transfer": None}


def aim_of_arrival(params: Mapping[str, str], act: Act) -> Mapping[str, Any]:
    """The transfer a series receives."""
    ref = params.get("transfer", "")
    found = Transfer.objects.visible_to(act.membership).beside().filter(ref=ref) if ref else ()
    transfer = next(iter(found), None)
    if transfer is None:
        raise ParameterMissing(_("Choose the transfer that has arrived."))
    _check_own(transfer.to_site, act)
    _check_on_the_way(transfer)
    return {"transfer": transfer}


def to_list(device: Device, aims: Mapping[str, Any]) -> Happening | None:
    """What listing a device would record; None when it is on this transfer already."""
    return _to_list(device, aims, device.transfer_lines.filter(state__in=TransferLine.OPEN).first())


def _to_list(device: Device, aims: Mapping[str, Any], line: TransferLine | None) -> Happening | None:
    site, given = aims["site"], aims["transfer"]
    if given and device.site_id != given.from_site_id:
        raise MoveNotAllowed(
            _("%(transfer)s leaves from %(site)s; the device is at %(here)s.")
            % {"transfer": given, "site": given.from_site, "here": device.site}
        )
    if line:
        there = line.transfer
        if there.is_draft and there.to_site_id == site.pk:
            return None
        raise OnAnotherTransfer(
            _("It is on transfer %(transfer)s already: take it off there first.") % {"transfer": there}
        )
    departures.check(device, site)
    return Happening(
        kind=EventKind.TRANSFER_LISTED,
        details={"to": str(site.public_id), "before": {"to": None}},
    )


def listed(device: Device, aims: Mapping[str, Any], act: Act) -> None:
    """Its line on the transfer, which begins with its first device."""
    transfer = _draft(device.site, aims, act)
    TransferLine.objects.create(transfer=transfer, device=device, added_by=act.by, added_at=act.at)


def unlisted(device: Device) -> None:
    """Taken off again, while the transfer has not left."""
    line = device.transfer_lines.filter(state=Line.LISTED).select_related("transfer").first()
    if line is None:
        raise OnTheWay(_("It has left: it can no longer be taken off the transfer."))
    _check_draft(_held(line.transfer))
    line.delete()


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
    transfer = _held(aims["transfer"])
    _check_on_the_way(transfer)
    settled = {"state": Line.RECEIVED, **_settled(act)}
    if not transfer.lines.filter(device=device, state=Line.SENT).update(**settled):
        device.transfer_lines.filter(state=Line.LISTED).delete()  # somebody was about to send it another way
        transfer.lines.create(device=device, is_unexpected=True, added_by=act.by, added_at=act.at, **settled)
    _begin_reception(transfer, act)


def unreceived(device: Device, event: DeviceEvent) -> None:
    """A reception taken back: the device is on its way again, or was never announced."""
    ref = event.details.get("transfer")
    line = device.transfer_lines.filter(transfer__ref=ref).select_related("transfer").first() if ref else None
    if line is None:
        raise MoveNotAllowed(_("This is taken back by moving its box back."))
    _check_on_the_way(_held(line.transfer))
    if line.is_unexpected:
        line.delete()
        return
    line.state, line.settled_at, line.settled_by, line.settled_on = Line.SENT, None, None, None
    line.save()


# Boxes


@transaction.atomic
def list_place(*, place: Place, aims: Mapping[str, Any], act: Act) -> int:
    """A box or pallet with all that is in it goes on the transfer: all of it, or nothing. Returns how many devices."""
    act.require(Permission.DEVICE_WORK)
    _check_box(place, act)
    held = _held_in(queries.devices_in(place).values_list("pk", flat=True))
    if not held:
        raise NothingInIt(_("“%(place)s” is empty.") % {"place": place})
    open_lines = {
        line.device_id: line
        for line in TransferLine.objects.filter(device__in=held, state__in=TransferLine.OPEN).select_related(
            "transfer"
        )
    }
    happenings, refused = [], []
    for device in held:
        try:
            moves.check_place(device, act)
            happening = _to_list(device, aims, open_lines.get(device.pk))
        except Refusal as refusal:
            refused.append((device, refusal))
        else:
            happenings += [(device, happening)] if happening else []
    if refused:
        raise _whole(place, refused)
    transfer = _draft(place.site, aims, act)
    record_all(DeviceEvent, happenings, act)
    transfer.lines.filter(device__in=held).update(place=place)
    transfer.lines.bulk_create(
        TransferLine(transfer=transfer, device=device, place=place, added_by=act.by, added_at=act.at)
        for device, _happening in happenings
    )
    transfer.places.add(place)
    return len(held)


def _check_box(place: Place, act: Act) -> None:
    if place.kind == Place.Kind.LOCATION:
        raise PlaceDoesNotFit(_("“%(place)s” does not travel: only boxes and pallets do.") % {"place": place})
    _check_own(place.site, act)
    if place.closed_at:
        raise PlaceClosed(_("“%(place)s” is closed: reopen it first.") % {"place": place})


def _whole(place: Place, refused: Sequence[tuple[Device, Refusal]]) -> Refusal:
    """A box is not split behind one's back: what may not go is named."""
    named = "; ".join(f"{device}: {refusal.message}" for device, refusal in refused[:_NAMED])
    more = " …" if len(refused) > _NAMED else ""
    first = refused[0][1]
    said = ngettext(
        "“%(place)s” cannot leave whole: %(count)d device holds it back. %(named)s",
        "“%(place)s” cannot leave whole: %(count)d devices hold it back. %(named)s",
        len(refused),
    )
    return type(first)(said % {"place": place, "count": len(refused), "named": named + more})


@transaction.atomic
def unlist(*, transfer: Transfer, devices: Collection[int], act: Act) -> int:
    """Take devices off a transfer that has not left; their boxes no longer travel whole. Returns how many."""
    act.require(Permission.DEVICE_WORK)
    _check_own(transfer.from_site, act)
    held = _held_in(
        transfer.lines.filter(device__in=devices, state=Line.LISTED).values_list("device", flat=True)
    )
    transfer = _held(transfer)
    _check_draft(transfer)
    lines = transfer.lines.filter(device__in=held)
    boxes = set(lines.exclude(place=None).values_list("place", flat=True))
    details = {"to": None, "before": {"to": str(transfer.to_site.public_id)}}
    happening = Happening(kind=EventKind.TRANSFER_LISTED, details=details, reason_code="undo")
    record_all(DeviceEvent, [(device, happening) for device in held], act)
    lines.delete()
    transfer.lines.filter(place__in=boxes).update(place=None)
    transfer.places.remove(*boxes)
    return len(held)


@transaction.atomic
def cancel(*, transfer: Transfer, act: Act) -> Transfer:
    """Give up a transfer that has not left."""
    act.require(Permission.DEVICE_WORK)
    unlist(transfer=transfer, devices=list(transfer.lines.values_list("device", flat=True)), act=act)
    transfer = _held(transfer)
    if transfer.lines.exists():
        raise JustChanged(_("Somebody has just added to it: look again."))
    return _to_state(transfer, Transfer.State.CANCELLED, act)


@transaction.atomic
def receive_place(*, place: Place, aims: Mapping[str, Any], act: Act) -> int:
    """A box that came unopened: all that is in it is received. Returns how many devices; none when it was already."""
    act.require(Permission.DEVICE_RECEIVE)
    transfer: Transfer = aims["transfer"]
    _check_own(transfer.to_site, act)
    held = _held_in(queries.devices_in(place).filter(transit=transfer).values_list("pk", flat=True))
    transfer = _held(transfer)
    _check_on_the_way(transfer)
    departures.bring_places(place, transfer.to_site, suffix=transfer.ref)
    happenings = [
        (device, departures.arrival(device, transfer.to_site, device.place, transfer=transfer.ref))
        for device in held
    ]
    record_all(DeviceEvent, happenings, act)
    transfer.lines.filter(device__in=held).update(state=Line.RECEIVED, **_settled(act))
    _begin_reception(transfer, act)
    return len(held)


def box_on_the_way(code: str, aims: Mapping[str, Any]) -> Place | None:
    """The box of this code that travels with the transfer, received or not."""
    transfer: Transfer = aims["transfer"]
    found = Place.objects.filter(code=code, transit=transfer) | transfer.places.filter(code=code)
    return found.distinct().first()


# The way


@transaction.atomic
def close_transfer(*, transfer: Transfer, decisions: Mapping[str, str], act: Act) -> Transfer:
    """End the reception. `decisions`: by code, what each missing device comes to: `lost` on the way, or `stayed`."""
    act.require(Permission.DEVICE_EXIT)
    _check_own(transfer.to_site, act)
    held = _held_in(transfer.lines.filter(state=Line.SENT).values_list("device", flat=True))
    transfer = _held(transfer)
    _check_on_the_way(transfer)
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
        transfer.lines.filter(device__in=keys).update(state=outcome, **_settled(act))
    Place.objects.filter(transit=transfer).update(transit=None)
    transfer.closed_by, transfer.closed_at = act.by, act.at
    return _to_state(transfer, Transfer.State.CLOSED, act)


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


@transaction.atomic
def draft_with(*, devices: Collection[int], site: Site, act: Act) -> Transfer:
    """A transfer of these devices of one site, to be sent: the one in preparation, else a new one."""
    aims = {"site": site, "transfer": None}
    held = _held_in(devices)
    if not held:
        raise NothingInIt(_("Choose at least one device."))
    transfer = _draft(held[0].site, aims, act)
    known = {
        line.device_id: line
        for line in TransferLine.objects.filter(device__in=held, state__in=TransferLine.OPEN).select_related(
            "transfer"
        )
    }
    found = [(device, _to_list(device, aims, known.get(device.pk))) for device in held]
    happenings = [(device, happening) for device, happening in found if happening]
    record_all(DeviceEvent, happenings, act)
    transfer.lines.bulk_create(
        TransferLine(transfer=transfer, device=device, added_by=act.by, added_at=act.at)
        for device, _happening in happenings
    )
    return transfer


# What the verbs share


def _site(public_id: object) -> Site | None:
    try:
        found = Site.objects.filter(organisation__is_workshop=True, public_id=str(public_id))
        return found.select_related("organisation").first()
    except ValidationError:  # no UUID
        return None


def _draft(from_site: Site, aims: Mapping[str, Any], act: Act) -> Transfer:
    """The transfer in preparation between two sites, held; two people who begin it at once share it."""
    transfer = aims["transfer"]
    if transfer is None:
        transfer, _is_new = Transfer.objects.get_or_create(
            from_site=from_site,
            to_site=aims["site"],
            state=Transfer.State.DRAFT,
            defaults={
                "ref": lambda: _next_ref(act),  # type: ignore[misc]  # asked for a new one only
                "state_since": act.at,
                "opened_by": act.by,
                "opened_at": act.at,
            },
        )
    transfer = _held(transfer)
    _check_draft(transfer)
    return transfer


def _next_ref(act: Act) -> str:
    return f"T{act.at:%y}-{Counter.take(f'transfer {act.at.year}')[0] + 1:04d}"


def _held(transfer: Transfer) -> Transfer:
    """As it is now, until the transaction ends. No key is held: lines may point at it."""
    return Transfer.objects.select_for_update(of=("self",), no_key=True).beside().get(pk=transfer.pk)


def _held_in(keys: Any) -> list[Device]:
    """Devices held in the order of their keys, with their media and places."""
    held = list(moves.locking().filter(pk__in=list(keys)).select_related("site", "type", "place", "holder"))
    prefetch_related_objects(held, "media")
    return held


def _check_own(site: Site, act: Act) -> None:
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))


def _check_draft(transfer: Transfer) -> None:
    if not transfer.is_draft:
        raise MoveNotAllowed(
            _("%(transfer)s is no longer in preparation: it is “%(state)s”.")
            % {"transfer": transfer, "state": transfer.get_state_display()}
        )


def _check_on_the_way(transfer: Transfer) -> None:
    if not transfer.is_on_the_way:
        raise MoveNotAllowed(
            _("%(transfer)s is “%(state)s”: nothing is received from it.")
            % {"transfer": transfer, "state": transfer.get_state_display()}
        )


def _settled(act: Act) -> dict[str, Any]:
    return {"settled_by": act.by, "settled_at": act.at, "settled_on": act.on}


def _begin_reception(transfer: Transfer, act: Act) -> None:
    if transfer.state == Transfer.State.SENT:
        _to_state(transfer, Transfer.State.PARTLY, act)


def _to_state(transfer: Transfer, state: str, act: Act) -> Transfer:
    transfer.state, transfer.state_since = state, act.at
    transfer.save()
    return transfer
