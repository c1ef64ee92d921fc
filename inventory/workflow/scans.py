"""Scans: a text and a move in; one event, or a reason, out. Each is stored under its client's identifier, once."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from donors.models import Donation
from inventory import codes
from inventory.models import Device, DeviceEvent, DeviceQuerySet, ScanRecord
from inventory.states import REASONS, RULES, Gate, Move, Stage
from inventory.workflow import moves
from inventory.workflow.devices import Item, find_unlisted
from inventory.workflow.refusals import IdentifierReused, NothingToUndo
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation
from reuse.core.ledger import canonical
from reuse.core.prepared import Prepared
from reuse.core.refusals import MoveNotAllowed, Refusal

UNDO, FIND = "undo", "find"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text names: none, one or several devices; `fault` is the keyboard fault that was repaired."""

    text: str
    fault: str
    devices: tuple[Device, ...]


def resolve(text: str, *, membership: Membership) -> Resolution:
    """Find the devices a scanned or typed text names, among those this membership may see.

    Understands our code in any case, with dashes or as an address, and every outside identifier; a text typed through
    a wrong keyboard layout or with caps lock on is repaired.
    """
    devices = Device.objects.select_related("type", "site", "donation").order_by("pk")
    return _by_label(text, devices, membership) or _by_name(text, devices, membership)


def _hold(text: str, move: Move, act: Act) -> Resolution:
    """The same for a move: what is found is held until the transaction ends."""
    if moves.beside(move) == ["site"]:
        return _by_label_alone(text, move, act) or _by_name(text, moves.locking(move), act.membership)
    devices = moves.locking(move)
    return _by_label(text, devices, act.membership) or _by_name(text, devices, act.membership)


def _by_label(text: str, devices: DeviceQuerySet, membership: Membership) -> Resolution | None:
    """Nearly every scan is of the device's own label: found in one cheap look."""
    code = codes.in_address(text) or codes.parse(text)
    found = list(_seen(devices, membership).filter(code=code).order_by()) if code else []
    return Resolution(text.strip(), "", tuple(found)) if found else None


_CODE, _ORGANISATION = "?", -1  # marks in the question below


@cache
def _label_question(move: Move, role: str) -> Prepared[Device]:
    someone = Membership(role=role, organisation=Organisation(pk=_ORGANISATION))
    return Prepared(_seen(moves.locking(move), someone).filter(code=_CODE).order_by())


def _by_label_alone(text: str, move: Move, act: Act) -> Resolution | None:
    """As `_by_label`, for a move that looks at the device and its site alone, at a third of the cost."""
    if not (code := codes.in_address(text) or codes.parse(text)):
        return None
    question = _label_question(move, act.membership.role)
    found = tuple(question.rows({_CODE: code, _ORGANISATION: act.organisation.pk}))
    for device in found:
        if act.site and device.site_id == act.site.pk:
            device.site = act.site
    return Resolution(text.strip(), "", found) if found else None


def _seen(devices: DeviceQuerySet, membership: Membership) -> DeviceQuerySet:
    return devices.visible_to(membership).filter(merged_into=None)


def _by_name(text: str, devices: DeviceQuerySet, membership: Membership) -> Resolution:
    """By any name, also one typed through a wrong layout; the reading closest to what was typed counts."""
    wanted: dict[str, tuple[str, str]] = {}
    for reading, fault in codes.readings(text.strip()[:240]):
        found = codes.in_address(reading) or codes.parse(reading) or codes.normalised(reading)
        if found:
            wanted.setdefault(found, (reading, fault))
    named = _seen(devices, membership).filter(identifiers__normalised__in=wanted)
    named = named.annotate(answers_to=F("identifiers__normalised"))
    hits: list[Any] = list(named[:50])  # each a device, with the name it answers to
    if not hits:
        return Resolution(text.strip(), "", ())
    best = next(name for name in wanted if any(hit.answers_to == name for hit in hits))
    reading, fault = wanted[best]
    found_once = {hit.pk: hit for hit in hits if hit.answers_to == best}
    alive = [device for device in found_once.values() if device.stage != Stage.NOT_DELIVERED]
    return Resolution(reading, fault, tuple(alive or found_once.values()))


def scan(*, scan_id: uuid.UUID, text: str, move: str, params: Mapping[str, Any], act: Act) -> ScanRecord:
    """Carry out one scan in its own transaction and store its outcome, refusals included.

    The same identifier and content again answers the first outcome; another content is refused `id_reused`.
    """
    return _once(_Scan(scan_id, text, move, params, _act_on), act)


def find(*, scan_id: uuid.UUID, donation: Donation, item: Item, act: Act) -> ScanRecord:
    """A scan nothing answered to becomes a device of the batch, found and received, under the same rules as a scan."""
    params = {"donation": donation.ref, "type": item.type, **item.description, **item.identifiers}

    def create(record: ScanRecord, _scan: _Scan, act: Act) -> None:
        record.device = find_unlisted(donation=donation, item=item, act=act)
        event = record.device.events.get(seq=record.device.last_seq)
        record.result = ScanRecord.Result.DONE
        record.outcome = {"stage": event.to_stage, "event": event.pk, "from": event.from_stage}

    return _once(_Scan(scan_id, next(iter(item.identifiers.values()), ""), FIND, params, create), act)


