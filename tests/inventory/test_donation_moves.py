"""The gestures on a batch through the client: signing, answering, agreeing on a day, counting, certifying."""

import pytest
from django.urls import reverse

from donors.models import Donation
from donors.states import DonationStage, Party
from donors.workflow import STATEMENTS
from inventory import workflow
from inventory.states import Move, Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at, item

pytestmark = pytest.mark.django_db


def page(name, donation, *more):
    return reverse(f"inventory:{name}", args=[donation.ref, *more])


def text(response) -> str:
    return response.content.decode()


def stage(donation) -> str:
    return Donation.objects.get(pk=donation.pk).stage


def signed(party, **changes):
    ticked = dict.fromkeys(STATEMENTS[party], "on")
    return {"signer_name": "Dora Directrice", "signer_function": "DSI", **ticked, **changes}


# Signing and answering


def test_both_sign_and_the_agreement_bears_its_number(as_):
    draft = donation_at()
    as_(people.donor()).post(page("donation-sign", draft), signed(Party.DONOR))
    assert stage(draft) == DonationStage.ANNOUNCED

    as_(people.manager()).post(page("donation-accept", draft), signed(Party.RECEIVER))

    accepted = Donation.objects.get(pk=draft.pk)
    assert accepted.stage == DonationStage.ACCEPTED
    assert accepted.agreement.number.startswith("CD-")
    assert [line["quantity"] for line in accepted.agreement.facts["lines"]] == [2]
    assert {one["party"] for one in accepted.agreement.facts["signatures"]} == {"donor", "receiver"}
    assert documents.content(accepted.agreement).startswith(b"%PDF")
    assert accepted.agreement.number in text(as_(people.donor()).get(page("donation-detail", draft)))


def test_a_councils_agreement_names_the_law_and_its_decision(as_):
    council = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL, deliberation_ref="2026-117")

    as_(people.manager()).post(page("donation-accept", council), signed(Party.RECEIVER))

    facts = Donation.objects.get(pk=council.pk).agreement.facts
    assert facts["public_gift"]["cap_cents"] == 30_000
    assert facts["public_gift"]["deliberation_reference"] == "2026-117"
    assert facts["lane"] == "public_gift_social"


def test_the_agreement_lists_the_devices_of_an_imported_list(as_):
    sent = donation_at(DonationStage.ANNOUNCED)
    workflow.announce_items(
        donation=sent, sheet=None, items=[item(serial="5CD335G7GT")], act=Act.now(people.donor(), clock.now())
    )

    as_(people.manager()).post(page("donation-accept", sent), signed(Party.RECEIVER))

    facts = Donation.objects.get(pk=sent.pk).agreement.facts
    assert [device["serial"] for device in facts["devices"]] == ["5CD335G7GT"]
    assert sum(line["quantity"] for line in facts["lines"]) == 3


@pytest.mark.parametrize("missing", ["gift", "erasure_by_processor", "signer_name", "signer_function"])
def test_a_signature_without_everything_signs_nothing(as_, missing):
    draft = donation_at()

    answer = as_(people.donor()).post(page("donation-sign", draft), signed(Party.DONOR, **{missing: ""}))

    assert answer.status_code == 200
    assert f'href="#id_{missing}"' in text(answer)
    assert stage(draft) == DonationStage.DRAFT


def test_signing_twice_signs_once(as_):
    draft, client = donation_at(), as_(people.donor())

    for _twice in range(2):
        answer = client.post(page("donation-sign", draft), signed(Party.DONOR), follow=True)

    assert "no longer to be done" in text(answer)
    assert draft.signatures.count() == 1


def test_a_council_without_its_attestation_is_told_where_it_is(as_):
    draft = donation_at(kind=LegalKind.COUNCIL, unit_value_attested=False)
    client = as_(people.donor(LegalKind.COUNCIL))

    client.post(page("donation-sign", draft), signed(Party.DONOR))

    assert stage(draft) == DonationStage.DRAFT
    assert "id_unit_value_attested" in text(client.get(page("donation-sign", draft)))


def test_a_batch_without_devices_is_not_announced(as_):
    draft = donation_at()
    draft.lines.all().delete()

    answer = as_(people.donor()).post(page("donation-sign", draft), signed(Party.DONOR), follow=True)

    assert stage(draft) == DonationStage.DRAFT
    assert "at least one device" in text(answer)


def test_a_refusal_tells_the_donor_why(as_):
    sent = donation_at(DonationStage.ANNOUNCED)
    client = as_(people.manager())
    assert (
        client.post(page("donation-decline", sent), {"reason_code": "other", "reason": " "}).status_code
        == 200
    )
    assert stage(sent) == DonationStage.ANNOUNCED

    client.post(page("donation-decline", sent), {"reason_code": "no_room", "reason": "Our shelves are full."})

    assert stage(sent) == DonationStage.DECLINED
    assert "Our shelves are full." in text(as_(people.donor()).get(page("donation-detail", sent)))


