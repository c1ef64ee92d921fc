"""The only module that changes a device's stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.states import DonationStage
from inventory.models import Device, DeviceEvent, DeviceQuerySet, Medium, QualityCheck, SkippedStage, Transfer
from inventory.states import (
    OPTIONAL,
    RULES,
    SAME_PERSON,
    WHILE_IT_GOES_BACK,
    EventKind,
    Gate,
    Move,
    Stage,
    moves_from,
)
from inventory.workflow import gates
from inventory.workflow.refusals import DeviceRefused, OnTheWay
from inventory.workflow.restoring import named
from reuse.accounts.acting import Act
from reuse.accounts.roles import Reach
from reuse.core.ledger import Happening, record, record_all
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one device of many: its event, or why not."""

    device: Device
    event: DeviceEvent | None
    refusal: Refusal | None


def locked(device: Device, move: Move | None = None) -> Device:
    """The device as it is now, held until the transaction ends."""
    return lock_all([device.pk], move)[0]


def lock_all(keys: Sequence[int], move: Move | None = None) -> list[Device]:
    """Many devices as they are now, held until the transaction ends."""
    return list(locking(move).filter(pk__in=keys))


def locking(move: Move | None = None) -> DeviceQuerySet:
    """Devices that are held once read, in the order of their keys (so that two people never wait for each other).

    With a move, each also knows in `skips_stage` whether its site has switched off the stage it leads to.
    """
    return watched(move).select_for_update(of=("self",)).order_by("pk")


def watched(move: Move | None = None) -> DeviceQuerySet:
    """Devices with what a move looks at, not held."""
    held = Device.objects.select_related(*beside(move))
    if move and RULES[move].target in OPTIONAL:
        skipped = SkippedStage.objects.filter(
            site=OuterRef("site"), type=OuterRef("type"), stage=RULES[move].target
        )
        held = held.annotate(skips_stage=Exists(skipped))
    return held


def beside(move: Move | None) -> list[str]:
    """What a move (None: any verb) looks at beside the device."""
    needed = ["site"]
    if move is None or RULES[move].gates:
        needed.append("type")
    if move in {None, Move.RECEIVE}:
        needed.append("donation")
    return needed


@transaction.atomic
def move(*, device: Device, move: Move, act: Act, reason_code: str = "", note: str = "") -> DeviceEvent:
    """Make a free move of the table: check the rights, the stage and the gates; write the event and the stage.

    Raises NotPermitted, MoveNotAllowed (with the moves that would pass), a gate's refusal, or OutOfOrder.
    """
    return move_locked(locked(device, move), move, act, reason_code=reason_code, note=note)


def move_locked(
    device: Device, move: Move, act: Act, *, reason_code: str = "", note: str = ""
) -> DeviceEvent:
    """The same for a device the caller holds (by `locking` this move)."""
    if not RULES[move].is_free:
        raise MoveNotAllowed(_("This is not done by scanning alone."), allowed=allowed(device, act))
    return _make(device, move, act, reason_code=reason_code, note=note)


@transaction.atomic
def move_all(*, devices: Sequence[Device], move: Move, act: Act, reason_code: str = "") -> list[Outcome]:
    """Move many at once: each is done or refused with its reason, in a fixed number of statements."""
    if not RULES[move].is_free:
        raise MoveNotAllowed(_("This is not done in bulk."))
    held = lock_all([device.pk for device in devices], move)
    prefetch_related_objects(held, *_looked_at(RULES[move].gates))
    refused: dict[int, Refusal] = {}
    passing = []
    for device in held:
        try:
            check(device, move, act, reason_code=reason_code)
            _open_reception(device, move, act)
            passing.append((device, _happening(device, move, act, reason_code=reason_code)))
        except Refusal as refusal:
            refused[device.pk] = refusal
    events = {event.device_id: event for event in record_all(DeviceEvent, passing, act)}
    _afterwards([device for device, _made in passing], move, act)
    return [Outcome(device, events.get(device.pk), refused.get(device.pk)) for device in held]


def _looked_at(needed: Sequence[Gate]) -> list[str]:
    """What gates read of a device, to be read once for many."""
    accessories = ["type__accessory_needs", "accessories__kind", "site__accessory_stock__kind"]
    return [*(["media", "checks"] if needed else []), *(accessories if Gate.CHARGER in needed else [])]


