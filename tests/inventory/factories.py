"""Devices brought to a stage by the moves that lead there."""

from collections.abc import Callable
from itertools import count
from unittest.mock import patch

from donors.models import Donation
from donors.states import DonationStage
from inventory import queries, workflow
from inventory.models import AccessoryKind, Device, DeviceEvent, Identifier, Medium
from inventory.states import REASONS, Move, Stage
from inventory.workflow import moves
from reuse.accounts import workflow as accounts
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Membership, Pin
from reuse.accounts.workflow import pins
from tests import people
from tests.donors.factories import donation_at

PIN = "418257"
_serials = count(1)


def item(
    *,
    kind_of: str = "laptop",
    row: int | None = None,
    serial: str | None = None,
    tag: str = "",
    **description: object,
) -> workflow.Item:
    number = next(_serials)
    identifiers = {
        Identifier.Kind.SERIAL: f"SN{number:05d}X" if serial is None else serial,
        Identifier.Kind.DONOR_TAG: tag,
    }
    described = {
        "manufacturer": "Lenovo",
        "model": "ThinkPad T470",
        "ram_mb": 8192,
        "storage_gb": 256,
        **description,
    }
    return workflow.Item(type=kind_of, row=row, description=described, identifiers=identifiers)


def announced(
    number: int = 1, *, donation: Donation | None = None, kind_of: str = "laptop", **description: object
) -> list[Device]:
    """Announced devices of one accepted donation."""
    batch = donation or donation_at(DonationStage.ACCEPTED)
    before = set(batch.devices.values_list("pk", flat=True))
    workflow.announce_items(
        donation=batch,
        sheet=None,
        items=[item(kind_of=kind_of, **description) for _one in range(number)],
        act=people.act(people.technician()),
    )
    return list(
        Device.objects.filter(donation=batch)
        .exclude(pk__in=before)
        .select_related("type", "site", "donation", "owner")
        .order_by("pk")
    )


def device_at(
    stage: str = Stage.RECEIVED, *, kind: LegalKind = LegalKind.COMPANY, **description: object
) -> Device:
    """A laptop (or `kind_of=`) at a stage of the workshop, every medium settled where a gate asks for it."""
    donation = donation_at(DonationStage.ACCEPTED, kind=kind)
    [device] = announced(donation=donation, **description)  # type: ignore[arg-type]
    for step in ROADS[Stage(stage)]:
        step(device)
    return again(device)


def again(device: Device) -> Device:
    """The device as it is now."""
    return Device.objects.select_related("type", "site", "donation", "owner").get(pk=device.pk)


def medium(device: Device, serial: str = "WD-1234567") -> Medium:
    """A medium somebody saw in the device."""
    return workflow.add_medium(
        device=device, serial=serial, model="WD Blue", size_gb=256, act=people.act(people.technician())
    )


def _move(move: Move) -> Callable[[Device], object]:
    reasons = REASONS.get(move)
    return lambda device: workflow.move(
        device=device,
        move=move,
        act=people.act(people.manager()),
        reason_code=next(iter(reasons)) if reasons else "",
    )


def _no_storage(device: Device) -> None:
    workflow.state_no_storage(device=again(device), act=people.act(people.technician()))


def checked(device: Device, *, tester: Membership | None = None, grade: str = "B", **results: str) -> None:
    """Every item of the checklist answered: fine, but for what is told otherwise."""
    checklist = workflow.checklist_for(device, on=people.NOON.date())
    assert checklist
    workflow.fill_checklist(
        device=device,
        checklist=checklist,
        results={**{one["code"]: "ok" for one in checklist.items}, **results},
        grade=grade,
        act=people.act(tester or people.technician()),
    )


def signed(device: Device, *, signer: Membership | None = None) -> DeviceEvent:
    """Signed by a second person, with their PIN."""
    act = people.act(signer or people.colleague())
    return workflow.sign_off(device=device, proof=proof_of(act), act=act)


def proof_of(act: Act) -> accounts.ProvenPin:
    """The acting person types their PIN, chosen if need be; kept as a quick digest, since so many tests sign."""
    if not Pin.objects.filter(user=act.by).exists():
        with patch.object(pins, "ITERATIONS", 1):
            accounts.choose_pin(user=act.by, pin=PIN, now=act.recorded_at)
    return accounts.prove_pin(user=act.by, pin=PIN, now=act.recorded_at)


def charged(device: Device) -> None:
    """A laptop came with its charger; what needs none gets none."""
    if device.type.accessory_needs.exists():
        takes = queries.chargers_of(device)
        fitting = [kind for kind in AccessoryKind.objects.all() if not takes or queries.charges(kind, takes)]
        workflow.attach_accessory(
            device=device, kind=fitting[0], is_from_stock=False, act=people.act(people.technician())
        )


def _reserved(device: Device) -> None:
    workflow.reserve(device=device, allocation="test", act=people.act(people.coordinator()))


def _delivered(device: Device) -> None:
    workflow.deliver(device=device, handover="test", act=people.act(people.coordinator()))


def _not_delivered(device: Device) -> None:
    moves.declare_not_delivered(devices=[device], act=people.act(people.technician()))


_RECEIVED = (_move(Move.RECEIVE),)
_CLEAN = (*_RECEIVED, _move(Move.ERASE), _no_storage)
_IN_CHECK = (*_CLEAN, _move(Move.CHECK), charged)
_CHECKED = (*_IN_CHECK, checked)
_READY = (*_CHECKED, signed)
ROADS: dict[Stage, tuple[Callable[[Device], object], ...]] = {
    Stage.ANNOUNCED: (),
    Stage.RECEIVED: _RECEIVED,
    Stage.TRIAGE: (*_RECEIVED, _move(Move.TRIAGE)),
    Stage.AUDIT: (*_RECEIVED, _move(Move.AUDIT)),
    Stage.ERASURE: (*_RECEIVED, _move(Move.ERASE)),
    Stage.REPAIR: (*_RECEIVED, _move(Move.REPAIR)),
    Stage.SETUP: (*_CLEAN, _move(Move.SET_UP)),
    Stage.QUALITY_CHECK: _IN_CHECK,
    Stage.READY: _READY,
    Stage.RESERVED: (*_READY, _reserved),
    Stage.HANDED_OVER: (*_READY, _reserved, _delivered),
    Stage.AFTER_SALES: (*_READY, _reserved, _delivered, _move(Move.TAKE_BACK)),
    Stage.PARTS: (*_CLEAN, _move(Move.STRIP)),
    Stage.RECYCLED: (*_CLEAN, _move(Move.RECYCLE)),
    Stage.LOST: (*_RECEIVED, _move(Move.DECLARE_LOST)),
    Stage.RETURNED_TO_DONOR: (*_RECEIVED, _move(Move.RETURN_TO_DONOR)),
    Stage.OTHER_REUSE: (*_CLEAN, _move(Move.DIVERT)),
    Stage.NOT_DELIVERED: (_not_delivered,),
}