@pytest.mark.parametrize("name", ["donation-accept", "donation-decline", "donation-close"])
def test_a_donor_does_not_answer_for_the_workshop(as_, name):
    assert as_(people.donor()).post(page(name, donation_at(DonationStage.ANNOUNCED))).status_code == 403


@pytest.mark.parametrize("name", ["donation-accept", "donation-decline", "donation-sign", "donation-cancel"])
def test_a_technician_signs_nothing(as_, name):
    assert as_(people.technician()).post(page(name, donation_at(DonationStage.ANNOUNCED))).status_code == 403


def test_a_donor_cancels_after_being_asked(as_):
    sent, client = donation_at(DonationStage.ANNOUNCED), as_(people.donor())
    assert client.get(page("donation-cancel", sent)).status_code == 200
    assert stage(sent) == DonationStage.ANNOUNCED

    client.post(page("donation-cancel", sent))

    assert stage(sent) == DonationStage.CANCELLED


# The count


EXPLAINED = {
    "reason_laptop_missing": "kept",
    "count_laptop_missing": "2",
    "reason_monitor_unexpected": "added",
    "count_monitor_unexpected": "1",
}


def in_reception():
    """Two laptops announced by hand, two listed; one listed came, one by hand, and a monitor nobody announced."""
    donation = donation_at(DonationStage.ACCEPTED)
    here, _absent = announced(2, donation=donation)
    workflow.move(device=here, move=Move.RECEIVE, act=people.act(people.technician()))
    for kind in ("laptop", "monitor"):
        workflow.find_unlisted(
            donation=donation, item=item(kind_of=kind), act=people.act(people.technician())
        )
    return Donation.objects.get(pk=donation.pk)


def test_the_count_is_shown_then_closed_with_a_slip_for_both(as_):
    donation, client = in_reception(), as_(people.technician())
    shown = text(client.get(page("donation-close", donation)))
    assert "2 devices were not seen" in shown

    client.post(page("donation-close", donation), {"remarks": "One box was open.", **EXPLAINED})

    closed = Donation.objects.get(pk=donation.pk)
    slip = closed.documents.get(kind=Kind.RECEPTION_SLIP)
    counted = {
        name: sum(line[name] for line in slip.facts["lines"])
        for name in ("announced", "received", "missing", "unexpected")
    }
    assert closed.stage == DonationStage.CLOSED
    assert counted == {"announced": 4, "received": 3, "missing": 2, "unexpected": 1}
    assert slip.facts["remarks"] == "One box was open."
    assert documents.content(slip).startswith(b"%PDF")
    assert slip.number in text(as_(people.donor()).get(page("donation-detail", donation)))


def test_closing_twice_issues_one_slip(as_):
    donation, client = in_reception(), as_(people.technician())

    for _twice in range(2):
        client.post(page("donation-close", donation), EXPLAINED)

    assert donation.documents.filter(kind=Kind.RECEPTION_SLIP).count() == 1


def test_a_manager_reopens_a_reception(as_):
    closed = donation_at(DonationStage.CLOSED)

    assert as_(people.technician()).post(page("donation-reopen", closed)).status_code == 403
    as_(people.manager()).post(page("donation-reopen", closed))

    assert stage(closed) == DonationStage.IN_RECEPTION


def test_the_batch_is_certified_once_every_medium_is_settled(as_):
    waiting, done = device_at(Stage.RECEIVED), device_at(Stage.READY)
    client = as_(people.technician())

    refused = client.post(page("donation-certificate", waiting.donation), follow=True)
    for _twice in range(2):
        client.post(page("donation-certificate", done.donation))

    assert "neither erased nor destroyed" in text(refused)
    certificate = done.donation.documents.get(kind=Kind.BATCH_ERASURE_CERTIFICATE)
    assert documents.content(certificate).startswith(b"%PDF")


def test_the_agreement_says_in_what_state_and_of_what_age_devices_are_given():
    draft = donation_at()
    draft.lines.all().delete()
    laptop = DeviceType.objects.get(code="laptop")
    draft.lines.create(type=laptop, quantity=12, condition="working", age="from_3")
    draft.lines.create(type=laptop, quantity=5, condition="unknown")
    announced(donation=draft)

    [said] = workflow.agreement_facts(draft, signer_name="", signer_function="")["lines"]

    states = said["state"].split(" · ")
    assert states == ["12 × en état de marche, 3 à 5 ans", "5 × non testé", "1 × non testé"]
