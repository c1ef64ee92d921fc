"""What leaves a site and comes to another, or is called back: what may go, the slip, and what the ledger says of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Transfer, TransferLine
from inventory.states import EventKind, Stage
from inventory.workflow import gates, transit
from inventory.workflow.paperwork import LANGUAGE
from inventory.workflow.receiving import named
from inventory.workflow.refusals import DeviceRefused, JustChanged, NothingInIt, OnTheWay, SiteMayNotErase
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record_all
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind

OUT_OF_HANDS = frozenset(
    {Stage.ANNOUNCED, Stage.NOT_DELIVERED, Stage.HANDED_OVER, Stage.LOST, Stage.RETURNED_TO_DONOR}
)
FINAL = frozenset({Stage.PARTS, Stage.RECYCLED, Stage.OTHER_REUSE})


def check(device: Device, to: Site) -> None:
    """Raise what keeps a device from going to a site: its stage, its reservation, its data, the way it is on."""
    stage = Stage(device.stage)
    if device.refused_at:
        raise DeviceRefused(
            _("It was refused at reception: it goes back to its donor, or is kept after all.")
        )
    if device.transit_id:
        raise OnTheWay(_("It is on its way to another site: it must be received first."))
    if stage in OUT_OF_HANDS | FINAL:
        raise MoveNotAllowed(_("The device is not here: it is at “%(stage)s”.") % {"stage": stage.label})
    if stage == Stage.RESERVED:
        raise MoveNotAllowed(
            _("It is reserved for a request at %(site)s: hand it over there, or free it first.")
            % {"site": device.site}
        )
    if device.site_id == to.pk:
        raise MoveNotAllowed(_("It is at %(site)s already.") % {"site": to})
    if not to.may_erase and gates.media_refusal(device):
        raise SiteMayNotErase(
            _("%(site)s does not erase: the storage media of this device must be settled first.")
            % {"site": to}
        )


def arrival(device: Device, to: Site, place: Place | None, *, transfer: str = "") -> Happening:
    """The device is at the other site, in this place; its holder follows, its owner stays."""
    before: dict[str, Any] = {
        "site": str(device.site.public_id),
        "holder": str(device.holder.public_id),
        "place": device.place.code if device.place else None,
    }
    details: dict[str, Any] = {
        "site": str(to.public_id),
        "holder": str(to.organisation.public_id),
        "place": place.code if place else None,
        "before": before,
    }
    if transfer:
        details["transfer"] = transfer
        before["transit"] = transfer if device.transit_id else None
    changes = {"site": to, "holder": to.organisation, "place": place, "transit": None}
    return Happening(kind=EventKind.TRANSFERRED, details=details, changes=changes)


def bring_places(place: Place, to: Site, *, suffix: str) -> None:
    """The box and all within it are of the other site; a name it has already is told apart by the transfer's."""
    inside = list(queries.within(place))
    taken = set(
        Place.objects.filter(site=to, name__in=[one.name for one in inside])
        .exclude(pk__in=[one.pk for one in inside])
        .values_list("name", flat=True)
    )
    for one in inside:
        one.site, one.transit = to, None
        if one.name in taken:
            one.name = f"{one.name[: 78 - len(suffix)]}, {suffix}"
    Place.objects.bulk_update(inside, ["site", "transit", "name"])


@transaction.atomic
def send_transfer(*, transfer: Transfer, carrier: str, act: Act) -> Transfer:
    """It leaves: every device is checked again, the numbered slip is issued for sender and receiver."""
    act.require(Permission.DEVICE_EXIT)
    transit.check_own(transfer.from_site, act)
    held = transit.held_devices(transfer.lines.values_list("device", flat=True), "identifiers")
    transfer = transit.held_transfer(transfer)
    if not transfer.is_draft:
        raise MoveNotAllowed(_("%(transfer)s has left already.") % {"transfer": transfer})
    lines = {line.device_id: line for line in transfer.lines.select_related("place")}
    if set(lines) != {device.pk for device in held}:
        raise JustChanged(_("Somebody has just added to it: look again."))
    if not lines:
        raise NothingInIt(_("There is no device on this transfer yet."))
    boxes = _boxes(transfer, held)
    for device in held:
        _check_again(device, transfer)
        lines[device.pk].place = boxes.get(device.pk)
    record_all(DeviceEvent, [(one, _departure(one, transfer, boxes)) for one in held], act)
    for line in lines.values():
        line.state = TransferLine.State.SENT
    TransferLine.objects.bulk_update(lines.values(), ["state", "place"], batch_size=300)
    transfer.state, transfer.state_since = Transfer.State.SENT, act.at
    transfer.sent_at, transfer.sent_by, transfer.carrier = act.at, act.by, carrier
    transfer.slip = _slip(transfer, held, boxes, act)
    transfer.save()
    return transfer


def _check_again(device: Device, transfer: Transfer) -> None:
    try:
        check(device, transfer.to_site)
    except (MoveNotAllowed, OnTheWay, SiteMayNotErase) as refusal:
        raise type(refusal)(f"{device}: {refusal.message}") from refusal
    if device.site_id != transfer.from_site_id:
        raise MoveNotAllowed(
            _("%(device)s is no longer at %(site)s: take it off the transfer.")
            % {"device": device, "site": transfer.from_site}
        )


