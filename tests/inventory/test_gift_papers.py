"""The pages of a gift's papers: the link of a signatory, the pack of a council, values, receipts, what the batch's page says."""

import io
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from donors import workflow as donations
from donors.models import Donation, Receipt, ValueStatement
from donors.states import DonationStage, Party, Quality
from inventory import workflow
from inventory.models import CountDifference
from inventory.workflow import Item
from inventory.workflow.differences import Comment
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import AccessRecord, LegalKind, Organisation
from reuse.core import clock
from reuse.jobs import outbox
from tests import people
from tests.donors.factories import donation_at

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DONOR, RECEIVER = (donations.STATEMENTS[party] for party in (Party.DONOR, Party.RECEIVER))


@pytest.fixture
def as_(client, settings):
    settings.DEMO = True  # the demo waives the second factor

    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


def text(response):
    return response.content.decode()


def page(name, batch, *args):
    return reverse(name, args=[batch.ref, *args])


def letters():
    outbox.deliver_due(clock.now() + timedelta(days=4000))
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def with_list(batch, *prices):
    """Laptops of the batch's list, at these unit values in cents."""
    items = [
        Item(
            type="laptop",
            row=row,
            description={"manufacturer": "Dell", "model": "Latitude"},
            identifiers={"donor_tag": f"VDO-{row}", "serial": f"SN{row:05}X"},
            extra={"price_cents": str(price)} if price is not None else {},
        )
        for row, price in enumerate(prices, start=2)
    ]
    giver = people.act(people.donor(batch.donor.legal_kind))
    workflow.announce_items(donation=batch, sheet=None, items=items, act=giver)
    return batch


def ask(as_, batch, by):
    today = clock.now().date()
    sent = {
        "name": "Anne Maire",
        "function": "maire",
        "email": "maire@example.org",
        "last_day": str(today + timedelta(days=10)),
    }
    answer = as_(by).post(page("donors:signing-ask", batch), sent)
    assert answer.status_code == 302
    return re.search(r"/sign/[\w-]+/", letters()[-1].body)[0]


def filled(client, url, codes, **more):
    shown = re.search(r'name="shown" value="(\w+)"', text(client.get(url)))[1]
    return {"shown": shown, "signer_name": "Anne Maire", **dict.fromkeys(codes, "on"), "strokes": "", **more}


# Signing by link


def test_a_mayor_without_an_account_reads_asks_for_a_code_and_signs(as_, client):
    batch = with_list(donation_at(kind=LegalKind.COUNCIL), None)
    url = ask(as_, batch, people.donor(LegalKind.COUNCIL))
    client.logout()

    shown = text(client.get(url))
    assert "VDO-2" in shown
    assert "Purpose" in shown
    assert "article 28" in shown
    again = client.post(url, filled(client, url, DONOR, do="code"))
    code = re.search(r"^(\d{6})$", letters()[-1].body, re.MULTILINE)[1]
    assert 'value="Anne Maire"' in text(again)
    refused = client.post(url, filled(client, url, DONOR, do="sign", code="000000"))
    assert "wrong or too old" in text(refused)
    done = client.post(url, filled(client, url, DONOR, do="sign", code=code, strokes="[[[1,2],[3,4]]]"))

    batch.refresh_from_db()
    assert batch.stage == DonationStage.ANNOUNCED
    assert "Thank you" in text(done)
    gone = client.get(url)
    assert gone.status_code == 410
    assert "Dora council" in text(gone)


def test_what_changed_after_it_was_shown_is_not_signed(as_, client):
    batch = donation_at(kind=LegalKind.COUNCIL)
    url = ask(as_, batch, people.donor(LegalKind.COUNCIL))
    sent = filled(client, url, DONOR, do="sign")
    client.post(url, {**sent, "do": "code"})
    code = re.search(r"^(\d{6})$", letters()[-1].body, re.MULTILINE)[1]
    Donation.objects.filter(pk=batch.pk).update(data_held="sensitive")

    answer = client.post(url, {**sent, "code": code})

    assert "changed while you read" in text(answer)
    assert not batch.signatures.exists()
    assert client.post(url, {**filled(client, url, DONOR), "code": code}).status_code == 200
    assert batch.signatures.exists()


@pytest.mark.parametrize("strokes", ['{"a":1}', "[[[1,2000]]]", "[[1]]", "[[[true,1]]]"])
def test_a_drawing_that_is_none_is_refused(as_, client, strokes):
    batch = donation_at(kind=LegalKind.COUNCIL)
    url = ask(as_, batch, people.donor(LegalKind.COUNCIL))

    answer = client.post(url, filled(client, url, DONOR, do="sign", code="1", strokes=strokes))

    assert answer.status_code == 200
    assert not batch.signatures.exists()


