"""The page behind a label's QR and the pages of after-sales: what each reader is told, and what nobody is."""

import pytest
from django.core.cache import cache
from django.test import Client

from beneficiaries import workflow
from beneficiaries.models import AfterSalesCase
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import CaseStage, Fault
from inventory.codes import check_symbol
from inventory.models import Identifier
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _urls(settings):
    settings.ROOT_URLCONF = "reuse.urls"
    cache.clear()


@pytest.fixture
def out():
    return factories.handover_at(HandoverStage.DONE)


def page(client, address, **given):
    answer = client.get(address, **given)
    return answer, answer.content.decode()


def test_before_the_hand_over_the_label_says_only_whom_to_call(client):
    device = factories.stocked()
    people.coordinator()

    answer, text = page(client, f"/D/{device.code}")

    assert answer.status_code == 200
    assert "Réseau Reuse" in text
    assert device.name not in text
    assert "<form" not in text.split("<footer")[0]


def test_after_the_hand_over_it_says_what_it_is_and_nothing_of_anybody(client, out):
    for address in (f"/D/{out.device.code}", f"/d/{out.device.code.lower()}", f"/D/{out.device.code}/"):
        answer, text = page(client, address)

        assert answer.status_code == 200
        assert out.device.name in text
        assert "<script" not in text
        assert len(answer.content) < 20_000
        for secret in (out.request.ref, out.request.partner.name, str(out.public_id)):
            assert secret not in text


def test_an_old_label_and_a_merged_device_lead_to_the_same_page(client, out):
    other = factories.stocked()
    Identifier.objects.create(
        device=out.device,
        kind="code",
        value="BCDEFGHJ",
        normalised="BCDEFGHJ" + check_symbol("BCDEFGHJ"),
        since=people.NOON,
    )
    type(other).objects.filter(pk=other.pk).update(merged_into=out.device)

    assert out.device.name in page(client, f"/D/BCDEFGHJ{check_symbol('BCDEFGHJ')}")[1]
    assert out.device.name in page(client, f"/D/{other.code}")[1]


def test_an_unknown_code_says_whom_to_call(client):
    people.coordinator()

    answer, text = page(client, "/D/WXYZ")

    assert answer.status_code == 404
    assert "Réseau Reuse" in text


def test_whoever_holds_it_tells_a_fault_and_the_structure_reads_it(client, out, browser):
    address = f"/d/{out.device.code}/tell/"

    assert client.post(address, {"note": "?"}).status_code == 200
    named = client.post(address, {"fault": "slow", "note": "Mme Durand, 06 12 34 56 78"})
    assert not AfterSalesCase.objects.exists()
    assert "06 12 34 56 78" in named.content.decode()  # what was typed is kept in the page
    assert client.post(address, {"fault": "slow", "note": "Dix minutes pour démarrer"}).status_code == 302

    case = AfterSalesCase.objects.get()
    assert (case.fault, case.is_public, case.stage) == (Fault.SLOW, True, CaseStage.OPEN)
    answer = browser(people.technician()).get(f"/after-sales/{case.ref}/")
    assert "Dix minutes" in answer.content.decode()


def test_faults_are_told_so_many_times_an_hour(client, out):
    answers = [client.post(f"/d/{out.device.code}/tell/", {}).status_code for _turn in range(6)]

    assert answers == [200] * 5 + [429]


def test_those_who_work_on_a_device_are_led_to_its_page(browser, out, settings):
    opened = browser(people.technician())
    settings.ROOT_URLCONF = "reuse.urls"

    assert opened.get(f"/D/{out.device.code}", follow=True).redirect_chain[-1][0] == f"/d/{out.device.code}/"
    assert "After" not in page(opened, f"/d/{out.device.code}?public")[1].split("<main")[0]
    assert f"/d/{out.device.code}/" in page(opened, f"/d/{out.device.code}?public")[1]


def test_any_point_opens_a_case_and_sees_the_reference_only_if_it_may(browser, out, settings):
    def opened(member):
        client = browser(member)
        settings.ROOT_URLCONF = "reuse.urls"
        return client

    worker, technician, donor = (
        opened(one) for one in (people.social_worker(), people.technician(), people.donor())
    )
    found = technician.get("/after-sales/find/", {"q": out.device.code})
    assert found.url == f"/after-sales/device/{out.device.code}/"

    technician.post(found.url, {"fault": "screen", "note": "Fissure en haut"})

    case = AfterSalesCase.objects.get()
    assert out.request.ref in page(worker, f"/after-sales/{case.ref}/")[1]
    assert out.request.ref not in page(technician, f"/after-sales/{case.ref}/")[1]
    assert donor.get(f"/after-sales/{case.ref}/").status_code == 403
    technician.post(f"/after-sales/{case.ref}/decide/", {"move": "receive"})
    case.refresh_from_db()
    assert case.stage == CaseStage.HERE
    answer = worker.post(f"/after-sales/{case.ref}/decide/", {"move": "exchange"}, follow=True)
    assert "<li" in answer.content.decode()
    worker.post(f"/after-sales/{case.ref}/decide/", {"move": "exchange", "reason_code": "fault"})
    case.refresh_from_db()
    assert case.outcome == "exchange"


def test_a_label_of_another_network_is_named(browser, out, settings):
    worker = browser(people.social_worker())
    settings.ROOT_URLCONF = "reuse.urls"

    text = page(
        worker, "/after-sales/find/", data={"q": f"HTTPS://RESEAU.EXAMPLE/D/{factories.stocked().code}"}
    )[1]

    assert "reseau.example" in text


def test_where_faults_come_from_is_the_coordinators(browser, out, settings):
    workflow.open_case(device=out.device, fault=Fault.SCREEN, act=people.act(people.social_worker()))
    boss, technician = browser(people.coordinator()), browser(people.technician())
    settings.ROOT_URLCONF = "reuse.urls"

    assert boss.get("/after-sales/returns/").status_code == 200
    assert technician.get("/after-sales/returns/").status_code == 403
    assert Client().get("/after-sales/").status_code == 302
