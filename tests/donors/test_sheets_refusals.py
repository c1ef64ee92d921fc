"""What is no list of devices, or would harm us, is refused in one sentence and never by an exception."""

import io
import random
import tracemalloc
import zipfile

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from donors import sheets
from donors.sheets import source, workbooks

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK = (
    f'<workbook xmlns="{SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Parc" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)
TEXT_CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
LIST = (
    f'<row r="1">{TEXT_CELL.format("A1", "Type")}{TEXT_CELL.format("B1", "N° série")}</row>'
    f'<row r="2">{TEXT_CELL.format("A2", "UC")}{TEXT_CELL.format("B2", "AB12CD")}</row>'
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


def archive(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return content.getvalue()


def xlsx(rows, prologue="", dimension="A1:B2", **more):
    return archive(
        **{
            "_rels/.rels": RELATIONS.replace("worksheet", "officeDocument", 1).replace(
                "worksheets/sheet1", "xl/workbook"
            ),
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS,
            "xl/worksheets/sheet1.xml": f'{prologue}<worksheet xmlns="{SHEET}"><dimension ref="{dimension}"/>'
            f"<sheetData>{rows}</sheetData></worksheet>",
        },
        **more,
    )


def assert_refused(reading, words):
    assert words in reading.refused
    assert reading.rows == ()
    assert reading.as_json()["rows_read"] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" ", "no text"),
        (b"\n\n\n", "no text"),
        (b";;;\n;;;\n", "no text"),
        (b"x", "No line of column titles"),
        (b"\x00", "spreadsheet"),
        (b"\xff\xfe", "no text"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a spreadsheet"),
        (b"\x7fELF" + bytes(range(256)) * 20, "not a spreadsheet"),
        (b'{"devices": [{"serial": "A1"}]}', "JSON"),
        (b'[{"Type": "PC portable", "Serial": "A1"}]', "JSON"),
        (b"<html><table><tr><td>Type</td></tr></table></html>", "web page"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "web page"),
        (b"Type;Marque;Mod\xe8le;N\xb0 de s\xe9rie\r\n", "no device below"),
        (b"PC portable;Dell;Latitude;5CD1\nUC;HP;EliteDesk;5CD2\n", "No line of column titles"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_files_without_a_list_are_refused(read, content, words):
    assert_refused(read(content), words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("ID,Company name,Website,Phone number,Email\n1,Arrow,https://a.example,0102,a@b.c\n", ""),
        ("ID,Name,Description,Level,Parent Category\n1,Electronics,Parts,0,\n", "not a list of devices"),
        ("id\tname\n4\tWarsaw\n5\tParis\n", ""),
        ("Software Name,Product Key,Seats,Expiration Date\nOffice,AAAA-BBBB,10,2025-01-01\n", "licences"),
        (
            "Logiciel;Version;Éditeur;Machine;Numéro de série\nOffice;365;Microsoft;PC1;A1B2\n",
            "software installed",
        ),
        ("Type;Nom;Numéro de série\nLogiciel;Photoshop;L1\nLicence;Office;L2\n", "licences"),
        (
            "Name,Category,Manufacturer,QTY,Min Amount,Model Number,Item Number\nToner,Ink,HP,4,1,26A,CF226\n",
            "consumables",
        ),
        (
            "Name,Category,Manufacturer,Model Number,Fieldset,Requestable,EOL\nT 2,Laptops,Dell,93,L,Y,36\n",
            "catalogue",
        ),
        ("Marque;Modèle;Immatriculation;Kilométrage\nRenault;Zoé;AB-123-CD;42000\n", "vehicles"),
        ("id_lieu;Nom du lieu;Type;nbre_pl;Xlong;Ylat\n1;Gare;Aire de covoiturage;12;4.8;45.7\n", ""),
        ("Désignation;Quantité;Unité\nAcide chlorhydrique;900g;flacon\nBéchers;12;pièce\n", ""),
        ("Nom;Prénom;Poste\nRock;Fabrice;Directeur\n", ""),
    ],
)
def test_lists_of_other_things_are_refused(read, content, words):
    assert_refused(read(content), words)


def test_an_archive_that_is_no_workbook_is_refused(read):
    assert_refused(read(archive(**{"word/document.xml": "<w/>"}), "lettre.xlsx"), "no spreadsheet")


def test_a_bomb_is_refused_without_unpacking_it(read):
    bomb = xlsx(LIST, **{"xl/media/zeros.bin": bytes(60_000_000)})
    tracemalloc.start()

    reading = read(bomb, "bombe.xlsx")

    assert_refused(reading, "unpacks to far more")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_part_larger_than_it_claims_is_refused(read):
    honest = xlsx(LIST)
    with zipfile.ZipFile(io.BytesIO(honest)) as made:
        size = made.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (size - 50).to_bytes(4, "little"))

    assert lying != honest
    assert_refused(read(lying, "a.xlsx"), "damaged")


def test_entities_are_refused(read):
    laughs = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]>'

    assert_refused(read(xlsx(LIST, prologue=laughs), "a.xlsx"), "entities")


def test_cells_too_far_apart_are_refused(read):
    far = LIST + f'<row r="1048576">{TEXT_CELL.format("XFD1048576", "x")}</row>'

    assert_refused(read(xlsx(far), "a.xlsx"), "too far apart")


def test_cells_without_place_in_a_far_row_are_refused(read):
    cells = "<c><v>1</v></c>" * 100

    assert_refused(read(xlsx(LIST + f'<row r="1048576">{cells}</row>'), "a.xlsx"), "too far apart")


def test_repetitions_that_fill_the_memory_are_refused(read):
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    content = f'<a><table:table><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table></a>'

    assert_refused(read(archive(**{"content.xml": content, "mimetype": "x"}), "a.ods"), "too far apart")


@pytest.mark.parametrize("empty", ['<c r="XFD1048576" s="1"/>', '<c r="XFD1048576" s="1"></c>'])
def test_declared_dimensions_and_styled_empty_cells_do_no_harm(read, empty):
    reading = read(xlsx(LIST + f'<row r="1048576">{empty}</row>', dimension="A1:XFD1048576"), "a.xlsx")

    assert (reading.refused, reading.rows_read) == (None, 1)


def test_formulas_without_values_are_blank_rows(read):
    formulas = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><f>IF(B{n}="","",1)</f><v></v></c></row>' for n in range(3, 3000)
    )

    assert read(xlsx(LIST + formulas), "a.xlsx").rows_read == 1


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(500)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(500),
        archive(**{"content.xml": "\x93\x01", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
    ],
)
def test_a_protected_workbook_is_refused_as_such(read, content):
    assert_refused(read(content, "a.xlsx"), "password")


