"""Donors' sheets of many kinds, each made here byte by byte, are read as a person would read them."""

import base64
import datetime
import io
import json
import zipfile
import zlib

import pytest
from django.utils import translation
from openpyxl import Workbook

from donors import sheets

# A list in the format of Excel 97: a title, a blank row, then the table.
XLS = zlib.decompress(
    base64.b64decode(
        "eNrtWE1IVFEU/u77cWbMn/Ev0EAeQlbmJkSKQKfSmjbKGEIRQT2dtxgcZuw1LmxRls0yCFoVbQQ3bcw2/VBB7QoCoxZBEIy1"
        "klZCQQv1de5579lYLhwoyXjf4553z7nnnPtz7t97b+ZqClP3m+bxC7qhYsWJoKxIJihFfCYKKnccmfXfYUpOgC2FSJgCWabj"
        "SeXrkIyhjPc8FMxqL4gCnyidwSj6sxnL2EQc4TaYQrahi6jAHZJUoZFbVct0mGkd03us+ZTpIZZcZ9pFugVxGnOx/rYD3iw+"
        "pbRwWRWk34ds84El+9CAl3IWX74hXF0dh+2Umf43C5q1CkyD4ha3MpZtpguopwBO45tjAF/9lfrcCOSbKxcg+fe18tA68puK"
        "BkzAOccTPI8K1GmyREPCtIeXaNmVEydTJVhkFIxkNkOxJrXB8VGLVmufaZ8fs7YB/bNG0jIuLNgpizbigTEzk0vlFqgg0WOM"
        "Zu2cOZS2yKzXSqfJY2dPb0dHZ3x/fFAHXg3bZobm//GErMvdEqJrtoRKXioVRJOo5nwNL5gobfpLdxff9g0lYmdZMsHHgHtY"
        "7JT9g4Mr0oKMq7hEh9tHoI0t9jK9yl53cL6JaT1p0rs10eBljk2yzjUubaV6OhjvYruK8rspn/8y8Kg5/zm2h/Iz8fmL9TPv"
        "Y1NoocMrSfbymUS7aBe3b0k8jvlv4W0sH5k2/rbJhJWo1zfHOxGrsczxAY0HPA2Fe7dWQ2ENOSYu54+fyynEqaucSpzm+VLX"
        "8aWyL93TV9lX2SonfcmwXVIkp3pl0pe2ji+NfYU9a419ySP+GY2Exr4O5hcV14eKbqUWD2SzaYv9iXIECBAgQIAAAQIE2DKQ"
        "V1KFL3fulVz3Lvwh77/OMqWV4DfJf4sTyNKTow/To8jQ28Z4SfNnO3Th+xIbtPH/F0qcpNptjGCI2zFS8vylDzZR3J8NG0b/"
        "3BIqtf6VUtr5l+v/AQeV5KA="
    )
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="liste.csv", **choices):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return sheets.read(path, **choices)

    return read_content


def workbook(*lines, title="Parc", others=(), merged=(), hidden=()):
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    for area in merged:
        book.active.merge_cells(area)
    for name, other_lines in others:
        sheet = book.create_sheet(name)
        for line in other_lines:
            sheet.append(line)
    for name in hidden:
        book[name].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(rows_xml):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Parc">{rows_xml}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return content.getvalue()


def ods_row(*cells):
    return "<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    ) + "</table:table-row>"  # fmt: skip


HEADER = "Type;Marque;Modèle;N° de série"
LAPTOP = "PC portable;Dell;Latitude 5420;5CD335G7GT"


