"""Lists that are text: any encoding, separator and line end; titles, blanks and sums are no data."""

import pytest

from tests.donors.lists import HEADER, LAPTOP

pytestmark = pytest.mark.usefixtures("english")


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
