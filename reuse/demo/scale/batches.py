"""Gifts on their way: drafted, signed by both, received, closed; and the devices they bring."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from donors.models import Donation, DonationEvent, Signature
from donors.states import RULES, DonationEventKind, DonationMove, DonationStage, Lane, Party
from donors.workflow import STATEMENTS, lane_for
from donors.workflow import Giver as Bringer
from inventory import codes
from inventory.models import Identifier
from reuse.accounts.models import LegalKind
from reuse.core.chains import Chains, Hand, Head, Instant, heads
from reuse.core.copying import Ready, insert
from reuse.demo.gifts import TITLES
from reuse.demo.machines import CATALOGUE
from reuse.demo.scale.benches import Benches, Life
from reuse.demo.scale.cases import Cases, Stock
from reuse.demo.scale.lives import Draw
from reuse.demo.scale.rows import Numbers, Rows, as_json, identifier
from reuse.demo.scale.territory import DONOR_KINDS, Giver, Workshop
from reuse.demo.scale.together import Groups
from reuse.demo.scale.worktime import wait
from reuse.demo.scale.world import World

TYPES = tuple(row[0] for row in CATALOGUE)
TYPE_WEIGHTS = tuple(row[1] for row in CATALOGUE)
MODELS = {row[0]: row[2] for row in CATALOGUE}
GIVER_WEIGHTS = tuple(row[2] for row in DONOR_KINDS)
NEIGHBOURS = 0.15  # of gifts go to a workshop of another department
MISSING = 0.015  # of what was announced never arrives
TOGETHER = 0.3  # of gifts are shared out to structures
ALONE = 0.11  # requests that nothing fits yet, for each device
_IDENTIFIERS = Identifier.Kind
_TEXTS = {party: as_json({"version": 1, "codes": list(STATEMENTS[party])}) for party in Party}
_SIGNED = {
    party: as_json({"party": party, "statements": list(STATEMENTS[party]), "version": 1, "method": "account"})
    for party in Party
}


@dataclass(slots=True)
class Batch:
    """A gift as it is at the moment."""

    head: Head
    kept: str
    title: str
    giver: Giver
    workshop: Workshop
    lane: str
    created: Instant
    size: int
    has_tags: bool
    decision: str = ""


class Batches:
    """The gifts of a chunk, and all that comes of them."""

    def __init__(self, world: World, seed: str) -> None:
        self.world = world
        self.time = world.time
        self.chances = random.Random(seed)  # noqa: S311 - made-up data
        self.draw = Draw(self.chances)
        self.numbers = Numbers(world.numbers)
        self.cases = Cases(world, self.numbers, self.chances)
        self.benches = Benches(world, self.cases, self.chances)
        self.groups = Groups(world, self.benches, self.numbers, self.chances)
        self.batches: list[Batch] = []
        self.events = Chains(DonationEvent)
        self.signatures = Rows(
            Signature,
            *("donation_id", "party", "signer_name", "signer_function", "statements", "by_id", "at"),
        )
        self._workshop_weights = [one.weight for one in world.territory.workshops]

    def come(self, own: Sequence[str], first: int, total: int) -> None:
        """Gifts of so many devices as there are codes; `first` of `total` came before."""
        done = 0
        while done < len(own):
            size = min(1 + int(self.chances.lognormvariate(3.0, 0.9)), 250, len(own) - done)
            at = self.time.coming((first + done) / total, self.chances)
            self._gift(own[done : done + size], first + done, at)
            done += size

    def _gift(self, own: Sequence[str], first: int, at: int) -> None:
        [workshop] = self.chances.choices(self.world.territory.workshops, self._workshop_weights)
        near = (
            workshop
            if not self.draw.happens(NEIGHBOURS)
            else self.chances.choice(self.world.territory.workshops)
        )
        [giver] = self.chances.choices(near.givers, GIVER_WEIGHTS)
        is_walk_in = giver.body.legal_kind == LegalKind.PERSONS
        if is_walk_in:
            [giver] = [one for one in workshop.givers if one.body.legal_kind == LegalKind.PERSONS]
        batch = self._begin(giver, workshop, len(own), at, is_walk_in=is_walk_in)
        lives = [self._life(batch, code, first + nth, nth) for nth, code in enumerate(own)]
        for life in lives:
            self.benches.announce(life, giver.hand, at)
        reception = at if is_walk_in else self._agree(batch, at)
        if reception <= self.time.end:
            self._receive(batch, lives, reception)
        for life in lives:
            if self.draw.happens(ALONE):
                asked = int(self.chances.random() * self.time.end)
                self.cases.asking.without_device(
                    life.stock.kind, self.chances.choice(self.world.territory.workshops), asked
                )

    def _begin(self, giver: Giver, workshop: Workshop, size: int, at: int, *, is_walk_in: bool) -> Batch:
        year = self.time.year(at)
        name, letter = ("walk-in", "P") if is_walk_in else ("donation", "L")
        batch = Batch(
            head=Head(
                self.numbers.next(name, letter, year),
                len(self.batches),
                stage="" if is_walk_in else DonationStage.DRAFT,
            ),
            kept=identifier(self.chances)[0],
            title="" if is_walk_in else self.chances.choice(TITLES),
            giver=giver,
            workshop=workshop,
            lane=str(lane_for(giver.body, workshop.body)),
            created=self.time.instant(at),
            size=size,
            has_tags=not is_walk_in and self.draw.happens(0.4),
            decision=f"n° {year}-{self.chances.randrange(10, 90):03}" if giver.body.is_public_body else "",
        )
        self.batches.append(batch)
        target, told = DonationStage.DRAFT, "{}"
        if is_walk_in:
            target = DonationStage.IN_RECEPTION
            told = as_json({"walk_in": Bringer.PERSON.value, "lane": Lane.PRIVATE_GIFT.value})
        self.events.add(
            batch.head, giver.hand, batch.created, DonationEventKind.CREATED, to_stage=target, details=told
        )
        return batch

    def _agree(self, batch: Batch, at: int) -> int:
        """Both sign, and the workshop begins to count; returns when, or when it would."""
        manager, technician = batch.workshop.manager, self.chances.choice(batch.workshop.technicians)
        announced = at + wait(self.chances, 0.7)
        if announced <= self.time.end:
            self._sign(batch, Party.DONOR, batch.giver.hand, batch.giver.name, announced)
            self._move(batch, DonationMove.ANNOUNCE, batch.giver.hand, announced)
        accepted = announced + wait(self.chances, 2)
        if accepted <= self.time.end:
            self._sign(batch, Party.RECEIVER, manager, batch.workshop.manager_name, accepted)
            self._move(batch, DonationMove.ACCEPT, manager, accepted)
        reception = accepted + wait(self.chances, 7)
        if reception <= self.time.end:
            self._move(batch, DonationMove.START_RECEPTION, technician, reception)
        return reception

    def _receive(self, batch: Batch, lives: Sequence[Life], reception: int) -> None:
        """What came lives on; when the last was counted the reception closes, and what is missing is said."""
        last = reception
        goes_together = self.draw.happens(TOGETHER)
        for life in lives:
            if not self.draw.happens(MISSING):
                steps = self.draw.life(life.stock.kind.nature, until_ready=goes_together)
                last = max(last, self.benches.live(life, steps, reception))
        if goes_together:
            self.groups.share_out(lives)
        closed = last + wait(self.chances, 0.5)
        if closed > self.time.end:
            return
        missing = [life for life in lives if life.head.seq == 1]
        for life in missing:
            self.benches.not_delivered(life, closed)
        counted = {
            "announced": len(lives),
            "received": len(lives) - len(missing),
            "missing": len(missing),
            "unexpected": 0,
        }
        self._move(batch, DonationMove.CLOSE_RECEPTION, batch.workshop.manager, closed, as_json(counted))

    def _life(self, batch: Batch, code: str, number: int, nth: int) -> Life:
        chances = self.chances
        [name] = chances.choices(TYPES, TYPE_WEIGHTS)
        maker, model, processor, memory, disk = chances.choice(MODELS[name])
        kind = self.world.reference.kinds[name]
        head = Head(code, len(self.benches.lives) + nth)
        stock = Stock(head.place, code, kind, batch.workshop, batch.lane)
        row = nth + 2 if batch.has_tags else None
        since = batch.created.kept
        names = self.benches.names
        names.add(head.place, _IDENTIFIERS.CODE.value, code, code, None, since)
        serial = f"35{number:012d}" if name == "smartphone" else f"{maker[:2].upper()}{number:08d}"
        if name == "smartphone":
            names.add(head.place, _IDENTIFIERS.IMEI.value, *[with_check_digit(serial)] * 2, None, since)
        else:
            names.add(head.place, _IDENTIFIERS.SERIAL.value, serial, serial, None, since)
        if batch.has_tags:
            tag = f"INV-{number:08d}"
            names.add(
                *(head.place, _IDENTIFIERS.DONOR_TAG.value, tag, codes.normalised(tag)),
                *(batch.giver.body.pk, since),
            )
        return Life(
            *(head, stock, number, batch.workshop, batch.head.place, row),
            *(maker, model, processor, memory or None, disk or None),
        )

    def _sign(self, batch: Batch, party: Party, hand: Hand, name: str, at: int) -> None:
        now = self.time.instant(at)
        function = "responsable de l’atelier" if party == Party.RECEIVER else "responsable du parc"
        self.signatures.add(batch.head.place, str(party), name, function, _TEXTS[party], hand.by_id, now.kept)
        self.events.add(batch.head, hand, now, DonationEventKind.SIGNED, details=_SIGNED[party])

    def _move(self, batch: Batch, move: DonationMove, hand: Hand, at: int, details: str = "{}") -> None:
        self.events.add(
            *(batch.head, hand, self.time.instant(at), DonationEventKind.MOVED),
            move=move,
            to_stage=RULES[move].target,
            details=details,
        )

    def write(self) -> None:
        """Copy everything in, in the caller's transaction."""
        donations = insert(Donation, _donations(self.batches), count=len(self.batches))
        self.signatures.write(donation_id=donations)
        self.events.write(donations)
        self.groups.write(self.benches.write(donations))
        self.numbers.take()


def _donations(batches: Sequence[Batch]) -> dict[str, Any]:
    return {
        **heads([one.head for one in batches]),
        "public_id": Ready([one.kept for one in batches]),
        "ref": Ready([one.head.name for one in batches]),
        "title": Ready([one.title for one in batches]),
        "donor_id": Ready([one.giver.body.pk for one in batches]),
        "receiver_id": Ready([one.workshop.body.pk for one in batches]),
        "site_id": Ready([one.workshop.site.pk for one in batches]),
        "created_by_id": Ready([one.giver.hand.by_id for one in batches]),
        "contact_id": Ready([one.giver.hand.by_id for one in batches]),
        "created_at": Ready([one.created.kept for one in batches]),
        "lane": Ready([one.lane for one in batches]),
        "unit_value_attested": Ready([bool(one.decision) for one in batches]),
        "deliberation_ref": Ready([one.decision for one in batches]),
        "condition": Donation.Condition.MIXED,
    }


def with_check_digit(body: str) -> str:
    """An IMEI: fourteen digits and the one that checks them (Luhn)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(body)]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{body}{-total % 10}"