@transaction.atomic
def reserve(*, device: Device, act: Act, allocation: str) -> DeviceEvent:
    """Keep a ready device for an allocation. Called by the beneficiaries' workflow, which holds the allocation."""
    return _make(locked(device), Move.RESERVE, act, details={"allocation": allocation})


@transaction.atomic
def unreserve(*, device: Device, act: Act, allocation: str) -> DeviceEvent:
    """Put a reserved device back in stock."""
    return _make(locked(device), Move.UNRESERVE, act, details={"allocation": allocation})


@transaction.atomic
def deliver(*, device: Device, act: Act, handover: str) -> DeviceEvent:
    """Hand a reserved device over. Called by the beneficiaries' workflow, which holds allocation and signature."""
    return _make(locked(device), Move.HAND_OVER, act, details={"handover": handover})


@transaction.atomic
def take_back(*, device: Device, act: Act, reason_code: str, note: str = "") -> DeviceEvent:
    """A device comes back: proofs from before no longer count, its checklist is void."""
    return _make(locked(device), Move.TAKE_BACK, act, reason_code=reason_code, note=note)


@transaction.atomic
def declare_not_delivered(
    *, devices: Sequence[Device], act: Act, reason_code: str = "missing"
) -> list[DeviceEvent]:
    """What was announced and never arrived, when a reception closes."""
    held = [
        device for device in lock_all([device.pk for device in devices]) if device.stage == Stage.ANNOUNCED
    ]
    happenings = []
    for device in held:
        check_right(device, Move.NOT_DELIVERED, act)
        gates.check(device, Move.NOT_DELIVERED, reason_code=reason_code)
        happenings.append((device, _happening(device, Move.NOT_DELIVERED, act, reason_code=reason_code)))
    return record_all(DeviceEvent, happenings, act)


def allowed(device: Device, act: Act) -> list[Move]:
    """The free moves this person may make from the device's stage; a gate may still say no."""
    return [
        move
        for move in moves_from(device.stage)
        if RULES[move].is_free and act.membership.may(RULES[move].permission)
    ]


def check(device: Device, move: Move, act: Act, *, reason_code: str = "") -> None:
    """Raise what would refuse the move: rights, table, reception, gates. Nothing is written."""
    if move in {Move.RESERVE, Move.UNRESERVE, Move.HAND_OVER}:
        check_here(device)
        act.require(RULES[move].permission)  # a partner's worker hands over what lies at a workshop's site
    else:
        check_right(device, move, act)
    _check_table(device, move, act)
    _check_kept(device, move)
    if device.goes_back and move not in WHILE_IT_GOES_BACK and (refusal := gates.media_refusal(device)):
        raise refusal
    gates.check(device, move, reason_code=reason_code)


def _check_kept(device: Device, move: Move) -> None:
    """What was refused at reception goes back to its donor, or is kept after all."""
    if device.refused_at and move not in {Move.RETURN_TO_DONOR, Move.DECLARE_LOST}:
        raise DeviceRefused(
            _("It was refused at reception: it goes back to its donor, or is kept after all."),
            allowed=[Move.RETURN_TO_DONOR],
        )


def check_right(device: Device, move: Move, act: Act) -> None:
    """The role holds the move's permission, and the device lies where this organisation works."""
    act.require(RULES[move].permission)
    if not _comes_here(device, move, act):
        check_place(device, act)


def _comes_here(device: Device, move: Move, act: Act) -> bool:
    """Any workshop receives what somebody has: from then on it lies there."""
    is_out = move == Move.TAKE_BACK and device.stage in RULES[move].sources
    at_a_site = act.membership.description.reach == Reach.SITES and act.site is not None
    return is_out and at_a_site and device.site_id != (act.site.pk if act.site else None)


def check_place(device: Device, act: Act) -> None:
    """A workshop's people work on what lies at its sites, and has not left them."""
    check_here(device)
    if act.membership.description.reach == Reach.SITES and device.site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This device is at another organisation's site."))


