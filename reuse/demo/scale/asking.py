"""Requests of persons: what is asked for, by whom, and what becomes of those that nothing fits yet."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beneficiaries.models import Attestation, Criterion, PurposeProfile, Request, RequestEvent
from beneficiaries.states import (
    AgeBand,
    Connection,
    ConnectionHelp,
    RequestEventKind,
    RequestMove,
    RequestStage,
    SkillsHelp,
)
from reuse.core.chains import Chains, Hand, Head, Instant, heads
from reuse.core.copying import Ready, insert
from reuse.demo.scale.reference import Kind
from reuse.demo.scale.rows import Numbers, Rows, as_json, identifier
from reuse.demo.scale.territory import Partner, Workshop
from reuse.demo.scale.worktime import WEEK, wait
from reuse.demo.scale.world import World

AGES = tuple(AgeBand.values)
AGE_WEIGHTS = (12, 21, 31, 26, 10)
LACKS = (Connection.NONE, Connection.TOO_COSTLY, Connection.SHARED, Connection.NO_COVERAGE)
HELPS = (ConnectionHelp.SIM, ConnectionHelp.SIM, ConnectionHelp.BOX, ConnectionHelp.OPEN)
SKILLS = (SkillsHelp.WORKSHOP, SkillsHelp.MEDIATOR)
ABROAD = 0.12  # of devices go to a partner of another department
STILL_WAITS = 26 * WEEK  # a request older than that was declined or given up
_R = RequestStage


@dataclass(slots=True)
class Asked:
    """A request, with what its events keep of it."""

    head: Head
    kept: str
    partner: Partner
    workshop: Workshop
    criterion: Criterion
    purpose: PurposeProfile
    kind: Kind
    coarse: dict[str, Any]
    commune: str
    created: Instant
    told: str = ""  # the coarse facts as text
    submitted: Instant | None = None


class Asking:
    """The requests of a chunk."""

    def __init__(self, world: World, numbers: Numbers, chances: random.Random) -> None:
        self.world = world
        self.numbers = numbers
        self.time = world.time
        self.chances = chances
        self.asked: list[Asked] = []
        self.events = Chains(RequestEvent)
        self.attested = Rows(Attestation, "request_id", "criterion_id", "is_met", "seen_on", "by_id", "at")

    def without_device(self, kind: Kind, workshop: Workshop, at: int) -> None:
        """A request nothing fits yet: the recent ones wait, on hold or to be decided; the older ones came to nothing."""
        asked = self.ask(kind, workshop, at)
        steps = (at + wait(self.chances, 0.5), at + WEEK + wait(self.chances, 8))
        if steps[0] > self.time.end or self.chances.random() < 0.03:
            return
        self.submit(asked, steps[0])
        if steps[1] > self.time.end:
            return
        if self.chances.random() < (0.12 if self.time.end - at < STILL_WAITS else 0.5):
            told = as_json({**asked.coarse, "conditions_met": True})
            now, reason = self.time.instant(steps[1]), "other_scheme"
            self.move(asked, RequestMove.DECLINE, _R.DECLINED, workshop.coordinator, now, told, reason)
            return
        self.accept(asked, steps[1])
        last = steps[1] + wait(self.chances, 15)
        if last > self.time.end:
            return
        now, worker = self.time.instant(last), asked.partner.worker
        if self.time.end - at >= STILL_WAITS:
            self.move(asked, RequestMove.CANCEL, _R.CANCELLED, worker, now, asked.told, "found_elsewhere")
        elif self.chances.random() < 0.05:
            self.move(asked, RequestMove.PAUSE, _R.PAUSED, worker, now, "{}")

    def ask(self, kind: Kind, workshop: Workshop, at: int) -> Asked:
        chances, now = self.chances, self.time.instant(at)
        if chances.random() < ABROAD:
            partner = chances.choice(chances.choice(self.world.territory.workshops).partners)
        else:
            partner = chances.choice(workshop.partners)
        home = self.world.territory.of_department[partner.department]
        criterion = chances.choice(self.world.territory.criteria)
        purpose = chances.choice(self.world.reference.purposes)
        lacks, learns = chances.random() < 0.35, chances.random() < 0.45
        helped = chances.choice(HELPS) if lacks else ConnectionHelp.NOTHING
        coarse = {
            "partner": partner.worker.organisation,
            "programme": criterion.programme.code,
            "type": kind.type.code,
            "purpose": purpose.code,
            "department": partner.department,
            "age_band": chances.choices(AGES, AGE_WEIGHTS)[0],
            "priority_area": chances.choice((True, False, False, False, None)),
            "connection": lacks,
            "training": learns,
            "connection_today": str(chances.choice(LACKS) if lacks else Connection.HAS_ONE),
            "connection_help": str(helped),
            "skills_help": str(chances.choice(SKILLS) if learns else ""),
            "channel": "telephone" if chances.random() < 0.15 else "in_person",
            "behalf": "",
            "on_word": "",
        }
        kept, _written = identifier(chances)
        asked = Asked(
            head=Head(self.numbers.next("request", "D", self.time.year(at)), len(self.asked), _R.DRAFT),
            kept=kept,
            partner=partner,
            workshop=workshop,
            criterion=criterion,
            purpose=purpose,
            kind=kind,
            coarse=coarse,
            commune=chances.choice(home.communes),
            created=now,
            told=as_json(coarse),
        )
        self.asked.append(asked)
        worker = partner.worker
        self.events.add(asked.head, worker, now, RequestEventKind.CREATED, to_stage=_R.DRAFT)
        told = as_json({"seen_on": now.on, "changed": [criterion.code]})
        self.events.add(asked.head, worker, now, RequestEventKind.ATTESTED, details=told)
        self.attested.add(*(asked.head.place, criterion.pk, True), now.on, worker.by_id, now.kept)
        return asked

    def submit(self, asked: Asked, at: int) -> None:
        asked.submitted = self.time.instant(at)
        self.move(asked, RequestMove.SUBMIT, _R.SUBMITTED, asked.partner.worker, asked.submitted, asked.told)

    def accept(self, asked: Asked, at: int) -> None:
        told = as_json({**asked.coarse, "conditions_met": True})
        boss = asked.workshop.coordinator
        self.move(asked, RequestMove.ACCEPT, _R.WAITING, boss, self.time.instant(at), told)

    def move(
        self, asked: Asked, move: str, target: str, hand: Hand, at: Instant, told: str, reason: str = ""
    ) -> None:
        self.events.add(
            *(asked.head, hand, at, RequestEventKind.MOVED),
            move=move,
            to_stage=target,
            reason_code=reason,
            details=told,
        )

    def write(self) -> list[int]:
        """Copy the requests in; returns their keys by their places."""
        requests = insert(Request, _requests(self.asked), count=len(self.asked))
        self.attested.write(request_id=requests)
        self.events.write(requests)
        return requests


def _requests(asked: Sequence[Asked]) -> dict[str, Any]:
    coarse = {
        name: Ready([one.coarse[told] for one in asked])
        for name, told in (
            ("age_band", "age_band"),
            ("department", "department"),
            ("in_priority_area", "priority_area"),
            ("connection", "connection_today"),
            ("connection_help", "connection_help"),
            ("skills_help", "skills_help"),
            ("channel", "channel"),
        )
    }
    return {
        **heads([one.head for one in asked]),
        **coarse,
        "public_id": Ready([one.kept for one in asked]),
        "ref": Ready([one.head.name for one in asked]),
        "partner_id": Ready([one.partner.body.pk for one in asked]),
        "worker_id": Ready([one.partner.worker.by_id for one in asked]),
        "programme_id": Ready([one.criterion.programme_id for one in asked]),
        "type_id": Ready([one.kind.type.pk for one in asked]),
        "purpose_id": Ready([one.purpose.pk for one in asked]),
        "site_id": Ready([one.workshop.counter.pk for one in asked]),
        "commune": Ready([one.commune for one in asked]),
        "created_at": Ready([one.created.kept for one in asked]),
        "submitted_at": Ready([one.submitted and one.submitted.kept for one in asked]),
    }
