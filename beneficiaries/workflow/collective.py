"""The verbs of a collective request: sent, decided within its own quota, reserved, delivered together by one slip."""

import collections
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from beneficiaries.models import (
    CollectiveDevice,
    CollectiveEvent,
    CollectiveQuota,
    CollectiveRequest,
    PurposeProfile,
)
from beneficiaries.queries import collective as queries
from beneficiaries.states.collective import (
    COLLECTIVE_REASONS,
    COLLECTIVE_RULES,
    CollectiveEventKind,
    CollectiveMove,
    CollectiveStage,
    CollectiveUse,
)
from beneficiaries.workflow.moves import Life, require_reason
from beneficiaries.workflow.refusals import DeviceTaken, NothingFits, NotOfThisSet, SignatureMissing
from inventory import queries as stock
from inventory import workflow as inventory
from inventory.models import AccessoryKind, Device
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter, DeviceType
from reuse.core.refusals import NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind

COLLECTIVE = Life(CollectiveEvent, COLLECTIVE_RULES, COLLECTIVE_REASONS, CollectiveStage, CollectiveMove)
LANGUAGE = "fr"


@transaction.atomic
def ask_together(
    *,
    use: CollectiveUse,
    device_type: DeviceType,
    purpose: PurposeProfile,
    quantity: int,
    site: Site,
    act: Act,
) -> CollectiveRequest:
    """A structure asks for several devices at once."""
    act.require(Permission.REQUEST_FILE)
    number = Counter.take(f"collective {act.at.year}")[0] + 1
    asked = CollectiveRequest.objects.create(
        ref=f"C{act.at:%y}-{number:04d}",
        partner=act.organisation,
        worker=act.by,
        use=use,
        type=device_type,
        purpose=purpose,
        quantity=quantity,
        site=site,
        sent_at=act.at,
        stage_since=act.at,
    )
    details = {"use": use.value, "type": device_type.code, "quantity": quantity}
    happening = Happening(kind=CollectiveEventKind.SENT, to_stage=CollectiveStage.SENT, details=details)
    record(CollectiveEvent, asked, happening, act)
    return asked


@transaction.atomic
def accept_together(*, collective: CollectiveRequest, act: Act, reason_code: str = "") -> CollectiveEvent:
    """Accept within the structure's quota, or beyond it with a reason."""
    held = locked(collective, act)
    COLLECTIVE.check(held, CollectiveMove.ACCEPT, act)
    is_beyond = queries.is_beyond_quota(held, act.on)
    if is_beyond:
        require_reason(reason_code, COLLECTIVE_REASONS[CollectiveMove.ACCEPT])
    details = {"beyond_quota": is_beyond}
    code = reason_code if is_beyond else ""
    return COLLECTIVE.move(held, CollectiveMove.ACCEPT, act, reason_code=code, details=details)


@transaction.atomic
def decline_together(*, collective: CollectiveRequest, act: Act, reason_code: str) -> CollectiveEvent:
    """Decide against it, with a reason the structure reads."""
    return COLLECTIVE.move(locked(collective, act), CollectiveMove.DECLINE, act, reason_code=reason_code)


@transaction.atomic
def cancel_together(*, collective: CollectiveRequest, act: Act) -> CollectiveEvent:
    """Give it up."""
    return COLLECTIVE.move(locked(collective, act), CollectiveMove.CANCEL, act)


@transaction.atomic
def reserve_together(*, collective: CollectiveRequest, act: Act) -> CollectiveEvent:
    """Reserve as many devices as asked for: those that fit, nearest first, then the most modest; all or none."""
    held = locked(collective, act)
    COLLECTIVE.check(held, CollectiveMove.RESERVE, act)
    found = queries.fitting(held)
    if len(found) < held.quantity:
        raise NothingFits(
            _("%(ready)d devices that fit are ready, %(wanted)d are asked for.")
            % {"ready": len(found), "wanted": held.quantity}
        )
    for device in found:
        inventory.reserve(device=device, act=act, allocation=str(held.public_id))
        if queries.is_proposed(device):  # meanwhile; the device is held by now
            raise DeviceTaken(
                _("%(device)s was proposed to a person meanwhile: try again.") % {"device": device}
            )
        CollectiveDevice.objects.create(collective=held, device=device)
    details = {"devices": [device.code for device in found]}
    return COLLECTIVE.move(held, CollectiveMove.RESERVE, act, details=details)


