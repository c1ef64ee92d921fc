"""What each row of a list says, and what is wrong with it."""

import json

import pytest

from donors import sheets
from tests.donors.lists import HEADER, LAPTOP, codes

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("écrans 2024.csv", "monitor"),
        ("computers.csv", "other"),
        ("Ordinateurs portables.csv", "laptop"),
        ("liste.csv", "other"),
    ],
)
def test_the_name_of_the_file_may_tell_the_type(read, name, kind):
    assert read("Marque;N° série\nDell;AB12CD\n", name).rows[0].values["type"] == kind


def test_a_name_given_apart_replaces_that_of_the_path(tmp_path):
    path = tmp_path / "upload1234"
    path.write_text("Marque;N° série\nDell;AB12CD\n")

    reading = sheets.read(path, name="Imprimantes.csv")

    assert (reading.file, reading.rows[0].values["type"]) == ("Imprimantes.csv", "printer")


def test_a_generic_computer_is_told_by_its_model(read):
    reading = read(
        f"{HEADER}\nOrdinateur;Lenovo;ThinkPad T480;A1B2\nOrdinateur;Dell;OptiPlex 7020;A1B3\n;HP;EliteBook 840;A1B4\n"
    )

    assert [row.values["type"] for row in reading.rows] == ["laptop", "desktop", "laptop"]


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (";Dell;;AB12CD", "type_and_model_missing", "type"),
        ("Chaise;;;", "device_unclear", "type"),
        ("Logiciel;Adobe;Photoshop;LIC1", "software", "type"),
        ("UC;Dell;OptiPlex;1.23E+11", "number_lost", "serial"),
        ("UC;Dell;OptiPlex;6,37702E+15", "number_lost", "serial"),
        ("UC;Dell;OptiPlex;SEEN1", "serial_repeated", "serial"),
    ],
)
def test_problems_are_named_by_row_and_field(read, line, code, field):
    reading = read(f"{HEADER}\nUC;Dell;OptiPlex;SEEN1\n{line}\n")

    assert codes(reading) == [(3, field, code)]
    assert (reading.rows_read, reading.rows_ready, reading.rows_with_problems) == (2, 1, 1)


@pytest.mark.parametrize(
    ("imei", "code"),
    [("356938035643809", None), ("35 693803 564380 9", None), ("356938035643808", "imei_invalid"), ("3.56938E+14", "number_lost"),
     ("000000000000000", None), ("356938035643809 / 490154203237518", None)],
)  # fmt: skip
def test_imeis_are_checked(read, imei, code):
    assert [problem.code for problem in read(f"Modèle;IMEI\niPhone 8;{imei}\n").problems] == (
        [code] if code else []
    )


@pytest.mark.parametrize("quantity", ["900g", "5 RAM (+1 VRAC)", "beaucoup", "0", "-3", "2,5", "99999999"])
def test_a_quantity_must_be_a_whole_number(read, quantity):
    assert codes(read(f"Type;Marque;Quantité\nUC;Dell;{quantity}\n")) == [(2, "quantity", "quantity_invalid")]


def test_a_warning_leaves_its_row_ready(read):
    reading = read(f"{HEADER};RAM\n{LAPTOP};beaucoup\n")

    assert [problem.code for problem in reading.problems] == ["ram_unreadable"]
    assert reading.rows_ready == 1
    assert reading.as_json()["problems"] == []
    assert reading.as_json()["warnings"][0]["field"] == "ram"


def test_a_screen_may_carry_the_serial_of_its_computer(read):
    assert codes(read("Type;N° série\nUC;AB12\nÉcran;AB12\n")) == [(3, "serial", "serial_shared")]


@pytest.mark.parametrize(
    "serial",
    ["To be filled by O.E.M.", "System Serial Number", "00000000", "N/A", "XXXXXXXX", "???????", "none", "−"],
)
def test_placeholder_serials_are_absent_and_never_repeat(read, serial):
    reading = read(f"{HEADER}\n" + f"UC;Dell;OptiPlex;{serial}\n" * 2)

    assert reading.rows_ready == 2
    assert "serial" not in reading.rows[0].values


def test_titles_inside_the_table_tell_the_type_of_what_follows(read):
    reading = read(
        "Marque;Modèle;N° série;RAM;Année\nOrdinateurs portables;;;;\nHP;250 G7;A1;8 Go;2018\nÉcrans 24 pouces;;;;\nDell;P2419H;A2;;\n"
    )

    assert [(row.number, row.values["type"]) for row in reading.rows] == [(3, "laptop"), (5, "monitor")]


@pytest.mark.parametrize(
    "line", ["(obligatoire);(obligatoire);;(si connu)", "Type;Brand;Model;Serial number", HEADER]
)
def test_explanations_and_second_headers_are_not_data(read, line):
    assert [row.number for row in read(f"{HEADER}\n{line}\n{LAPTOP}\n").rows] == [3]


def test_a_cell_not_understood_is_kept_apart(read):
    assert read(f"{HEADER};Disque dur\n{LAPTOP};retiré\n").rows[0].extra == {"Disque dur": "retiré"}


def test_american_dates_are_recognised_by_column(read):
    reading = read("Type,Model,Purchase Date\nLaptop,A,8/24/22\nLaptop,B,3/1/23\n")

    assert [row.values["purchase_date"] for row in reading.rows] == ["2022-08-24", "2023-03-01"]


def test_json_is_the_contract(read):
    reading = read(f"{HEADER};Utilisateur\n{LAPTOP};Claire\n;;;;\n;Dell;;Z9;\n")

    found = json.loads(json.dumps(reading.as_json()))

    assert {name: found[name] for name in list(found)[:10]} == {
        "file": "liste.csv",
        "sheet": None,
        "encoding": "utf-8",
        "separator": ";",
        "rows_read": 2,
        "rows_ready": 1,
        "rows_with_problems": 1,
        "columns": {"type": "Type", "manufacturer": "Marque", "model": "Modèle", "serial": "N° de série"},
        "problems": [
            {
                "row": 4,
                "field": "type",
                "code": "type_and_model_missing",
                "message": "Type and model are both missing: fill in at least one.",
            }
        ],
        "refused": None,
    }
    assert found["left_out"] == ["Utilisateur"]
