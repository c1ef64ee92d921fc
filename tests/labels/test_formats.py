"""The table of sheets, checked against itself and against the paper."""

import pytest

import labels
from labels.formats import UNPRINTABLE, InvalidFormat

SHEETS = list(labels.SHEETS.values())

# name, label, columns × rows, pitch, first corner: as manufacturers' templates give them
TABLE = """
L7651 38.10 21.17 5 13 40.64 21.17 4.67 10.90
L7654 45.72 25.40 4 10 48.26 25.40 9.75 21.43
L6009 45.72 21.17 4 12 48.26 21.17 9.75 21.41
L6008 25.40 10.00 7 27 27.94 10.00 8.48 13.43
L6011 63.50 29.63 3 9 66.04 29.63 7.21 15.10
L6012 96.00 50.80 2 5 98.54 50.80 7.73 21.43
L7157 64.00 24.30 3 11 66.54 24.30 6.46 14.00
L7158 64.00 26.70 3 10 66.54 26.70 6.46 14.00
L7159 64.00 33.86 3 8 66.54 33.86 6.46 13.06
L7160 63.50 38.10 3 7 66.04 38.10 7.20 15.15
L7161 63.50 46.56 3 6 66.04 46.56 7.21 8.82
L7162 99.06 33.87 2 8 101.60 33.87 4.67 13.02
L7163 99.06 38.10 2 7 101.60 38.10 4.67 15.15
L7164 63.50 71.97 3 4 66.04 71.97 7.21 4.57
L7165 99.06 67.73 2 4 101.60 67.73 4.67 13.04
L4732 35.60 16.90 5 16 38.10 16.90 11.00 13.00
3474 70.00 37.00 3 8 70.00 37.00 0.00 0.00
3475 70.05 36.03 3 8 70.05 36.03 0.00 4.43
"""
PER_SHEET = {
    "L7651": 65, "L7654": 40, "L6009": 48, "L6008": 189, "L6011": 27, "L6012": 10, "L7157": 33, "L7158": 30, "L7159": 24,
    "L7160": 21, "L7161": 18, "L7162": 16, "L7163": 14, "L7164": 12, "L7165": 8, "L4732": 80, "3474": 24, "3475": 24,
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE.split("\n")[1:-1])
def test_each_sheet_has_the_sizes_of_its_template(row):
    name, *sizes = row.split()
    width, height, columns, rows, pitch_x, pitch_y, left, top = map(float, sizes)

    sheet = labels.FORMATS[name]

    assert (sheet.width, sheet.height, sheet.columns, sheet.rows) == (width, height, columns, rows)
    assert (sheet.pitch_x, sheet.pitch_y, sheet.left, sheet.top) == (pitch_x, pitch_y, left, top)


def test_each_sheet_holds_as_many_labels_as_its_packet_says():
    assert {sheet.name: sheet.per_sheet for sheet in SHEETS} == PER_SHEET


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_lies_in_the_middle_of_its_paper(sheet):
    right = 210 - sheet.left - (sheet.columns - 1) * sheet.pitch_x - sheet.width
    bottom = 297 - sheet.top - (sheet.rows - 1) * sheet.pitch_y - sheet.height

    assert right == pytest.approx(sheet.left, abs=0.2)
    assert bottom == pytest.approx(sheet.top, abs=2.1)  # L7157 and L7158 sit higher than their middle
    assert sheet.pitch_x >= sheet.width
    assert sheet.pitch_y >= sheet.height


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_marks_keep_clear_of_the_edge_no_printer_reaches(sheet):
    right = 210 - sheet.left - (sheet.columns - 1) * sheet.pitch_x - sheet.width
    bottom = 297 - sheet.top - (sheet.rows - 1) * sheet.pitch_y - sheet.height

    assert min(sheet.left, right) + sheet.inset_x >= UNPRINTABLE - 1e-9
    assert min(sheet.top, bottom) + sheet.inset_y >= UNPRINTABLE - 1e-9


def test_a_sheet_or_roll_is_found_by_every_name_it_is_sold_under():
    for sheet in labels.FORMATS.values():
        assert {labels.find(name) for name in (sheet.name, sheet.name.lower(), *sheet.also)} == {sheet}
    names = [name for sheet in labels.FORMATS.values() for name in (sheet.name, *sheet.also)]
    assert len(names) == len(set(names))
    assert labels.find("62×29") is labels.FORMATS["DK-11209"]
    assert labels.find("57x32") is labels.FORMATS["ZEBRA-57X32"]