def test_the_receiver_s_president_signs_by_link_and_the_agreement_says_so(as_, client):
    batch = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL)
    url = ask(as_, batch, people.manager())
    client.logout()
    sent = filled(client, url, RECEIVER)
    client.post(url, {**sent, "do": "code"})
    code = re.search(r"^(\d{6})$", letters()[-1].body, re.MULTILINE)[1]

    client.post(url, {**sent, "do": "sign", "code": code})

    batch.refresh_from_db()
    assert batch.stage == DonationStage.ACCEPTED
    assert batch.agreement.facts["signatures"][1]["method"] == "link"
    assert batch.agreement.facts["public_gift"]["deliberation_reference"] == "2026-42"


# The cap


def test_rows_above_the_cap_are_named_and_stop_the_signature(as_):
    batch = with_list(donation_at(kind=LegalKind.COUNCIL), 30_000, 30_001, None)
    client = as_(people.donor(LegalKind.COUNCIL))
    signer = {"signer_name": "Dora", "signer_function": "maire", **dict.fromkeys(DONOR, "on")}

    shown = text(client.get(page("inventory:donation-sign", batch)))
    assert "VDO-3" in shown
    assert "VDO-2<" not in shown
    client.post(page("inventory:donation-sign", batch), signer)
    assert not batch.signatures.exists()
    client.post(page("inventory:donation-sign", batch), {**signer, donations.PURCHASE_PRICES: "on"})

    assert donations.PURCHASE_PRICES in batch.signatures.get().statements["codes"]


def test_a_company_s_values_are_nobody_s_business():
    batch = with_list(donation_at(), 90_000)

    assert workflow.above_cap(batch) == []


# Decision and its pack


def test_the_pack_is_an_editable_text_and_a_workbook(as_):
    batch = with_list(donation_at(kind=LegalKind.COUNCIL, deliberation_ref=""), 12_050, None)
    client = as_(people.donor(LegalKind.COUNCIL))

    odt = client.get(page("inventory:deliberation-text", batch))
    xlsx = client.get(page("inventory:deliberation-annex", batch))

    with zipfile.ZipFile(io.BytesIO(odt.content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()[1:]}
    said = " ".join(parts["content.xml"].itertext())
    for words in (
        "L3212-3",
        "D3212-3",
        "2023-266",
        "Atelier du Drac",
        "VDO-2",
        "120,50",
        "Rescrit n° 2021-38-114",
    ):
        assert words in said
    assert "{" not in said
    rows = list(load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True))
    assert rows[1][1:3] == ("VDO-2", "ordinateur portable")
    assert (rows[1][5], rows[2][5]) == ("120,50", None)


@pytest.mark.parametrize(
    "name", ["inventory:deliberation-text", "inventory:deliberation-annex", "donors:deliberation"]
)
def test_the_pack_is_the_public_donor_s_alone(as_, name):
    batch, company = donation_at(kind=LegalKind.COUNCIL), donation_at()

    assert as_(people.donor(LegalKind.STATE)).get(page(name, batch)).status_code == 404
    assert as_(people.donor()).get(page(name, company)).status_code == 404
    assert as_(people.manager()).get(page(name, batch)).status_code == 403


def test_the_batch_waits_for_its_decision_then_bears_it_and_both_sides_open_the_scan(as_):
    batch = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")
    client = as_(people.donor(LegalKind.COUNCIL))
    today = clock.now().date()
    url = page("donors:deliberation", batch)

    client.post(url, {"do": "expect", "expected-on": str(today + timedelta(days=9))})
    assert "Waits for the decision" in text(client.get(reverse("inventory:donation-list")))
    assert "Enter the decision" in text(client.get(reverse("inventory:donor-home")))
    bad = client.post(
        url,
        {
            "do": "enter",
            "decided-reference": "2026-1",
            "decided-decided_on": str(today),
            "decided-scan": SimpleUploadedFile("acte.pdf", b"MZ\x90 a program", "application/pdf"),
        },
    )
    assert "A PDF, PNG or JPEG file is needed." in text(bad)
    client.post(
        url,
        {
            "do": "enter",
            "decided-reference": "2026-1",
            "decided-decided_on": str(today),
            "decided-scan": SimpleUploadedFile("acte.pdf", b"%PDF-1.7 acte"),
        },
    )

    batch.refresh_from_db()
    assert batch.deliberation_ref == "2026-1"
    scan = page("donors:deliberation-scan", batch)
    assert b"".join(client.get(scan).streaming_content) == b"%PDF-1.7 acte"
    assert AccessRecord.objects.filter(purpose="deliberation").count() == 1
    assert as_(people.donor(LegalKind.STATE)).get(scan).status_code == 404


# Values, receipts, attestations


def close(batch):
    """The count is closed: one laptop of two came, and it is said why."""
    missing = Comment("laptop", CountDifference.Side.MISSING, 1, "kept", "Kept by the donor.")
    facts = workflow.slip_facts(batch, remarks="", act=people.act(people.technician()))
    workflow.close(donation=batch, facts=facts, comments=[missing], act=people.act(people.technician()))


