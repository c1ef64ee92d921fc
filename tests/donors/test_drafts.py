"""A donor's drafts through the client: whole, incomplete, wrong, sent twice, gone on with, begun like another."""

import pytest
from django.urls import reverse

from donors.models import Donation, DonationLine, Sheet
from donors.states import DonationStage
from reuse.accounts.models import LegalKind
from tests import people
from tests.donors.announcing import answers
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
NEW = "donors:donation-new"


def text(response) -> str:
    return response.content.decode()


def new(client, *lines, **changes):
    return client.post(reverse(NEW), answers(*lines, **changes))


def edit(draft):
    return reverse("donors:donation-edit", args=[draft.ref])


def test_a_batch_is_drafted_in_one_page(donor):
    new(
        donor,
        ("laptop", 12, "working", "from_3"),
        ("laptop", 5, "unknown", ""),
        ("monitor", "", "unknown", ""),
        title="Spring",
        accessories="A box of cables",
        a_charger="9",
    )

    draft = Donation.objects.get()
    assert (draft.stage, draft.title, draft.accessories) == ("draft", "Spring", "A box of cables")
    assert list(draft.lines.values_list("type__code", "quantity", "condition", "age")) == [
        ("laptop", 12, "working", "from_3"),
        ("laptop", 5, "unknown", ""),
    ]
    assert dict(draft.accessory_counts.values_list("kind", "quantity")) == {"charger": 9}
    assert draft.contact == people.donor().user


def test_windows_access_and_whom_to_ask_for_are_kept(donor):
    new(
        donor,
        windows=[
            ("2026-12-01", "2026-12-04", "09:00", "12:00"),
            ("2026-12-10", "", "", ""),
            ("", "", "", ""),
        ],
        pickup_floor="2e",
        has_lift="on",
        spot_name="Jeanne à l’accueil",
        spot_telephone="04 76 00 00 00",
        joins_others="on",
    )

    draft = Donation.objects.get()
    said = [
        (f"{one.first_on:%d}", f"{one.last_on:%d}", one.starts and one.starts.hour)
        for one in draft.windows.all()
    ]
    assert said == [("01", "04", 9), ("10", "10", None)]
    assert (draft.pickup_floor, draft.has_lift, draft.has_loading_bay, draft.joins_others) == (
        "2e",
        True,
        False,
        True,
    )
    assert (draft.spot_name, draft.spot_telephone) == ("Jeanne à l’accueil", "04 76 00 00 00")


def test_a_drop_off_keeps_nothing_of_a_collection(donor):
    new(donor, windows=[("2026-12-01", "", "", "")], delivery="drop_off", spot_name="Jeanne", has_lift="on")

    draft = Donation.objects.get()
    assert (draft.delivery, draft.pickup_address, draft.spot_name, draft.has_lift) == (
        "drop_off",
        "",
        "",
        False,
    )
    assert not draft.windows.exists()


def test_the_page_of_a_new_batch_offers_the_only_workshop(donor):
    _owner, site = people.workshop()

    shown = text(donor.get(reverse(NEW)))

    assert shown.count('name="site"') == 1
    chosen = shown.split('name="site"')[1].split(">")[0]
    assert f'value="{site.pk}"' in chosen
    assert "checked" in chosen


def test_no_site_chosen_is_the_nearest(donor):
    new(donor, site="")

    assert Donation.objects.get().site == people.workshop()[1]


def test_without_any_workshop_nothing_is_kept_and_it_is_told(as_):
    client = as_(people.donor())
    sent = answers()
    people.workshop()[0].sites.update(closed_on="2026-01-01")

    answer = client.post(reverse(NEW), {**sent, "site": ""})

    assert "No workshop takes batches" in text(answer)
    assert not Donation.objects.exists()


def test_sent_twice_it_is_one_batch_as_it_was_sent_last(donor):
    sent = answers()
    donor.post(reverse(NEW), sent)

    answer = donor.post(reverse(NEW), {**sent, "l-0-quantity": "13"})

    draft = Donation.objects.get()
    assert draft.lines.get().quantity == 13
    assert answer.url == reverse("inventory:donation-detail", args=[draft.ref])


