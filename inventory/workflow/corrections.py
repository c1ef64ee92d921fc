"""Takes back a device's last move: one's own, or anybody's with a reason."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, QualityCheck
from inventory.states import RULES, EventKind, Move, Stage
from inventory.workflow import gates
from inventory.workflow.moves import allowed, check_right, locked
from inventory.workflow.refusals import NothingToUndo
from inventory.workflow.restoring import put_back
from reuse.accounts.acting import Act
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def undo(*, device: Device, act: Act, event: DeviceEvent | None = None) -> DeviceEvent:
    """Take back the device's last move, if it was one's own. `event`: the move meant, when the caller knows it."""
    device = locked(device)
    last = _last_move(device)
    if last is None or last.by_id != act.by.pk or (event is not None and event.pk != last.pk):
        raise NothingToUndo(
            _("Your last move of this device is no longer the latest: ask a manager to correct it.")
        )
    return _take_back_move(device, last, act, reason_code="undo")


@transaction.atomic
def correct(*, device: Device, act: Act, reason_code: str, note: str = "") -> DeviceEvent:
    """Take back the device's last move, whoever made it, with a reason."""
    device = locked(device)
    check_right(device, Move.CORRECT, act)
    if device.stage not in RULES[Move.CORRECT].sources:
        raise MoveNotAllowed(_("This stage is corrected by its own action."), allowed=allowed(device, act))
    gates.check(device, Move.CORRECT, reason_code=reason_code)
    last = _last_move(device)
    if last is None:
        raise NothingToUndo(_("There is no move to take back."))
    return _take_back_move(device, last, act, reason_code=reason_code, note=note)


def _last_move(device: Device) -> DeviceEvent | None:
    """The latest event that moved the device and was not itself taken back."""
    moving = device.events.exclude(to_stage="").select_related("corrects").order_by("-seq")
    taken_back: set[int] = set()
    for event in moving[:20]:
        if event.corrects_id:
            taken_back.add(event.corrects_id)
        elif event.pk not in taken_back:
            return event if event.from_stage else None
    return None


def _take_back_move(
    device: Device, last: DeviceEvent, act: Act, *, reason_code: str, note: str = ""
) -> DeviceEvent:
    """Put the device back where the move took it from. What other verbs own is undone by them alone."""
    if last.move in {Move.RESERVE, Move.UNRESERVE, Move.HAND_OVER, Move.GIVE_BACK}:
        raise MoveNotAllowed(_("A reservation or hand-over is undone where it was made."))
    if not last.from_stage:
        raise NothingToUndo(_("There is no move to take back."))
    if last.from_stage in gates.MEDIA_GUARDED and (refusal := gates.media_refusal(device)):
        raise refusal
    if last.from_stage == Stage.READY:
        raise MoveNotAllowed(_("Back to stock goes through quality control again."), allowed=[Move.CHECK])
    gates.check_not_frozen(device)
    changes: dict[str, Any] = {}
    if last.move == Move.RECEIVE:
        changes = {"received_at": None, "exposed_at": None, "refused_at": None}
    elif last.move == Move.TAKE_BACK:
        changes = put_back(last, ("site", "holder"))
    elif last.move == Move.RECYCLE:
        changes = {"regulatory_status": last.details.get("was", device.regulatory_status)}
    if last.move == Move.RELEASE:  # a signature that is taken back releases nothing a second time
        QualityCheck.objects.filter(device=device, voided_at=None).update(signed_by=None, signed_at=None)
    happening = Happening(
        kind=EventKind.CORRECTED,
        move=Move.CORRECT,
        to_stage=last.from_stage,
        reason_code=reason_code,
        note=note,
        corrects=last,
        changes=changes,
    )
    return record(DeviceEvent, device, happening, act)
