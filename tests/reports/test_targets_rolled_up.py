"""Whatever lives devices lead, each kind of target counts from the roll-ups what a walk through the ledgers counts."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import transaction

from beneficiaries import workflow as beneficiaries
from beneficiaries.models import Handover, Request
from beneficiaries.states import HandoverStage
from donors.models import CampaignBatch
from donors.workflow import campaigns
from inventory import workflow as inventory
from inventory.models import Device, DeviceEvent
from inventory.states import EventKind, Move, Stage
from reuse.accounts.models import Site
from reuse.core import chance as codes
from reuse.core.ledger import Happening, record
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal
from reuse.reports import workflow
from reuse.reports.models import Claim
from reuse.reports.queries import rollup_faults
from reuse.reports.queries.counting import (
    counted,
    counted_by_both,
    counted_elsewhere,
    counting,
    fitting,
    types_of,
)
from reuse.reports.queries.progress import IN_CHAIN, IN_WORK, progress
from reuse.reports.queries.territories import sites_in_reach
from reuse.reports.workflow import rollups
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.factories import DRAWN
from tests.inventory.factories import announced, device_at

pytestmark = pytest.mark.django_db
SPAN = (date(2026, 1, 1), date(2027, 12, 31))
AT_ONCE, PAIRS = 14, 12  # targets, and pairs of them, looked at each time
AREAS = {
    "": [],
    "ours": [("department", "38")],
    "theirs": [("department", "42")],
    "districts": [("qpv", "all")],
    "districts of ours": [("qpv", "all-38")],
    "ours and districts of theirs": [("department", "38"), ("qpv", "all-42")],
    "theirs and every district": [("department", "42"), ("qpv", "all")],
    "one district": [("qpv", "QN03803M")],
}
KINDS = [
    *({"areas": areas} for areas in AREAS),
    *({"areas": areas, "unit": "households"} for areas in AREAS),
    *({"areas": areas, "returns_within_days": 5, "types": ("laptop",)} for areas in AREAS),
    {"is_exclusive": True, "quantity": 2},
    {"is_exclusive": True, "areas": "theirs and every district", "returns_within_days": 5},
    {"is_exclusive": True, "areas": "districts", "unit": "households"},
    {"is_exclusive": True, "types": ("smartphone",)},
    {"unit": "computers", "areas": "ours"},
    {"counts": "collected", "areas": "ours and districts of theirs"},
    {"campaign": True},
    {"campaign": True, "counts": "collected", "types": ("laptop",)},
]


def a_target(areas="", types=(), campaign=False, **facts):
    boss = people.act(people.coordinator())
    row = workflow.set_target(
        act=boss,
        **{
            "name": {"fr": "Dix"},
            "quantity": 10,
            "since": SPAN[0],
            "until": SPAN[1],
            "areas": [{"kind": kind, "code": code} for kind, code in AREAS[areas]],
            "types": list(DeviceType.objects.filter(code__in=types)),
            **facts,
        },
    )
    if campaign:
        row.campaign = a_campaign(str(row.public_id))
        row.save()
    return row


def a_campaign(name):
    return campaigns.open_campaign(
        act=people.act(people.coordinator()),
        name={"fr": name},
        introduction={},
        partners=[],
        departments=[],
        since=SPAN[0],
        until=SPAN[1],
    )


class Lives:
    """Devices of two sites on their way to persons of three requests of one home, of others, and to structures."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.day = 0
        _owner, self.theirs = people.workshop("Atelier de la Loire")
        Site.objects.filter(pk=self.theirs.pk).update(department="42")
        home = codes.new_uuid()
        homes = [home, home, home, None, None]
        self.planned = [
            factories.handover_at(
                HandoverStage.PLANNED, household=one, in_priority_area=self.chance.choice([True, True, False])
            )
            for one in homes
        ]
        self.devices = [
            *announced(2),
            device_at(Stage.ERASURE),
            device_at(Stage.HANDED_OVER, kind_of="smartphone"),
            *(one.device for one in self.planned),
        ]

    def act(self, who):
        self.day += self.chance.choice([0, 0, 1, 3])
        site = self.chance.choice([None, who.site, self.theirs])
        return replace(people.act(who, people.NOON + timedelta(days=1 + self.day)), site=site)

    def step(self):
        """One thing that happens; what is not possible now is refused, and changes nothing."""
        happens = self.chance.choice(
            [*[self.hand_over] * 4, *[self.take_back] * 2, self.move, self.mistake, self.settle, self.correct]
        )
        with suppress(Refusal), transaction.atomic():
            happens()

    def hand_over(self):
        one = factories.current(self.chance.choice(self.planned))
        beneficiaries.hand_over(
            handover=one,
            price_cents=0,
            signature=DRAWN,
            code=one.device.code,
            act=self.act(people.social_worker()),
        )

    def take_back(self):
        one = factories.current(self.chance.choice(self.planned))
        if self.chance.random() < 0.3:
            act = self.act(people.manager())
            inventory.take_back(device=self.a_device(), act=act, reason_code="fault")
        else:
            act = self.act(people.coordinator())
            beneficiaries.take_back(handover=one, act=act, reason_code="fault")

    def move(self):
        moves = [Move.RECEIVE, Move.TRIAGE, Move.ERASE, Move.REPAIR]
        act = replace(self.act(people.manager()), site=people.workshop()[1])
        inventory.move(device=self.a_device(), move=self.chance.choice(moves), act=act)

    def mistake(self):
        """The last hand-over was none. No page says that yet; the ledger can."""
        device = self.a_device()
        event = device.events.filter(move=Move.HAND_OVER).order_by("seq").last()
        if event and not DeviceEvent.objects.filter(corrects=event).exists():
            said = Happening(
                kind=EventKind.CORRECTED, to_stage=Stage.RESERVED, corrects=event, reason_code="undo"
            )
            record(DeviceEvent, device, said, self.act(people.coordinator()))

    def settle(self):
        workflow.settle(now=people.NOON + timedelta(days=self.day), on=date(2027, 6, 1))

    def correct(self):
        """What a request says is corrected, or forgotten."""
        request = Request.objects.filter(pk=self.chance.choice(self.planned).request_id)
        says = [
            {"in_priority_area": None},
            {"in_priority_area": True},
            {"department": self.chance.choice(["38", "42"])},
            {"household": None},
            {"household": codes.new_uuid()},
            {"partner": factories.other_worker().organisation},
        ]
        request.update(**self.chance.choice(says))

    def a_device(self):
        return Device.objects.get(pk=self.chance.choice(self.devices).pk)