# name, width and length of one label, dots printed across and along, dots an inch
ROLLS = """
99010 28 89 - - 300
99012 36 89 - - 300
99014 54 101 - - 300
99015 54 70 - - 300
11352 25 54 - - 300
11353 13 25 - - 300
11354 57 32 - - 300
11355 19 51 - - 300
11356 41 89 - - 300
DK-11201 29 90 306 991 300
DK-11202 62 100 696 1109 300
DK-11203 17 87 165 956 300
DK-11204 17 54 165 566 300
DK-11208 38 90 413 991 300
DK-11209 62 29 696 271 300
DK-11221 23 23 202 202 300
ZEBRA-50X25 50 25 - - 203
ZEBRA-57X32 57 32 - - 203
ZEBRA-100X150 100 150 - - 203
ZEBRA-4X6 101.6 152.4 - - 203
"""
TAPES = {"DK-22210": 29, "DK-22225": 38, "DK-22223": 50, "DK-N55224": 54, "DK-22205": 62, "DK-22243": 102}


@pytest.mark.parametrize("row", ROLLS.split("\n")[1:-1])
def test_each_roll_has_the_sizes_of_its_packet(row):
    name, across, along, dots_across, dots_along, dpi = row.split()
    roll = labels.FORMATS[name]

    assert sorted((roll.width, roll.height)) == sorted((float(across), float(along)))
    assert (roll.page_width, roll.page_height, roll.per_sheet) == (roll.width, roll.height, 1)
    assert roll.dpi == int(dpi)
    if dots_across != "-":
        printed = (roll.width - 2 * roll.margin_x, roll.height - 2 * roll.margin_y)
        dots = sorted(round(length * 300 / 25.4, 3) for length in printed)
        assert dots == pytest.approx(sorted((int(dots_across), int(dots_along))))


def test_the_rolls_are_those_of_the_tables_and_no_others():
    assert set(labels.ROLLS) == {row.split()[0] for row in ROLLS.split("\n")[1:-1]} | TAPES.keys()


@pytest.mark.parametrize("name", TAPES)
@pytest.mark.parametrize("length", [25, 62, 120])
def test_a_tape_is_cut_at_any_length(name, length):
    cut = labels.of_length(labels.FORMATS[name], length)

    assert sorted((cut.width, cut.height)) == sorted((TAPES[name], length))
    along = cut.margin_y if cut.width == TAPES[name] else cut.margin_x
    assert along == pytest.approx(35 * 25.4 / 300)
    assert labels.of_length(cut, 40) == labels.of_length(labels.FORMATS[name], 40)


def test_labels_of_fixed_length_are_not_cut():
    with pytest.raises(InvalidFormat, match="DK-11209"):
        labels.of_length(labels.FORMATS["DK-11209"], 40)


def test_an_unknown_sheet_is_refused():
    with pytest.raises(labels.UnknownFormat, match=r"L0000.*L7160"):
        labels.find("L0000")


def test_formats_cannot_be_changed():
    with pytest.raises(TypeError):
        labels.FORMATS["L7160"] = labels.DEFAULT


GOOD = {
    "width": 60,
    "height": 30,
    "columns": 3,
    "rows": 8,
    "pitch_x": 65,
    "pitch_y": 32,
    "left": 5,
    "top": 10,
}


def test_a_sheet_of_ones_own_is_made_of_plain_numbers():
    own = labels.Format("ours", **GOOD)

    assert own.per_sheet == 24
    assert labels.symbols_of(own) == "code128+qr"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pitch_x": 59}, "pitch_x"),
        ({"pitch_y": 20}, "pitch_y"),
        ({"columns": 4}, "width"),
        ({"rows": 9, "pitch_y": 34}, "height"),
        ({"left": 100}, "width"),
        ({"left": -1}, "left"),
        ({"width": 4}, "width"),
        ({"height": float("nan")}, "height"),
        ({"top": float("inf")}, "top"),
        ({"columns": 0}, "columns"),
        ({"columns": 500, "rows": 3}, "columns"),
        ({"dpi": 72}, "dpi"),
        ({"kind": "roll"}, "columns"),
    ],
)
def test_a_format_that_cannot_be_printed_is_refused_with_the_size_that_is_wrong(wrong, field):
    with pytest.raises(InvalidFormat) as refusal:
        labels.Format("ours", **GOOD | wrong)

    assert refusal.value.field == field
    assert str(refusal.value)
    assert "%(" not in str(refusal.value)
