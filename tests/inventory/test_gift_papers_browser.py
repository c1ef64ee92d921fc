"""The pages of a gift's papers in a real browser: accessible, never wider than the screen, in French; a mayor signs."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from donors import workflow as donations
from donors.states import DonationStage, Party
from inventory import workflow
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.jobs import outbox
from tests import people
from tests.browsers import faulty
from tests.donors.factories import donation_at
from tests.inventory.test_gift_papers import received, with_list

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _managers_need_no_second_factor(settings):
    settings.DEMO = True


def last_letter():
    outbox.deliver_due(clock.now() + timedelta(days=4000))
    return mail.outbox[-1].body


def test_the_pages_of_the_papers(open_page):
    council, manager = people.donor(LegalKind.COUNCIL), people.manager()
    draft = with_list(donation_at(kind=LegalKind.COUNCIL, deliberation_ref=""), 12_000, 45_000)
    sent = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL)
    company = received()
    donations.state_value(
        donation=company,
        stated=donations.Stated(123_450, {}, "cost", "SAS"),
        counts={"laptop": 1},
        act=people.act(people.donor()),
    )
    issuing = donations.Issuing("Paule Présidente", "présidente", is_authorised=True)
    receipt = workflow.issue_gift_receipt(donation=company, issuing=issuing, act=people.act(manager))

    by_person = {
        council: [
            reverse("inventory:donation-sign", args=[draft.ref]),
            reverse("donors:deliberation", args=[draft.ref]),
            reverse("inventory:donation-detail", args=[draft.ref]),
            reverse("donors:signing-ask", args=[draft.ref]),
        ],
        people.donor(): [
            reverse("inventory:gift-value", args=[company.ref]),
            reverse("inventory:donation-detail", args=[company.ref]),
        ],
        manager: [
            reverse("inventory:donation-detail", args=[sent.ref]),
            reverse("inventory:gift-receipt", args=[company.ref]),
            reverse("inventory:gift-receipt-void", args=[company.ref, receipt.public_id]),
            f"{reverse('donors:receipts')}?year=2026",
        ],
        people.administrator(): [
            reverse("donors:qualities"),
            reverse("inventory:donation-lane", args=[sent.ref]),
        ],
    }
    for person, paths in by_person.items():
        page = open_page(paths[0], person)
        assert faulty(page, paths) == {}
        assert page.complaints == []


def test_a_mayor_signs_on_a_telephone(open_page):
    batch = with_list(donation_at(kind=LegalKind.COUNCIL), None, None)
    donations.ask_signature(
        donation=batch,
        party=Party.DONOR,
        signatory=donations.Signatory("Anne Maire", "maire", "maire@example.org"),
        last_day=clock.now().date() + timedelta(days=20),
        act=people.act(people.donor(LegalKind.COUNCIL), clock.now()),
    )
    path = re.search(r"/sign/[\w-]+/", last_letter())[0]
    page = open_page(path, None)
    assert faulty(page, [path]) == {}

    for box in page.locator("fieldset input[type=checkbox]").all():
        box.check()
    page.fill("[name=signer_name]", "Anne Maire")
    place = page.locator("canvas")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 40)
    page.mouse.up()
    with page.expect_navigation():
        page.click("button[value=code]")
    page.fill("[name=code]", re.search(r"^(\d{6})$", last_letter(), re.MULTILINE)[1])
    with page.expect_navigation():
        page.click("button[value=sign]")

    signature = batch.signatures.get()
    assert (signature.signer_name, signature.method) == ("Anne Maire", "link")
    assert len(signature.strokes[0]) > 1
    assert page.complaints == []
