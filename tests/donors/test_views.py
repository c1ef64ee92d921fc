"""A donor's drafts and lists through the client: good input, bad input, the same thing sent twice."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from donors import sheets
from donors.models import ColumnMemory, Donation, Sheet
from donors.states import DonationStage
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import AccessRecord, LegalKind
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
LIST = (
    "Type;Marque;Modèle;N° de série;Utilisateur\n"
    "PC portable;Dell;Latitude 5420;5CD335G7GT;Jeanne Secret\n"
    "PC portable;Dell;Latitude 5420;5CD335G7GT;Paul Discret\n"
    ";;;;\n"
)


@pytest.fixture
def as_(client):
    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


@pytest.fixture
def donor(as_):
    people.workshop()
    return as_(people.donor())


def text(response) -> str:
    return response.content.decode()


def answers(**changes):
    _owner, site = people.workshop()
    return {
        "once": str(uuid.uuid4()),
        "n_laptop": "12",
        "n_monitor": "",
        "condition": "working",
        "data_held": "ordinary",
        "delivery": "collection",
        "pickup_address": "1 rue de la Paix, 38000 Grenoble",
        "site": str(site.pk),
        "do": "save",
        **changes,
    }


def new(client, **changes):
    return client.post(reverse("donors:donation-new"), answers(**changes))


def file(content, name="parc.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode("cp1252"))


def sheet_page(sheet, name="sheet"):
    return reverse(f"donors:{name}", args=[sheet.donation.ref, sheet.public_id])


def dropped(client, content=LIST, name="parc.csv") -> Sheet:
    draft = donation_at()
    client.post(reverse("donors:sheet-drop", args=[draft.ref]), {"sheet": file(content, name)})
    return Sheet.objects.get()


# Drafts


def test_a_batch_is_drafted_in_one_page(donor):
    new(donor, title="Spring", n_monitor="3", accessories="Chargers")

    draft = Donation.objects.get()
    assert (draft.stage, draft.title, draft.accessories) == (DonationStage.DRAFT, "Spring", "Chargers")
    assert {line.type.code: line.quantity for line in draft.lines.all()} == {"laptop": 12, "monitor": 3}


def test_the_page_of_a_new_batch_offers_the_only_workshop(donor):
    _owner, site = people.workshop()

    assert f'<option value="{site.pk}" selected>' in text(donor.get(reverse("donors:donation-new")))


def test_sent_twice_it_is_one_batch(donor):
    sent = answers()

    for _twice in range(2):
        answer = donor.post(reverse("donors:donation-new"), sent)

    assert Donation.objects.count() == 1
    assert answer.url == reverse("inventory:donation-detail", args=[Donation.objects.get().ref])


def test_another_organisation_cannot_claim_a_batch_by_its_token(as_):
    people.workshop()
    sent = answers()
    as_(people.donor()).post(reverse("donors:donation-new"), sent)

    stolen = as_(people.donor(LegalKind.STATE)).post(reverse("donors:donation-new"), sent)

    assert stolen.status_code == 404
    assert Donation.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n_laptop", "-1"),
        ("n_laptop", "100001"),
        ("n_laptop", "9" * 40),
        ("n_laptop", "twelve"),
        ("pickup_address", ""),
        ("site", "0"),
        ("site", ""),
        ("condition", "nonsense"),
        ("pickup_from", "31/02/2026"),
        ("title", "x" * 121),
        ("once", "nonsense"),
    ],
)
def test_bad_input_is_shown_and_nothing_is_kept(donor, field, value):
    answer = new(donor, **{field: value})

    assert answer.status_code == 200
    assert 'role="alert"' in text(answer) or field == "once"
    assert not Donation.objects.exists()


def test_days_in_the_wrong_order_are_told(donor):
    answer = new(donor, pickup_from="2026-12-20", pickup_until="2026-12-10")

    assert "before the first" in text(answer)
    assert not Donation.objects.exists()


def test_a_drop_off_needs_no_address(donor):
    new(donor, delivery="drop_off", pickup_address="")

    assert Donation.objects.get().delivery == "drop_off"


def test_zero_devices_make_a_draft_that_is_gone_on_with(donor):
    new(donor, n_laptop="0")
    draft = Donation.objects.get()
    assert not draft.lines.exists()

    donor.post(reverse("donors:donation-edit", args=[draft.ref]), answers(n_laptop="5", do="sign"))

    assert draft.lines.get().quantity == 5


def test_going_on_with_a_draft_shows_what_was_said(donor):
    draft = donation_at(title="Spring", accessories="Cables")

    shown = text(donor.get(reverse("donors:donation-edit", args=[draft.ref])))

    for words in ("Spring", "Cables", 'name="n_laptop" value="2"'):
        assert words in shown


def test_a_signed_batch_is_not_redrafted(donor):
    sent = donation_at(DonationStage.ANNOUNCED)
    address = reverse("donors:donation-edit", args=[sent.ref])

    assert donor.get(address).status_code == 302
    donor.post(address, answers(n_laptop="99"))

    assert sent.lines.get().quantity == 2


def test_as_last_time_begins_with_the_earlier_answers_without_devices(donor):
    donation_at(pickup_address="9 quai des Brumes", title="Old name")

    shown = text(donor.get(reverse("donors:donation-new"), {"like": "last"}))

    assert "9 quai des Brumes" in shown
    assert "Old name" not in shown
    assert 'name="n_laptop" value=' not in shown


def test_a_council_is_asked_for_its_attestation_and_a_company_is_not(as_):
    people.workshop()
    address = reverse("donors:donation-new")

    assert "unit_value_attested" in text(as_(people.donor(LegalKind.COUNCIL)).get(address))
    assert "unit_value_attested" not in text(as_(people.donor()).get(address))


def test_others_draft_nothing(as_):
    for person in (people.technician(), people.social_worker(), people.observer()):
        assert as_(person).get(reverse("donors:donation-new")).status_code == 403


def test_another_donors_draft_is_no_page(as_):
    theirs = donation_at(kind=LegalKind.COUNCIL)
    client = as_(people.donor())

    assert client.get(reverse("donors:donation-edit", args=[theirs.ref])).status_code == 404
    drop = client.post(reverse("donors:sheet-drop", args=[theirs.ref]), {"sheet": file(LIST)})
    assert drop.status_code == 404
    assert not Sheet.objects.exists()


# Lists


def test_a_list_dropped_with_the_batch_is_shown_as_it_was_read(donor):
    answer = new(donor, sheet=file(LIST))

    sheet = Sheet.objects.get()
    assert answer.url == sheet_page(sheet)
    shown = text(donor.get(answer.url))
    for words in ("already on row 2", "Latitude 5420", "cp1252", "1 row is to be corrected"):
        assert words in shown


def test_columns_about_people_are_left_out_and_it_says_so(donor):
    shown = text(donor.get(sheet_page(dropped(donor))))

    assert "One column speaks of people (Utilisateur)" in shown
    assert "Jeanne Secret" not in shown


def test_a_column_is_read_otherwise_and_remembered(donor):
    sheet = dropped(donor, "Machin;Marque;N° de série\nLatitude 5420;Dell;5CD335G7GT\n", "a.csv")

    donor.post(sheet_page(sheet), {"c0": "model", "c1": "manufacturer", "c2": "serial"})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.summary["columns"]["model"]) == (Sheet.State.READ, "Machin")
    assert ColumnMemory.objects.get(header="Machin").field == "model"
    second = donation_at()
    again = file("Machin;Marque;N° de série\nLatitude 7420;Dell;5CD335G7GZ\n", "b.csv")
    donor.post(reverse("donors:sheet-drop", args=[second.ref]), {"sheet": again})
    assert second.sheets.get().summary["columns"]["model"] == "Machin"


def test_a_meaning_that_does_not_exist_changes_nothing(donor):
    sheet = dropped(donor)

    answer = donor.post(sheet_page(sheet), {"c0": "nonsense"})

    assert answer.status_code == 200
    sheet.refresh_from_db()
    assert sheet.mapping == {}


def test_rows_to_correct_come_back_with_their_problem(donor):
    sheet = dropped(donor)

    answer = donor.get(sheet_page(sheet, "sheet-corrections"))

    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "attachment" in answer["Content-Disposition"]
    assert len(body.splitlines()) == 2
    assert "already on row 2" in body
    assert "Secret" not in body


def test_the_same_file_twice_is_one_list(donor):
    draft = donation_at()

    for _twice in range(2):
        donor.post(reverse("donors:sheet-drop", args=[draft.ref]), {"sheet": file(LIST)})

    assert draft.sheets.count() == 1


def test_the_original_is_kept_and_its_opening_recorded(donor):
    sheet = dropped(donor)

    answer = donor.get(sheet_page(sheet, "sheet-original"))

    assert b"".join(answer.streaming_content).decode("cp1252") == LIST
    assert answer["Content-Type"] == "application/octet-stream"
    assert AccessRecord.objects.filter(purpose="sheet").count() == 1


def test_the_workshop_reads_the_list_but_not_the_original(as_):
    sent = donation_at(DonationStage.ANNOUNCED)
    as_(people.donor()).post(reverse("donors:sheet-drop", args=[sent.ref]), {"sheet": file(LIST)})
    sheet, client = sent.sheets.get(), as_(people.technician())

    assert client.get(sheet_page(sheet)).status_code == 200
    assert client.get(sheet_page(sheet, "sheet-original")).status_code == 403


def bomb() -> bytes:
    """A workbook that unpacks to 200 MB of nothing."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _megabyte in range(200):
                sheet.write(b" " * 1_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("parc.xlsx", b"PK\x03\x04 not really"),
        ("parc.xlsx", bomb),
        ("parc.csv", b"\x89PNG\r\n\x1a\n"),
        ("parc.pdf", b"%PDF-1.7"),
        ("parc.csv", b"\x00" * 500),
        ("parc.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("courses.csv", b"Article;Prix\npommes;2\npoires;3\n"),
        ("../../etc/passwd", b"root:x:0:0\n"),
    ],
)
def test_what_is_no_list_is_kept_and_refused_in_a_sentence(donor, name, content):
    sheet = dropped(donor, content() if callable(content) else content, name)

    shown = text(donor.get(sheet_page(sheet)))

    assert sheet.state == Sheet.State.REFUSED
    assert sheet.summary["refused"]
    assert "Nothing of this file can be imported" in shown
    assert reverse("inventory:sheet-announce", args=[sheet.donation.ref, sheet.public_id]) not in shown