def test_sent_again_once_it_is_signed_nothing_changes(donor):
    sent = answers()
    donor.post(reverse(NEW), sent)
    Donation.objects.update(stage=DonationStage.ANNOUNCED)

    donor.post(reverse(NEW), {**sent, "l-0-quantity": "13"})

    assert DonationLine.objects.get().quantity == 12


def test_another_organisation_cannot_claim_a_batch_by_its_token(as_):
    people.workshop()
    sent = answers()
    as_(people.donor()).post(reverse(NEW), sent)

    stolen = as_(people.donor(LegalKind.STATE)).post(reverse(NEW), sent)

    assert stolen.status_code == 404
    assert Donation.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("l-0-quantity", "-1"),
        ("l-0-quantity", "100001"),
        ("l-0-quantity", "9" * 40),
        ("l-0-quantity", "twelve"),
        ("l-0-type", ""),
        ("l-0-type", "toaster"),
        ("l-0-condition", "nonsense"),
        ("l-0-age", "ancient"),
        ("a_charger", "-3"),
        ("site", "0"),
        ("condition", "nonsense"),
        ("title", "x" * 121),
        ("once", "nonsense"),
        ("contact", "nobody"),
    ],
)
def test_bad_input_is_shown_and_nothing_is_kept(donor, field, value):
    people.person("Colleague", people.donor().organisation, people.donor().role)

    answer = new(donor, **{field: value})

    assert answer.status_code == 200
    assert 'role="alert"' in text(answer)
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (("2026-12-20", "2026-12-10", "", ""), "before the first"),
        (("2026-12-10", "", "14:00", "09:00"), "end before they begin"),
        (("", "", "09:00", ""), "Which day"),
        (("31/02/2026", "", "", ""), "valid date"),
    ],
)
def test_days_and_hours_that_cannot_be_are_told(donor, window, words):
    answer = new(donor, windows=[window])

    assert words in text(answer)
    assert not Donation.objects.exists()


def test_a_page_of_rows_without_end_is_refused(donor):
    answer = new(donor, **{"l-TOTAL_FORMS": "100000"})

    assert answer.status_code == 200
    assert not Donation.objects.exists()


def test_an_incomplete_draft_is_kept_and_says_what_is_missing_with_a_link_to_it(as_):
    people.workshop()
    client = as_(people.donor(LegalKind.COUNCIL))

    answer = new(client, ("laptop", "", "unknown", ""), pickup_address="", do="sign")

    draft = Donation.objects.get()
    assert answer.url == edit(draft)
    shown = text(client.get(answer.url))
    for anchor in ("#id_l-0-quantity", "#id_pickup_address", "#id_unit_value_attested"):
        assert f"{edit(draft)}{anchor}" in shown
        assert f'id="{anchor[1:]}"' in shown


def test_a_whole_draft_goes_on_to_the_signature(donor):
    answer = new(donor, do="sign")

    assert answer.url == reverse("inventory:donation-sign", args=[Donation.objects.get().ref])


def test_more_rows_save_the_draft_and_come_back_with_room(donor):
    answer = new(donor, do="more")

    draft = Donation.objects.get()
    assert answer.url == f"{edit(draft)}?more=1#what"
    shown = text(donor.get(f"{edit(draft)}?more=1"))
    assert 'name="l-0-quantity" value="12"' in shown
    assert 'name="l-4-quantity"' in shown


def test_a_draft_is_gone_on_with(donor):
    new(donor, ("laptop", "0", "unknown", ""))
    draft = Donation.objects.get()
    assert not draft.lines.exists()

    donor.post(edit(draft), answers(("tablet", 5, "broken", "over_10"), do="sign"))

    assert str(draft.lines.get()).startswith("5 ×")
    assert draft.lines.get().age == "over_10"


def test_what_was_missing_and_is_now_said_leads_to_the_signature(donor):
    new(donor, pickup_address="")
    draft = Donation.objects.get()

    answer = donor.post(edit(draft), answers(do="sign"))

    assert answer.url == reverse("inventory:donation-sign", args=[draft.ref])


