"""Which part a device in repair waits for."""

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, PartKind, PartNeed
from inventory.states import EventKind, Stage
from inventory.workflow import media, moves
from inventory.workflow.refusals import AlreadyAwaited
from reuse.accounts.acting import Act
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def await_part(*, device: Device, kind: PartKind, act: Act, spec: str = "") -> PartNeed:
    """A device in repair waits for a part of this kind; a blank spec means that any will do."""
    device = media.workable(device, act)
    if device.stage != Stage.REPAIR:
        raise MoveNotAllowed(
            _("A device waits for a part in repair: move it there first."), allowed=moves.allowed(device, act)
        )
    if device.part_needs.filter(kind=kind, spec=spec, ended_at=None).exists():
        raise AlreadyAwaited(_("It already waits for this part."))
    need = PartNeed.objects.create(device=device, kind=kind, spec=spec, since=act.at, by=act.by)
    details = {"kind": kind.code, "label": kind.label, "spec": spec}
    record(DeviceEvent, device, Happening(kind=EventKind.PART_AWAITED, details=details), act)
    return need


@transaction.atomic
def call_off(*, need: PartNeed, act: Act) -> None:
    """The device no longer waits for this part. Said twice, it changes nothing."""
    media.workable(need.device, act)
    PartNeed.objects.filter(pk=need.pk, ended_at=None).update(ended_at=act.at)
