"""A structure's device that fails goes back to us, and another takes its place against a slip of its own."""

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import LIVE, CollectiveDevice, CollectiveEvent, CollectiveRequest, PoolLoan
from beneficiaries.states.collective import CollectiveEventKind
from beneficiaries.workflow import collective as together
from beneficiaries.workflow.refusals import DeviceTaken, NotInPool, OtherDevice, SignatureMissing
from inventory import workflow as inventory
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind


@transaction.atomic
def return_item(*, item: CollectiveDevice, reason_code: str, is_owed: bool, act: Act) -> CollectiveEvent:
    """A device of a structure is ours again; a loan of it is over. `is_owed`: another one is to take its place."""
    device = Device.objects.get(pk=item.device_id)
    if device.stage == Stage.HANDED_OVER:  # a workshop may have received it already
        inventory.take_back(device=device, act=act, reason_code=reason_code)
    PoolLoan.objects.filter(item=item, returned_on=None).update(returned_on=act.on, borrower="")
    CollectiveDevice.objects.filter(pk=item.pk).update(released_at=act.at, is_owed=is_owed)
    details = {"device": device.code, "owed": is_owed}
    return _tell(item.collective, CollectiveEventKind.RETURNED, details, act)


@transaction.atomic
def replace_device(
    *, collective: CollectiveRequest, code: str, received_by: str, act: Act
) -> CollectiveEvent:
    """Hand over the device scanned for one that came back, under the same gates, at no charge, against a signature."""
    act.require(Permission.HAND_OVER)
    held = together.locked(collective, act)
    owed = CollectiveDevice.objects.select_for_update(of=("self",)).filter(collective=held, is_owed=True)
    item = owed.order_by("pk").first()
    if item is None:
        raise NotInPool(_("Nothing is to be replaced: a device is exchanged by its after-sales case."))
    if not received_by.strip():
        raise SignatureMissing(_("Type the name of the person who signed on paper."))
    device = _chosen(held, code)
    inventory.reserve(device=device, act=act, allocation=str(held.public_id))
    if device.allocations.filter(stage__in=LIVE).exists():
        raise DeviceTaken(_("%(device)s was proposed to a person: scan another one.") % {"device": device})
    inventory.deliver(device=device, act=act, handover=str(held.public_id))
    slip = documents.issue(
        kind=Kind.COLLECTIVE_SLIP,
        issuer=held.site.organisation,
        facts=together.slip_of(held, [device], {}, received_by.strip()[:80], act),
        act=act,
        readers=[held.partner, act.organisation, *Organisation.objects.filter(is_network=True)],
    )
    CollectiveDevice.objects.filter(pk=item.pk).update(is_owed=False)
    CollectiveDevice.objects.create(
        collective=held, device=device, replaces=item, slip=slip, checked_on=act.on
    )
    details = {"device": device.code, "for": item.device.code, "price_cents": 0}
    return _tell(held, CollectiveEventKind.REPLACED, details, act)


def _chosen(collective: CollectiveRequest, code: str) -> Device:
    device = queries.device_named(code)
    if device is None:
        raise OtherDevice(_("No device bears this code: scan the label on the device."))
    if device.type_id != collective.type_id:
        raise OtherDevice(
            _("%(device)s is of type “%(type)s”; the request asks for “%(wanted)s”.")
            % {"device": device, "type": device.type, "wanted": collective.type}
        )
    return device


def _tell(
    collective: CollectiveRequest, kind: CollectiveEventKind, details: dict[str, object], act: Act
) -> CollectiveEvent:
    subject = CollectiveRequest.objects.select_for_update(of=("self",)).get(pk=collective.pk)
    return record(CollectiveEvent, subject, Happening(kind=kind, details=details), act)
