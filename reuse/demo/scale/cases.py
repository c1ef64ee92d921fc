"""The allocations that answer requests, and the hand-overs they lead to: three ledgers written side by side."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beneficiaries.models import (
    Allocation,
    AllocationEvent,
    Handover,
    HandoverEvent,
    HandoverTerms,
)
from beneficiaries.states import (
    AllocationEventKind,
    AllocationMove,
    AllocationStage,
    ConnectionHelp,
    HandoverEventKind,
    HandoverMove,
    HandoverStage,
    RequestEventKind,
    RequestMove,
    RequestStage,
    SignatureMethod,
)
from beneficiaries.workflow.handovers import months_after
from reuse.core.chains import Chains, Hand, Head, Instant, heads
from reuse.core.copying import Ready, insert
from reuse.demo.scale.asking import Asked, Asking
from reuse.demo.scale.reference import Cap, Kind
from reuse.demo.scale.rows import Numbers, as_json, identifier
from reuse.demo.scale.territory import Partner, Workshop
from reuse.demo.scale.worktime import WEEK, spread, wait
from reuse.demo.scale.world import World

METHODS = (SignatureMethod.DRAWN, SignatureMethod.DRAWN, SignatureMethod.PAPER)
PRICES = (0, 0, 2000, 3000, 5000)
_R = RequestStage


@dataclass(frozen=True, slots=True)
class Stock:
    """A device as a request sees it."""

    place: int
    code: str
    kind: Kind
    workshop: Workshop
    lane: str


@dataclass(slots=True)
class Promise:
    """An allocation and the hand-over it leads to."""

    asked: Asked
    stock: Stock
    allocation: Head
    allocation_kept: str
    handover: Head
    handover_kept: str
    facts: str
    created: Instant
    planned_for: Instant
    cap: Cap | None = None
    price_cents: int | None = None
    method: str = ""
    on: str | None = None
    warranty_until: str | None = None
    sim_given: bool = False

    @property
    def coordinator(self) -> Hand:
        return self.asked.workshop.coordinator

    @property
    def partner(self) -> Partner:
        return self.asked.partner


class Cases:
    """The requests that were answered, in a chunk, with what answered them."""

    def __init__(self, world: World, numbers: Numbers, chances: random.Random) -> None:
        self.world = world
        self.time = world.time
        self.chances = chances
        self.asking = Asking(world, numbers, chances)
        self.promises: list[Promise] = []
        self.allocations = Chains(AllocationEvent)
        self.handovers = Chains(HandoverEvent)

    def reserve(self, stock: Stock, at: int) -> Promise:
        """A request that waited for such a device gets it: proposed some days before, reserved now."""
        instant, chances = self.time.instant, self.chances
        proposed = max(at - wait(chances, 1.5), at * 3 // 4)
        created = max(proposed - wait(chances, 22), proposed // 2)
        sent, accepted = spread(chances, created, proposed, 2)
        asked = self.asking.ask(stock.kind, stock.workshop, created)
        self.asking.submit(asked, sent)
        self.asking.accept(asked, accepted)
        waited = (proposed - sent) // WEEK * 7
        of = 1 + int(chances.random() * 60)
        rank = min(1 + int(chances.expovariate(0.6)), of)
        factors = {**_FACTORS, "waiting": [waited, 1, waited]}
        reckoned = {"rule": 1, "rank": rank, "of": of, "points": waited}
        kept, name = identifier(chances)
        given_kept, given = identifier(chances)
        promise = Promise(
            asked=asked,
            stock=stock,
            allocation=Head(name, len(self.promises), AllocationStage.PROPOSED),
            allocation_kept=kept,
            handover=Head(given, len(self.promises), HandoverStage.PLANNED),
            handover_kept=given_kept,
            facts=_facts(reckoned, stock.code, instant(proposed).on, waited, asked),
            created=instant(proposed),
            planned_for=instant(min(at + wait(chances, 5), self.time.end)),
        )
        self.promises.append(promise)
        self._tell_reserved(promise, proposed, at, reckoned, factors)
        return promise

    def _tell_reserved(
        self,
        promise: Promise,
        proposed: int,
        at: int,
        reckoned: Mapping[str, int],
        factors: Mapping[str, Any],
    ) -> None:
        asked, boss, instant = promise.asked, promise.coordinator, self.time.instant
        by_rule = {"by_rule": True, "device": promise.stock.code}
        allocation = promise.allocation
        told = as_json({**by_rule, "request": asked.head.name, "rule": 1, "rank": reckoned["rank"]})
        self.allocations.add(
            *(allocation, boss, instant(proposed), AllocationEventKind.PROPOSED),
            to_stage=AllocationStage.PROPOSED,
            details=told,
        )
        told = as_json({**asked.coarse, **reckoned, **by_rule, "factors": factors})
        self.asking.move(asked, RequestMove.PROPOSE, _R.PROPOSED, boss, instant(proposed), told)
        self.allocations.add(
            *(allocation, boss, instant(at), AllocationEventKind.MOVED),
            move=AllocationMove.ACCEPT,
            to_stage=AllocationStage.ACCEPTED,
            details='{"by_rule":true,"until":null}',
        )
        self.asking.move(asked, RequestMove.RESERVE, _R.RESERVED, boss, instant(at), asked.told)
        planned = {"site": str(asked.workshop.counter.public_id), "planned_at": promise.planned_for.text}
        self.handovers.add(
            *(promise.handover, asked.partner.worker, instant(at), HandoverEventKind.PLANNED),
            to_stage=HandoverStage.PLANNED,
            details=as_json({**planned, "request": asked.head.name, "device": promise.stock.code}),
        )

    def hand_over(self, promise: Promise, at: int, *, is_first: bool) -> None:
        """The device becomes the person's, within the cap in force."""
        now, asked, stock = self.time.instant(at), promise.asked, promise.stock
        cap = self.world.reference.cap(stock.lane, stock.workshop.body.legal_kind, stock.kind, now.on)
        promise.cap, promise.price_cents = cap, min(cap.cents, self.chances.choice(PRICES))
        promise.method, promise.on = self.chances.choice(METHODS), now.on
        day = self.time.days[at // (WEEK // 5)]
        promise.warranty_until = months_after(day, asked.criterion.programme.warranty_months).isoformat()
        promise.sim_given = asked.coarse["connection_help"] == ConnectionHelp.SIM
        details = {
            **asked.coarse,
            "request": asked.head.name,
            "device": stock.code,
            "price_cents": promise.price_cents,
            "cap_rule": cap.rule,
            "first": is_first,
        }
        worker = asked.partner.worker
        self.handovers.add(
            *(promise.handover, worker, now, HandoverEventKind.MOVED),
            move=HandoverMove.HAND_OVER,
            to_stage=HandoverStage.DONE,
            details=as_json(details),
        )
        self.allocations.add(
            *(promise.allocation, worker, now, AllocationEventKind.MOVED),
            move=AllocationMove.FULFIL,
            to_stage=AllocationStage.FULFILLED,
        )
        self.asking.move(asked, RequestMove.SERVE, _R.SERVED, worker, now, asked.told)

    def take_back(self, promise: Promise, reason: str, at: int) -> None:
        """The device came back; one person in four waits for another one."""
        now, asked, boss = self.time.instant(at), promise.asked, promise.coordinator
        self.handovers.add(
            *(promise.handover, boss, now, HandoverEventKind.MOVED),
            move=HandoverMove.TAKE_BACK,
            to_stage=HandoverStage.RETURNED,
            reason_code=reason,
            details=asked.told,
        )
        if self.chances.random() < 0.25:
            self.asking.move(asked, RequestMove.RETURN, _R.WAITING, boss, now, asked.told)
        else:
            self.asking.events.add(asked.head, boss, now, RequestEventKind.RETURNED, details=asked.told)

    def write(self, devices: Sequence[int]) -> None:
        """Copy everything in, parents first. `devices`: their keys by their places."""
        requests = self.asking.write()
        columns = {
            "request_id": Ready([requests[one.asked.head.place] for one in self.promises]),
            "device_id": Ready([devices[one.stock.place] for one in self.promises]),
        }
        count = len(self.promises)
        allocations = insert(Allocation, {**_allocations(self.promises), **columns}, count=count)
        columns["allocation_id"] = Ready(allocations)
        handovers = insert(Handover, {**_handovers(self.promises), **columns}, count=count)
        done = [one for one in self.promises if one.method]
        terms = {
            "handover_id": Ready([handovers[one.handover.place] for one in done]),
            "sim_given": Ready([one.sim_given for one in done]),
        }
        insert(HandoverTerms, terms, count=len(done), with_keys=False)
        self.allocations.write(allocations)
        self.handovers.write(handovers)


_FACTORS = {
    "waiting": [0, 1, 0],
    "urgency": [0, 20, 0],
    "due": [0, 2, 0],
    "carried_over": [0, 15, 0],
    "territory": [0, 2, 0],
}


def _facts(reckoned: Mapping[str, int], code: str, on: str, waited: int, asked: Asked) -> str:
    """What a proposal rests on: the queue it came from, and the one device that fitted best."""
    need = asked.purpose.minimum.get(asked.kind.type.code) or {}
    factor = {"code": "waiting", "value": waited, "weight": 1, "limit": 0, "points": waited}
    return as_json(
        {
            **reckoned,
            "on": on,
            "factors": [factor],
            "need": {
                "ram_mb": need.get("ram_mb"),
                "storage_gb": need.get("storage_gb"),
                "large_screen": False,
            },
            "ready": 1,
            "fitting": 1,
            "devices": [],
            "chosen": code,
        }
    )


def _allocations(promises: Sequence[Promise]) -> dict[str, Any]:
    return {
        **heads([one.allocation for one in promises]),
        "public_id": Ready([one.allocation_kept for one in promises]),
        "facts": Ready([one.facts for one in promises]),
        "by_rule": True,
        "created_at": Ready([one.created.kept for one in promises]),
    }


def _handovers(promises: Sequence[Promise]) -> dict[str, Any]:
    return {
        **heads([one.handover for one in promises]),
        "public_id": Ready([one.handover_kept for one in promises]),
        "site_id": Ready([one.asked.workshop.counter.pk for one in promises]),
        "planned_at": Ready([one.planned_for.kept for one in promises]),
        "lane": Ready([one.stock.lane if one.cap else "" for one in promises]),
        "cap_cents": Ready([one.cap and one.cap.cents for one in promises]),
        "cap_rule": Ready([one.cap.rule if one.cap else "" for one in promises]),
        "price_cents": Ready([one.price_cents for one in promises]),
        "signature_method": Ready([one.method for one in promises]),
        "handed_over_on": Ready([one.on for one in promises]),
        "warranty_until": Ready([one.warranty_until for one in promises]),
    }
