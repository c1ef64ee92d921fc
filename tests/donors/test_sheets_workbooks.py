"""Lists that are workbooks: xlsx, xls and ods, their sheets, merged cells, dates and formulas."""

import datetime

import pytest

from tests.donors.lists import HEADER, LAPTOP, XLS, ods, ods_row, workbook

pytestmark = pytest.mark.usefixtures("english")


def test_xlsx_xls_and_ods_are_read_alike(read):
    lines = [["Parc à donner"], [], ["Type", "Marque", "N° de série", "Quantité"]]
    lines += [["PC portable", "Dell", "5CD335G7GT", 1], ["Écran", "HP", 12345678, 1]]
    rows_xml = "".join(ods_row(*line) for line in lines)

    readings = [read(workbook(*lines), "a.xlsx"), read(XLS, "a.xls"), read(ods(rows_xml), "a.ods")]

    for reading in readings:
        assert (reading.sheet, reading.encoding, reading.separator, reading.header_row) == (
            "Parc",
            None,
            None,
            3,
        )
        assert [row.values.get("serial") for row in reading.rows] == ["5CD335G7GT", "12345678"]
        assert [row.number for row in reading.rows] == [4, 5]


def test_the_sheet_of_equipment_is_chosen_and_named(read):
    people = ("Personnel", [["Nom", "Prénom", "Modèle"], *[["Rock", "Fabrice", "HP 260"]] * 30])
    book = workbook([], title="Vide", others=[people, ("Parc", [HEADER.split(";"), LAPTOP.split(";")])])

    reading = read(book, "a.xlsx")

    assert (reading.sheet, reading.sheets, reading.rows_read) == ("Parc", ("Vide", "Personnel", "Parc"), 1)


def test_a_hidden_sheet_is_neither_chosen_nor_offered(read):
    book = workbook(
        HEADER.split(";"),
        LAPTOP.split(";"),
        others=[("Ancien", [HEADER.split(";"), *[LAPTOP.split(";")] * 9])],
        hidden=["Ancien"],
    )

    reading = read(book, "a.xlsx")

    assert (reading.sheet, reading.sheets) == ("Parc", ("Parc",))


def test_a_person_may_choose_another_sheet(read):
    book = workbook(
        HEADER.split(";"), *[LAPTOP.split(";")] * 3, others=[("Lyon", [HEADER.split(";"), LAPTOP.split(";")])]
    )

    assert read(book, "a.xlsx", sheet="Lyon").sheet == "Lyon"


def test_codes_are_looked_up_in_the_other_sheets(read):
    book = workbook(
        ["mat__type", "mat__marque", "mat__sn"],
        ["MPO", "ZEBRA", "T3J225300783"],
        others=[("Types", [["MPO", "Ordinateur portable"], ["MEC", "Écran"]])],
    )

    assert read(book, "a.xlsx").rows[0].values["type"] == "laptop"


def test_cells_merged_downwards_hold_for_each_row(read):
    book = workbook(
        ["Type", "Marque", "N° de série"],
        ["PC portable", "Dell", "AB12C"],
        [None, "Dell", "AB12D"],
        merged=["A2:A3"],
    )

    assert [row.values["type"] for row in read(book, "a.xlsx").rows] == ["laptop", "laptop"]


def test_two_header_rows_are_joined(read):
    reading = read(
        ";Matériel;;;Disque;\nN° inventaire;Type;Marque;Modèle;Type;Taille\nA1;PC portable;Dell;Latitude;SSD;256 Go\n"
    )

    assert reading.header_row == 2
    assert reading.rows[0].values["storage_gb"] == 256
    assert reading.rows[0].values["storage_kind"] == "ssd"
    assert reading.rows[0].values["type"] == "laptop"


def test_dates_and_numbers_of_a_workbook_become_text(read):
    book = workbook(
        ["Type", "N° de série", "Date d'achat", "RAM (Go)", "Prix"],
        ["UC", 12345678901234, datetime.date(2020, 2, 29), 15.35, 120.5],
    )

    row = read(book, "a.xlsx").rows[0]

    assert row.values == {
        "type": "desktop", "serial": "12345678901234", "purchase_date": "2020-02-29", "year": 2020, "ram_mb": 16384,
        "price_cents": 12050,
    }  # fmt: skip
