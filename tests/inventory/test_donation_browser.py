"""The pages of a batch in a real browser: accessible, never wider than the screen, usable without scripts."""

import pytest
from django.urls import reverse

from donors.models import Donation, Sheet
from donors.states import DonationStage
from inventory import workflow
from inventory.states import Move
from reuse.accounts.models import LegalKind
from reuse.jobs import workflow as jobs
from tests import people
from tests.browsers import faulty
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at, item

pytestmark = pytest.mark.browser
LIST = (
    "N° immo;Désignation;Marque;Réf.;S/N;Agent\n"
    "VN-1;PC PORTABLE;HP;840 G6;5CG9482KXM;J. Secret\n"
    "VN-2;PC PORTABLE;HP;840 G6;5CG9482KXM;P. Discret\n"
    "VN-3;ECRAN 24;iiyama;XB2483;;\n"
    "VN-4;PC PORTABLE;Dell;LATITUDE 5400;5,0949E+11;\n"
)


@pytest.fixture(autouse=True)
def _managers_need_no_second_factor(settings):
    settings.DEMO = True


def test_the_donors_pages(open_page, tmp_path):
    council = people.donor(LegalKind.COUNCIL)
    closed = device_at("handed_over", kind=LegalKind.COUNCIL).donation
    draft = donation_at(kind=LegalKind.COUNCIL, title="Hôtel d’agglomération")
    sheet = _dropped(open_page, draft, council, tmp_path)

    paths = (
        reverse("inventory:donor-home"),
        reverse("donors:donation-new"),
        reverse("donors:donation-edit", args=[draft.ref]),
        reverse("donors:sheet", args=[draft.ref, sheet.public_id]),
        reverse("inventory:donation-sign", args=[draft.ref]),
        reverse("inventory:donation-cancel", args=[draft.ref]),
        reverse("inventory:donation-detail", args=[draft.ref]),
        reverse("inventory:donation-detail", args=[closed.ref]),
    )
    page = open_page(paths[0], council)

    assert faulty(page, paths) == {}
    assert page.complaints == []


def test_the_receivers_pages(open_page):
    sent = donation_at(DonationStage.ANNOUNCED)
    counted = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL)
    here, _absent = announced(2, donation=counted)
    workflow.move(device=here, move=Move.RECEIVE, act=people.act(people.technician()))
    workflow.find_unlisted(
        donation=counted, item=item(kind_of="monitor"), act=people.act(people.technician())
    )

    paths = (
        reverse("inventory:donation-list"),
        reverse("inventory:donation-detail", args=[sent.ref]),
        reverse("inventory:donation-accept", args=[sent.ref]),
        reverse("inventory:donation-decline", args=[sent.ref]),
        reverse("inventory:donation-detail", args=[counted.ref]),
        reverse("inventory:donation-close", args=[counted.ref]),
    )
    page = open_page(paths[0], people.manager())

    assert faulty(page, paths) == {}
    assert page.complaints == []


def test_a_batch_is_announced_from_a_list_without_scripts(open_page, tmp_path):
    donor = people.donor()
    people.workshop()
    path = tmp_path / "réforme 2026.csv"
    path.write_text(LIST, encoding="cp1252")

    page = open_page(reverse("donors:donation-new"), donor, java_script_enabled=False)
    page.set_input_files("[name=sheet]", path)
    page.fill("[name=pickup_address]", "1 rue de la Paix, Grenoble")
    page.click("[name=do][value=sign]")
    assert "2" in page.inner_text(".figure")
    page.click("text=Importer les 2 lignes prêtes")
    jobs.run(Sheet.objects.get().job_id)
    page.reload()
    page.click("text=Continuer")
    page.click("text=Signer et annoncer")
    for box in page.query_selector_all("[type=checkbox]"):
        box.check()
    page.fill("[name=signer_function]", "DSI")
    page.click("button:has-text('Signer et annoncer')")

    assert Donation.objects.get().stage == DonationStage.ANNOUNCED
    assert Donation.objects.get().devices.count() == 2


def test_a_batch_is_announced_by_the_keyboard_alone(open_page):
    people.workshop()
    page = open_page(reverse("donors:donation-new"), people.donor())

    page.focus("[name=l-0-quantity]")
    page.keyboard.type("12")
    for _stop in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "pickup_address":
            page.keyboard.type("1 rue de la Paix")
        if page.evaluate("document.activeElement.value") == "sign":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/")

    assert Donation.objects.get().lines.get().quantity == 12


def _dropped(open_page, draft, person, tmp_path):
    path = tmp_path / "parc_reforme_2026.csv"
    path.write_text(LIST, encoding="cp1252")
    page = open_page(reverse("inventory:donation-detail", args=[draft.ref]), person)
    page.set_input_files("[name=sheet]", path)
    page.click("text=Lire ce fichier")
    return Sheet.objects.get()
