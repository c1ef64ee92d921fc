"""Storage media, each followed to its end: found, removed, destroyed, or stated absent."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inventory import codes
from inventory.models import Device, DeviceEvent, ErasureProof, Medium
from inventory.states import RULES, EventKind, Move
from inventory.workflow import moves
from inventory.workflow.refusals import MediumKnown, MediumSettled, OtherDevice, SecondPersonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.models import User
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

State = Medium.State
ON_SITE = RULES[Move.RECYCLE].sources  # the stages of a device that lies in the workshop
_KINDS = {
    State.ATTESTED: EventKind.RESET_ATTESTED,
    State.ERASED: EventKind.MEDIUM_ERASED,
    State.DESTROYED: EventKind.MEDIUM_DESTROYED,
}


@transaction.atomic
def add_medium(*, device: Device, serial: str, model: str, size_gb: int | None, act: Act) -> Medium:
    """A person saw a medium that no report names, or one that was taken out and is back in its device."""
    device = workable(device, act)
    if device.stage not in ON_SITE:
        raise MoveNotAllowed(_("This device is not in work here: nobody can have seen a medium in it."))
    named = media_key({"serial": serial})
    known = device.media.filter(normalised=named).first() if named else None
    if known is None:
        return note_medium(device, {"serial": serial, "model": model, "size_gb": size_gb}, act)
    if known.removed_at is None or known.state == State.DESTROYED:
        raise MediumKnown(_("A medium of this device already has this serial number."))
    return put_back(device, known, act)


@transaction.atomic
def state_no_storage(*, device: Device, act: Act) -> DeviceEvent:
    """A person states, after looking, that the device holds no storage medium."""
    device = workable(device, act)
    if any(not medium.is_settled for medium in device.media.all()):
        raise OtherDevice(_("This device has known media: say what became of each of them."))
    return record(
        DeviceEvent, device, Happening(kind=EventKind.NO_STORAGE, changes={"no_storage_at": act.at}), act
    )


@transaction.atomic
def remove_medium(*, medium: Medium, act: Act) -> DeviceEvent:
    """The medium was taken out of its device, which may go on; the medium itself must still be erased or destroyed."""
    medium = held(medium, act)
    require(medium, can=medium.removed_at is None and medium.state not in {State.REMOVED, State.DESTROYED})
    medium.removed_at = act.at
    # What was erased before stays erased, wherever it lies, unless a person's data came on it since.
    stays = medium.state == State.ERASED and not medium.device.goes_back
    state = State.ERASED if stays else State.REMOVED
    return say(medium, state, act, kind=EventKind.MEDIUM_REMOVED, result=State.REMOVED)


@transaction.atomic
def destroy_medium(
    *,
    medium: Medium,
    how: str,
    witness: User | None,
    act: Act,
    destroyer: str = "",
    slip: str = "",
    on: date | None = None,
) -> DeviceEvent:
    """The medium was destroyed: here before a witness, or by a destroyer who gave a slip. `how`: shredded, drilled…"""
    medium = held(medium, act)
    require(medium, can=medium.state != State.DESTROYED)
    if witness == act.by:
        raise SecondPersonNeeded(_("The witness is another person."))
    if witness is None and not (destroyer.strip() and slip.strip()):
        raise SecondPersonNeeded(
            _("Name the person who saw it, or the body that destroyed it and the number of its slip.")
        )
    return say(
        medium,
        State.DESTROYED,
        act,
        method=how,
        level="destroy",
        witness=witness,
        destroyer=destroyer.strip()[:120],
        slip=slip.strip()[:60],
        ended_at=on.isoformat() if on else "",
    )


def workable(device: Device, act: Act) -> Device:
    """The device, held, for someone who may work on it."""
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    return device


def held(medium: Medium, act: Act) -> Medium:
    """The medium as it is now, with its device held."""
    device = workable(medium.device, act)
    now = Medium.objects.get(pk=medium.pk)
    now.device = device
    return now


def media_key(disk: Mapping[str, Any]) -> str:
    """The serial number as media are told apart, as much of it as is kept."""
    return codes.normalised(str(disk.get("serial") or "")[:80])[:80]


def note_medium(device: Device, disk: Mapping[str, Any], act: Act) -> Medium:
    """A medium seen in a device that is held. One known from another machine needs a new proof here.

    A device past erasure goes back there; a statement that it holds none was wrong.
    """
    serial, key = str(disk.get("serial") or "")[:80], media_key(disk)
    changed_machine = bool(key) and Medium.objects.filter(normalised=key).exclude(device=device).exists()
    medium = Medium.objects.create(
        device=device,
        serial=serial,
        normalised=key,
        model=str(disk.get("model") or "")[:120],
        size_gb=disk.get("size_gb"),
        interface=str(disk.get("interface") or "")[:12],
        technology=str(disk.get("kind") or "")[:8],
        found_at=act.at,
        exposed_at=act.at if changed_machine else None,
    )
    _found(medium, act)
    return medium


def put_back(device: Device, medium: Medium, act: Act) -> Medium:
    """A medium that was taken out is in its device again: what was not erased meanwhile is open again."""
    medium.device = device
    medium.removed_at = None
    if medium.state == State.REMOVED:
        medium.state = State.PRESENT
    medium.save(update_fields=["state", "removed_at"])
    _found(medium, act)
    return medium


def _found(medium: Medium, act: Act) -> None:
    happening = Happening(
        kind=EventKind.MEDIUM_FOUND,
        details={"medium": str(medium.public_id), "serial": medium.serial, "size_gb": medium.size_gb},
        changes={"no_storage_at": None} if medium.device.no_storage_at else {},
    )
    record(DeviceEvent, medium.device, happening, act)
    if not medium.is_settled:
        moves.send_back(medium.device, act)


def say(
    medium: Medium, state: Medium.State, act: Act, *, kind: EventKind | None = None, **said: Any
) -> DeviceEvent:
    """Keep what is said of a medium whose device is held: proof, state, event; what is open keeps no device ahead."""
    kept = {"by": act.by, "recorded_at": act.recorded_at, "result": state, **said}
    proof = ErasureProof.objects.create(medium=medium, **kept)
    medium.state = state
    medium.save(update_fields=["state", "removed_at"])
    details = {
        "medium": str(medium.public_id),
        "serial": medium.serial,
        "method": proof.method,
        "level": proof.level,
        "slip": proof.slip,
        "witness": str(proof.witness.public_id) if proof.witness else None,
    }
    happening = Happening(kind=kind or _KINDS[state], details=details)
    event = record(DeviceEvent, medium.device, happening, act)
    if not medium.is_settled:
        moves.send_back(medium.device, act)
    return event


def require(medium: Medium, *, can: bool) -> None:
    """Raise MediumSettled, with what is recorded, unless it can be."""
    if not can:
        raise MediumSettled(
            _("%(medium)s is already recorded: %(state)s.")
            % {"medium": medium, "state": medium.get_state_display()}
        )
