"""What spreadsheets made by hand do: tables below and beside each other, dates for numbers, people under any title."""

import datetime
from pathlib import Path

import pytest

from donors import sheets
from tests.donors.lists import HEADER, LAPTOP, workbook

pytestmark = pytest.mark.usefixtures("english")
HEAD, DELL = HEADER.split(";"), LAPTOP.split(";")
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "donor-sheets"
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())


def test_a_second_table_below_is_named_not_misread(read):
    other = [["Marque", "Modèle", "N° de série", "Taille"], ["Iiyama", "XB2483", "11402M12", "24"]]
    reading = read(workbook(["Ordinateurs"], HEAD, DELL, [], ["Écrans"], *other), "parc.xlsx")

    assert [(row.number, row.is_ready) for row in reading.rows] == [(3, True), (7, False)]
    [problem] = reading.problems
    assert (problem.row, problem.code) == (7, "another_table")
    assert "row 6" in problem.message


def test_a_second_table_beside_is_told(read):
    reading = read(workbook([*HEAD, "", *HEAD], [*DELL, "", *DELL[:3], "CNK1"]), "parc.xlsx")

    assert reading.rows_ready == 1
    assert "stand twice" in " ".join(reading.remarks)


def test_a_column_that_only_repeats_is_no_second_table(read):
    assert read(workbook([*HEAD, "Commentaire", "Commentaire"], [*DELL, "a", "b"]), "parc.xlsx").remarks == ()


@pytest.mark.parametrize("lost", [datetime.date(2021, 5, 4), "04/05/2021", "1.23E+11"])
def test_a_number_that_a_spreadsheet_spoiled_is_asked_for_again(read, lost):
    [row] = read(workbook(HEAD, [*DELL[:3], lost]), "parc.xlsx").rows

    assert [problem.code for problem in row.problems] == ["number_lost"]
    assert "serial" not in row.values


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Affecté à (nom)",
            "Détenteur actuel",
            "Utilisateur habituel",
            "Titulaire",
            "Nom de l'agent",
            "Qui",
        ),
        *("Personne affectée", "Login AD", "Nom du salarié", "Bureau", "Courriel", "Utilisateur principal"),
    ],
)
def test_columns_of_people_are_left_out_and_said_so(read, title):
    reading = read(workbook([*HEAD, title], [*DELL, "Jeanne Martin"]), "parc.xlsx")

    [row] = reading.rows
    assert reading.left_out == (title,)
    assert "Jeanne" not in f"{row.values}{row.extra}{row.raw}"


@pytest.mark.skipif(not FILES, reason="the folder of sample sheets is not beside this repository")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_cell_of_a_persons_column_of_a_real_list_is_kept(path):
    """Compared by column: a word may well stand elsewhere in the list too."""
    opened = sheets.reader.open_list(path)
    people = {match.index for match in opened.reading.matches if match.is_person}
    headers = {match.header for match in opened.reading.matches if match.is_person}

    for row in opened.rows():
        assert not any(cell for index, cell in enumerate(row.raw) if index in people)
        assert not headers & row.extra.keys()
