"""What becomes of a device that left with a person: given back to them, called off, lost, found with them again."""

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, QualityCheck
from inventory.states import EventKind, Move, Stage
from inventory.workflow import gates, moves
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def return_to_person(*, device: Device, act: Act, handover: str) -> DeviceEvent:
    """Give a repaired device back to the person it was handed to. Called by the beneficiaries' workflow."""
    held = moves.locked(device, Move.GIVE_BACK)
    moves.check(held, Move.GIVE_BACK, act)
    details: dict[str, object] = {"handover": handover}
    if held.place:
        details["before"] = {"place": held.place.code}
    happening = Happening(
        kind=EventKind.MOVED,
        move=Move.GIVE_BACK,
        to_stage=Stage.HANDED_OVER,
        details=details,
        changes={"goes_back": False, "place": None},
    )
    return record(DeviceEvent, held, happening, act)


@transaction.atomic
def call_off_return(*, device: Device, act: Act) -> DeviceEvent:
    """It does not go back to the same person after all: their data are on it, so no proof from before counts."""
    if not act.membership.may(Permission.HAND_OVER):
        act.require(Permission.DEVICE_RECEIVE)
    held = moves.locked(device)
    if not held.goes_back:
        raise MoveNotAllowed(_("Nobody waits for this device to come back."))
    happening = Happening(
        kind=EventKind.NOT_GOING_BACK,
        changes={"goes_back": False, "exposed_at": act.at, "no_storage_at": None},
    )
    event = record(DeviceEvent, held, happening, act)
    QualityCheck.objects.filter(device=held, voided_at=None).update(voided_at=act.at)
    moves.void_proofs([held])
    if gates.media_refusal(held):
        moves.send_back(held, act)
    return event


@transaction.atomic
def report_missing(*, device: Device, act: Act, reason_code: str) -> DeviceEvent:
    """The person no longer has it: told by whoever hands over, wherever it was last."""
    held = _with_person(device, act, Stage.HANDED_OVER)
    gates.check(held, Move.DECLARE_LOST, reason_code=reason_code)
    happening = Happening(
        kind=EventKind.MOVED, move=Move.DECLARE_LOST, to_stage=Stage.LOST, reason_code=reason_code
    )
    return record(DeviceEvent, held, happening, act)


@transaction.atomic
def found_with_person(*, device: Device, act: Act) -> DeviceEvent:
    """The person has it again: the loss is taken back, in the ledger too."""
    held = _with_person(device, act, Stage.LOST)
    last = held.events.filter(move=Move.DECLARE_LOST, from_stage=Stage.HANDED_OVER).last()
    if last is None:
        raise MoveNotAllowed(_("This device was not lost by a person."))
    happening = Happening(
        kind=EventKind.CORRECTED,
        move=Move.CORRECT,
        to_stage=Stage.HANDED_OVER,
        reason_code="found",
        corrects=last,
    )
    return record(DeviceEvent, held, happening, act)


def _with_person(device: Device, act: Act, stage: Stage) -> Device:
    act.require(Permission.HAND_OVER)
    held = moves.locked(device)
    if held.stage != stage:
        raise MoveNotAllowed(
            _("This is not possible: the device is at “%(stage)s”.") % {"stage": Stage(held.stage).label}
        )
    return held
