"""Requests over HTTP, from filing to the signed hand-over, with each refusal as a problem document."""

from datetime import timedelta

import pytest
from django.test import Client

from beneficiaries.models import Handover, Request
from beneficiaries.states import HandoverStage, RequestStage
from reuse.accounts.workflow import issue_token
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.beneficiaries.urls"


class Caller:
    """Another program, with the token of a membership."""

    def __init__(self, membership):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {issue_token(membership, name='test', now=clock.now())}"}

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path, **body):
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=self.headers
        )


def filled(**given):
    fields = factories.fields()
    return {
        "type": "laptop",
        "purpose": "study",
        "site": str(fields["site"].public_id),
        "age_band": "26_39",
        "commune": "38151",
        "features": ["large_screen"],
        "met": list(factories.ALL_MET),
        "seen_on": "2026-01-10",
        "mark": "Dossier 12",
        **given,
    }


def test_from_filing_to_the_signed_hand_over():
    worker, boss = Caller(people.social_worker()), Caller(people.coordinator())
    device = factories.stocked(screen="15.6")

    filed = worker.post("requests/", **filled())
    ref = filed.json()["ref"]
    accepted = boss.post(f"requests/{ref}/events/", move="accept")
    seen = worker.get(f"requests/{ref}/").json()
    proposed = boss.post("allocations/", request=ref)
    allocation = proposed.json()["id"]
    reserved = boss.post(f"allocations/{allocation}/events/", move="accept")
    planned = worker.post(
        "handovers/",
        allocation=allocation,
        site=filled()["site"],
        planned_at=(people.NOON + timedelta(days=200)).isoformat(),
    )
    handover = planned.json()["id"]
    done = worker.post(
        f"handovers/{handover}/events/",
        move="hand_over",
        code=device.code,
        price_cents=0,
        signature={"method": "drawn", "strokes": factories.DRAWN.strokes},
    )

    codes = [one.status_code for one in (filed, accepted, proposed, reserved, planned, done)]
    assert codes == [201] * 6
    assert "mark" not in filed.json()
    assert seen["eligibility"]["met"] is True
    assert seen["rank"]["position"] == 1
    assert proposed.json()["device"] == device.code
    assert worker.get(f"handovers/{handover}/").json()["stage"] == HandoverStage.DONE
    events = worker.get(f"requests/{ref}/events/").json()
    assert [one["move"] for one in events if one["move"]] == [
        "submit",
        "accept",
        "propose",
        "reserve",
        "serve",
    ]


def test_a_refusal_is_a_problem_with_its_reason_and_what_is_allowed():
    request = factories.request_at(RequestStage.WAITING)
    boss = Caller(people.coordinator())

    conflict = boss.post(f"requests/{request.ref}/events/", move="accept")
    nothing = boss.post("allocations/", request=request.ref)
    forbidden = Caller(people.social_worker()).post("allocations/", request=request.ref)
    unknown = boss.post(f"requests/{request.ref}/events/", move="teleport")

    assert conflict.status_code == 409
    assert conflict.json()["reason"] == "move_not_allowed"
    assert set(conflict.json()["allowed"]) == {"cancel", "collect", "pause", "propose"}
    assert (nothing.status_code, nothing.json()["reason"]) == (409, "nothing_fits")
    assert forbidden.status_code == 403
    assert unknown.status_code == 400


def test_personal_data_is_refused_and_bad_input_named():
    worker = Caller(people.social_worker())

    leak = worker.post("requests/", **filled(information="06 12 34 56 78"))
    half = worker.post("requests/", **filled(urgency="job"))
    wrong = worker.post("requests/", **filled(commune="Grenoble"))

    assert (leak.status_code, leak.json()["reason"]) == (409, "personal_data_found")
    assert "needed_by" in half.json()["errors"]
    assert "commune" in wrong.json()["errors"]
    assert not Request.objects.exists()


def test_the_language_of_the_first_steps_is_taken_and_told_to_nobody():
    worker = Caller(people.social_worker())

    filed = worker.post("requests/", **filled(sheet_language="easy"))
    unknown = worker.post("requests/", **filled(sheet_language="klingon"))

    assert (filed.status_code, Request.objects.get().sheet_language) == (201, "easy")
    assert "sheet_language" not in filed.json()
    assert (unknown.status_code, "fr, easy, en" in unknown.content.decode()) == (400, True)


def test_a_draft_is_sent_later():
    worker = Caller(people.social_worker())
    ref = worker.post("requests/", **filled(draft=True)).json()["ref"]

    sent = worker.post(f"requests/{ref}/events/", move="submit")

    assert sent.json()["to_stage"] == RequestStage.SUBMITTED


def test_lists_are_narrowed_and_kept_to_ones_own():
    handover = factories.handover_at(HandoverStage.PLANNED)
    mine, other = Caller(people.social_worker()), Caller(factories.other_worker())
    technician = Caller(people.technician())

    for path in ("requests/", "allocations/", "handovers/"):
        assert len(mine.get(path).json()["results"]) == 1
        assert other.get(path).json()["results"] == []
        assert mine.get(path, stage="cancelled").json()["results"] == []
        assert technician.get(path).status_code == 403
    assert other.get(f"requests/{handover.request.ref}/").status_code == 404
    narrowed = mine.get("requests/", type="laptop", partner=str(handover.request.partner.public_id), q="D26")
    assert len(narrowed.json()["results"]) == 1
    assert mine.get("requests/", type="tablet").json()["results"] == []


def test_what_was_handed_over_comes_back():
    handover = factories.handover_at(HandoverStage.DONE)
    boss = Caller(people.coordinator())

    missing = boss.post(f"handovers/{handover.public_id}/events/", move="hand_over")
    back = boss.post(
        f"handovers/{handover.public_id}/events/", move="take_back", reason_code="fault", is_replaced=False
    )

    assert missing.status_code == 400
    assert back.status_code == 201
    assert Handover.objects.get().stage == HandoverStage.RETURNED
    assert len(boss.get(f"handovers/{handover.public_id}/events/").json()) == 3


def test_allocations_are_refused_and_released_over_http():
    proposed, reserved = factories.allocation_at("proposed"), factories.allocation_at("accepted")
    boss = Caller(people.coordinator())

    boss.post(f"allocations/{proposed.public_id}/events/", move="refuse", reason_code="too_far")
    boss.post(f"allocations/{reserved.public_id}/events/", move="cancel", reason_code="device_fault")

    assert boss.get(f"allocations/{proposed.public_id}/").json()["stage"] == "refused"
    assert boss.get(f"allocations/{reserved.public_id}/").json()["stage"] == "cancelled"
    assert [one["kind"] for one in boss.get(f"allocations/{proposed.public_id}/events/").json()] == [
        "proposed",
        "moved",
    ]