def received():
    """A company's closed batch of two laptops announced, one received."""
    batch = donation_at(DonationStage.ACCEPTED)
    technician = people.act(people.technician())
    workflow.find_unlisted(
        donation=batch, item=Item(type="laptop", description={}, identifiers={}), act=technician
    )
    close(batch)
    owner, _site = people.workshop()
    people.qualified(owner, Quality.TAX_RECEIPTS)
    Organisation.objects.filter(pk=owner.pk).update(address="12 rue des Peupliers", rna="W381001234")
    Organisation.objects.filter(pk=batch.donor.pk).update(address="1 rue de la Paix", siret="55208131766522")
    batch.refresh_from_db()
    return batch


def test_a_company_states_its_value_and_its_receipt_is_issued_voided_and_listed(as_):
    batch = received()
    value = {"total": "120,50", "basis": "cost", "legal_form": "SAS", "is_ours": "on"}
    shown = text(as_(people.donor()).get(page("inventory:gift-value", batch)))
    assert "1 device really received" in shown
    assert 'name="total" value' not in shown
    issue = {"name": "Paule", "function": "présidente", "is_authorised": "on"}
    early = as_(people.manager()).post(page("inventory:gift-receipt", batch), issue)
    assert "not stated the value" in text(early)

    client = as_(people.donor())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    client.post(page("inventory:gift-value", batch), value)
    client = as_(people.manager())
    client.post(page("inventory:gift-receipt", batch), issue)

    receipt = Receipt.objects.get()
    assert receipt.amount_cents == ValueStatement.objects.get().total_cents == 12_050
    assert receipt.document.facts["lines"][0]["quantity"] == 1
    listed = text(client.get(reverse("donors:receipts"), {"year": receipt.document.year}))
    assert receipt.document.number in listed
    file = b"".join(client.get(reverse("donors:receipts-file", args=[receipt.document.year]))).decode()
    assert "RD-" in file
    assert "120,50" in file or "120.50" in file
    client.post(page("inventory:gift-receipt-void", batch, receipt.public_id), {"reason": "Erreur"})
    receipt.refresh_from_db()
    assert receipt.is_void
    assert "Issue the receipt" in text(client.get(page("inventory:donation-detail", batch)))


def test_a_value_stated_before_reception_is_to_be_restated(as_):
    batch = received()
    giver = people.act(people.donor())
    announced = donations.Stated(50_000, {}, "cost", "SAS")
    donations.state_value(donation=batch, stated=announced, counts={"laptop": 2}, act=giver)

    shown = text(as_(people.donor()).get(page("inventory:donation-detail", batch)))

    assert "the donor restates it" in shown
    assert "State it anew" in shown


def test_no_other_organisation_reaches_values_and_receipts(as_):
    batch = received()
    for name in ("inventory:gift-value", "inventory:gift-receipt", "inventory:gift-attestation"):
        for membership, status in ((people.donor(LegalKind.STATE), {403, 404}), (people.technician(), {403})):
            assert as_(membership).get(page(name, batch)).status_code in status


def test_the_attestation_of_another_gift_is_issued_once(as_):
    batch = donation_at(DonationStage.ACCEPTED, kind=LegalKind.ASSOCIATION)
    workflow.find_unlisted(
        donation=batch,
        item=Item(type="laptop", description={}, identifiers={}),
        act=people.act(people.technician()),
    )
    close(batch)
    client = as_(people.manager())

    for _time in range(2):
        client.post(page("inventory:gift-attestation", batch), {"function": "responsable"})

    [kept] = batch.documents.filter(kind="gift_attestation")
    assert "€" not in str(kept.facts)
    assert kept.facts["lines"] == [{"code": "laptop", "type": "ordinateur portable", "quantity": 1}]


# What the page says


def test_a_batch_says_what_is_signed_and_what_waits_for_whom(as_):
    batch = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL)

    shown = text(as_(people.donor(LegalKind.COUNCIL)).get(page("inventory:donation-detail", batch)))

    for words in (
        "Given by the donor",
        "2026-42",
        "Rescrit n° 2021-38-114",
        "Dora Directrice",
        "Waits for Atelier",
    ):
        assert words in shown
    assert "Have it signed by somebody else" not in shown
    assert "Have it signed by somebody else" in text(
        as_(people.manager()).get(page("inventory:donation-detail", batch))
    )


def test_qualities_are_recorded_and_ended_by_the_administrator(as_):
    owner, _site = people.workshop()
    client = as_(people.administrator())
    sent = {
        "organisation": owner.pk,
        "kind": "tax_receipts",
        "proof": "Rescrit 2024",
        "proof_on": "2024-01-02",
        "since": "2024-01-02",
    }
    assert "write both" in text(client.post(reverse("donors:qualities"), sent, follow=True))
    client.post(reverse("donors:qualities"), {**sent, "body": "Intérêt général", "purpose": "Équiper"})
    kept = owner.qualifications.get(kind="tax_receipts")
    client.post(reverse("donors:quality-end", args=[kept.public_id]), {"until": "2025-01-02"})

    kept.refresh_from_db()
    assert str(kept.until) == "2025-01-02"
    assert as_(people.coordinator()).get(reverse("donors:qualities")).status_code == 403
