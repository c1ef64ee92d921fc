"""Transfers in preparation: devices and whole boxes are listed, taken off again, the transfer given up.

A device stays at its site until it is received; on the way it is at neither, and nothing else may be done with it.
Locks are taken in one order everywhere: devices by key, then the transfer, then places.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Transfer, TransferLine
from inventory.states import EventKind
from inventory.workflow import departures, moves, transit
from inventory.workflow.refusals import (
    JustChanged,
    NothingInIt,
    OnAnotherTransfer,
    OnTheWay,
    ParameterMissing,
    PlaceClosed,
    PlaceDoesNotFit,
)
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record_all
from reuse.core.models import Counter
from reuse.core.refusals import MoveNotAllowed, Refusal

Line = TransferLine.State
_NAMED = 3


# What a series aims at, what it would write, and what follows


def aim(params: Mapping[str, str], act: Act) -> Mapping[str, Any]:
    """The site of a series that sends; the transfer, where it adds to a given one."""
    if ref := params.get("transfer"):
        transfer = Transfer.objects.visible_to(act.membership).beside().filter(ref=ref).first()
        if transfer is None:
            raise ParameterMissing(_("Choose the transfer."))
        transit.check_draft(transfer)
        return {"site": transfer.to_site, "transfer": transfer}
    site = _site(params.get("site", ""))
    if site is None:
        raise ParameterMissing(_("Choose the site it goes to."))
    return {"site": site, "transfer": None}


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
    transit.check_draft(transit.held_transfer(line.transfer))
    line.delete()


# Several at once


@transaction.atomic
def list_place(*, place: Place, aims: Mapping[str, Any], act: Act) -> int:
    """A box or pallet with all that is in it goes on the transfer: all of it, or nothing. Returns how many devices."""
    act.require(Permission.DEVICE_WORK)
    _check_box(place, act)
    held = transit.held_devices(queries.devices_in(place).values_list("pk", flat=True))
    if not held:
        raise NothingInIt(_("“%(place)s” is empty.") % {"place": place})
    known = transit.open_lines(held)
    happenings, refused = [], []
    for device in held:
        try:
            moves.check_place(device, act)
            happening = _to_list(device, aims, known.get(device.pk))
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
    transit.check_own(place.site, act)
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
    transit.check_own(transfer.from_site, act)
    held = transit.held_devices(
        transfer.lines.filter(device__in=devices, state=Line.LISTED).values_list("device", flat=True)
    )
    transfer = transit.held_transfer(transfer)
    transit.check_draft(transfer)
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
    transfer = transit.held_transfer(transfer)
    if transfer.lines.exists():
        raise JustChanged(_("Somebody has just added to it: look again."))
    return transit.to_state(transfer, Transfer.State.CANCELLED, act)


@transaction.atomic
def draft_with(*, devices: Collection[int], site: Site, act: Act) -> Transfer:
    """A transfer of these devices of one site, to be sent: the one in preparation, else a new one."""
    aims = {"site": site, "transfer": None}
    held = transit.held_devices(devices)
    if not held:
        raise NothingInIt(_("Choose at least one device."))
    transfer = _draft(held[0].site, aims, act)
    known = transit.open_lines(held)
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
        found = Site.objects.open().filter(organisation__is_workshop=True, public_id=str(public_id))
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
    transfer = transit.held_transfer(transfer)
    transit.check_draft(transfer)
    return transfer


def _next_ref(act: Act) -> str:
    return f"T{act.at:%y}-{Counter.take(f'transfer {act.at.year}')[0] + 1:04d}"
