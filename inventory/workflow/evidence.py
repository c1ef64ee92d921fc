"""Tools' reports: kept, judged, tied to a device and to its media, and what they prove."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from inventory import codes
from inventory.models import Device, DeviceEvent, ErasureProof, Evidence, Identifier, Medium
from inventory.states import EventKind, Move
from inventory.workflow import moves
from inventory.workflow.media import media_key, note_medium
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention
from reuse.accounts.roles import Permission
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

    A report that names another machine's serial is kept, marked so, and proves nothing here.
    """
    act.require(Permission.EVIDENCE_ADD)
    device = moves.locked(device)
    moves.check_place(device, act)
    file = files.keep(
        content,
        name=name,
        media_type=media_type,
        retention=Retention.EVIDENCE,
        owner=act.organisation,
        act=act,
    )
    known = Evidence.objects.filter(device=device, sha256=file.sha256).first()
    if known:
        file.delete()
        return known
    state = _judge(device, reading)
    evidence = Evidence.objects.create(
        device=device,
        holder=act.organisation,
        donation=device.donation,
        file=file,
        sha256=file.sha256,
        name=file.name,
        format=reading["format"][:40],
        kind=reading["kind"],
        state=state,
        extract={"device": reading["device"], "specs": reading["specs"], "erasures": reading["erasures"]},
        problems=list(reading["problems"]),
        added_by=act.by,
        added_at=act.at,
    )
    details = {"sha256": file.sha256, "format": evidence.format, "state": str(state)}
    changes = _specs(device, reading) if state == Evidence.State.ATTACHED else {}
    record(
        DeviceEvent, device, Happening(kind=EventKind.EVIDENCE_ADDED, details=details, changes=changes), act
    )
    if state == Evidence.State.ATTACHED:
        _learn_serial(device, reading, act)
        _find_media(device, reading, act)
        _prove(device, evidence, reading, act)
    return evidence


def _judge(device: Device, reading: Reading) -> Evidence.State:
    """Whether a report speaks of this device. No serial on either side proves nothing against it."""
    if reading["kind"] == "unknown":
        return Evidence.State.UNREADABLE
    named = codes.normalised(str(reading["device"].get("serial") or ""))
    ours = {one.normalised for one in device.identifiers.all() if one.kind == Identifier.Kind.SERIAL}
    if named and ours and named not in ours:
        return Evidence.State.OTHER_DEVICE
    return Evidence.State.ATTACHED


def _specs(device: Device, reading: Reading) -> dict[str, Any]:
    """What the report says of the machine. A partial report blanks nothing that is known."""
    specs, machine = reading["specs"], reading["device"]
    storage = [disk.get("size_gb") or 0 for disk in specs.get("storage") or []]
    found = {
        "manufacturer": str(machine.get("manufacturer") or "")[:80],
        "model": str(machine.get("model") or "")[:120],
        "cpu": str(specs.get("cpu") or "")[:120],
        "ram_mb": specs.get("ram_mb"),
        "storage_gb": max(storage, default=0) or None,
        "battery_percent": specs.get("battery_percent"),
    }
    return {name: value for name, value in found.items() if value and getattr(device, name) != value}


def _learn_serial(device: Device, reading: Reading, act: Act) -> None:
    serial = str(reading["device"].get("serial") or "")
    if codes.normalised(serial) and not any(
        one.kind == Identifier.Kind.SERIAL for one in device.identifiers.all()
    ):
        Identifier.objects.create(
            device=device,
            kind=Identifier.Kind.SERIAL,
            value=serial[:120],
            normalised=codes.normalised(serial)[:120],
            since=act.at,
        )
        record(DeviceEvent, device, Happening(kind=EventKind.IDENTIFIED, details={"kind": "serial"}), act)


def _find_media(device: Device, reading: Reading, act: Act) -> None:
    """Each disk of an inventory becomes a medium; one without a serial only when the device has none yet."""
    known = {medium.normalised for medium in device.media.all()}
    for disk in reading["specs"].get("storage") or []:
        serial = media_key(disk)
        if (serial and serial not in known) or (not serial and not known):
            note_medium(device, disk, act)
            known.add(serial)


_STATES = {
    "erased": (Medium.State.ERASED, EventKind.MEDIUM_ERASED),
    "failed": (Medium.State.FAILED, EventKind.MEDIUM_FAILED),
}


def _prove(device: Device, evidence: Evidence, reading: Reading, act: Act) -> None:
    """Tie each erasure of the report to a medium by its serial: a missing serial is never tied to a missing serial."""
    media = {medium.normalised: medium for medium in device.media.all() if medium.normalised}
    doubts = []
    for erasure in reading["erasures"]:
        serial = codes.normalised(str(erasure.get("serial") or ""))
        if serial and serial not in media and reading["kind"] == "both":
            media[serial] = note_medium(device, erasure, act)  # a snapshot lists its own machine's disks
        if not serial or serial not in media:
            doubts.append(
                _("An erasure in this report names no medium of this device: it proves nothing here.")
            )
        elif _is_older_than_exposure(device, erasure):
            doubts.append(_("This erasure ended before the device came into our hands: it proves nothing."))
        else:
            doubts += _prove_medium(device, media[serial], evidence, erasure, act)
    if doubts:
        evidence.problems = [*evidence.problems, *dict.fromkeys(doubts)]
        evidence.save(update_fields=["problems"])


def _prove_medium(
    device: Device, medium: Medium, evidence: Evidence, erasure: Mapping[str, Any], act: Act
) -> list[str]:
    """Record what the report says of one medium; only an erasure that was verified opens the gate."""
    doubts = []
    result = str(erasure["result"])
    if result == "erased" and erasure.get("verified") is not True:
        result = "unproven"
        doubts = [
            _("The tool erased %(medium)s but did not verify it: erase again with verification.")
            % {"medium": medium}
        ]
    ErasureProof.objects.create(
        medium=medium,
        evidence=evidence,
        result=result,
        method=str(erasure.get("method") or "")[:120],
        level=str(erasure.get("level") or "")[:12],
        tool=str(erasure.get("tool") or "")[:60],
        tool_version=str(erasure.get("tool_version") or "")[:40],
        started_at=str(erasure.get("started_at") or "")[:40],
        ended_at=str(erasure.get("ended_at") or "")[:40],
        reason=str(erasure.get("reason") or "")[:240],
        by=act.by,
        recorded_at=act.recorded_at,
    )
    if result in _STATES and medium.state not in {Medium.State.REMOVED, Medium.State.DESTROYED}:
        state, kind = _STATES[result]
        medium.state = state
        medium.save(update_fields=["state"])
        details = {
            "medium": str(medium.public_id),
            "serial": medium.serial,
            "method": str(erasure.get("method") or ""),
            "level": str(erasure.get("level") or ""),
            "sha256": evidence.sha256,
        }
        record(DeviceEvent, device, Happening(kind=kind, details=details), act)
    return doubts


def _is_older_than_exposure(device: Device, erasure: Mapping[str, Any]) -> bool:
    """A proof counts only from the device's last time out of our hands. Times without a zone are compared by day."""
    if device.exposed_at is None or not device.events.filter(move=Move.TAKE_BACK).exists():
        return False  # the donor's own erasure report, made before the gift, counts
    ended = str(erasure.get("ended_at") or "")[:10]
    return bool(ended) and ended < device.exposed_at.date().isoformat()