@transaction.atomic
def release_together(*, collective: CollectiveRequest, act: Act) -> CollectiveEvent:
    """Put the devices back in stock; the request keeps its day."""
    held = locked(collective, act)
    COLLECTIVE.check(held, CollectiveMove.RELEASE, act)
    for item in items_of(held):
        if item.device.stage == Stage.RESERVED:
            inventory.unreserve(device=item.device, act=act, allocation=str(held.public_id))
        item.released_at = act.at
        item.save(update_fields=["released_at"])
    return COLLECTIVE.move(held, CollectiveMove.RELEASE, act)


@transaction.atomic
def deliver_together(
    *, collective: CollectiveRequest, received_by: str, act: Act, scanned: Sequence[str] = ()
) -> CollectiveEvent:
    """Deliver all reserved devices at no charge, against one signature on one slip. `received_by`: for the structure.

    `scanned`: the barcode of each accessory that goes with them; `+4 bag` for four at once. Raises NotOfThisSet.
    """
    held = locked(collective, act)
    COLLECTIVE.check(held, CollectiveMove.DELIVER, act)
    if not received_by.strip():
        raise SignatureMissing(_("Type the name of the person who signed on paper."))
    with_them = _counted(scanned)
    devices = [item.device for item in items_of(held)]
    for device in devices:
        inventory.deliver(device=device, act=act, handover=str(held.public_id))
    inventory.give_counted(site=held.site, kinds=with_them, act=act)
    slip = documents.issue(
        kind=Kind.COLLECTIVE_SLIP,
        issuer=held.site.organisation,
        facts=slip_of(held, devices, with_them, received_by.strip()[:80], act),
        act=act,
        readers=[held.partner, act.organisation, *Organisation.objects.filter(is_network=True)],
    )
    CollectiveDevice.objects.filter(collective=held, released_at=None).update(checked_on=act.on)
    return COLLECTIVE.move(
        held,
        CollectiveMove.DELIVER,
        act,
        details={"devices": [device.code for device in devices], "price_cents": 0},
        changes={"delivered_on": act.on, "document": slip},
    )


def _counted(scanned: Sequence[str]) -> Mapping[AccessoryKind, int]:
    """How many of each kind the texts name."""
    kinds = list(AccessoryKind.objects.all())
    counted: collections.Counter[AccessoryKind] = collections.Counter()
    for text in scanned:
        entry = stock.entry_in(text, kinds)
        if entry is None:
            raise NotOfThisSet(_("“%(text)s” names no kind of accessory.") % {"text": text})
        counted[entry.kind] += abs(entry.change)
    return counted


def slip_of(
    held: CollectiveRequest,
    devices: list[Device],
    with_them: Mapping[AccessoryKind, int],
    received_by: str,
    act: Act,
) -> dict[str, object]:
    """What the slip says, in its language."""
    with translation.override(LANGUAGE):
        return {
            "request": held.ref,
            "structure": held.partner.name,
            "use": str(CollectiveUse(held.use).label),
            "site": str(held.site),
            "handed_over_by": act.by.name,
            "handed_over_at": act.at.isoformat(),
            "received_by": received_by,
            "devices": [
                {"code": device.code, "type": str(device.type), "name": device.name} for device in devices
            ],
            "accessories": [f"{count} × {kind}" for kind, count in with_them.items()],
        }


@transaction.atomic
def set_collective_quota(*, partner: Organisation, since: date, until: date, quantity: int, act: Act) -> None:
    """How many devices a structure may have together from a day to another; said anew, it replaces what was said."""
    act.require(Permission.REQUEST_DECIDE)
    defaults = {"until": until, "quantity": quantity}
    CollectiveQuota.objects.update_or_create(organisation=partner, since=since, defaults=defaults)


def items_of(collective: CollectiveRequest) -> list[CollectiveDevice]:
    """The devices held for it, locked in the order of their keys."""
    held = CollectiveDevice.objects.select_for_update(of=("self",)).select_related("device__type")
    return list(held.filter(collective=collective, released_at=None).order_by("device"))


def locked(collective: CollectiveRequest, act: Act) -> CollectiveRequest:
    """The request as it is now, held until the transaction ends; for its structure, or the network."""
    held = (
        CollectiveRequest.objects.select_for_update(of=("self",))
        .select_related("partner", "type", "purpose", "site__organisation")
        .get(pk=collective.pk)
    )
    is_own = act.membership.description.reach != Reach.ORGANISATION or held.partner_id == act.organisation.pk
    if not is_own:
        raise NotPermitted(_("This request belongs to another organisation."))
    return held
