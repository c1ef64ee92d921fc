"""Collective requests: own quota and queue, delivered together by one slip; pools that structures lend from by scanning."""

from datetime import date, timedelta

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import CollectiveEvent, CollectiveQuota, CollectiveRequest, PoolLoan, PurposeProfile
from beneficiaries.queries import collective
from beneficiaries.states import RequestStage
from beneficiaries.states.collective import (
    COLLECTIVE_RULES,
    CollectiveEventKind,
    CollectiveMove,
    CollectiveStage,
    CollectiveUse,
)
from beneficiaries.workflow.refusals import (
    NothingFits,
    NotInPool,
    PersonalDataFound,
    ReasonNeeded,
    ResetMissing,
    SignatureMissing,
)
from inventory import codes
from inventory.models import DeviceEvent
from inventory.states import Stage
from reuse.core.models import DeviceType
from reuse.core.refusals import NotPermitted
from reuse.core.verification import faults
from reuse.documents import workflow as documents
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def worker(days=0):
    return people.act(people.social_worker(), people.NOON + timedelta(days=days) if days else None)


def boss():
    return people.act(people.coordinator())


def asked(use=CollectiveUse.POOL, quantity=2, act=None):
    _owner, site = people.workshop()
    return workflow.ask_together(
        use=use,
        device_type=DeviceType.objects.get(code="laptop"),
        purpose=PurposeProfile.objects.get(code="procedures"),
        quantity=quantity,
        site=site,
        act=act or worker(),
    )


def now(known):
    return CollectiveRequest.objects.with_labels().get(pk=known.pk)


@pytest.fixture
def delivered():
    known = asked()
    workflow.accept_together(collective=known, act=boss())
    for _turn in range(2):
        factories.stocked(ram_mb=8192, storage_gb=256)
    workflow.reserve_together(collective=known, act=boss())
    workflow.deliver_together(collective=known, received_by="Ana Ribeiro", act=boss())
    return now(known)


def test_the_table_is_total():
    assert set(COLLECTIVE_RULES) == set(CollectiveMove)
    assert {rule.target for rule in COLLECTIVE_RULES.values()} | {CollectiveStage.SENT} == set(
        CollectiveStage
    )


def test_devices_are_delivered_together_against_one_slip(delivered):
    devices = [item.device for item in delivered.items.select_related("device")]

    assert delivered.stage == CollectiveStage.DELIVERED
    assert {again(one).stage for one in devices} == {Stage.HANDED_OVER}
    assert {row["code"] for row in delivered.document.facts["devices"]} == {one.code for one in devices}
    assert documents.content(delivered.document).startswith(b"%PDF")
    assert [*faults(CollectiveEvent), *faults(DeviceEvent)] == []


def test_each_event_is_told_with_its_devices(delivered):
    told = collective.events(delivered)

    assert set(collective.SENTENCES) == {*CollectiveMove, *CollectiveEventKind} - {CollectiveEventKind.MOVED}
    happened = (CollectiveMove.DELIVER, CollectiveMove.RESERVE, CollectiveMove.ACCEPT)
    names = (people.coordinator().user.name, people.social_worker().user.name)
    assert [line.text for line in told[:3]] == [
        str(collective.SENTENCES[one]) % {"name": names[0]} for one in happened
    ]
    assert names[1] in told[3].text
    code = delivered.items.select_related("device").order_by("device").first().device.code
    assert codes.shown(code) in told[0].detail
    assert told[3].detail == ""


def test_all_or_none_are_reserved_and_released_again():
    known = asked(quantity=2)
    workflow.accept_together(collective=known, act=boss())
    device = factories.stocked(ram_mb=8192, storage_gb=256)
    with pytest.raises(NothingFits):
        workflow.reserve_together(collective=known, act=boss())
    assert again(device).stage == Stage.READY

    other = factories.stocked(ram_mb=8192, storage_gb=256)
    workflow.reserve_together(collective=known, act=boss())
    with pytest.raises(SignatureMissing):
        workflow.deliver_together(collective=known, received_by=" ", act=boss())
    workflow.release_together(collective=known, act=boss())

    assert {again(one).stage for one in (device, other)} == {Stage.READY}
    assert now(known).stage == CollectiveStage.ACCEPTED
    workflow.reserve_together(collective=known, act=boss())


def test_what_is_proposed_to_a_person_is_not_taken():
    allocation = factories.allocation_at()
    known = asked()
    workflow.accept_together(collective=known, act=boss())

    assert allocation.device not in collective.fitting(now(known))


def test_a_structure_has_its_own_quota_beyond_which_a_reason_is_needed():
    partner = people.social_worker().organisation
    workflow.set_collective_quota(
        partner=partner, since=date(2026, 1, 1), until=date(2026, 12, 31), quantity=3, act=boss()
    )
    workflow.accept_together(collective=asked(quantity=2), act=boss())
    assert collective.quota_left(partner, people.NOON.date()) == 1

    second = asked(quantity=2)
    with pytest.raises(ReasonNeeded):
        workflow.accept_together(collective=second, act=boss())
    workflow.accept_together(collective=second, act=boss(), reason_code="local_decision")
    with pytest.raises(NotPermitted):
        workflow.set_collective_quota(
            partner=partner, since=date(2026, 1, 1), until=date(2026, 12, 31), quantity=9, act=worker()
        )
    assert CollectiveQuota.objects.get().quantity == 3


