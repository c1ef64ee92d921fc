"""Tools' reports: kept, judged, tied to a device and to its media, and opened by who holds the device."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, TypedDict

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from inventory import codes, queries
from inventory.models import Device, DeviceEvent, Evidence, Identifier
from inventory.states import EventKind
from inventory.workflow import grading, moves, proofs
from inventory.workflow.media import media_key, note_medium
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention, StoredFile
from reuse.accounts.roles import Permission
from reuse.core import sentences
from reuse.core.ledger import Happening, record


class Reading(TypedDict):
    """What was read in a report: the shape `reuse read-evidence --json` prints (inventory.evidence makes it)."""

    format: str
    kind: str
    device: Mapping[str, Any]
    specs: Mapping[str, Any]
    erasures: Sequence[Mapping[str, Any]]
    problems: Sequence[str]


@transaction.atomic
def attach_evidence(
    *, device: Device, content: bytes, name: str, media_type: str, reading: Reading, act: Act
) -> Evidence:
    """Keep a tool's report and take over what it proves of this device. The same file twice changes nothing.

    A report that names another machine's serial is kept, marked so, and proves nothing here, except of a medium of
    this device that was erased in that machine.
    """
    act.require(Permission.EVIDENCE_ADD)
    device = hold(device, act)
    file = files.keep(
        content,
        name=name,
        media_type=media_type,
        retention=Retention.EVIDENCE,
        owner=act.organisation,
        act=act,
    )
    kept = give(device, unsaved(file, file.name, reading, act), act)
    if kept.file_id != file.pk:
        file.delete()
    return kept


def hold(device: Device, act: Act) -> Device:
    """The device, held until the transaction ends, if it lies where this organisation works."""
    held = moves.locked(device)
    moves.check_place(held, act)
    prefetch_related_objects([held], "identifiers")
    return held


def unsaved(file: StoredFile, name: str, reading: Reading, act: Act) -> Evidence:
    """A report as it was read, of no device yet."""
    return Evidence(
        holder=act.organisation,
        file=file,
        sha256=file.sha256,
        name=name[:200],
        format=reading["format"][:40],
        kind=reading["kind"],
        state=Evidence.State.WAITING,
        extract={"device": reading["device"], "specs": reading["specs"], "erasures": reading["erasures"]},
        problems=[sentences.kept(one) for one in reading["problems"]],
        added_by=act.by,
        added_at=act.at,
    )


def give(device: Device, evidence: Evidence, act: Act) -> Evidence:
    """The report is this device's from now on.

    A report it has is judged anew where it proved nothing: the device's serial may have been corrected, or its format
    learnt, since.
    """
    known = device.evidence.filter(sha256=evidence.sha256).first()
    state = judge(device, evidence)
    if known and known.state == Evidence.State.ATTACHED:
        proofs.tie(device, known, act)
        return known
    if known and known.state == state:
        return known
    evidence = _read_anew(known, evidence) if known else evidence
    evidence.device, evidence.state = device, state
    evidence.donation = evidence.donation or device.donation
    evidence.save()
    is_of_machine = state == Evidence.State.ATTACHED and _describes(device, evidence)
    details: dict[str, Any] = {"sha256": evidence.sha256, "format": evidence.format, "state": str(state)}
    if is_of_machine and (found := queries.differences_at(device, evidence)):
        details |= found
    changes = _specs(device, evidence) if is_of_machine else {}
    record(
        DeviceEvent, device, Happening(kind=EventKind.EVIDENCE_ADDED, details=details, changes=changes), act
    )
    if is_of_machine:
        _learn_serial(device, evidence, act)
        _find_media(device, evidence, act)
    if state == Evidence.State.ATTACHED:
        _tie_all(device, evidence, act)
    if is_of_machine:
        grading.settle(device, act)
    return evidence


def _read_anew(known: Evidence, evidence: Evidence) -> Evidence:
    for name in ("format", "kind", "extract", "problems"):
        setattr(known, name, getattr(evidence, name))
    return known


def judge(device: Device, evidence: Evidence) -> Evidence.State:
    """Whether a report speaks of this device. No serial on either side proves nothing against it."""
    if evidence.kind == "unknown":
        return Evidence.State.UNREADABLE
    if _contradicts(device, evidence) and not _erases_a_medium_of(device, evidence):
        return Evidence.State.OTHER_DEVICE
    return Evidence.State.ATTACHED


def contradiction(device: Device, evidence: Evidence) -> str:
    """Why a report of another machine proves nothing here, and what to do, in words."""
    ours = [one.value for one in device.identifiers.all() if one.kind == Identifier.Kind.SERIAL]
    return _(
        "“%(name)s” names serial number %(named)s, and %(device)s bears %(ours)s: it is another device's report and proves nothing here. If the motherboard was changed, add the new serial number to the device first, then drop the report again."
    ) % {
        "name": evidence.name,
        "named": queries.machine_name(evidence.extract),
        "device": device,
        "ours": ", ".join(ours),
    }


def open_evidence(evidence: Evidence, *, act: Act) -> BinaryIO:
    """The original, for the workshop that holds the device now, or waits with it for its device; recorded.

    Raises NotPermitted for anyone else, FileNotFoundError when retention has removed the bytes.
    """
    holder = evidence.device.holder if evidence.device else evidence.holder
    return files.open_original(evidence.file, act=act, purpose="evidence", holder=holder)


def _contradicts(device: Device, evidence: Evidence) -> bool:
    """Whether the machine it names is another: no serial or IMEI agrees, and the serials differ."""
    named = queries.machine_names(evidence.extract)
    serial = codes.normalised(str(evidence.extract["device"].get("serial") or ""))
    ours = {one.normalised for one in device.identifiers.all() if one.kind in queries.MACHINE_KINDS}
    serials = {one.normalised for one in device.identifiers.all() if one.kind == Identifier.Kind.SERIAL}
    return bool(serial and serials) and not named & ours


def _erases_a_medium_of(device: Device, evidence: Evidence) -> bool:
    return bool(proofs.erased_serials(evidence) & {medium.normalised for medium in device.media.all()})


def _describes(device: Device, evidence: Evidence) -> bool:
    """Whether what it says of a machine is said of this one: a disk may have been wiped in another machine."""
    if _contradicts(device, evidence):
        return False
    ours = {one.normalised for one in device.identifiers.all() if one.kind in queries.MACHINE_KINDS}
    return queries.is_inventory(evidence.extract) or bool(queries.machine_names(evidence.extract) & ours)


def _specs(device: Device, evidence: Evidence) -> dict[str, Any]:
    """What the report says of the machine. A partial report blanks nothing that is known."""
    specs, machine = evidence.extract["specs"], evidence.extract["device"]
    storage = [disk.get("size_gb") or 0 for disk in specs.get("storage") or []]
    found = {
        "manufacturer": str(machine.get("manufacturer") or "")[:80],
        "model": str(machine.get("model") or "")[:120],
        "cpu": str(specs.get("cpu") or "")[:120],
        "ram_mb": specs.get("ram_mb"),
        "storage_gb": max(storage, default=0) or None,
        "screen": str(specs.get("screen_inches") or "")[:12],
        "battery_percent": specs.get("battery_health"),
    }
    return {
        name: value
        for name, value in found.items()
        if value not in ("", None) and getattr(device, name) != value
    }


def _learn_serial(device: Device, evidence: Evidence, act: Act) -> None:
    """The serial number or IMEI of a device that had none."""
    known = {one.kind for one in device.identifiers.all()}
    machine = evidence.extract["device"]
    named = ((Identifier.Kind.SERIAL, machine.get("serial")), (Identifier.Kind.IMEI, machine.get("imei")))
    for kind, value in named:
        bare = codes.normalised(str(value or ""))[:120]
        if not bare or kind in known:
            continue
        Identifier.objects.create(
            device=device, kind=kind, value=str(value)[:120], normalised=bare, since=act.at
        )
        details = {"kind": str(kind)}
        record(DeviceEvent, device, Happening(kind=EventKind.IDENTIFIED, details=details), act)


def _find_media(device: Device, evidence: Evidence, act: Act) -> None:
    """Each disk of an inventory becomes a medium; one without a serial only when the device has none yet.

    A disk that was erased in the machine the report names, and that is nobody else's, is this machine's.
    """
    known = {medium.normalised for medium in device.media.all()}
    for disk in evidence.extract["specs"].get("storage") or []:
        serial = media_key(disk)
        if (serial and serial not in known) or (not serial and not known):
            note_medium(device, disk, act)
            known.add(serial)
    for erasure in evidence.extract["erasures"]:
        serial = media_key(erasure)
        if serial and serial not in known and not queries.media_elsewhere(device, serial):
            note_medium(device, erasure, act)
            known.add(serial)


def _tie_all(device: Device, evidence: Evidence, act: Act) -> None:
    """What this report proves, and what an earlier one proves of a medium that only this one made known."""
    proofs.tie(device, evidence, act)
    for earlier in device.evidence.filter(state=Evidence.State.ATTACHED).exclude(pk=evidence.pk):
        if proofs.erased_serials(earlier):
            proofs.tie(device, earlier, act)