def test_an_empty_file_and_a_large_one_are_told_at_once(donor, settings):
    draft = donation_at()
    address = reverse("donors:sheet-drop", args=[draft.ref])

    empty = donor.post(address, {"sheet": file(b"")}, follow=True)
    settings.UPLOAD_MAX_BYTES = 10
    large = donor.post(address, {"sheet": file(LIST)}, follow=True)
    nothing = donor.post(address, {}, follow=True)

    assert "This file is empty" in text(empty)
    assert "larger than" in text(large)
    assert nothing.status_code == 200
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("extension", ["xlsx", "ods", "csv"])
def test_an_empty_list_is_understood_again(donor, extension, tmp_path):
    draft = donation_at()

    answer = donor.get(reverse("donors:sheet-template", args=[draft.ref, extension]))

    path = tmp_path / f"list.{extension}"
    path.write_bytes(answer.content)
    reading = sheets.read(path)
    assert reading.headers[:2] == ("Type", "Marque")
    assert all(match.confidence >= 90 for match in reading.matches)
    assert len(reading.sheets) == (0 if extension == "csv" else 2)


def test_an_empty_list_of_another_kind_is_not_found(donor):
    assert donor.get(reverse("donors:sheet-template", args=[donation_at().ref, "pdf"])).status_code == 404


def test_an_original_gone_leaves_what_became_of_it(donor):
    sheet = dropped(donor)
    type(sheet.file).objects.filter(pk=sheet.file_id).update(sha256="0" * 64)

    for name in ("sheet-original", "sheet-corrections"):
        answer = donor.get(sheet_page(sheet, name))
        assert answer.url == reverse("inventory:donation-detail", args=[sheet.donation.ref])
