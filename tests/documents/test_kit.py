"""How pages are broken: no heading at the foot of one, no row of several alone on one."""

from io import BytesIO

import pytest
from reportlab.platypus import SimpleDocTemplate

from reuse.documents import kit
from tests.documents import factories

pytestmark = pytest.mark.any_database
COLUMNS = [kit.Column("Site", 3), kit.Column("Devices", 1, is_number=True)]


def pages(*parts):
    to = BytesIO()
    SimpleDocTemplate(to).build(list(parts))
    return factories.pages(to.getvalue())


@pytest.mark.parametrize("rows", [3, 42, 43, 44, 86])
def test_no_row_of_several_stands_alone_on_a_page(rows):
    told = pages(kit.heading("By site"), kit.table(COLUMNS, [(f"row {one}", one) for one in range(rows)]))

    counts = [page.count("row ") for page in told]
    assert sum(counts) == rows
    assert min(counts) > 1


@pytest.mark.parametrize("above", range(560, 684, 10))
def test_a_heading_has_two_rows_below_it(above):
    rows = [((f"row {one}", "its department"), one) for one in range(6)]

    for page in pages(kit.space(above), kit.heading("By site"), kit.table(COLUMNS, rows)):
        assert "By site" not in page or page.count("row ") > 1


@pytest.mark.parametrize("above", range(560, 684, 10))
def test_a_heading_may_be_kept_together_with_nothing(above):
    told = pages(kit.space(above), kit.together([kit.heading("By site")]), kit.table(COLUMNS, [("row 1", 1)]))

    assert "By site" in told[-1] or "row 1" in told[0]


@pytest.mark.parametrize("rows", [12, 200])
@pytest.mark.parametrize("above", [0, 400, 640])
def test_what_is_kept_together_may_be_longer_than_a_page(above, rows):
    table = kit.table(COLUMNS, [(f"row {one}", one) for one in range(rows)])

    told = pages(kit.space(above), kit.together([kit.heading("By site"), table]))

    assert sum(page.count("row ") for page in told) == rows
