"""Collective requests: ready devices of one gift and one type go together to a structure, against one slip."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from beneficiaries.models import CollectiveDevice, CollectiveEvent, CollectiveRequest
from beneficiaries.states.collective import (
    CollectiveEventKind,
    CollectiveMove,
    CollectiveStage,
    CollectiveUse,
)
from inventory.states import EventKind, Move, Stage
from reuse.core.chains import Chains, Hand, Head, Instant, heads
from reuse.core.copying import Ready, insert
from reuse.demo.scale.benches import TARGETS, Benches, Life
from reuse.demo.scale.papers import Addressees, Slips
from reuse.demo.scale.rows import Numbers, Rows, as_json, identifier
from reuse.demo.scale.territory import Partner, Workshop
from reuse.demo.scale.worktime import spread, wait
from reuse.demo.scale.world import World

LANGUAGE = "fr"  # of our papers
LEAST, MOST = 2, 12  # devices of a request
USES = tuple(CollectiveUse.values)


@dataclass(slots=True)
class Group:
    """A collective request as it is at the moment."""

    head: Head
    kept: str
    written: str
    partner: Partner
    workshop: Workshop
    type_id: int
    quantity: int
    use: str
    purpose_id: int
    sent: Instant
    lives: Sequence[Life] = ()  # that are held for it
    delivered: Instant | None = None
    slip: int | None = None


class Groups:
    """The collective requests of a chunk."""

    def __init__(self, world: World, benches: Benches, numbers: Numbers, chances: random.Random) -> None:
        self.world = world
        self.numbers = numbers
        self.slips = Slips(world.slips)
        self.time = world.time
        self.benches = benches
        self.chances = chances
        self.groups: list[Group] = []
        self.events = Chains(CollectiveEvent)

    def share_out(self, lives: Sequence[Life]) -> None:
        """Whatever of a gift is ready goes together, type by type; one that is left alone stays in stock."""
        ready = [life for life in lives if life.head.stage == Stage.READY]
        for kind in dict.fromkeys(life.stock.kind.type.code for life in ready):
            alike = [life for life in ready if life.stock.kind.type.code == kind]
            for first in range(0, len(alike), MOST):
                if len(alike) - first >= LEAST:
                    self._give(alike[first : first + MOST])

    def _give(self, lives: Sequence[Life]) -> None:
        reserved = max(life.at for life in lives) + wait(self.chances, 12)
        delivered = reserved + wait(self.chances, 5)
        sent, accepted = spread(self.chances, reserved // 2, min(reserved, self.time.end), 2)
        group = self._ask(lives, sent)
        boss, worker = lives[0].workshop.coordinator, group.partner.worker
        self._move(
            group, CollectiveMove.ACCEPT, CollectiveStage.ACCEPTED, boss, accepted, {"beyond_quota": False}
        )
        told: dict[str, Any] = {"devices": [life.head.name for life in lives]}
        if reserved > self.time.end:
            return
        group.lives = lives
        self._move_devices(group, Move.RESERVE, boss, reserved, "allocation")
        self._move(group, CollectiveMove.RESERVE, CollectiveStage.RESERVED, boss, reserved, told)
        if delivered > self.time.end:
            return
        self._move_devices(group, Move.HAND_OVER, worker, delivered, "handover")
        told["price_cents"] = 0
        self._move(group, CollectiveMove.DELIVER, CollectiveStage.DELIVERED, worker, delivered, told)
        group.delivered = self.time.instant(delivered)
        with translation.override(LANGUAGE):
            facts = _stated(group, group.delivered)
        to = Addressees(group.workshop.body.pk, group.partner.body.pk)
        group.slip = self.slips.issue(to, worker, group.delivered, facts, self.chances)
        for life in lives:
            life.handed_over_on = life.handed_over_on or group.delivered.on

    def _ask(self, lives: Sequence[Life], at: int) -> Group:
        kept, written = identifier(self.chances)
        number = self.numbers.next("collective", "C", self.time.year(at))
        group = Group(
            head=Head(number, len(self.groups), CollectiveStage.SENT),
            kept=kept,
            written=written,
            partner=self.chances.choice(lives[0].workshop.partners),
            workshop=lives[0].workshop,
            type_id=lives[0].stock.kind.type.pk,
            quantity=len(lives),
            use=self.chances.choice(USES),
            purpose_id=self.chances.choice(self.world.reference.purposes).pk,
            sent=self.time.instant(at),
        )
        self.groups.append(group)
        told = as_json({"use": group.use, "type": lives[0].stock.kind.type.code, "quantity": len(lives)})
        self.events.add(
            *(group.head, group.partner.worker, group.sent, CollectiveEventKind.SENT),
            to_stage=CollectiveStage.SENT,
            details=told,
        )
        return group

    def _move(self, group: Group, move: str, target: str, hand: Hand, at: int, told: dict[str, Any]) -> None:
        self.events.add(
            *(group.head, hand, self.time.instant(at), CollectiveEventKind.MOVED),
            move=move,
            to_stage=target,
            details=as_json(told),
        )

    def _move_devices(self, group: Group, move: Move, hand: Hand, at: int, what: str) -> None:
        for life in group.lives:
            self.benches.events.add(
                *(life.head, hand, self.time.instant(at), EventKind.MOVED),
                move=move,
                to_stage=TARGETS[move],
                details=f'{{"{what}":"{group.written}"}}',
            )

    def write(self, devices: Sequence[int]) -> None:
        """Copy them in, each delivered one with its slip. `devices`: their keys by their places."""
        papers = self.slips.write()
        columns = {
            **_columns(self.groups),
            "document_id": Ready([None if one.slip is None else papers[one.slip] for one in self.groups]),
        }
        keys = insert(CollectiveRequest, columns, count=len(self.groups))
        items = Rows(CollectiveDevice, "collective_id", "device_id", "checked_on")
        for group in self.groups:
            for life in group.lives:
                items.add(group.head.place, life.head.place, group.delivered and group.delivered.on)
        items.write(collective_id=keys, device_id=devices)
        self.events.write(keys)


def _stated(group: Group, now: Instant) -> dict[str, Any]:
    """What the slip of a delivery states."""
    name = group.partner.member.user.name
    return {
        "request": group.head.name,
        "structure": group.partner.body.name,
        "use": str(CollectiveUse(group.use).label),
        "site": str(group.workshop.counter),
        "handed_over_by": name,
        "handed_over_at": now.text,
        "received_by": name,
        "devices": [
            {
                "code": life.head.name,
                "type": str(life.stock.kind.type),
                "name": f"{life.maker} {life.model}",
            }
            for life in group.lives
        ],
    }


def _columns(groups: Sequence[Group]) -> dict[str, Any]:
    return {
        **heads([one.head for one in groups]),
        "public_id": Ready([one.kept for one in groups]),
        "ref": Ready([one.head.name for one in groups]),
        "partner_id": Ready([one.partner.body.pk for one in groups]),
        "worker_id": Ready([one.partner.worker.by_id for one in groups]),
        "use": Ready([one.use for one in groups]),
        "type_id": Ready([one.type_id for one in groups]),
        "purpose_id": Ready([one.purpose_id for one in groups]),
        "quantity": Ready([one.quantity for one in groups]),
        "site_id": Ready([one.workshop.counter.pk for one in groups]),
        "sent_at": Ready([one.sent.kept for one in groups]),
        "delivered_on": Ready([one.delivered and one.delivered.on for one in groups]),
    }
