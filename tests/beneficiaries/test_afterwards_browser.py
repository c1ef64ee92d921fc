"""After the hand-over in a real browser: on a phone without scripts from the label to the case and the follow-up; accessible."""

from datetime import timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.models import AfterSalesCase, CollectiveRequest, FollowUpAnswer, PurposeProfile
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import CaseStage, Fault
from beneficiaries.states.collective import CollectiveUse
from reuse.core.models import DeviceType
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faults, faulty

pytestmark = pytest.mark.browser
NOW = people.NOON + timedelta(days=95)


@pytest.fixture
def lent(committed, monkeypatch):
    """A laptop lent, whose person agreed to be asked; three months later."""
    monkeypatch.setattr("reuse.core.clock.now", lambda: NOW)
    due = people.NOON.date() + timedelta(days=90)
    done = factories.handover_at(HandoverStage.DONE, loan_until=due)
    workflow.note_consent(handover=done, is_given=True, act=people.act(people.social_worker()))
    return done


def test_from_the_label_to_the_case_and_the_follow_up_on_a_phone_without_scripts(open_page, lent):
    code = lent.device.code
    holder = open_page(f"/D/{code}", None, width=360, java_script_enabled=False)
    holder.check("[name=fault][value=screen]")
    holder.fill("[name=note]", "Une ligne noire en haut")
    holder.click("form[action$='/tell/'] button")
    holder.wait_for_url(f"**/d/{code}")
    case = AfterSalesCase.objects.get()
    assert (case.is_public, case.fault) == (True, Fault.SCREEN)

    bench = open_page("/after-sales/", people.technician, width=360, java_script_enabled=False)
    bench.fill("main [name=q]", code.lower())
    bench.click("main form[role=search] button")
    bench.click(f"a[href='/after-sales/{case.ref}/']")
    bench.click("button[value=receive]")
    bench.click("button[value=give_back]")
    case.refresh_from_db()
    assert case.stage == CaseStage.CLOSED

    worker = open_page("/follow-ups/", people.social_worker, width=360, java_script_enabled=False)
    worker.click("main form button.slim")
    link = worker.input_value("#text").split("/suivi/")[1].split()[0]
    person = open_page(f"/suivi/{link}", None, width=360, java_script_enabled=False)
    for name, value in (("works", "yes"), ("used", "daily"), ("helped", "much"), ("connected", "home")):
        person.check(f"[name={name}][value={value}]")
    person.click("main form button.go")
    assert FollowUpAnswer.objects.get().used == "daily"


def test_the_pages_after_a_hand_over_are_accessible_and_fit(open_page, lent):
    case = workflow.open_case(
        device=lent.device, fault=Fault.SCREEN, act=people.act(people.social_worker()), note="Ligne noire"
    )
    worker = open_page("/loans/", people.social_worker)
    paths = (
        f"/d/{lent.device.code}?public",
        f"/after-sales/device/{lent.device.code}/",
        f"/after-sales/{case.ref}/",
        "/after-sales/",
        "/loans/",
        "/follow-ups/",
        "/follow-ups/figures/",
        f"/handovers/{lent.public_id}/",
    )
    assert faulty(worker, paths) == {}
    worker.goto("/follow-ups/")
    worker.click("main form button.slim")
    assert faults(worker, "follow-up-link") == []
    token = worker.input_value("#text").split("/suivi/")[1].split("/")[0]
    worker.goto(f"/suivi/{token}/")
    assert faults(worker, "follow-up-questions") == []


def test_the_pages_of_structures_are_accessible_and_fit(open_page, lent, settings):
    settings.DEMO = True  # the demo waives the second factor
    _owner, site = people.workshop()
    for _turn in range(2):
        factories.stocked(ram_mb=8192, storage_gb=256)
    asked = workflow.ask_together(
        use=CollectiveUse.POOL,
        device_type=DeviceType.objects.get(code="laptop"),
        purpose=PurposeProfile.objects.get(code="procedures"),
        quantity=2,
        site=site,
        act=people.act(people.social_worker()),
    )
    workflow.accept_together(collective=asked, act=people.act(people.coordinator()))
    workflow.reserve_together(collective=asked, act=people.act(people.coordinator()))
    workflow.deliver_together(
        collective=asked, received_by="Ana Ribeiro", act=people.act(people.coordinator())
    )
    item = CollectiveRequest.objects.get().items.select_related("device").first()
    workflow.lend(
        code=item.device.code,
        borrower="ch. 12",
        due_on=people.NOON.date() + timedelta(days=30),
        act=people.act(people.social_worker()),
    )
    worker = open_page("/pool/", people.social_worker)

    assert faulty(worker, ("/pool/", "/collective/", "/collective/new/", f"/collective/{asked.ref}/")) == {}

    boss = open_page("/collective/", people.coordinator)
    assert faulty(boss, ("/collective/", "/after-sales/returns/")) == {}
