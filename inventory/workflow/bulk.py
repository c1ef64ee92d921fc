"""One action on many devices: what would become of each first, then all that pass, five hundred to a transaction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.states import DonationMove, DonationStage
from inventory.models import Device, DeviceEvent
from inventory.states import ACTS, Action, Move
from inventory.workflow import acts, moves
from inventory.workflow.moves import Outcome
from inventory.workflow.refusals import AlreadySo, BatchClosed
from reuse.accounts.acting import Act
from reuse.core.ledger import record_all
from reuse.core.refusals import Refusal

MOST_AT_ONCE = 2000
CHUNK = 500


def foresee(
    *, devices: Sequence[Device], action: Action, params: Mapping[str, str], act: Act
) -> list[Outcome]:
    """What would refuse each device; nothing is changed. Raises ParameterMissing when the action lacks what it needs."""
    move = None if action in ACTS else Move(action.value)
    watched = list(moves.watched(move).filter(pk__in=[device.pk for device in devices]).order_by("code"))
    prefetch_related_objects(watched, "type", "site", "donation", "media", "checks")
    aim = acts.aim(action, params, act) if action in ACTS else {}
    return [Outcome(one, None, _refusal(one, action, params, aim, act)) for one in watched]


def _refusal(
    device: Device, action: Action, params: Mapping[str, str], aim: Mapping[str, Any], act: Act
) -> Refusal | None:
    try:
        if action in ACTS:
            if acts.planned(device, action, aim, act) is None:
                raise AlreadySo(_("It is so already."))
            return None
        move = Move(action.value)
        moves.check(device, move, act, reason_code=params.get("reason_code", ""))
        if move == Move.RECEIVE and not (
            device.donation.stage == DonationStage.IN_RECEPTION
            or donations.can(device.donation, DonationMove.START_RECEPTION, act)
        ):
            raise BatchClosed(_("Its batch has not been accepted, or is closed."))
    except Refusal as refusal:
        return refusal
    return None


def act_on_all(
    *, devices: Sequence[Device], action: Action, params: Mapping[str, str], act: Act
) -> Iterator[Outcome]:
    """Do it to all: each is done, or refused with its reason. A chunk is one transaction, in a fixed number of statements."""
    for start in range(0, len(devices), CHUNK):
        part = devices[start : start + CHUNK]
        if action in ACTS:
            yield from _perform_all(part, action, params, act)
        else:
            yield from moves.move_all(
                devices=part,
                move=Move(action.value),
                act=act,
                reason_code=params.get("reason_code", ""),
            )


@transaction.atomic
def _perform_all(
    devices: Sequence[Device], action: Action, params: Mapping[str, str], act: Act
) -> list[Outcome]:
    aim = acts.aim(action, params, act, is_held=True)
    held = moves.lock_all([device.pk for device in devices])
    prefetch_related_objects(held, "media")
    refused: dict[int, Refusal] = {}
    passing = []
    for device in held:
        try:
            happening = acts.planned(device, action, aim, act)
            if happening is None:
                raise AlreadySo(_("It is so already."))
            passing.append((device, happening))
        except Refusal as refusal:
            refused[device.pk] = refusal
    events = {event.device_id: event for event in record_all(DeviceEvent, passing, act)}
    return [Outcome(one, events.get(one.pk), refused.get(one.pk)) for one in held]
