"""Over HTTP: a hand-over with its payments and terms, loans, sessions of commissions; each to whom it concerns alone."""

from datetime import date, timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.models import CommissionSession, Handover
from beneficiaries.states import HandoverStage, RequestStage
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_api import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DUE = date(2026, 9, 30)
SIGNED = {"method": "drawn", "strokes": [[[1, 1], [5, 9], [9, 2], [14, 8], [20, 3], [30, 5]]]}
TERMS = {"missing": ["mouse"], "sim_given": True, "workshop_place": "Médiathèque"}


@pytest.fixture(autouse=True)
def june(monkeypatch):
    monkeypatch.setattr("reuse.core.clock.now", lambda: people.NOON + timedelta(hours=6))


def hand_over(handover, **given):
    said = {"move": "hand_over", "code": handover.device.code, "price_cents": 2500, "signature": SIGNED}
    return Caller(people.social_worker()).post(f"handovers/{handover.public_id}/events/", **said, **given)


def test_a_hand_over_is_paid_in_parts_with_its_terms():
    factories.price_rule(cap_cents=4000)
    handover = factories.handover_at(HandoverStage.PLANNED)
    parts = [
        {"means": "cash", "amount_cents": 1500},
        {"means": "pass_numerique", "amount_cents": 1000, "number": "PN-0042"},
    ]

    short = hand_over(handover, payments=parts[:1])
    done = hand_over(handover, payments=parts, terms=TERMS)

    assert (short.status_code, short.json()["reason"]) == (409, "payment_wrong")
    assert done.status_code == 201
    told = Caller(people.social_worker()).get(f"handovers/{handover.public_id}/").json()
    assert [(one["means"], one["amount_cents"]) for one in told["payments"]] == [
        ("cash", 1500),
        ("pass_numerique", 1000),
    ]
    assert (told["terms"]["sim_given"], told["terms"]["missing"]) == (True, ["mouse"])
    listed = Caller(people.social_worker()).get("handovers/").json()["results"][0]
    assert listed["terms"]["workshop_place"] == "Médiathèque"


def test_terms_that_name_a_person_and_means_nobody_knows_are_refused():
    handover = factories.handover_at(HandoverStage.PLANNED)

    leak = hand_over(handover, terms={"mediator": "06 12 34 56 78"})
    unknown = hand_over(handover, payments=[{"means": "gold", "amount_cents": 2500}])

    assert (leak.status_code, leak.json()["reason"]) == (409, "personal_data_found")
    assert unknown.status_code == 400
    assert Handover.objects.get().stage == HandoverStage.PLANNED


def test_loans_are_listed_prolonged_and_ended():
    lent = factories.handover_at(HandoverStage.DONE, loan_until=DUE)
    worker, boss = Caller(people.social_worker()), Caller(people.coordinator())

    [listed] = worker.get("loans/").json()["results"]
    assert (listed["id"], listed["until"]) == (str(lent.public_id), "2026-09-30")
    assert worker.get("loans/", late=1).json()["results"] == []
    assert worker.get(f"requests/{lent.request.ref}/").json()["loan_until"] == "2026-09-30"
    earlier = worker.post(f"loans/{lent.public_id}/", until="2026-09-01")
    later = worker.post(f"loans/{lent.public_id}/", until="2026-12-01")
    assert (earlier.status_code, later.status_code) == (409, 201)
    assert boss.post("loans/end/", code="nothing").status_code == 400
    assert worker.post("loans/end/", code=lent.device.code).status_code == 403
    assert boss.post("loans/end/", code=lent.device.code).status_code == 201
    assert worker.get("loans/").json()["results"] == []


def test_another_structure_sees_no_loan_and_prolongs_none():
    lent = factories.handover_at(HandoverStage.DONE, loan_until=DUE)
    other = Caller(factories.other_worker())

    assert other.get("loans/").json()["results"] == []
    assert other.post(f"loans/{lent.public_id}/", until="2026-12-01").status_code == 404
    assert Caller(people.technician()).get("loans/").status_code == 403


def test_a_request_is_filed_as_a_loan():
    site = people.workshop()[1]
    filed = Caller(people.social_worker()).post(
        "requests/",
        type="laptop",
        purpose="study",
        site=str(site.public_id),
        age_band="26_39",
        commune="38151",
        met=list(factories.ALL_MET),
        seen_on="2026-01-10",
        loan_until="2026-12-24",
    )
    assert (filed.status_code, filed.json()["loan_until"]) == (201, "2026-12-24")


def test_sessions_of_commissions_are_read_by_who_decides(django_assert_max_num_queries):
    boss = people.act(people.coordinator())
    request = factories.request_at(RequestStage.SUBMITTED)
    commission = workflow.name_commission(
        name="Commission du Drac", programme=request.programme, partner=None, department="", act=boss
    )
    session = workflow.plan_session(commission=commission, on=boss.on, act=people.act(people.coordinator()))

    with django_assert_max_num_queries(12):
        [told] = Caller(people.coordinator()).get("commission-sessions/").json()["results"]

    assert told["id"] == str(session.public_id)
    assert (told["commission"], told["has_signed_list"], told["lines"]) == ("Commission du Drac", False, [])
    assert (
        Caller(people.coordinator()).get("commission-sessions/", since="2027-01-01").json()["results"] == []
    )
    assert Caller(people.coordinator()).get("commission-sessions/", since="soon").status_code == 400
    assert Caller(people.social_worker()).get("commission-sessions/").status_code == 403
    assert CommissionSession.objects.count() == 1
