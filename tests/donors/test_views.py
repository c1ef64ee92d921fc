"""A donor's lists through the client: good input, bad input, the same thing sent twice."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from donors import sheets
from donors.models import ColumnMemory, Sheet
from donors.states import DonationStage
from reuse.accounts.models import AccessRecord
from tests import people
from tests.donors.announcing import answers
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
LIST = (
    "Type;Marque;Modèle;N° de série;Utilisateur\n"
    "PC portable;Dell;Latitude 5420;5CD335G7GT;Jeanne Secret\n"
    "PC portable;Dell;Latitude 5420;5CD335G7GT;Paul Discret\n"
    ";;;;\n"
)


def text(response) -> str:
    return response.content.decode()


def file(content, name="parc.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode("cp1252"))


def sheet_page(sheet, name="sheet"):
    return reverse(f"donors:{name}", args=[sheet.donation.ref, sheet.public_id])


def dropped(client, content=LIST, name="parc.csv") -> Sheet:
    draft = donation_at()
    client.post(reverse("donors:sheet-drop", args=[draft.ref]), {"sheet": file(content, name)})
    return Sheet.objects.get()


# Lists


def test_a_list_dropped_with_the_batch_is_shown_as_it_was_read(donor):
    answer = donor.post(reverse("donors:donation-new"), answers(sheet=file(LIST)))

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