def test_going_on_with_a_draft_shows_what_was_said(donor):
    draft = donation_at(title="Spring", accessories="Cables")

    shown = text(donor.get(edit(draft)))

    for words in ("Spring", "Cables", 'name="l-0-quantity" value="2"'):
        assert words in shown


def test_a_signed_batch_is_not_redrafted(donor):
    sent = donation_at(DonationStage.ANNOUNCED)

    assert donor.get(edit(sent)).status_code == 302
    donor.post(edit(sent), answers(("laptop", 99, "working", "")))

    assert sent.lines.get().quantity == 2


def test_a_draft_saves_itself_and_says_where_it_is(donor):
    sent = answers(do="auto")

    kept = donor.post(reverse(NEW), sent).json()
    again = donor.post(kept["page"], {**sent, "l-0-quantity": "14"})
    wrong = donor.post(kept["page"], {**sent, "l-0-quantity": "x"})

    draft = Donation.objects.get()
    assert kept["page"] == edit(draft)
    assert again.json()["said"].startswith("Draft saved at")
    assert (wrong.status_code, draft.lines.get().quantity) == (422, 14)


@pytest.mark.parametrize("named", ["last", "L26-0001"])
def test_like_an_earlier_batch_begins_with_its_answers_and_nothing_counted(donor, named):
    earlier = donation_at(pickup_address="9 quai des Brumes", title="Old name", message="Ring twice")
    assert earlier.ref == "L26-0001"

    shown = text(donor.get(reverse(NEW), {"like": named}))

    assert "9 quai des Brumes" in shown
    assert "Old name" not in shown.split('<form method="post" enctype')[1]
    assert "Ring twice" not in shown
    assert '<option value="laptop" selected>' in shown
    assert 'name="l-0-quantity" value=' not in shown


def test_nobody_begins_like_another_donors_batch(as_):
    theirs = donation_at(kind=LegalKind.COUNCIL)

    assert as_(people.donor()).get(reverse(NEW), {"like": theirs.ref}).status_code == 404


def test_a_council_is_asked_for_its_attestation_and_a_company_is_not(as_):
    people.workshop()

    assert "unit_value_attested" in text(as_(people.donor(LegalKind.COUNCIL)).get(reverse(NEW)))
    assert "unit_value_attested" not in text(as_(people.donor()).get(reverse(NEW)))


def test_a_colleague_is_named_to_answer_for_it(donor):
    colleague = people.person("Colleague", people.donor().organisation, people.donor().role)

    new(donor, contact=str(colleague.user.public_id))

    assert Donation.objects.get().contact == colleague.user


def test_others_draft_nothing(as_):
    for person in (people.technician(), people.social_worker(), people.observer()):
        assert as_(person).get(reverse(NEW)).status_code == 403


def test_another_donors_draft_is_no_page(as_):
    theirs = donation_at(kind=LegalKind.COUNCIL)
    client = as_(people.donor())

    for page in ("donation-edit", "locks"):
        assert client.get(reverse(f"donors:{page}", args=[theirs.ref])).status_code == 404
    for page in ("sheet-drop", "photo-add", "donation-edit"):
        assert client.post(reverse(f"donors:{page}", args=[theirs.ref]), answers()).status_code == 404
    assert not Sheet.objects.exists()


def test_a_draft_is_nobodys_but_its_donors(as_):
    draft = donation_at()

    for person in (people.technician(), people.manager(), people.coordinator(), people.administrator()):
        assert as_(person).get(reverse("donors:locks", args=[draft.ref])).status_code in {302, 403, 404}


def test_the_address_of_the_collection_begins_with_the_donors_own_whole(donor):
    giver = people.donor().organisation
    type(giver).objects.filter(pk=giver.pk).update(
        address="12 rue des Lilas", postal_code="38000", city="Grenoble"
    )

    assert 'value="12 rue des Lilas, 38000 Grenoble"' in text(donor.get(reverse(NEW)))
