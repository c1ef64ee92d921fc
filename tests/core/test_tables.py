"""Tables that leave the house: a workbook spreadsheets open, whose head stays and whose text is never computed."""

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, repeat

import pytest
from python_calamine import CalamineWorkbook

from reuse.core import tables

pytestmark = pytest.mark.any_database
HEAD = ("Chiffre", "Valeur", "Jour")


def written(rows, **more):
    to = io.BytesIO()
    tables.write_xlsx(rows, to, **more)
    to.seek(0)
    return to


def sheet(book, number=1):
    return zipfile.ZipFile(book).read(f"xl/worksheets/sheet{number}.xml").decode()


def test_cells_come_back_as_what_they_are():
    rows = [HEAD, ("=1+1", 12, date(2026, 6, 1)), (None, Decimal("2.5"), datetime(2026, 6, 1, 14, 30))]  # noqa: DTZ001

    read = CalamineWorkbook.from_filelike(written(rows)).get_sheet_by_index(0).to_python()

    assert read == [list(HEAD), ["=1+1", 12.0, rows[1][2]], ["", 2.5, rows[2][2]]]


def test_text_that_looks_like_a_formula_is_text():
    xml = sheet(written([HEAD, ("=cmd|'/c calc'!A1", "+1", "@SUM(A1)")]))

    assert "<f" not in xml
    assert xml.count('t="inlineStr"') == 6


def test_the_head_is_bold_and_stays_and_columns_are_as_wide_as_they_need():
    xml = sheet(written([HEAD, ("Remis dans le département", 4218, None), ("x" * 300, 1, None)]))

    assert 'state="frozen"' in xml
    assert re.findall(r'width="(\d+)"', xml) == ["60", "8", "8"]
    first, second = re.findall("<row>(.*?)</row>", xml)[:2]
    assert (first.count('s="3"'), second.count('s="3"')) == (3, 0)


@pytest.mark.parametrize("rows", [[], [()], [(None, None)]])
def test_a_sheet_may_be_empty(rows):
    assert CalamineWorkbook.from_filelike(written(rows, beside={"2": [HEAD]})).sheet_names == ["1", "2"]


def test_rows_are_written_as_they_come():
    rows = chain([HEAD], repeat(("Reçus", 7, date(2026, 6, 1)), 1000))

    assert len(CalamineWorkbook.from_filelike(written(rows)).get_sheet_by_index(0).to_python()) == 1001