@pytest.mark.parametrize("seed", range(2))
def test_each_kind_of_target_counts_what_the_ledgers_say_folded_or_not(seed):
    lives = Lives(seed)
    targets = [a_target(**kind) for kind in KINDS]
    given_for = [one.campaign for one in targets if one.campaign]
    for device in lives.devices[::2]:
        CampaignBatch.objects.get_or_create(
            donation=device.donation,
            defaults={
                "campaign": lives.chance.choice(given_for),
                "by": people.donor().user,
                "at": people.NOON,
            },
        )
    seen = Counter()
    for number in range(24):
        lives.step()
        if lives.chance.random() < 0.3:
            rollups.fold(most=lives.chance.choice([1, 3, 500]))
        if number % 8 == 7:
            seen += check(targets, lives.chance)
    lives.settle()
    rollups.fold_all()

    seen += check(targets, lives.chance)

    assert list(rollup_faults.faults()) == []
    assert seen["counted"] > 40


def check(targets, chance):
    """Each target, and each pair of some of them; how many were counted, so that a test may see that any were."""
    found, seen = {}, Counter()
    targets = chance.sample(targets, AT_ONCE)
    for row in targets:
        events = counting(row, *SPAN)
        found[row.pk] = {(event.on, event.device_id) for event in events}
        assert list(counted(row, *SPAN)) == sorted(Counter(on for on, _ in found[row.pk]).items())
        seen["counted"] += len(found[row.pk])
        assert counted_elsewhere(row, *SPAN) == elsewhere(row)
        check_chain(row)
    for one, other in chance.sample(list(combinations(targets, 2)), PAIRS):
        if one.counts == other.counts:
            both = found[one.pk] & found[other.pk]
            assert counted_by_both(one, other, SPAN[1]) == len(both), (one.pk, other.pk)
    return seen


def elsewhere(row):
    if not row.is_exclusive:
        return 0
    held = Claim.objects.filter(released_at=None).exclude(target=row).values_list("event", flat=True)
    return fitting(row, *SPAN).filter(pk__in=list(held)).count()


def check_chain(row):
    """What stands in the chain, device by device."""
    shown = progress(row, as_of=SPAN[1])
    stages = [Stage.ANNOUNCED] if row.counts == "collected" else IN_CHAIN
    types, sites = types_of(row), sites_in_reach(row.territory)
    waits = {}
    for device in Device.objects.filter(stage__in=stages, merged_into=None):
        if (types is not None and device.type_id not in types) or (
            sites is not None and device.site_id not in sites
        ):
            continue
        if row.campaign and not row.campaign.batches.filter(donation=device.donation_id).exists():
            continue
        gone = device.events.filter(move=Move.HAND_OVER).exclude(
            pk__in=DeviceEvent.objects.exclude(corrects=None).values("corrects")
        )
        if not gone.exists():
            waits.setdefault(device.stage, []).append((SPAN[1] - device.stage_since.date()).days)
    assert shown.in_chain == sum(map(len, waits.values()))
    work = {stage: days for stage, days in waits.items() if stage in IN_WORK}
    told = {one.stage: (one.count, one.mean_days) for one in shown.blockers}
    assert told == {stage: (len(days), round(sum(days) / len(days))) for stage, days in work.items()}


def test_a_hand_over_to_a_home_that_had_one_is_recounted_when_the_earlier_is_forgotten():
    home = codes.new_uuid()
    first, _second = (factories.handover_at(HandoverStage.DONE, household=home) for _one in range(2))
    rollups.fold_all()
    row = a_target(unit="households")
    assert [count for _on, count in counted(row, *SPAN)] == [1]

    Request.objects.filter(pk=first.request_id).update(household=None)

    assert [count for _on, count in counted(row, *SPAN)] == [2]
    assert Handover.objects.count() == 2
    rollups.fold_all()
    assert list(rollup_faults.faults()) == []
