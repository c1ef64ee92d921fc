"""Devices on their way through the workshops: each step of a life becomes its event and the rows it leaves behind."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from inventory.models import Device, DeviceEvent, ErasureProof, Identifier, Medium, QualityCheck
from inventory.states import RULES, EventKind, Move, Stage
from reuse.core.chains import Chains, Hand, Head, Instant, heads
from reuse.core.copying import Ready, insert
from reuse.demo.scale.cases import Cases, Promise, Stock
from reuse.demo.scale.lives import STATED_EMPTY, Nature, Step
from reuse.demo.scale.reference import Kind
from reuse.demo.scale.rows import Rows, as_json, identifier
from reuse.demo.scale.territory import Workshop
from reuse.demo.scale.worktime import wait
from reuse.demo.scale.world import World

TOOL_METHODS = ("Écrasement, une passe, chaque secteur relu", "ATA Secure Erase, relu")
BY_MANAGER = {Move.RECYCLE, Move.STRIP, Move.DIVERT, Move.RETURN_TO_DONOR, Move.DECLARE_LOST, Move.CORRECT}
TARGETS = {str(move): rule.target for move, rule in RULES.items()}
FORGOTTEN = 0.05  # of devices lie at the back of the shelf once, ten times as long as others
_STATES = Medium.State


@dataclass(slots=True)
class MediumOf:
    """The storage medium of a device."""

    place: int
    kept: str
    written: str
    serial: str
    found: Instant
    state: str = _STATES.PRESENT
    attested_by: Hand | None = None


STATES: dict[str, str] = {
    EventKind.RESET_ATTESTED: _STATES.ATTESTED,
    EventKind.MEDIUM_ERASED: _STATES.ERASED,
    EventKind.MEDIUM_FAILED: _STATES.FAILED,
    EventKind.MEDIUM_DESTROYED: _STATES.DESTROYED,
}


class Said(NamedTuple):
    """What is said of a medium: who says it now, whose word it is, who saw it."""

    hand: Hand
    by: Hand
    witness: Hand | None
    method: str
    level: str
    tool: str
    procedure: int | None = None


@dataclass(slots=True)
class Check:
    """A filled-in checklist."""

    device: int
    kind: Kind
    is_passed: bool
    tester: Hand
    tested: Instant
    signer: Hand | None = None
    signed: Instant | None = None
    voided: Instant | None = None


@dataclass(slots=True)
class Life:
    """One device as it is at the moment."""

    head: Head
    stock: Stock
    number: int
    workshop: Workshop
    donation: int
    row: int | None
    maker: str
    model: str
    processor: str
    memory_mb: int | None
    disk_gb: int | None
    status: str = Device.Status.PRODUCT
    grade: str = ""
    weight_g: int | None = None
    received: Instant | None = None
    exposed: Instant | None = None
    stated_empty: Instant | None = None
    handed_over_on: str | None = None
    at: int = 0  # of its last step
    medium: MediumOf | None = None
    check: Check | None = None
    case: Promise | None = None
    last_move: tuple[tuple[int, int], Step, str] | None = None  # the event, what it was, from where


class Benches:
    """The devices of a chunk."""

    def __init__(self, world: World, cases: Cases, chances: random.Random) -> None:
        self.time = world.time
        self.cases = cases
        self.chances = chances
        self.lives: list[Life] = []
        self.events = Chains(DeviceEvent)
        self.names = Rows(Identifier, "device_id", "kind", "value", "normalised", "scope_id", "since")
        self.media: list[tuple[Life, MediumOf]] = []
        self.proofs = Rows(
            ErasureProof,
            *("medium_id", "result", "method", "level", "tool", "tool_version", "ended_at", "recorded_at"),
            *("by_id", "witness_id", "steps", "procedure_id"),
        )
        self.checks: list[Check] = []

    def announce(self, life: Life, hand: Hand, at: int) -> None:
        """A life begins."""
        self.lives.append(life)
        now = self.time.instant(at)
        self.events.add(life.head, hand, now, EventKind.ANNOUNCED, to_stage=Stage.ANNOUNCED)

    def not_delivered(self, life: Life, at: int) -> None:
        """What never came, said when the reception closes."""
        move = Move.NOT_DELIVERED
        self.events.add(
            *(life.head, life.workshop.manager, self.time.instant(at), EventKind.MOVED),
            move=move,
            to_stage=TARGETS[move],
            reason_code="missing",
        )

    def live(self, life: Life, steps: Iterable[Step], begun: int) -> int:
        """Let a device live from an instant on, until time is over; returns when it was received."""
        at, received = begun, begun
        slow = self.chances.randrange(2, 9) if self.chances.random() < FORGOTTEN else 0
        for number, step in enumerate(steps):
            days = step.days * 10 if number == slow else step.days
            at += wait(self.chances, days) if days else 60
            if at > self.time.end:
                break
            if meant := self._meant(life, step):
                self._take(life, meant, at)
                life.at = at
                if step.move == Move.RECEIVE:
                    received = at
        return received

    def _meant(self, life: Life, step: Step) -> Step | None:
        """What was destroyed is not erased any more; where there is no medium, that is stated again."""
        medium = life.medium
        if step.kind not in {EventKind.MEDIUM_ERASED, EventKind.RESET_ATTESTED}:
            return step
        if medium is None:
            return STATED_EMPTY
        return None if medium.state == _STATES.DESTROYED else step

    def _take(self, life: Life, step: Step, at: int) -> None:
        now = self.time.instant(at)
        hand, details = self._before(life, step, at, now)
        before = life.head.stage
        corrects = None
        target = TARGETS[step.move] if step.move else None
        if step.move == Move.CORRECT and life.last_move:
            corrects, taken, target = life.last_move
            self._undo(life, taken)
        event = self.events.add(
            *(life.head, hand, now, step.kind),
            move=step.move,
            to_stage=target,
            reason_code=step.reason if step.move else "",
            details=details,
            corrects=corrects,
        )
        if step.move:
            life.last_move = (event, step, before)

    def _before(self, life: Life, step: Step, at: int, now: Instant) -> tuple[Hand, str]:
        """Who does it, what its event tells, and what it leaves behind."""
        if step.kind != EventKind.MOVED:
            return self._act(life, step, now)
        match step.move:
            case Move.RECEIVE:
                life.received = life.exposed = now
            case Move.RECYCLE:
                was, life.status = life.status, Device.Status.WASTE
                return life.workshop.manager, f'{{"was":"{was}"}}'
            case Move.REPAIR:
                self._void(life, now)
            case Move.RELEASE if life.check and life.check.signer:
                return life.check.signer, "{}"
            case Move.RESERVE:
                life.case = self.cases.reserve(life.stock, at)
                return life.case.coordinator, f'{{"allocation":"{life.case.allocation.name}"}}'
            case Move.HAND_OVER if life.case:
                self.cases.hand_over(life.case, at, is_first=life.handed_over_on is None)
                life.handed_over_on = life.handed_over_on or now.on
                return life.case.partner.worker, f'{{"handover":"{life.case.handover.name}"}}'
            case Move.TAKE_BACK if life.case:
                self._void(life, now)
                life.exposed, life.stated_empty = now, None
                if life.medium and life.medium.state == _STATES.ERASED:
                    life.medium.state = _STATES.PRESENT
                self.cases.take_back(life.case, step.reason, at)
                return life.case.coordinator, "{}"
        return (life.workshop.manager if step.move in BY_MANAGER else self._technician(life)), "{}"

    def _act(self, life: Life, step: Step, now: Instant) -> tuple[Hand, str]:
        """The same for what moves nothing."""
        doer = self._technician(life)
        match step.kind:
            case EventKind.CORRECTED:
                return life.workshop.manager, "{}"
            case EventKind.WEIGHED:
                usual = life.stock.kind.grams or 1000
                life.weight_g = int(usual * self.chances.uniform(0.8, 1.25))
                return doer, f'{{"before":{{"weight_g":null}},"weight_g":{life.weight_g}}}'
            case EventKind.CHECKED:
                return doer, self._checked(life, step, doer, now)
            case EventKind.SIGNED_OFF if life.check:
                tester = life.check.tester
                signer = next(one for one in life.workshop.technicians if one.by_id != tester.by_id)
                life.check.signer, life.check.signed = signer, now
                return signer, f'{{"version":{life.stock.kind.checklist.version}}}'
            case EventKind.NO_STORAGE:
                life.stated_empty = now
                return doer, "{}"
            case EventKind.MEDIUM_FOUND:
                return doer, self._found(life, now)
        return self._settled(life, step, doer, now)

    def _undo(self, life: Life, taken: Step) -> None:
        if taken.move == Move.RECEIVE:
            life.received = life.exposed = None
        elif taken.move == Move.RECYCLE:
            life.status = Device.Status.PRODUCT

    def _void(self, life: Life, now: Instant) -> None:
        if life.check:
            life.check.voided, life.check = now, None

    def _checked(self, life: Life, step: Step, doer: Hand, now: Instant) -> str:
        self._void(life, now)
        kind, is_passed = life.stock.kind, not step.reason
        life.grade = self.chances.choice("AABBBC")
        life.check = Check(life.head.place, kind, is_passed, doer, now)
        self.checks.append(life.check)
        return as_json(
            {
                "stage": Stage.QUALITY_CHECK,
                "version": kind.checklist.version,
                "passed": is_passed,
                "locks_clear": True,
                "grade": life.grade,
                "faults": [] if is_passed else kind.fault_codes,
            }
        )

    def _found(self, life: Life, now: Instant) -> str:
        kept, written = identifier(self.chances)
        serial = f"S{life.number:08d}" if life.stock.kind.nature == Nature.COMPUTER else ""
        life.medium = MediumOf(len(self.media), kept, written, serial, now)
        self.media.append((life, life.medium))
        return as_json({"medium": written, "serial": serial, "size_gb": life.disk_gb})

    def _settled(self, life: Life, step: Step, doer: Hand, now: Instant) -> tuple[Hand, str]:
        """What is said of the medium: by a tool, by two people, or by whoever destroyed it and a witness."""
        medium, kind = life.medium, life.stock.kind
        if medium is None:
            raise ValueError(step)
        said = Said(doer, doer, None, self.chances.choice(TOOL_METHODS), "clear", "nwipe")
        if step.kind == EventKind.MEDIUM_DESTROYED:
            said = Said(doer, doer, self._other(life, doer), "Percé", "destroy", "")
        elif kind.reset and kind.nature == Nature.MOBILE:
            first = medium.attested_by or doer
            second = self._other(life, first) if medium.attested_by else None
            medium.attested_by = None if second else doer
            said = Said(second or doer, first, second, kind.reset.method, kind.reset.level, "", kind.reset.pk)
        medium.state = STATES[step.kind]
        self.proofs.add(
            *(
                medium.place,
                str(medium.state),
                said.method,
                said.level,
                said.tool,
                "0.37" if said.tool else "",
            ),
            *(now.text, now.kept, said.by.by_id, said.witness and said.witness.by_id),
            *(kind.steps if said.procedure else "[]", said.procedure),
        )
        return said.hand, as_json(
            {
                "medium": medium.written,
                "serial": medium.serial,
                "method": said.method,
                "level": said.level,
                "slip": "",
                "witness": said.witness and said.witness.by,
            }
        )

    def _technician(self, life: Life) -> Hand:
        return life.workshop.technicians[int(self.chances.random() * len(life.workshop.technicians))]

    def _other(self, life: Life, doer: Hand) -> Hand:
        return next(one for one in life.workshop.technicians if one.by_id != doer.by_id)

    def write(self, donations: Sequence[int]) -> list[int]:
        """Copy the devices in, and what hangs on them; returns their keys by their places."""
        devices = insert(Device, _devices(self.lives, donations), count=len(self.lives))
        self.names.write(device_id=devices)
        self.cases.write(devices)
        media = insert(Medium, _media(self.media, devices), count=len(self.media))
        self.proofs.write(medium_id=media)
        insert(QualityCheck, _checks(self.checks, devices), count=len(self.checks), with_keys=False)
        self.events.write(devices)
        return devices


def _devices(lives: Sequence[Life], donations: Sequence[int]) -> dict[str, Any]:
    return {
        **heads([one.head for one in lives]),
        "code": Ready([one.head.name for one in lives]),
        "type_id": Ready([one.stock.kind.type.pk for one in lives]),
        "donation_id": Ready([donations[one.donation] for one in lives]),
        "row_number": Ready([one.row for one in lives]),
        "site_id": Ready([one.workshop.site.pk for one in lives]),
        "owner_id": Ready([one.workshop.body.pk for one in lives]),
        "holder_id": Ready([one.workshop.body.pk for one in lives]),
        "lane": Ready([one.stock.lane for one in lives]),
        "regulatory_status": Ready([str(one.status) for one in lives]),
        "manufacturer": Ready([one.maker for one in lives]),
        "model": Ready([one.model for one in lives]),
        "cpu": Ready([one.processor for one in lives]),
        "ram_mb": Ready([one.memory_mb for one in lives]),
        "storage_gb": Ready([one.disk_gb for one in lives]),
        "weight_g": Ready([one.weight_g for one in lives]),
        "grade": Ready([one.grade for one in lives]),
        "received_at": Ready([one.received and one.received.kept for one in lives]),
        "exposed_at": Ready([one.exposed and one.exposed.kept for one in lives]),
        "no_storage_at": Ready([one.stated_empty and one.stated_empty.kept for one in lives]),
        "first_handed_over_on": Ready([one.handed_over_on for one in lives]),
    }


def _media(media: Sequence[tuple[Life, MediumOf]], devices: Sequence[int]) -> dict[str, Any]:
    return {
        "public_id": Ready([one.kept for _life, one in media]),
        "device_id": Ready([devices[life.head.place] for life, _one in media]),
        "serial": Ready([one.serial for _life, one in media]),
        "normalised": Ready([one.serial for _life, one in media]),
        "model": Ready(["" if one.serial else "mémoire interne" for _life, one in media]),
        "size_gb": Ready([life.disk_gb for life, _one in media]),
        "technology": Ready(["ssd" if one.serial else "" for _life, one in media]),
        "state": Ready([str(one.state) for _life, one in media]),
        "found_at": Ready([one.found.kept for _life, one in media]),
    }


def _checks(checks: Sequence[Check], devices: Sequence[int]) -> dict[str, Any]:
    return {
        "device_id": Ready([devices[one.device] for one in checks]),
        "checklist_id": Ready([one.kind.checklist.pk for one in checks]),
        "results": Ready([one.kind.passed if one.is_passed else one.kind.faulty for one in checks]),
        "passed": Ready([one.is_passed for one in checks]),
        "locks_clear": True,
        "tested_by_id": Ready([one.tester.by_id for one in checks]),
        "tested_at": Ready([one.tested.kept for one in checks]),
        "signed_by_id": Ready([one.signer and one.signer.by_id for one in checks]),
        "signed_at": Ready([one.signed and one.signed.kept for one in checks]),
        "voided_at": Ready([one.voided and one.voided.kept for one in checks]),
    }
