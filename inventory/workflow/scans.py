"""Scans: a text and a move in; one event, or a reason, out. Each is stored under its client's identifier, once."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Donation
from inventory import codes, queries
from inventory.models import Device, DeviceEvent, Place, ScanRecord, Series
from inventory.states import ACTS, REASONS, RULES, UNDO, Action, Gate, Move
from inventory.workflow import acts, batches, blanks, corrections, incoming, moves, rolls
from inventory.workflow.holding import hold
from inventory.workflow.items import Item
from inventory.workflow.refusals import IdentifierReused, NotADevice, NothingToUndo
from inventory.workflow.resolving import Resolution
from reuse.accounts.acting import Act
from reuse.core.ledger import canonical
from reuse.core.refusals import MoveNotAllowed, Refusal

FIND = "find"


def scan(
    *,
    scan_id: uuid.UUID,
    text: str,
    move: str,
    params: Mapping[str, Any],
    act: Act,
    series: Series | None = None,
) -> ScanRecord:
    """Carry out one scan in its own transaction and store its outcome, refusals included.

    `move`: an action's code, or `undo`. `params` come on top of the series' own. The same identifier and content again
    answers the first outcome; another content is refused `id_reused`.
    """
    return _once(_Scan(scan_id, text, move, params, _act_on, series), act)


def find(
    *,
    scan_id: uuid.UUID,
    donation: Donation,
    item: Item,
    act: Act,
    series: Series | None = None,
    settles: uuid.UUID | None = None,
    label: str = "",
    is_repeated: bool = False,
) -> ScanRecord:
    """A scan nothing answered to becomes a device of the batch, found and received, under the same rules as a scan.

    `label`: the blank label it bears; `is_repeated`: the next blank labels of the series are such devices too.
    """
    params = {"donation": donation.ref, "type": item.type, **item.description, **item.identifiers}
    if settles:
        params["settles"] = str(settles)
    if label:
        params["label"] = label

    def create(record: ScanRecord, scan: _Scan, act: Act) -> None:
        blank = blanks.named(label, act) if label else None
        blanks.create(record, donation, item, blank, act)
        if scan.series and is_repeated:
            blanks.repeat(scan.series, item)

    text = label or next(iter(item.identifiers.values()), "")
    return _once(_Scan(scan_id, text, FIND, params, create, series), act)


@dataclass(frozen=True, slots=True)
class _Scan:
    """What a client sent, and what is to be done with it."""

    id: uuid.UUID
    text: str
    move: str
    params: Mapping[str, Any]
    carry_out: Callable[[ScanRecord, "_Scan", Act], None]
    series: Series | None = None

    @property
    def in_series(self) -> Mapping[str, Any]:
        """Its parameters on top of those of its series."""
        return {**self.series.params, **self.params} if self.series else self.params

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
        series=scan.series,
        body_digest=scan.digest,
        text=scan.text[:240],
        move=scan.move[:24],
        at=act.at,
        recorded_at=act.recorded_at,
    )
    try:
        with transaction.atomic():
            scan.carry_out(record, scan, act)
            _settle(record, scan)
            record.save(force_insert=True)
    except Refusal as refusal:  # what it leaves behind is undone; the scan itself is kept
        record.result = ScanRecord.Result.REFUSED
        record.outcome = {
            **record.outcome,
            "reason": refusal.reason,
            "message": refusal.message,
            "allowed": [str(one) for one in refusal.allowed],
        }
        if "person" in record.outcome:  # a badge shown to change places: nothing is left to decide
            record.settled_at = act.recorded_at
        with transaction.atomic():
            if record.device:
                stages = Device.objects.values_list("stage", flat=True)
                record.outcome["stage"] = stages.get(pk=record.device.pk)
            record.save(force_insert=True)
    return record


def _settle(record: ScanRecord, scan: _Scan) -> None:
    """Done instead of an earlier scan of the series that was blocked: that one is decided."""
    wanted = scan.params.get("settles")
    if not (wanted and scan.series and record.result == ScanRecord.Result.DONE):
        return
    try:
        blocked = scan.series.scans.filter(scan=uuid.UUID(str(wanted)), settled_at=None)
    except ValueError:
        return
    if blocked.exclude(result=ScanRecord.Result.DONE).update(settled_at=record.recorded_at):
        record.outcome["settled"] = str(wanted)


def _act_on(record: ScanRecord, scan: _Scan, act: Act) -> None:
    if scan.series and scan.series.ended_at and act.at > scan.series.ended_at:  # sent late is not made late
        raise MoveNotAllowed(_("This series has ended: begin another one."))
    if scan.move == UNDO:
        _undo(record, scan, act)
        return
    if scan.move not in {*Action.values, *Move.values}:
        raise MoveNotAllowed(_("There is no action “%(move)s”.") % {"move": scan.move})
    wanted = Action(scan.move) if scan.move in ACTS else Move(scan.move)
    resolution = hold(scan.text, wanted, act, transfer=scan.in_series.get("transfer", ""))
    record.fault = resolution.fault
    if not resolution.devices:
        _answer_for_no_device(record, scan, resolution, act)
        return
    device = _chosen(resolution, scan.params)
    if device is None:
        record.result = ScanRecord.Result.AMBIGUOUS
        record.outcome = {
            "message": _("Several devices answer to this text: choose one."),
            "choices": [blanks.choice(one, of_batch=wanted == Move.RECEIVE) for one in resolution.devices],
        }
        return
    record.device = device
    label = blanks.waiting(scan.series, scan.params, act) if wanted == Move.RECEIVE else None
    event = _perform(device, wanted, scan.in_series, act)
    if label:
        stuck = _labelled(record, scan, device, label, act)
        event = event or stuck
    if event is None:
        record.result = ScanRecord.Result.REPEATED
        record.outcome = {"stage": device.stage, "message": _("Already there: nothing changed.")}
        return
    record.result = ScanRecord.Result.DONE
    record.outcome |= {"stage": device.stage, "seq": event.seq, "from": event.from_stage}
    if isinstance(wanted, Action):
        record.outcome["value"] = _VALUES[wanted](device)


def _labelled(
    record: ScanRecord, scan: _Scan, device: Device, label: blanks.Waiting, act: Act
) -> DeviceEvent:
    """The blank label scanned before goes onto the device; what an undo takes back is the move, if there was one."""
    stuck = rolls.claim_label(label=label.label, device=device, act=act)
    record.outcome["label"] = label.label.code
    if scan.series:
        blanks.forget_waiting(scan.series, act)
    if label.scan and scan.series:
        asked = scan.series.scans.filter(scan=label.scan, settled_at=None)
        if asked.update(settled_at=record.recorded_at):
            record.outcome["settled"] = label.scan
    return stuck


_VALUES: Mapping[Action, Callable[[Device], str | int | None]] = {
    Action.PLACE: lambda device: str(device.place),
    Action.WEIGH: lambda device: device.weight_g,
    Action.GRADE: lambda device: device.grade,
    Action.TRANSFER: queries.sent_with,
    Action.ARRIVE: queries.arrived_unannounced,
    Action.COUNT: queries.counted_out_of_place,
}


def _perform(
    device: Device, wanted: Action | Move, params: Mapping[str, Any], act: Act
) -> DeviceEvent | None:
    """The event; None where the device is so already."""
    if isinstance(wanted, Action):
        return acts.perform(device, wanted, params, act)
    if device.stage == RULES[wanted].target:
        return None
    event = moves.move_locked(device, wanted, act, reason_code=str(params.get("reason_code", "")))
    if wanted == Move.RECYCLE and params.get("place"):  # onto the pallet in the same gesture
        acts.perform(device, Action.PLACE, params, act)
    return event


def _answer_for_no_device(record: ScanRecord, scan: _Scan, resolution: Resolution, act: Act) -> None:
    """A box goes whole with a transfer, a place begins the next devices; anything else is named, or honestly not found."""
    if box := _box(scan, resolution, act):
        count = acts.perform_on_box(box, Action(scan.move), scan.in_series, act)
        record.result = ScanRecord.Result.DONE
        record.outcome = {"box": box.code, "message": str(box), "count": count}
        return
    if resolution.place and scan.move in {Action.PLACE, Action.RECYCLE} and scan.series:
        if resolution.place.closed_at:
            raise MoveNotAllowed(
                _("“%(place)s” is closed: choose another place.") % {"place": resolution.place}
            )
        series = Series.objects.select_for_update().get(pk=scan.series.pk)
        series.params = {**series.params, "place": resolution.place.code}
        series.save(update_fields=["params"])
        scan.series.params = series.params  # for what comes behind it in the same queue
        record.result = ScanRecord.Result.DONE
        record.outcome = {"place": resolution.place.code, "message": str(resolution.place)}
        return
    if resolution.blank:
        blanks.answer(record, resolution.blank, scan.series, scan.params, act)
        return
    if scan.move == Move.RECEIVE and scan.series and (donation := _batch(scan.series, resolution, act)):
        record.result = ScanRecord.Result.DONE
        record.outcome = {"batch": donation.ref, "message": str(donation.donor)}
        return
    if resolution.names_nothing:
        record.result = ScanRecord.Result.UNKNOWN
        record.outcome = {"message": _why_unknown(resolution)}
        return
    record.outcome = _named(resolution)
    raise NotADevice(record.outcome["message"])


def _batch(series: Series, resolution: Resolution, act: Act) -> Donation | None:
    return batches.switch(series, resolution.text, act) if resolution.names_nothing else None


def _box(scan: _Scan, resolution: Resolution, act: Act) -> Place | None:
    """The box a transfer takes along or brings."""
    if scan.move == Action.TRANSFER:
        return resolution.place
    if scan.move == Action.ARRIVE:
        code = codes.in_address(resolution.text) or codes.parse(resolution.text)
        aims = acts.aim(Action.ARRIVE, scan.in_series, act) if code else {}
        return incoming.box_on_the_way(code, aims) if code else None
    return None


def _why_unknown(resolution: Resolution) -> str:
    if codes.is_practice(resolution.text):
        return _("This is a practice label: it works in the exercise only.")
    if resolution.other_host:
        return _("No device of yours has this label: it is of %(host)s.") % {"host": resolution.other_host}
    return _("No device of yours answers to “%(text)s”.") % {"text": resolution.text}


def _named(resolution: Resolution) -> dict[str, str]:
    """What was scanned instead of a device, for the page to go on with."""
    if place := resolution.place:
        return {"place": place.code, "message": _("“%(place)s” is a place, not a device.") % {"place": place}}
    if person := resolution.person:
        return {
            "person": str(person.user),
            "message": _("This is the badge of %(person)s.") % {"person": person.user},
        }
    return {"message": _("This is the barcode of an order, not of a device.")}


def _chosen(resolution: Resolution, params: Mapping[str, Any]) -> Device | None:
    if len(resolution.devices) == 1:
        return resolution.devices[0]
    chosen = params.get("device")
    return next((device for device in resolution.devices if device.code == chosen), None)


def _undo(record: ScanRecord, scan: _Scan, act: Act) -> None:
    """Take back what an earlier scan of this person did: the one named, else the last that still stands."""
    done = ScanRecord.objects.filter(
        by=act.by, result=ScanRecord.Result.DONE, device__isnull=False, settled_at=None
    ).exclude(move=UNDO)
    if scan.series:
        done = done.filter(series=scan.series)
    if wanted := scan.params.get("scan"):
        try:
            done = done.filter(scan=uuid.UUID(str(wanted)))
        except ValueError:
            done = done.none()
    target = done.select_related("device").order_by("-pk").first()
    if boxes := _boxes_since(target, scan, act):
        raise NothingToUndo(
            _("The last scan was the box “%(box)s”: take it off on the page of the transfer.")
            % {"box": boxes}
        )
    if target is None or target.device is None:
        raise NothingToUndo(_("There is no scan of yours to take back."))
    record.device = target.device
    event = DeviceEvent.objects.filter(device=target.device, seq=target.outcome.get("seq")).first()
    if event is None:  # scanned before scans remembered their event so
        raise NothingToUndo(_("There is no scan of yours to take back."))
    if event.to_stage:
        undone = corrections.undo(device=target.device, act=act, event=event)
    else:
        undone = acts.undo(moves.locked(target.device), event, act)
    target.settled_at = act.recorded_at
    target.save(update_fields=["settled_at"])
    record.result = ScanRecord.Result.DONE
    record.outcome = {
        "stage": undone.to_stage,
        "seq": undone.seq,
        "from": undone.from_stage,
        "undone": str(target.scan),
    }


def _boxes_since(target: ScanRecord | None, scan: _Scan, act: Act) -> str:
    """The box scanned after what an undo would take back: nobody means to jump over it."""
    if scan.params.get("scan") or not scan.series:
        return ""
    boxes = scan.series.scans.filter(by=act.by, result=ScanRecord.Result.DONE, outcome__has_key="box")
    last = boxes.filter(pk__gt=target.pk if target else 0).order_by("-pk").first()
    return str(last.outcome["message"]) if last else ""


def needs_reason(move: Move) -> bool:
    """Whether the move asks for one of REASONS."""
    return Gate.REASON in RULES[move].gates and move in REASONS