def test_the_queue_of_structures_is_by_date_and_apart_from_that_of_persons():
    person = factories.request_at(RequestStage.WAITING)
    first, second = asked(), asked(act=people.act(factories.other_worker()))
    for one in (second, first):
        workflow.accept_together(collective=one, act=boss())

    assert [one.ref for one in collective.queue()] == [first.ref, second.ref]
    assert collective.position(now(second)) == (2, 2)
    ranked = queries.ranking(on=people.NOON.date()).rows
    assert [row.request.ref for row in ranked] == [person.ref]


def test_a_structure_sees_and_cancels_its_own_alone():
    known = asked()
    stranger = factories.other_worker()

    assert not CollectiveRequest.objects.visible_to(stranger).exists()
    with pytest.raises(NotPermitted):
        workflow.cancel_together(collective=known, act=people.act(stranger))
    with pytest.raises(ReasonNeeded):
        workflow.decline_together(collective=known, act=boss(), reason_code="")
    workflow.cancel_together(collective=known, act=worker())
    assert now(known).stage == CollectiveStage.CANCELLED


def test_a_pool_lends_by_scanning_and_forgets_who_had_it(delivered):
    code = delivered.items.first().device.code
    due = people.NOON.date() + timedelta(days=30)
    with pytest.raises(PersonalDataFound):
        workflow.lend(code=code, borrower="Mme Durand", due_on=due, act=worker())

    loan = workflow.lend(code=code.lower(), borrower="ch. 12", due_on=due, act=worker())
    assert loan.borrower == "ch. 12"
    with pytest.raises(NotInPool):
        workflow.lend(code=code, borrower="", due_on=due, act=worker())
    workflow.bring_back(code=code, act=worker())

    assert PoolLoan.objects.get().borrower == ""
    with pytest.raises(ResetMissing):
        workflow.lend(code=code, borrower="", due_on=due, act=worker())
    workflow.state_reset(code=code, act=worker())
    workflow.lend(code=code, borrower="", due_on=due, act=worker())
    assert "ch. 12" not in str([event.details for event in CollectiveEvent.objects.all()])
    assert list(faults(CollectiveEvent)) == []


def test_nobody_lends_out_of_anothers_pool(delivered):
    code = delivered.items.first().device.code

    with pytest.raises(NotInPool):
        workflow.lend(
            code=code, borrower="", due_on=date(2027, 1, 1), act=people.act(factories.other_worker())
        )
    with pytest.raises(NotPermitted):
        workflow.check_in_pool(code=code, act=boss())


def test_a_pool_is_checked_once_a_year_and_late_loans_come_first(delivered):
    codes = [item.device.code for item in delivered.items.select_related("device").order_by("pk")]
    workflow.lend(code=codes[1], borrower="", due_on=people.NOON.date() + timedelta(days=9), act=worker())
    later = people.NOON.date() + timedelta(days=400)

    rows = collective.in_pool(people.social_worker(), later)
    assert [(row.item.device.code, row.is_late, row.is_to_check) for row in rows] == [
        (codes[1], True, True),
        (codes[0], False, True),
    ]
    workflow.check_in_pool(code=codes[0], act=worker(399))
    assert [row.is_to_check for row in collective.in_pool(people.social_worker(), later)] == [True, False]


def test_from_the_request_to_the_pool_through_the_pages(browser, settings):
    for _turn in range(2):
        factories.stocked(ram_mb=8192, storage_gb=256)
    mine, theirs = browser(people.social_worker()), browser(people.coordinator())
    bench = browser(people.technician())
    settings.ROOT_URLCONF = "reuse.urls"
    _owner, site = people.workshop()
    facts = {
        "use": "pool",
        "device_type": DeviceType.objects.get(code="laptop").pk,
        "quantity": "2",
        "purpose": PurposeProfile.objects.get(code="procedures").pk,
        "site": site.pk,
    }
    sent = mine.post("/collective/new/", facts)
    assert sent.url in theirs.get("/coordination/").content.decode()
    for move in ({"move": "accept"}, {"move": "reserve"}, {"move": "deliver", "received_by": "Ana Ribeiro"}):
        assert theirs.get(sent.url).status_code == 200
        theirs.post(f"{sent.url}decide/", move)
    assert sent.url not in theirs.get("/coordination/").content.decode()
    known = CollectiveRequest.objects.get()
    assert known.stage == CollectiveStage.DELIVERED
    code = known.items.first().device.code
    due = (people.NOON.date() + timedelta(days=4000)).isoformat()

    mine.post("/pool/", {"do": "lend", "code": code, "borrower": "atelier", "due_on": due})
    assert "atelier" in mine.get("/pool/").content.decode()
    twice = mine.post("/pool/", {"do": "lend", "code": code, "borrower": "", "due_on": due})
    assert "alert bad" in twice.content.decode()
    mine.post("/pool/", {"do": "back", "code": code})
    assert "atelier" not in mine.get("/pool/").content.decode()
    assert bench.get("/collective/").status_code == 403
    assert theirs.post("/collective/", {"partner": "x"}).status_code == 200
