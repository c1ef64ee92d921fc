"""The pages of requests, through the client, for those who may and those who may not."""

import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.models import Allocation, Handover, PaymentMeans, Request
from beneficiaries.states import AllocationStage, HandoverStage, RequestStage
from beneficiaries.views import request_list
from inventory.states import Stage
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"beneficiaries:{name}", args=args, urlconf="tests.beneficiaries.urls")


def filled(**given):
    """The form as a worker posts it."""
    fields = factories.fields()
    return {
        "purpose": fields["purpose"].pk,
        "type": fields["type"].pk,
        "age_band": fields["age_band"],
        "commune": fields["commune"],
        "site": fields["site"].pk,
        "connection": "too_costly",
        "connection_help": "sim",
        "met": list(factories.ALL_MET),
        "seen_on": "2026-01-10",
        "urgency": "",
        "in_priority_area": "",
        "mark": "Dossier 12",
        "information": "A déjà un clavier.",
        **given,
    }


def errors(response):
    """What the page says must be corrected."""
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a>', response.content.decode())


def test_a_worker_files_a_request_and_reads_its_number(browser):
    client = browser(people.social_worker())

    response = client.post(address("request-new"), filled(), follow=True)

    request = Request.objects.get()
    assert request.stage == RequestStage.SUBMITTED
    assert (request.partner, request.department) == (people.social_worker().organisation, "38")
    assert request.ref in response.content.decode()
    assert "Dossier 12" in response.content.decode()


def test_the_other_partner_and_the_coordinator_never_see_the_mark(browser):
    request = factories.request_at(RequestStage.WAITING, mark="Dossier 12")

    assert browser(factories.other_worker()).get(address("request-detail", request.ref)).status_code == 404
    page = browser(people.coordinator()).get(address("request-detail", request.ref))
    assert page.status_code == 200
    assert "Dossier 12" not in page.content.decode()


def test_a_draft_is_kept_corrected_and_sent(browser):
    client = browser(people.social_worker())
    client.post(address("request-new"), filled(draft="1", met=[], seen_on=""))
    request = Request.objects.get()
    assert request.stage == RequestStage.DRAFT

    refused = client.post(address("request-submit", request.ref), follow=True)
    client.post(address("request-edit", request.ref), filled(information="Grand écran utile."))
    client.post(address("request-submit", request.ref))

    assert "alert bad" in refused.content.decode()
    request.refresh_from_db()
    assert (request.stage, request.information) == (RequestStage.SUBMITTED, "Grand écran utile.")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("information", "Dossier 2 84 05 38 185 042 11"),
        ("information", "appeler le 06 12 34 56 78"),
        ("information", "ecrire à jeanne@example.org"),
        ("mark", "1840538185042"),
    ],
)
def test_the_form_says_what_personal_data_to_remove(browser, field, text):
    client = browser(people.social_worker())

    response = client.post(address("request-new"), filled(**{field: text}))

    assert response.status_code == 200
    assert errors(response)
    assert not Request.objects.exists()


def test_the_form_asks_for_the_day_the_document_was_seen(browser):
    response = browser(people.social_worker()).post(address("request-new"), filled(seen_on=""))

    assert response.status_code == 200
    assert len(errors(response)) == 1