def test_a_panic_of_the_parser_is_a_refusal(read, monkeypatch):
    class PanicException(BaseException):
        pass

    class Panicking:
        @staticmethod
        def from_filelike(_file):
            raise PanicException

    monkeypatch.setattr(workbooks.calamine, "CalamineWorkbook", Panicking)

    assert_refused(read(xlsx(LIST), "a.xlsx"), "damaged")


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "grand.csv"
    with path.open("wb") as file:
        file.truncate(source.MAX_BYTES + 1)

    assert_refused(sheets.read(path), "larger than 50 MB")


def test_a_missing_file_is_refused(tmp_path):
    assert_refused(sheets.read(tmp_path / "absent.csv"), "could not be opened")


def test_an_unknown_sheet_is_refused(read):
    assert_refused(read(xlsx(LIST), "a.xlsx", sheet="Autre"), "no text")


def test_an_empty_workbook_is_refused(read):
    content = io.BytesIO()
    Workbook().save(content)

    assert_refused(read(content.getvalue(), "a.xlsx"), "no text")


@settings(deadline=None)  # the machine may be busy
@given(content=st.binary(max_size=400))
def test_no_bytes_raise(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)

    sheets.read(path).as_json()


@settings(deadline=None)
@given(text=st.text(alphabet="TypeModèle;,\t|\n\"'=0159 ABéÉ#:-", max_size=300))
def test_no_text_raises_and_every_row_is_counted(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any-text.csv"
    path.write_text(f"Type;Modèle;N° de série;RAM;Quantité\n{text}", encoding="utf-8")

    reading = sheets.read(path)

    assert reading.rows_ready + reading.rows_with_problems == reading.rows_read
    assert (reading.refused is None) == (reading.rows_read > 0)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_workbook_never_raises(read, seed):
    chance = random.Random(seed)
    content = bytearray(xlsx(LIST))
    for _ in range(8):
        content[chance.randrange(4, len(content))] = chance.randrange(256)

    reading = read(bytes(content), "a.xlsx")

    assert reading.refused or reading.rows_read