def check_here(device: Device) -> None:
    """What has left with a transfer waits until it is received."""
    if device.transit_id:
        transfer = Transfer.objects.select_related("to_site").get(pk=device.transit_id)
        raise OnTheWay(
            _("It is on its way to %(site)s with %(transfer)s: it must be received first.")
            % {"site": transfer.to_site, "transfer": transfer}
        )


def _make(
    device: Device,
    move: Move,
    act: Act,
    *,
    reason_code: str = "",
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> DeviceEvent:
    check(device, move, act, reason_code=reason_code)
    _open_reception(device, move, act)
    event = record(
        DeviceEvent,
        device,
        _happening(device, move, act, reason_code=reason_code, note=note, details=details),
        act,
    )
    _afterwards([device], move, act)
    return event


def _check_table(device: Device, move: Move, act: Act) -> None:
    if device.stage not in RULES[move].sources:
        possible = allowed(device, act)
        raise MoveNotAllowed(
            _("“%(move)s” is not possible: the device is at “%(stage)s”.")
            % {"move": move.label, "stage": Stage(device.stage).label},
            allowed=possible,
        )


def _open_reception(device: Device, move: Move, act: Act) -> None:
    """The first device received begins its batch's reception; a batch not signed by both, or paused, refuses."""
    if move != Move.RECEIVE:
        return
    if device.donation.stage != DonationStage.IN_RECEPTION:
        device.donation = donations.start_reception(donation=device.donation, act=act)
    donations.check_not_paused(device.donation, act)


_OUT_OF_HANDS = {Move.HAND_OVER, Move.DECLARE_LOST, Move.RETURN_TO_DONOR}


def _happening(
    device: Device,
    move: Move,
    act: Act,
    *,
    reason_code: str = "",
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> Happening:
    changes: dict[str, Any] = {}
    match move:
        case Move.RECEIVE:
            changes = {"received_at": act.at, "exposed_at": act.at, "lane": device.donation.lane}
        case Move.TAKE_BACK if reason_code == SAME_PERSON and device.stage == Stage.HANDED_OVER:
            changes = {"goes_back": True}
        case Move.TAKE_BACK:
            changes = {"exposed_at": act.at, "no_storage_at": None}
        case Move.HAND_OVER if device.first_handed_over_on is None:
            changes = {"first_handed_over_on": act.on}
        case Move.RECYCLE:  # to discard it makes it waste; a correction gives back what it was
            changes = {"regulatory_status": Device.Status.WASTE}
            details = {**(details or {}), "was": device.regulatory_status}
    if act.site and _comes_here(device, move, act):
        here = {"site": act.site, "holder": act.site.organisation}
        was = {"site": device.site, "holder": device.holder}
        details = {**(details or {}), **named(here), "before": named(was)}
        changes |= here
    if move in _OUT_OF_HANDS and device.place:  # it no longer lies in its box
        details = {**(details or {}), "before": {"place": device.place.code}}
        changes["place"] = None
    return Happening(
        kind=EventKind.MOVED,
        move=move,
        to_stage=RULES[move].target,
        reason_code=reason_code,
        details=details,
        note=note,
        changes=changes,
    )


def _afterwards(devices: Sequence[Device], move: Move, act: Act) -> None:
    """What a move makes void: a repair voids the checklist; a return voids the proofs too, but to the same person."""
    if move in {Move.REPAIR, Move.TAKE_BACK}:
        QualityCheck.objects.filter(device__in=devices, voided_at=None).update(voided_at=act.at)
    if move == Move.TAKE_BACK:
        void_proofs([device for device in devices if not device.goes_back])


def void_proofs(devices: Sequence[Device]) -> None:
    """What was erased before holds somebody's data again."""
    Medium.objects.filter(device__in=devices, state=Medium.State.ERASED).update(
        state=Medium.State.PRESENT, removed_at=None
    )


def send_back(device: Device, act: Act) -> None:
    """A medium is open in a device past erasure that lies here: it goes back there, whoever found it out."""
    if device.stage in gates.MEDIA_GUARDED & RULES[Move.RECYCLE].sources:
        happening = Happening(
            kind=EventKind.MOVED, move=Move.ERASE, to_stage=Stage.ERASURE, reason_code="medium_open"
        )
        record(DeviceEvent, device, happening, act)