def codes(reading):
    return [(problem.row, problem.field, problem.code) for problem in reading.problems]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("iso-8859-15", None),
        ("cp850", "cp850"),
        ("mac-roman", "mac-roman"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_usual_encoding_and_separator_is_read(read, encoding, named, separator):
    lines = [
        HEADER,
        "Écran;Dell;Modèle à l'œil;ABC123"
        if "850" not in encoding
        else "Écran;Dell;Modèle à vérifier;ABC123",
    ]
    if encoding == "mac-roman":
        lines[1] = "Écran;Dell;Modèle à vérifier;ABC123"

    reading = read("\r\n".join(lines).replace(";", separator).encode(encoding))

    assert reading.refused is None
    assert reading.separator == separator
    assert reading.encoding == named or named is None
    assert reading.columns["model"] == "Modèle"
    assert reading.rows[0].values["type"] == "monitor"


def test_latin_9_keeps_its_ligatures(read):
    reading = read(f"{HEADER};Commentaire\n{LAPTOP};Cœur à réparer, 20 €".encode("iso-8859-15"))

    assert reading.encoding == "iso-8859-15"
    assert reading.rows[0].values["comment"] == "Cœur à réparer, 20 €"


def test_text_decoded_twice_is_put_right(read):
    reading = read(f"{HEADER};Remarque\n{LAPTOP};" + "Renvoyé".encode().decode("cp1252"))

    assert reading.rows[0].values["comment"] == "Renvoyé"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_do_not_shift_row_numbers(read, line_end):
    reading = read(line_end.join([HEADER, LAPTOP, LAPTOP.replace("5CD", "6CD")]))

    assert [row.number for row in reading.rows] == [2, 3]


def test_excel_separator_line_is_no_row(read):
    reading = read(f"sep=,\n{HEADER}\n{LAPTOP}".replace(";", ","))

    assert (reading.separator, reading.header_row, reading.rows[0].number) == (",", 1, 2)


def test_comments_titles_blank_and_separator_rows_are_not_data(read):
    content = f"# export du parc\nInventaire 2024 du siège;;;\n;;;\n{HEADER}\n{LAPTOP}\n\n;;;\n{LAPTOP.replace('5CD', '6CD')}\n"

    reading = read(content)

    assert reading.header_row == 4
    assert [row.number for row in reading.rows] == [5, 8]


@pytest.mark.parametrize(
    "footer",
    [
        "Total;;;2",
        "TOTAL GÉNÉRAL : 2;;;",
        ";;Total;2 appareils",
        "Fait à Lyon, le 3 mars 2024;;;",
        "Sous-total;2;;",
        "Nombre total : 2",
    ],
)
def test_summary_rows_at_the_bottom_are_not_data(read, footer):
    reading = read(f"{HEADER}\n{LAPTOP}\n\n{footer}\n")

    assert [row.number for row in reading.rows] == [2]


def test_summary_in_a_side_column_is_not_data(read):
    reading = read(f"{HEADER};;\n{LAPTOP};;Portables : 1\n;;;;;Écrans : 0\n;;;;;88,8\n")

    assert reading.rows_read == 1


def test_quantities_by_hand_are_enough(read):
    reading = read("Désignation;Quantité\nPC portable;12\nÉcrans 24 pouces;1 596\nTotal;1608\n")

    assert [(row.values["type"], row.values["quantity"]) for row in reading.rows] == [
        ("laptop", 12),
        ("monitor", 1596),
    ]
    assert reading.rows_ready == 2


def test_fewer_headers_than_columns(read):
    reading = read(f"{HEADER}\n{LAPTOP};rayé;de plus\n")

    assert reading.rows_ready == 1
    assert reading.rows[0].raw[4:] == ("rayé", "de plus")


def test_the_same_header_twice_keeps_both_columns(read):
    reading = read(f"{HEADER};Code;Code\n{LAPTOP};a;b\n")

    assert reading.rows[0].extra == {"Code": "a", "Code (2)": "b"}


def test_a_quotation_mark_nobody_closed_swallows_nothing(read):
    lines = [f'{LAPTOP[:-3]}{n:03};"24 pouces' if n == 5 else f"{LAPTOP[:-3]}{n:03};24" for n in range(200)]

    reading = read(f"{HEADER};Écran\n" + "\n".join(lines))

    assert reading.rows_read == 200


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


def test_columns_about_people_are_left_out_of_everything(read):
    reading = read(f"{HEADER};Utilisateur;Service;E-mail\n{LAPTOP};Claire Martin;Compta;claire@example.org\n")

    assert reading.left_out == ("Utilisateur", "Service", "E-mail")
    assert "Claire" not in repr(reading.rows)
    assert "claire@" not in repr(reading.rows)


def test_a_name_beside_a_first_name_is_a_persons(read):
    assert "Nom" in read(f"Nom;Prénom;{HEADER}\nMartin;Claire;{LAPTOP}\n").left_out


def test_unmapped_columns_are_kept(read):
    assert read(f"{HEADER};Fin de garantie\n{LAPTOP};15/03/2025\n").rows[0].extra == {
        "Fin de garantie": "15/03/2025"
    }


def test_typed_headers_are_understood(read):
    reading = read(
        'title,category,"cf: Serial number,type:text","cf:brand, type:option",custodian,bookable\nA,Laptop,X12Y34,dell,Jo,no\n'
    )

    assert reading.layout == "shelf"
    assert reading.columns["serial"] == "cf: Serial number,type:text"
    assert reading.rows[0].values["manufacturer"] == "dell"


def test_a_mapping_by_hand_wins(read):
    content = f"{HEADER};Truc\n{LAPTOP};INV-7\n"

    reading = read(content, mapping={4: "asset_tag", 1: "extra", 2: "person"})

    assert reading.rows[0].values["asset_tag"] == "INV-7"
    assert reading.rows[0].extra == {"Marque": "Dell"}
    assert reading.left_out == ("Modèle",)
    assert {match.field: match.confidence for match in reading.matches}["asset_tag"] == 100


def test_spelling_lowers_confidence(read):
    matches = {
        match.field: match
        for match in read("Type;Système Exoloitation;Modèle du poste\nUC;Windows;OptiPlex\n").matches
    }

    assert matches["type"].confidence == 100 > matches["model"].confidence > matches["os"].confidence


@pytest.mark.parametrize(
    "header",
    ["N° série", "N° SÉRIE", "N° Serie", "numero_de_serie", "Numero_serie", "Numéro de série", "Serial No.", "Device Serial Number",
     "mat__sn", "eqt_serial", "SN DU MAJEUR", "SerialNumber", "numero serie", "S/N", "NumSerie", "Nº de série", "Service Tag"],
)  # fmt: skip
def test_every_spelling_of_serial_number_is_understood(read, header):
    assert read(f"Type;{header}\nUC;AB12CD\n").columns["serial"] == header


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


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("Pays;SN;Type\nSénégal;SN;PC portable\nMali;ML;UC\n", "serial"),
        ("N°;Type;Marque\n1;UC;HP\n2;UC;Dell\n3;UC;Dell\n", "asset_tag"),
        ("Type;Modèle;Dernier inventaire\nUC;OptiPlex;2024-01-02\n", "asset_tag"),
    ],
)
def test_cells_may_contradict_their_header(read, content, field):
    assert field not in read(content).columns


