"""The table of sheets, checked against itself and against the paper."""

import pytest

import labels
from labels.formats import UNPRINTABLE

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


def test_a_sheet_is_found_by_every_name_it_is_sold_under():
    for sheet in SHEETS:
        assert {labels.find(name) for name in (sheet.name, sheet.name.lower(), *sheet.also)} == {sheet}
    names = [name for sheet in SHEETS for name in (sheet.name, *sheet.also)]
    assert len(names) == len(set(names))


def test_an_unknown_sheet_is_refused():
    with pytest.raises(labels.UnknownFormat, match=r"L0000.*L7160"):
        labels.find("L0000")


def test_formats_cannot_be_changed():
    with pytest.raises(TypeError):
        labels.FORMATS["L7160"] = labels.DEFAULT
