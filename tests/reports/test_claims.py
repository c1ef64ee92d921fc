"""Exclusive targets and households: what is decided once about a hand-over stays, and no device counts for two."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beneficiaries import workflow as beneficiaries
from beneficiaries.codes import Kept
from beneficiaries.models import KeepingRule, Request
from beneficiaries.states import HandoverStage
from inventory import workflow as inventory
from inventory.models import DeviceEvent
from inventory.states import EventKind, Move, Stage
from reuse.core import chance
from reuse.core.ledger import Happening, record
from reuse.core.models import DeviceType
from reuse.reports import queries, workflow
from reuse.reports.models import Claim, LaterOfHome, Target
from reuse.reports.queries.counting import fitting
from reuse.reports.tasks import claim as chore
from reuse.reports.workflow import claims
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MID = date(2026, 7, 1)


def target(**facts):
    wanted = {"name": {"fr": "Dix"}, "quantity": 10, "since": YEAR[0], "until": YEAR[1], **facts}
    return workflow.set_target(act=people.act(people.coordinator()), **wanted)


def exclusive(**facts):
    return target(is_exclusive=True, **facts)


def settle():
    return workflow.settle(now=people.NOON + timedelta(days=10), on=MID)


def shown(row):
    return queries.progress(row, as_of=MID)


def taken_back(device):
    """The hand-over was a mistake. No page does that yet; the ledger can say it."""
    event = device.events.get(move=Move.HAND_OVER)
    said = Happening(kind=EventKind.CORRECTED, to_stage=Stage.RESERVED, corrects=event, reason_code="undo")
    record(DeviceEvent, again(device), said, people.act(people.coordinator()))


def test_the_target_set_first_is_served_first_up_to_its_quantity():
    devices = [device_at(Stage.HANDED_OVER) for _one in range(3)]
    first, second, open_to_all = exclusive(quantity=2), exclusive(), target()

    assert settle() == 3
    assert settle() == 0  # a second run repeats nothing

    assert [claim.device_id for claim in first.claims.all()] == [one.pk for one in devices[:2]]
    assert [claim.device_id for claim in second.claims.all()] == [devices[2].pk]
    assert [shown(row).achieved for row in (first, second, open_to_all)] == [2, 1, 3]
    assert [shown(row).elsewhere for row in (first, second, open_to_all)] == [1, 2, 0]


def test_a_mistake_and_an_early_return_release_a_later_return_does_not():
    kept, early, wrong = (device_at(Stage.HANDED_OVER) for _one in range(3))
    strict, lasting = exclusive(returns_within_days=30), exclusive()
    settle()
    inventory.take_back(device=early, reason_code="fault", act=people.act(people.technician()))
    taken_back(wrong)
    assert shown(strict).achieved == 1  # at once, before anything is settled

    settle()

    assert Counter(strict.claims.values_list("device", "released_because")) == Counter(
        {(kept.pk, ""): 1, (early.pk, "returned"): 1, (wrong.pk, "taken_back"): 1}
    )
    assert [claim.device_id for claim in lasting.claims.all()] == [early.pk]  # its rule takes no return off
    inventory.take_back(device=kept, reason_code="fault", act=people.act(people.technician()))
    strict.refresh_from_db()
    assert shown(lasting).achieved == 1


def test_what_is_claimed_stays_claimed_when_its_target_ends_or_changes():
    device_at(Stage.HANDED_OVER)
    first, second = exclusive(), exclusive()
    settle()

    workflow.end_target(target=first, reason="Programme clos", act=people.act(people.coordinator()))
    settle()

    assert (shown(first).achieved, shown(second).achieved, shown(second).elsewhere) == (1, 0, 1)
    device_at(Stage.HANDED_OVER)
    settle()
    assert (shown(first).achieved, shown(second).achieved) == (1, 1)  # an ended target claims no more


def test_the_database_has_the_last_word():
    device_at(Stage.HANDED_OVER)
    first, second = exclusive(), exclusive()
    settle()
    held = first.claims.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            target=second, device=held.device, event=held.event, on=held.on, claimed_at=people.NOON
        )


def test_two_that_settle_at_once_claim_no_more_than_the_quantity(monkeypatch):
    for _one in range(3):
        device_at(Stage.HANDED_OVER)
    row = exclusive(quantity=2)
    find = claims.claimable

    def find_late(*asked):
        monkeypatch.setattr(claims, "claimable", find)
        assert settle() == 2
        return find(*asked[:2], 3)

    monkeypatch.setattr(claims, "claimable", find_late)

    assert settle() == 0
    assert shown(row).achieved == 2


TYPES = ("laptop", "smartphone")
STEPS = st.one_of(
    st.tuples(
        st.just("set"), st.integers(1, 4), st.sampled_from([(), ("laptop",), TYPES]), st.sampled_from([0, 30])
    ),
    st.tuples(st.just("settle")),
    st.tuples(st.just("return"), st.integers(0, 3)),
    st.tuples(st.just("mistake"), st.integers(0, 3)),
)


@pytest.fixture
def devices():
    return [device_at(Stage.HANDED_OVER, kind_of=TYPES[number % 2]) for number in range(4)]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=2, max_size=7))
def test_no_device_counts_for_two_and_a_later_target_takes_nothing_from_an_earlier(devices, steps):
    with transaction.atomic():
        gone = set()
        for step in [*steps, ("settle",)]:
            before = held()
            taken_off = carry_out(step, devices, gone)
            after = held()
            assert len(after) == len({device for device, _target in after})
            assert {(device, row) for device, row in before if device not in taken_off} <= after
            for row in Target.objects.all():
                assert shown(row).achieved <= row.quantity
        assert sum(shown(row).achieved for row in Target.objects.all()) <= len(devices)
        taken = {device for device, _target in held()}
        for row in Target.objects.filter(ended_at=None):
            free = set(fitting(row, row.since, MID).values_list("device", flat=True)) - taken
            assert not free or row.claims.filter(released_at=None).count() == row.quantity
        transaction.set_rollback(True)


def held():
    return set(Claim.objects.filter(released_at=None).values_list("device", "target"))


def carry_out(step, devices, gone):
    """One step; the devices that any later settling may release."""
    match step:
        case ("set", quantity, types, days):
            kinds = list(DeviceType.objects.filter(code__in=types))
            exclusive(quantity=quantity, types=kinds, returns_within_days=days)
        case ("settle",):
            settle()
        case (verb, number) if devices[number].pk not in gone:
            gone.add(devices[number].pk)
            if verb == "return":
                inventory.take_back(
                    device=devices[number], reason_code="fault", act=people.act(people.technician())
                )
            else:
                taken_back(devices[number])
    return gone


def test_the_chore_claims_what_was_handed_over_until_today():
    device_at(Stage.HANDED_OVER)
    row = exclusive()

    chore(people.NOON + timedelta(days=1))

    assert shown(row).achieved == 1


def test_a_household_counts_once_for_its_first_device_and_forgetting_changes_nothing():
    home = chance.new_uuid()
    for _one in range(2):
        factories.handover_at(HandoverStage.DONE, household=home)
    factories.handover_at(HandoverStage.DONE)  # another home
    device_at(Stage.HANDED_OVER)  # to a structure: no home
    row = target(unit="households")
    assert (shown(row).achieved, shown(target()).achieved) == (2, 4)

    settle()
    KeepingRule.objects.exclude(code=Kept.READINGS).update(days=0)
    beneficiaries.forget_due(people.NOON + timedelta(days=2000))

    assert not Request.objects.exclude(household=None).exists()
    assert LaterOfHome.objects.count() == 1
    assert shown(row).achieved == 2


def test_a_home_is_of_one_partner_and_of_one_request():
    home = chance.new_uuid()
    first, second = (factories.handover_at(HandoverStage.DONE, household=home) for _one in range(2))
    row = target(unit="households")

    Request.objects.filter(pk=second.request_id).update(partner=factories.other_worker().organisation)

    assert shown(row).achieved == 2
    Request.objects.filter(pk=first.request_id).update(household=None)
    assert shown(row).achieved == 2


def test_priority_districts_count_where_the_request_says_so():
    for says in (True, False, None):
        factories.handover_at(HandoverStage.DONE, in_priority_area=says)

    def counted(code):
        return shown(target(areas=[{"kind": "qpv", "code": code}])).achieved

    assert [counted(code) for code in ("all", "all-38", "all-69", "QN03803M")] == [1, 1, 0, 0]