def test_from_the_decision_to_the_signed_hand_over(browser):
    factories.price_rule()
    request = factories.request_at(RequestStage.SUBMITTED)
    device = factories.stocked()
    worker, boss = browser(people.social_worker()), browser(people.coordinator())

    decide = boss.get(address("request-decide", request.ref))
    boss.post(address("request-decide", request.ref), {"decision": "accept"})
    propose = boss.get(address("request-propose", request.ref))
    boss.post(address("request-propose", request.ref), {"decision": "ask"})
    allocation = Allocation.objects.get()
    worker_home = worker.get(address("worker-home"))
    worker.post(address("allocation-answer", allocation.public_id), {"answer": "yes"})
    boss.post(address("allocation-accept", allocation.public_id))
    planned = worker.post(
        address("handover-new", allocation.public_id),
        {"site": request.site_id, "planned_at": "2026-12-01T14:00"},
    )
    handover = Handover.objects.get()
    signed = worker.post(
        address("handover-detail", handover.public_id),
        {
            "code": device.code.lower(),
            "checks": ["starts", "explained", "free"],
            "given": ["charger"],
            "price": "50.00",
            "paid_by": PaymentMeans.objects.get(code="cash").pk,
            "signature_method": "drawn",
            "strokes": json.dumps(factories.DRAWN.strokes),
        },
        follow=True,
    )

    assert decide.status_code == propose.status_code == 200
    assert device.name in propose.content.decode()
    assert request.ref in worker_home.content.decode()
    assert planned.status_code == 302
    handover.refresh_from_db()
    assert (handover.stage, handover.price_cents) == (HandoverStage.DONE, 5000)
    assert handover.planned_at.isoformat() == "2026-12-01T13:00:00+00:00"
    assert again(device).stage == Stage.HANDED_OVER
    assert handover.document.number in signed.content.decode()
    pdf = worker.get(reverse("documents:document-download", args=[handover.document.public_id]))
    assert b"".join(pdf.streaming_content if pdf.streaming else [pdf.content]).startswith(b"%PDF")


def test_a_coordinator_overrules_with_a_reason(browser):
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    other = factories.stocked(ram_mb=16384)
    client = browser(people.coordinator())
    overrule = address("allocation-overrule", allocation.public_id)

    client.post(overrule, {"device": other.code})
    allocation.refresh_from_db()
    assert allocation.stage == AllocationStage.PROPOSED  # no reason, no change
    client.post(overrule, {"device": other.code, "reason_code": "accessories"})

    allocation.refresh_from_db()
    assert allocation.stage == AllocationStage.REFUSED
    assert again(other).stage == Stage.RESERVED


def test_a_worker_refuses_a_proposal_and_the_request_waits_again(browser):
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    client = browser(people.social_worker())

    client.post(
        address("allocation-answer", allocation.public_id), {"answer": "no", "reason_code": "too_far"}
    )

    assert factories.again(allocation.request).stage == RequestStage.WAITING


def test_the_hand_over_page_refuses_another_device_too_high_a_price_and_no_signature(browser):
    factories.price_rule(cap_cents=3000)
    handover = factories.handover_at(HandoverStage.PLANNED)
    client = browser(people.social_worker())
    good = {
        "code": handover.device.code,
        "checks": ["starts", "explained", "free"],
        "price": "30",
        "paid_by": PaymentMeans.objects.get(code="card").pk,
        "signature_method": "paper",
        "signature_name": "Initiales",
    }

    for wrong in (
        {"code": factories.stocked().code},
        {"price": "30.01"},
        {"signature_name": ""},
        {"checks": ["starts"]},
        {"strokes": '[[["a", 1]]]'},
    ):
        response = client.post(address("handover-detail", handover.public_id), {**good, **wrong})
        assert response.status_code == 200, wrong
        assert "alert bad" in response.content.decode(), wrong
        assert factories.current(handover).stage == HandoverStage.PLANNED
    client.post(address("handover-detail", handover.public_id), good)

    assert factories.current(handover).stage == HandoverStage.DONE


def test_what_comes_back_and_what_breaks_down(browser):
    handover = factories.handover_at(HandoverStage.DONE)
    worker, boss = browser(people.social_worker()), browser(people.coordinator())

    worker.post(address("handover-fault", handover.public_id), {"note": "L’écran reste noir."})
    page = boss.get(address("handover-detail", handover.public_id))
    boss.post(address("handover-take-back", handover.public_id), {"reason_code": "fault", "replace": "1"})

    assert "L’écran reste noir." in page.content.decode()
    assert factories.current(handover).stage == HandoverStage.RETURNED
    assert factories.again(handover.request).stage == RequestStage.WAITING


