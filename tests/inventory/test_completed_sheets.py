"""A donor's file comes back as it was dropped, with what became of each of its devices."""

import csv
import io

import pytest
import python_calamine as calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from donors.models import Sheet
from inventory import workflow
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import AccessRecord, LegalKind
from reuse.core import clock, tables
from reuse.jobs import workflow as jobs
from tests import people
from tests.donors.factories import donation_at
from tests.donors.lists import XLS, ods, ods_row, workbook

pytestmark = pytest.mark.django_db
LIST = (
    "Parc de l'agence;;;;\n"
    "Nom;Entité;Fabricant;Type;Numéro de série;Utilisateur\n"
    "PC-01;Siège;Dell;PC portable;5CD335G7GT;Jeanne\n"
    ";;;;;\n"
    "PC-02;Siège;=HYPERLINK(1);UC;5CD335G7GU;Paul\n"
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


def imported(client, content, name):
    draft = donation_at()
    client.post(reverse("donors:sheet-drop", args=[draft.ref]), {"sheet": SimpleUploadedFile(name, content)})
    sheet = Sheet.objects.get()
    jobs.run(workflow.start_import(sheet=sheet, act=people.act(people.donor())).pk)
    return sheet


def completed(client, sheet):
    return client.get(reverse("inventory:sheet-completed", args=[sheet.donation.ref, sheet.public_id]))


@pytest.mark.parametrize(
    ("encoding", "mark"), [("cp1252", b""), ("utf-8-sig", b""), ("utf-16-le", b"\xff\xfe")]
)
def test_text_keeps_its_lines_encoding_and_separator(as_, encoding, mark):
    client = as_(people.donor())
    sheet = imported(client, mark + LIST.encode(encoding), "parc.csv")
    first = sheet.devices.get(row_number=3)

    response = completed(client, sheet)

    assert response.content.startswith(mark)
    lines = response.content.removeprefix(mark).decode(encoding).splitlines()
    assert lines[0] == "Parc de l'agence;;;;"
    assert lines[1].startswith("Nom;Entité;Fabricant;Type;Numéro de série;Utilisateur;our code;outcome;")
    assert lines[2].startswith(f"PC-01;Siège;Dell;PC portable;5CD335G7GT;Jeanne;{first};")
    assert lines[2].split(";")[8] == first.stage_since.date().isoformat()
    assert lines[3] == ";;;;;"
    assert "'=HYPERLINK(1)" in lines[4]
    assert AccessRecord.objects.filter(kind=AccessRecord.OPENED_FILE).count() == 1


def test_a_workbook_comes_back_as_one(as_, tmp_path):
    client = as_(people.donor())
    path = tmp_path / "parc.xlsx"
    with path.open("wb") as to:
        tables.write_xlsx([line.split(";") for line in LIST.splitlines()], to, name="Parc 2026")
    sheet = imported(client, path.read_bytes(), "parc.xlsx")

    path.write_bytes(completed(client, sheet).content)

    rows = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Parc 2026").to_python()
    assert rows[1][5:8] == ["Utilisateur", "our code", "outcome"]
    assert rows[2][6] == str(sheet.devices.get(row_number=3))


TABLE = [["Parc à donner"], [], ["Type", "Marque", "N° de série", "Quantité"]]
TABLE += [["PC portable", "Dell", "5CD335G7GT", 1], ["Écran", "HP", 12345678, 1]]
KINDS = {
    "xlsx": workbook(*TABLE),
    "xls": XLS,
    "ods": ods("".join(ods_row(*line) for line in TABLE)),
    "csv": "\n".join(";".join(map(str, line)) for line in TABLE).encode("cp1252"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_keeps_its_columns_in_their_order_under_its_titles(as_, kind):
    client = as_(people.donor())
    sheet = imported(client, KINDS[kind], f"parc.{kind}")

    content = completed(client, sheet).content

    lines = read_by_another(content, kind)
    assert [[cell for cell in line[:4] if cell] for line in lines] == [list(map(str, line)) for line in TABLE]
    assert lines[2][4:] == ["our code", "outcome", "date of the outcome", "erasure certificate"]
    assert [line[4] for line in lines[3:]] == [str(one) for one in sheet.devices.order_by("row_number")]


def read_by_another(content, kind):
    """As openpyxl, or the standard library, reads it: neither wrote it."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("cp1252")), delimiter=";"))
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_rows_that_have_moved_since_are_answered_by_the_device_they_name(as_):
    client = as_(people.donor())
    first = imported(client, LIST.encode("cp1252"), "parc.csv")
    told = {one.row_number: str(one) for one in first.devices.all()}
    head, lines = LIST.split("\n", 2)[:2], LIST.split("\n", 2)[2]
    moved = "\n".join([*head, "PC-00;Siège;HP;UC;5CD335G7GZ;Luc", lines]).encode("cp1252")
    again = dropped_again(client, first, moved)

    lines = completed(client, again).content.decode("cp1252").splitlines()

    assert [line.split(";")[6] for line in lines if "PC-0" in line][1:] == [told[3], told[5]]


def dropped_again(client, sheet, content):
    file = SimpleUploadedFile(sheet.name, content)
    client.post(reverse("donors:sheet-drop", args=[sheet.donation.ref]), {"sheet": file})
    again = Sheet.objects.latest("pk")
    jobs.run(workflow.start_import(sheet=again, act=people.act(people.donor())).pk)
    return again


def test_without_its_original_it_is_refused_with_the_reason(as_):
    client = as_(people.donor())
    sheet = imported(client, LIST.encode(), "parc.csv")
    type(sheet.file).objects.filter(pk=sheet.file_id).update(purged_at=clock.now())

    response = completed(client, sheet)

    page = client.get(response.url).content.decode()
    assert "it cannot be completed" in page


def test_nobody_else_gets_it(as_):
    sheet = imported(as_(people.donor()), LIST.encode(), "parc.csv")

    assert completed(as_(people.donor(LegalKind.COUNCIL)), sheet).status_code == 404
    assert completed(as_(people.technician()), sheet).status_code in {403, 404}
