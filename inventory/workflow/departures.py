"""What leaves a site and comes to another: what may go, the slip that goes along, and what the ledger says of it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Transfer, TransferLine
from inventory.states import EventKind, Stage
from inventory.workflow import gates, moves
from inventory.workflow.paperwork import LANGUAGE
from inventory.workflow.reception import named
from inventory.workflow.refusals import JustChanged, NothingInIt, OnTheWay, SiteMayNotErase
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
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
    own = transfer.from_site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))
    wanted = list(transfer.lines.values_list("device", flat=True))
    held = list(moves.locking().filter(pk__in=wanted).select_related("site", "type", "place"))
    prefetch_related_objects(held, "media", "identifiers")
    transfer = Transfer.objects.select_for_update(of=("self",), no_key=True).beside().get(pk=transfer.pk)
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
    transfer.places.update(parent=None)
    return found


def _departure(device: Device, transfer: Transfer, boxes: dict[int, Place]) -> Happening:
    changes: dict[str, Any] = {"transit": transfer}
    details: dict[str, Any] = {"transfer": transfer.ref, "to": str(transfer.to_site.public_id)}
    if device.pk not in boxes and device.place:  # it leaves its shelf; what travels in its box stays in it
        details["before"] = {"place": device.place.code}
        changes["place"] = None
    return Happening(kind=EventKind.TRANSFER_SENT, details=details, changes=changes)


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
