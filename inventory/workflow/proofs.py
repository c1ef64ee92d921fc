"""What a device's reports prove of its media: each erasure tied by the medium's own serial number, once."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.models import Device, DeviceEvent, ErasureProof, Evidence, Medium
from inventory.states import EventKind, Move
from inventory.workflow import moves
from inventory.workflow.media import media_key
from reuse.accounts.acting import Act
from reuse.core import sentences
from reuse.core.ledger import Happening, record
from reuse.core.sentences import sentence as _

_STATES = {
    "erased": (Medium.State.ERASED, EventKind.MEDIUM_ERASED),
    "failed": (Medium.State.FAILED, EventKind.MEDIUM_FAILED),
}


def erased_serials(evidence: Evidence) -> set[str]:
    """The media whose erasure a report tells of, as they are told apart; those without a serial are none."""
    return {key for erasure in evidence.extract["erasures"] if (key := media_key(erasure))}


def tie(device: Device, evidence: Evidence, act: Act) -> None:
    """Say of each of the device's media what the report proves of it, unless that was said before.

    A missing serial is never tied to a missing serial.
    """
    proven = set(evidence.proofs.values_list("medium", flat=True))
    media = {medium.normalised: medium for medium in device.media.all() if medium.normalised}
    doubts: list[str] = []
    for erasure in evidence.extract["erasures"]:
        medium = media.get(media_key(erasure))
        if medium is None:
            doubts += _stray(evidence, erasure)
        elif medium.pk not in proven:
            doubts += _judged(device, medium, evidence, erasure, act)
    fresh = [one for one in map(sentences.kept, dict.fromkeys(doubts)) if one not in evidence.problems]
    if fresh:
        evidence.problems = [*evidence.problems, *fresh]
        evidence.save(update_fields=["problems"])


def _stray(evidence: Evidence, erasure: Mapping[str, Any]) -> Iterator[str]:
    """A report of many disks speaks of other machines too; a report of one should have spoken of this one."""
    if len(evidence.extract["erasures"]) == 1 or not media_key(erasure):
        yield _("An erasure in this report names no medium of this device: it proves nothing here.")


def _judged(
    device: Device, medium: Medium, evidence: Evidence, erasure: Mapping[str, Any], act: Act
) -> Iterator[str]:
    """Record what the report says of one medium; only an erasure that was verified, and in time, opens the gate."""
    if _is_older_than_exposure(device, medium, erasure):
        yield _("This erasure ended before the device came into our hands: it proves nothing.")
        return
    result = str(erasure["result"])
    if result == "erased" and erasure.get("verified") is not True:
        result = "unproven"
        yield (
            _("The tool erased %(medium)s but did not verify it: erase again with verification.")
            % {"medium": str(medium)}
        )
    _prove(medium, evidence, erasure, result, act)
    if result in _STATES and _may_become(medium, result):
        _say_what_became(device, medium, evidence, erasure, result, act)


def _may_become(medium: Medium, result: str) -> bool:
    """What was destroyed stays so; one out of its device may still be proven erased, wiped in another machine."""
    if medium.removed_at or medium.state == Medium.State.REMOVED:
        return result == "erased"
    return medium.state != Medium.State.DESTROYED


def _prove(medium: Medium, evidence: Evidence, erasure: Mapping[str, Any], result: str, act: Act) -> None:
    def said(name: str, longest: int) -> str:
        return str(erasure.get(name) or "")[:longest]

    ErasureProof.objects.create(
        medium=medium,
        evidence=evidence,
        result=result,
        method=said("method", 120),
        level=said("level", 12),
        tool=said("tool", 60),
        tool_version=said("tool_version", 40),
        started_at=said("started_at", 40),
        ended_at=said("ended_at", 40),
        reason=said("reason", 240),
        by=act.by,
        recorded_at=act.recorded_at,
    )


def _say_what_became(
    device: Device, medium: Medium, evidence: Evidence, erasure: Mapping[str, Any], result: str, act: Act
) -> None:
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
    if not medium.is_settled:
        moves.send_back(device, act)


def _is_older_than_exposure(device: Device, medium: Medium, erasure: Mapping[str, Any]) -> bool:
    """A proof counts only from the medium's last time out of our hands. Times without a zone are compared by day."""
    since = medium.exposed_at
    if since is None and device.exposed_at and device.events.filter(move=Move.TAKE_BACK).exists():
        since = device.exposed_at  # else the donor's own erasure report, made before the gift, counts
    ended = str(erasure.get("ended_at") or "")[:10]
    return since is not None and "" < ended < since.date().isoformat()