def _boxes(transfer: Transfer, held: Sequence[Device]) -> dict[int, Place]:
    """In which box each device travels. A box leaves its shelf, and takes along exactly what was listed."""
    found: dict[int, Place] = {}
    known = {device.pk for device in held}
    for box in transfer.places.all():
        inside = set(queries.devices_in(box).values_list("pk", flat=True))
        if more := len(inside - known):
            raise JustChanged(
                _("“%(box)s” holds %(count)d more than when it was listed: scan it again.")
                % {"box": box, "count": more}
            )
        found.update(dict.fromkeys(inside, box))
        within = list(queries.within(box).values_list("pk", flat=True))
        Place.objects.filter(pk__in=within).update(transit=transfer)
    stood = transfer.places.exclude(parent=None).values_list("code", "parent__code")
    transfer.boxes_stood_in = dict(stood)
    transfer.places.update(parent=None)
    return found


def _departure(device: Device, transfer: Transfer, boxes: dict[int, Place]) -> Happening:
    changes: dict[str, Any] = {"transit": transfer}
    details: dict[str, Any] = {"transfer": transfer.ref, "to": str(transfer.to_site.public_id)}
    if device.pk not in boxes and device.place:  # it leaves its shelf; what travels in its box stays in it
        details["before"] = {"place": device.place.code}
        changes["place"] = None
    return Happening(kind=EventKind.TRANSFER_SENT, details=details, changes=changes)


@transaction.atomic
def call_back(*, transfer: Transfer, reason: str, act: Act) -> Transfer:
    """The sender calls it back before anything was received: all stands where it stood, the slip is void."""
    act.require(Permission.DEVICE_EXIT)
    if transfer.from_site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("Only who sent it calls it back."))
    held = transit.held_devices(Device.objects.filter(transit=transfer).values_list("pk", flat=True))
    transfer = transit.held_transfer(transfer)
    if not transfer.is_on_the_way:
        raise MoveNotAllowed(
            _("%(transfer)s is “%(state)s”: it cannot be called back.")
            % {"transfer": transfer, "state": transfer.get_state_display()}
        )
    if transfer.lines.filter(state=TransferLine.State.RECEIVED).exists():
        raise MoveNotAllowed(
            _(
                "Some of %(transfer)s has been received: its receiver closes it, and what is missing stays here."
            )
            % {"transfer": transfer}
        )
    if transfer.slip:
        transfer.slip = documents.void(transfer.slip, reason=reason, act=act)
    shelves = _shelves(held, transfer)
    record_all(DeviceEvent, [(device, _back(device, transfer, shelves)) for device in held], act)
    transfer.lines.update(state=TransferLine.State.RECALLED, **transit.settled(act))
    _put_back(transfer)
    transfer.closed_by, transfer.closed_at = act.by, act.at
    return transit.to_state(transfer, Transfer.State.RECALLED, act)


def _shelves(devices: Sequence[Device], transfer: Transfer) -> dict[int, Place]:
    """Where those stood that left a place, if they can stand there again. Boxes travelled with what is in them."""
    left = DeviceEvent.objects.filter(
        device__in=devices, kind=EventKind.TRANSFER_SENT, details__transfer=transfer.ref
    )
    codes = {event.device_id: event.details.get("before", {}).get("place") for event in left.order_by("seq")}
    usable = _usable(transfer, [code for code in codes.values() if code])
    return {device: usable[code] for device, code in codes.items() if code in usable}


def _usable(transfer: Transfer, codes: Sequence[str]) -> dict[str, Place]:
    """Those places that still are at the site it left, and open."""
    found = Place.objects.filter(code__in=set(codes), site=transfer.from_site, closed_at=None)
    return {place.code: place for place in found.filter(Q(transit=None) | Q(transit=transfer))}


def _back(device: Device, transfer: Transfer, shelves: Mapping[int, Place]) -> Happening:
    details: dict[str, Any] = {"transfer": transfer.ref}
    changes: dict[str, Any] = {"transit": None}
    if shelf := shelves.get(device.pk):
        details |= {"place": shelf.code, "before": {"place": None}}
        changes["place"] = shelf
    return Happening(kind=EventKind.TRANSFER_RECALLED, details=details, changes=changes)


def _put_back(transfer: Transfer) -> None:
    """Boxes and pallets onto the shelves they left."""
    stood: Mapping[str, str] = transfer.boxes_stood_in
    usable = _usable(transfer, list(stood.values()))
    boxes = list(transfer.places.filter(parent=None))
    for box in boxes:
        box.parent = usable.get(stood.get(box.code, ""))
    Place.objects.bulk_update(boxes, ["parent"])
    Place.objects.filter(transit=transfer).update(transit=None)


def _slip(transfer: Transfer, held: Sequence[Device], boxes: dict[int, Place], act: Act) -> Any:
    with translation.override(LANGUAGE):
        facts = {
            "transfer": transfer.ref,
            "sender": transfer.from_site.organisation.name,
            "from_site": transfer.from_site.name,
            "from_address": transfer.from_site.city,
            "receiver": transfer.to_site.organisation.name,
            "to_site": transfer.to_site.name,
            "to_address": transfer.to_site.city,
            "carrier": transfer.carrier,
            "sent_at": act.at.isoformat(),
            "sent_by": str(act.by),
            "boxes": [
                {"name": box.name, "code": box.code, "devices": sum(one == box for one in boxes.values())}
                for box in transfer.places.order_by("name")
            ],
            "devices": [
                {**named(device), "box": str(boxes.get(device.pk, "")), "stage": device.get_stage_display()}
                for device in held
            ],
        }
    return documents.issue(
        kind=Kind.TRANSFER_SLIP,
        issuer=transfer.from_site.organisation,
        facts=facts,
        act=act,
        readers=[transfer.to_site.organisation],
    )