def test_hold_resume_cancel_and_entrust(browser):
    request = factories.request_at(RequestStage.WAITING)
    colleague = people.person("Karim Collègue", request.partner, people.social_worker().role)
    client = browser(people.social_worker())

    client.post(address("request-hold", request.ref))
    assert factories.again(request).stage == RequestStage.PAUSED
    client.post(address("request-hold", request.ref))
    client.post(address("request-entrust", request.ref), {"worker": str(colleague.user.public_id)})
    assert factories.again(request).worker == colleague.user
    client.post(address("request-cancel", request.ref), {"reason_code": "found_elsewhere"})

    assert factories.again(request).stage == RequestStage.CANCELLED


READ = ("worker-home", "coordinator-home", "request-new", "request-list")


@pytest.mark.parametrize("role", people.EVERYONE)
def test_each_role_sees_only_its_pages(browser, role):
    request = factories.request_at(RequestStage.WAITING)
    client = browser(people.EVERYONE[role]())
    worker, coordinator = role == "social_worker", role == "coordinator"

    codes = {name: client.get(address(name)).status_code for name in READ}

    assert codes["worker-home"] == codes["request-new"] == (200 if worker else 403)
    assert codes["coordinator-home"] == (200 if coordinator else 403)
    assert codes["request-list"] == (200 if worker or coordinator else 403)
    for name in ("request-detail", "request-decide", "request-propose"):
        may = coordinator or (worker and name == "request-detail")
        assert client.get(address(name, request.ref)).status_code == (200 if may else 403)


def test_changes_are_made_by_post_alone(browser):
    request = factories.request_at(RequestStage.DRAFT)
    client = browser(people.social_worker())

    for name in ("request-submit", "request-cancel", "request-hold", "request-entrust"):
        assert client.get(address(name, request.ref)).status_code == 405


def test_the_list_is_narrowed_by_its_address_and_paged_by_key(browser, monkeypatch):
    monkeypatch.setattr(request_list, "REQUESTS", replace(request_list.REQUESTS, sizes=(2,)))
    requests = [factories.request_at(RequestStage.SUBMITTED) for _one in range(3)]
    client = browser(people.social_worker())

    first = client.get(address("request-list")).content.decode()
    second = client.get(address("request-list"), {"after": requests[1].pk}).content.decode()
    back = client.get(address("request-list"), {"before": requests[0].pk}).content.decode()
    none = client.get(address("request-list"), {"stage": "served"}).content.decode()

    assert [request.ref in first for request in requests] == [False, True, True]
    assert [request.ref in second for request in requests] == [True, False, False]
    assert [request.ref in back for request in requests] == [False, True, True]
    assert not any(request.ref in none for request in requests)
    assert 'class="empty"' in none


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("request-list", people.social_worker),
        ("worker-home", people.social_worker),
        ("coordinator-home", people.coordinator),
    ],
)
def test_a_page_asks_as_much_for_two_rows_as_for_twenty(browser, name, person):
    client = browser(person())
    for stage in (RequestStage.SUBMITTED, RequestStage.WAITING):
        factories.request_at(stage)
        factories.request_at(stage)
    factories.allocation_at(AllocationStage.PROPOSED)
    factories.handover_at(HandoverStage.PLANNED)
    few = _count(client, address(name))

    for stage in (RequestStage.SUBMITTED, RequestStage.WAITING):
        for _one in range(8):
            factories.request_at(stage)
    factories.allocation_at(AllocationStage.PROPOSED)
    factories.handover_at(HandoverStage.PLANNED)

    assert _count(client, address(name)) == few


def _count(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_hold_no_inline_script_or_style(browser):
    handover = factories.handover_at(HandoverStage.PLANNED)
    client = browser(people.social_worker())

    page = client.get(address("handover-detail", handover.public_id)).content.decode()

    assert not re.search(r"<script(?![^>]*src=)|<style|style=\"|onclick=", page)
