"""Storage media: found, reset, removed, destroyed, or stated absent, by people."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inventory import codes
from inventory.models import Device, DeviceEvent, ErasureProof, Medium
from inventory.states import EventKind
from inventory.workflow import moves
from inventory.workflow.refusals import MediumKnown, OtherDevice, SecondPersonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record


@transaction.atomic
def add_medium(*, device: Device, serial: str, model: str, size_gb: int | None, act: Act) -> Medium:
    """A person saw a medium that no report names."""
    device = _workable(device, act)
    if (named := media_key({"serial": serial})) and device.media.filter(normalised=named).exists():
        raise MediumKnown(_("A medium of this device already has this serial number."))
    return note_medium(device, {"serial": serial, "model": model, "size_gb": size_gb}, act)


@transaction.atomic
def state_no_storage(*, device: Device, act: Act) -> DeviceEvent:
    """A person states, after looking, that the device holds no storage medium."""
    device = _workable(device, act)
    if any(not medium.is_settled for medium in device.media.all()):
        raise OtherDevice(_("This device has known media: say what became of each of them."))
    return record(
        DeviceEvent, device, Happening(kind=EventKind.NO_STORAGE, changes={"no_storage_at": act.at}), act
    )


@transaction.atomic
def remove_medium(*, medium: Medium, act: Act) -> DeviceEvent:
    """The medium was taken out of the device. It stays accounted for until it is erased or destroyed elsewhere."""
    return _settle(medium, Medium.State.REMOVED, EventKind.MEDIUM_REMOVED, act)


@transaction.atomic
def destroy_medium(*, medium: Medium, how: str, witness: User | None, act: Act) -> DeviceEvent:
    """The medium was physically destroyed. `how`: shredded, drilled, degaussed…"""
    if witness is not None and witness == act.by:
        raise SecondPersonNeeded(_("The witness is another person."))
    return _settle(
        medium,
        Medium.State.DESTROYED,
        EventKind.MEDIUM_DESTROYED,
        act,
        method=how,
        level="destroy",
        witness=witness,
    )


@transaction.atomic
def attest_reset(*, medium: Medium, method: str, witness: Membership, act: Act) -> DeviceEvent:
    """Where no tool reports (phone, tablet): one person resets and encrypts, another checks. Both are named."""
    if witness.user == act.by:
        raise SecondPersonNeeded(_("The check is another person's."))
    if witness.organisation != act.organisation or not witness.may(Permission.DEVICE_SIGN_OFF):
        raise SecondPersonNeeded(_("The second person works at the same workshop and may sign."))
    return _settle(
        medium,
        Medium.State.ERASED,
        EventKind.MEDIUM_ERASED,
        act,
        method=method,
        level="clear",
        witness=witness.user,
    )


def _workable(device: Device, act: Act) -> Device:
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    return device


def media_key(disk: Mapping[str, Any]) -> str:
    """The serial number as media are told apart, as much of it as is kept."""
    return codes.normalised(str(disk.get("serial") or "")[:80])[:80]


def note_medium(device: Device, disk: Mapping[str, Any], act: Act) -> Medium:
    serial = str(disk.get("serial") or "")[:80]
    medium = Medium.objects.create(
        device=device,
        serial=serial,
        normalised=media_key(disk),
        model=str(disk.get("model") or "")[:120],
        size_gb=disk.get("size_gb"),
        interface=str(disk.get("interface") or "")[:12],
        technology=str(disk.get("kind") or "")[:8],
        found_at=act.at,
    )
    details = {"medium": str(medium.public_id), "serial": serial, "size_gb": medium.size_gb}
    record(DeviceEvent, device, Happening(kind=EventKind.MEDIUM_FOUND, details=details), act)
    return medium


def _settle(
    medium: Medium,
    state: Medium.State,
    kind: EventKind,
    act: Act,
    *,
    method: str = "",
    level: str = "",
    witness: User | None = None,
) -> DeviceEvent:
    device = _workable(medium.device, act)
    ErasureProof.objects.create(
        medium=medium,
        result=str(state),
        method=method[:120],
        level=level,
        by=act.by,
        witness=witness,
        recorded_at=act.recorded_at,
    )
    medium.state = state
    medium.save(update_fields=["state"])
    details = {
        "medium": str(medium.public_id),
        "serial": medium.serial,
        "method": method,
        "witness": str(witness.public_id) if witness else None,
    }
    return record(DeviceEvent, device, Happening(kind=kind, details=details), act)
