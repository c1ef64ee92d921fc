"""Batches through the client: who sees what, lists and their filters, imports."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donors.models import Sheet
from donors.states import DonationStage
from inventory.states import Stage
from inventory.views.donation_list import DONATIONS
from reuse.accounts.models import LegalKind
from reuse.jobs import workflow as jobs
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
LIST = (
    "Type;Marque;Modèle;N° de série\nPC portable;Dell;Latitude 5420;5CD335G7GT\nUC;Dell;Optiplex;5CD335G7GU\n"
)


def page(name, donation, *more):
    return reverse(f"inventory:{name}", args=[donation.ref, *more])


def text(response) -> str:
    return response.content.decode()


# Who sees what


def test_a_donor_sees_their_own_batches_and_no_others(as_):
    ours, theirs = donation_at(), donation_at(kind=LegalKind.COUNCIL, title="Their own affair")

    home = text(as_(people.donor()).get(reverse("inventory:donor-home")))

    assert ours.ref in home
    assert theirs.ref not in home
    assert "Their own affair" not in home


@pytest.mark.parametrize("name", ["donation-detail", "donation-sign", "donation-cancel"])
def test_another_donors_batch_is_no_page(as_, name):
    theirs = donation_at(kind=LegalKind.COUNCIL)

    assert as_(people.donor()).get(page(name, theirs)).status_code == 404
    assert as_(people.donor()).post(page(name, theirs)).status_code == 404


def test_a_draft_is_the_donors_alone_until_it_is_signed(as_):
    draft, sent = donation_at(), donation_at(DonationStage.ANNOUNCED)

    listed = text(as_(people.manager()).get(reverse("inventory:donation-list")))

    assert sent.ref in listed
    assert draft.ref not in listed
    assert as_(people.manager()).get(page("donation-detail", draft)).status_code == 404


def test_another_workshop_and_a_partner_see_no_batch(as_):
    sent = donation_at(DonationStage.ANNOUNCED)

    assert as_(people.stranger()).get(page("donation-detail", sent)).status_code == 404
    assert as_(people.social_worker()).get(page("donation-detail", sent)).status_code == 403
    assert as_(people.observer()).get(reverse("inventory:donation-list")).status_code == 403


@pytest.mark.parametrize(
    "person", [people.manager, people.technician, people.coordinator, people.administrator]
)
def test_the_network_and_its_workshop_see_a_batch_that_was_sent(as_, person):
    sent = donation_at(DonationStage.ANNOUNCED)
    client = as_(person())

    assert client.get(page("donation-detail", sent)).status_code == 200
    assert sent.ref in text(client.get(reverse("inventory:donation-list")))


def test_a_donor_sees_stages_and_never_a_link_into_the_workshop(as_):
    device = device_at(Stage.HANDED_OVER)

    seen = text(as_(people.donor()).get(page("donation-detail", device.donation)))

    assert str(device) in seen
    assert 'data-stage="handed_over"' in seen
    assert reverse("inventory:device-detail", args=[device.code]) not in seen


def test_the_empty_home_leads_to_an_announcement(as_):
    home = text(as_(people.donor()).get(reverse("inventory:donor-home")))

    assert "No batch yet." in home
    assert reverse("donors:donation-new") in home


def test_the_home_says_what_waits_for_the_donor(as_):
    draft = donation_at()

    home = text(as_(people.donor()).get(reverse("inventory:donor-home")))

    assert page("donation-sign", draft) in home
    assert "devices wait in the draft" in home


def test_a_council_s_draft_leads_to_its_decision_first(as_):
    client = as_(people.donor(LegalKind.COUNCIL))
    undecided, decided = (
        donation_at(kind=LegalKind.COUNCIL, deliberation_ref=""),
        donation_at(kind=LegalKind.COUNCIL),
    )
    sign, decide = page("donation-sign", undecided), reverse("donors:deliberation", args=[undecided.ref])

    assert f'<a class="btn go" href="{decide}">' in text(client.get(page("donation-detail", undecided)))
    assert sign not in text(client.get(page("donation-detail", undecided)))
    assert page("donation-sign", decided) in text(client.get(page("donation-detail", decided)))


# Lists


def test_the_list_is_narrowed_by_its_address(as_):
    accepted = donation_at(DonationStage.ACCEPTED, title="Spring")
    waiting = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL, title="Autumn")
    client, address = as_(people.manager()), reverse("inventory:donation-list")

    def listed(**parameters):
        return text(client.get(address, parameters))

    for parameters in ({"stage": "announced"}, {"q": "autumn"}, {"donor": str(waiting.donor.public_id)}):
        assert waiting.ref in listed(**parameters)
        assert accepted.ref not in listed(**parameters)
    assert "No batch answers" in listed(q="nothing of the sort")
    assert accepted.ref in listed(stage="nonsense", donor="nonsense", before="²")


@pytest.mark.parametrize(
    ("person", "name"), [(people.donor, "donor-home"), (people.manager, "donation-list")]
)
def test_twenty_batches_cost_as_many_statements_as_two(as_, person, name):
    client = as_(person())

    def cost():
        with CaptureQueriesContext(connection) as spent:
            assert client.get(reverse(f"inventory:{name}")).status_code == 200
        return len(spent)

    for _one in range(2):
        donation_at(DonationStage.ANNOUNCED)
    few = cost()
    for _one in range(18):
        donation_at(DonationStage.ANNOUNCED)

    assert cost() == few


def test_the_next_page_goes_on_where_the_first_ended(as_, monkeypatch):
    monkeypatch.setattr("inventory.views.donation_list.DONATIONS", replace(DONATIONS, sizes=(2,)))
    older, newer, newest = (donation_at(DonationStage.ANNOUNCED) for _one in range(3))
    client, address = as_(people.manager()), reverse("inventory:donation-list")

    first, second = text(client.get(address)), text(client.get(address, {"after": newer.pk}))

    assert f"after={newer.pk}" in first
    assert (newest.ref in first, older.ref in first) == (True, False)
    assert (older.ref in second, newer.ref in second) == (True, False)


# Importing a list


def dropped(client, donation, content=LIST, name="parc.csv"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode("cp1252"))
    client.post(reverse("donors:sheet-drop", args=[donation.ref]), {"sheet": file})
    return donation.sheets.last()


def test_a_list_is_dropped_imported_and_taken_back(as_):
    draft, client = donation_at(), as_(people.donor())
    sheet = dropped(client, draft)

    job_page = client.post(page("sheet-announce", draft, sheet.public_id))
    jobs.run(Sheet.objects.get(pk=sheet.pk).job_id)

    assert client.get(job_page.url).status_code == 200
    seen = text(client.get(page("donation-detail", draft)))
    assert "5CD335G7GT" in seen
    client.post(page("sheet-withdraw", draft, sheet.public_id))
    assert "5CD335G7GT" not in text(client.get(page("donation-detail", draft)))
    assert Sheet.objects.get(pk=sheet.pk).state == Sheet.State.UNDONE


def test_a_refused_list_is_not_imported(as_):
    draft, client = donation_at(), as_(people.donor())
    sheet = dropped(client, draft, b"%PDF-1.7 no list", "parc.pdf")

    client.post(page("sheet-announce", draft, sheet.public_id))

    assert Sheet.objects.get(pk=sheet.pk).job is None


def test_a_closed_batch_takes_no_list(as_):
    closed = donation_at(DonationStage.CLOSED)

    assert dropped(as_(people.donor()), closed) is None
    assert dropped(as_(people.technician()), closed) is None


def test_another_donors_list_is_no_page(as_):
    theirs = donation_at(kind=LegalKind.COUNCIL)
    sheet = dropped(as_(people.donor(LegalKind.COUNCIL)), theirs)
    client = as_(people.donor())

    for name in ("sheet-announce", "sheet-withdraw"):
        assert client.post(page(name, theirs, sheet.public_id)).status_code == 404
    assert client.get(reverse("donors:sheet", args=[theirs.ref, sheet.public_id])).status_code == 404
    own = donation_at()
    assert client.post(page("sheet-announce", own, sheet.public_id)).status_code == 404


def test_a_get_changes_nothing(as_):
    draft, client = donation_at(), as_(people.donor())
    sheet = dropped(client, draft)

    for name in ("sheet-announce", "sheet-withdraw"):
        assert client.get(page(name, draft, sheet.public_id)).status_code == 405


def test_a_document_is_a_link_for_those_who_may_open_it_alone(as_):
    donation = donation_at(DonationStage.ACCEPTED)
    agreement = donation.documents.get()
    page = reverse("inventory:donation-detail", args=[donation.ref])
    paper = reverse("documents:document-download", args=[agreement.public_id])

    for membership, may_open in (
        (people.manager(), True),
        (people.donor(), True),
        (people.coordinator(), False),
    ):
        shown = as_(membership).get(page).content.decode()
        assert agreement.number in shown
        assert (paper in shown) is may_open
    assert as_(people.coordinator()).get(paper).status_code == 403