def test_a_vague_header_is_told_by_its_cells(read):
    assert read("Asset;Qty\nLaptop Dell;10\nMonitor;4\n").columns["type"] == "Asset"
    assert (
        read("Désignation;N° série\nDell Latitude 5420;A1\nHP ProBook 450;A2\n").columns["model"]
        == "Désignation"
    )


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


def test_headers_of_a_database_view_are_understood(read):
    reading = read(
        "Manufacturer0,Model0,SerialNumber0,User Name0,Total Physical Memory (KB)\nDell,Latitude,AB1,jd,8281234\n"
    )

    assert reading.left_out == ("User Name0",)
    assert reading.rows[0].values["ram_mb"] == 8192


def test_a_cell_not_understood_is_kept_apart(read):
    assert read(f"{HEADER};Disque dur\n{LAPTOP};retiré\n").rows[0].extra == {"Disque dur": "retiré"}


def test_american_dates_are_recognised_by_column(read):
    reading = read("Type,Model,Purchase Date\nLaptop,A,8/24/22\nLaptop,B,3/1/23\n")

    assert [row.values["purchase_date"] for row in reading.rows] == ["2022-08-24", "2023-03-01"]


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        ("Nom;Numéro de série;Numéro d'inventaire;Statut;Entité;Fabricant;Type", "glpi"),
        ("Asset Tag;Model;Category;Checked Out To: Username;Serial", "snipe-it assets"),
        ("AssetName;Assettype;Manufacturer;Model;Serialnumber", "lansweeper"),
        ("Account info: TAG;Last inventory;Computer;Serial number;Model", "ocs inventory"),
        ("Device name;Serial number;Primary user UPN;Model;Manufacturer", "intune"),
        ("Device Serial Number;Windows Product ID;Hardware Hash", "autopilot"),
        ("Numéro Lot;Identifiant unique;Type matériel;Type disque 1;Model", "emmaus-connect pc_v2"),
        ("Numéro Lot;Identifiant unique;Type matériel;IMEI;Modèle", "emmaus-connect sm_v1"),
        ("Id don;Id PC;Type;Marque;Modèle", "bolc"),
        ("idEsn;type;marque;modele;numeroSerie", "tec.tech"),
        ("Model;Manufacturer;Serial Number;Id device Supplier;Id device Internal", "ereuse placeholder"),
        ("PHID;DHID;Device Type;Device Serial Number", "ereuse export"),
        ("id;sn;model;service_env", "ralph"),
    ],
)
def test_known_layouts_are_named(read, header, layout):
    width = header.count(";") + 1
    assert read(f"{header}\n{';'.join(f'X{n}Y7Z' for n in range(width))}\n").layout == layout


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