@dataclass(frozen=True, slots=True)
class _Scan:
    """What a client sent, and what is to be done with it."""

    id: uuid.UUID
    text: str
    move: str
    params: Mapping[str, Any]
    carry_out: Callable[[ScanRecord, "_Scan", Act], None]

    @property
    def digest(self) -> str:
        body = {"text": self.text, "move": self.move, "params": dict(self.params)}
        return hashlib.sha256(canonical(body).encode()).hexdigest()


def _once(scan: _Scan, act: Act) -> ScanRecord:
    """Carry it out, then store it; where its identifier is stored already, all is undone and the first outcome answers."""
    try:
        return _stored(scan, replace(act, scan=scan.id))
    except IntegrityError:
        known = ScanRecord.objects.select_related("device__type").filter(by=act.by, scan=scan.id).first()
        if known is None:
            raise
    if known.body_digest != scan.digest:
        raise IdentifierReused(_("This scan identifier was used for another scan."))
    known.is_repeated = True  # type: ignore[attr-defined]  # told to the client, not stored
    return known


def _stored(scan: _Scan, act: Act) -> ScanRecord:
    record = ScanRecord(
        by=act.by,
        scan=scan.id,
        organisation=act.organisation,
        body_digest=scan.digest,
        text=scan.text[:240],
        move=scan.move[:24],
        at=act.at,
        recorded_at=act.recorded_at,
    )
    try:
        with transaction.atomic():
            scan.carry_out(record, scan, act)
            record.save(force_insert=True)
    except Refusal as refusal:  # what it leaves behind is undone; the scan itself is kept
        record.result = ScanRecord.Result.REFUSED
        record.outcome = {
            "reason": refusal.reason,
            "message": refusal.message,
            "allowed": [str(one) for one in refusal.allowed],
        }
        with transaction.atomic():
            if record.device:
                stages = Device.objects.values_list("stage", flat=True)
                record.outcome["stage"] = stages.get(pk=record.device.pk)
            record.save(force_insert=True)
    return record


def _act_on(record: ScanRecord, scan: _Scan, act: Act) -> None:
    text, move, params = scan.text, scan.move, scan.params
    if move == UNDO:
        _undo(record, params, act)
        return
    if move not in RULES:
        raise MoveNotAllowed(_("There is no action “%(move)s”.") % {"move": move})
    resolution = _hold(text, Move(move), act)
    record.fault = resolution.fault
    if not resolution.devices:
        record.result = ScanRecord.Result.UNKNOWN
        record.outcome = {"message": _("No device of yours answers to “%(text)s”.") % {"text": text.strip()}}
        return
    device = _chosen(resolution, params)
    if device is None:
        record.result = ScanRecord.Result.AMBIGUOUS
        record.outcome = {
            "message": _("Several devices answer to this text: choose one."),
            "choices": [_choice(one) for one in resolution.devices],
        }
        return
    record.device = device
    target = RULES[Move(move)].target
    if device.stage == target:
        record.result = ScanRecord.Result.REPEATED
        record.outcome = {"stage": device.stage, "message": _("Already there: nothing changed.")}
        return
    event = moves.move_locked(device, Move(move), act, reason_code=str(params.get("reason_code", "")))
    record.result = ScanRecord.Result.DONE
    record.outcome = {"stage": event.to_stage, "event": event.pk, "from": event.from_stage}


def _chosen(resolution: Resolution, params: Mapping[str, Any]) -> Device | None:
    if len(resolution.devices) == 1:
        return resolution.devices[0]
    chosen = params.get("device")
    return next((device for device in resolution.devices if device.code == chosen), None)


def _choice(device: Device) -> dict[str, str]:
    return {"code": device.code, "name": device.name, "stage": device.stage}


def _undo(record: ScanRecord, params: Mapping[str, Any], act: Act) -> None:
    """Take back the move of an earlier scan of this person: the one named, else the last that was done."""
    done = (
        ScanRecord.objects.filter(by=act.by, result=ScanRecord.Result.DONE).exclude(move=UNDO).order_by("-pk")
    )
    if wanted := params.get("scan"):
        try:
            done = done.filter(scan=uuid.UUID(str(wanted)))
        except ValueError:
            done = done.none()
    target = done.select_related("device").first()
    if target is None or target.device is None:
        raise NothingToUndo(_("There is no scan of yours to take back."))
    record.device = target.device
    event = DeviceEvent.objects.get(pk=target.outcome["event"])
    undone = moves.undo(device=target.device, act=act, event=event)
    record.result = ScanRecord.Result.DONE
    record.outcome = {"stage": undone.to_stage, "event": undone.pk, "from": undone.from_stage}


def needs_reason(move: Move) -> bool:
    """Whether the move asks for one of REASONS."""
    return Gate.REASON in RULES[move].gates and move in REASONS
