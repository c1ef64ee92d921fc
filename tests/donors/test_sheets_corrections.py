"""The rows with problems go back to the donor, and come in once corrected."""

import csv

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donors import sheets

HEADER = "Type;Marque;Modèle;N° de série;IMEI;Quantité;Utilisateur;Commentaire\n"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(path, content):
    path.write_text(content, encoding="utf-8")
    return sheets.read(path)


def lines_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_only_rows_with_problems_go_back_with_what_to_correct(tmp_path):
    reading = read(tmp_path / "a.csv", f"{HEADER}UC;HP;;A1B2;;;Zoé;\nUC;HP;;1.2E+11;;deux;Zoé;note\n")

    sheets.write_corrections(reading, tmp_path / "b.csv")

    header, line = lines_of(tmp_path / "b.csv")
    assert header[-1] == "problem"
    assert "Utilisateur" not in header
    assert line[:3] == ["UC", "HP", ""]
    assert "lost its digits" in line[-1]
    assert "not a quantity" in line[-1]


def test_a_corrected_file_reads_cleanly(tmp_path):
    reading = read(tmp_path / "a.csv", f"{HEADER}UC;HP;;1.2E+11;;deux;Zoé;note\n")
    sheets.write_corrections(reading, tmp_path / "b.csv")
    corrected = (
        (tmp_path / "b.csv")
        .read_text(encoding="utf-8-sig")
        .replace("1.2E+11", "123123123123", 1)
        .replace("deux", "1", 1)
    )

    again = read(tmp_path / "c.csv", corrected)

    assert (again.rows_ready, again.rows_with_problems) == (1, 0)
    assert again.rows[0].values == {
        "type": "desktop", "manufacturer": "HP", "serial": "123123123123", "quantity": 1, "comment": "note",
    }  # fmt: skip
    assert again.rows[0].extra == {}


def test_french_readers_are_told_in_french(tmp_path):
    reading = read(tmp_path / "a.csv", f"{HEADER};;;;;1;;\n;HP;;A1;;;;\n")

    with translation.override("fr"):
        reading = sheets.read(tmp_path / "a.csv")
        sheets.write_corrections(reading, tmp_path / "b.csv")

    header, line = lines_of(tmp_path / "b.csv")
    assert header[-1] == "problème"
    assert line[-1].startswith("Le type et le modèle manquent")
    assert sheets.read(tmp_path / "b.csv").rows[0].extra == {}


def test_what_the_file_name_told_is_not_lost(tmp_path):
    reading = read(tmp_path / "Écrans.csv", "Marque;N° série\nHP;A1B2\nHP;A1B2\n")
    sheets.write_corrections(reading, tmp_path / "b.csv")

    assert sheets.read(tmp_path / "b.csv").rows[0].values["type"] == "monitor"


def test_formulas_are_guarded(tmp_path):
    reading = read(tmp_path / "a.csv", f"{HEADER}=cmd|' /C calc'!A0;+1;-2;@SUM(A1);;zéro;;\n")

    sheets.write_corrections(reading, tmp_path / "b.csv")

    assert lines_of(tmp_path / "b.csv")[1][:4] == ["'=cmd|' /C calc'!A0", "'+1", "'-2", "'@SUM(A1)"]


def test_columns_mapped_by_hand_are_understood_again(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Type;Truc;Nombre\nUC;1.2E+11;1\n", encoding="utf-8")
    reading = sheets.read(path, mapping={1: "serial"})

    sheets.write_corrections(reading, tmp_path / "b.csv")

    assert sheets.read(tmp_path / "b.csv").columns["serial"] == "Numéro de série"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["PC portable", "UC", "Écran"]),
            st.text(alphabet="abcXYZé=+-@;\"' 09", min_size=1, max_size=12),
            st.text(alphabet="abcXYZé=+-@;\"' 09", max_size=20),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_going_round_keeps_every_cell(tmp_path, lines):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Type", "Modèle", "Commentaire", "Quantité"])
        writer.writerows([*line, "beaucoup"] for line in lines)
    first = sheets.read(path)

    sheets.write_corrections(first, tmp_path / "b.csv")
    second = sheets.read(tmp_path / "b.csv")

    assert first.rows_ready == 0
    assert [row.values for row in second.rows] == [row.values for row in first.rows]


def test_the_template_is_understood_whole(tmp_path):
    with (tmp_path / "modele.csv").open("wb") as file:
        sheets.write_template(file)

    reading = sheets.read(tmp_path / "modele.csv")

    assert "no device below" in reading.refused
    assert all(match.field and match.confidence >= 95 for match in reading.matches)
    assert len(reading.matches) == len(sheets.TEMPLATE)
