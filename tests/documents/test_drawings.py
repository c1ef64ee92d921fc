"""The charts of the pages on paper: their words can be read, their marks are drawn, and grey tells them apart."""

from io import BytesIO

import pypdfium2
import pytest
from reportlab.platypus import SimpleDocTemplate

from reuse.documents import drawings
from reuse.reports.documents import period
from reuse.web import charts, departments, spreads

pytestmark = pytest.mark.any_database


def drawn(flowable):
    """The words of the page and its greys."""
    to = BytesIO()
    SimpleDocTemplate(to).build([flowable])
    with pypdfium2.PdfDocument(to.getvalue()) as document:
        page = document[0]
        picture = page.render(scale=1, grayscale=True).to_pil()
        return page.get_textpage().get_text_range(), picture


def test_ages_are_told_apart_in_grey():
    rows = spreads.ageing([spreads.Aged("Effacement", (10, 10, 10, 10)), spreads.Aged("Prêt", (1, 0, 0, 0))])
    words, picture = drawn(drawings.Ageing(rows, ["7 jours", "30 jours", "90 jours", "plus"]))

    assert all(one in words for one in ("Effacement", "40", "plus"))
    greys = [grey for _count, grey in sorted(picture.getcolors(), reverse=True)[:8]]
    assert len({grey // 24 for grey in greys}) >= 4


def test_a_spread_says_its_median_and_days():
    chart = spreads.histogram({1: 2, 4: 6, 9: 2}, low=1, middle=4, high=9)
    words, _picture = drawn(drawings.Spread(chart, "médiane 4 j"))

    assert "médiane 4 j" in words
    assert "0" in words


def test_the_map_has_every_department():
    words, picture = drawn(drawings.Country(departments.tiles({"38": 1.0, "75": 0.5})))

    assert all(code in words.split() for code in departments.NAMES)
    assert picture.getextrema()[0] < 100


def test_small_charts_stand_side_by_side():
    columns = charts.columns([(2, 4), (1, 0)], top=4)
    smalls = [spreads.Small(f"Atelier {one}", columns, [], (3, 4)) for one in range(5)]
    words, _picture = drawn(drawings.Multiples(smalls))

    assert words.count("3 / 4") == 5
    assert "Atelier 4" in words
    assert drawings.Multiples(smalls).height == 2 * drawings.Multiples(smalls[:1]).height


def test_the_report_of_a_period_draws_a_map_of_several_departments():
    places = [{"department": code, "handed_over": count} for code, count in (("38", 4), ("73", 2), ("73", 1))]

    _note, country, _space = period._country(places)

    shares = {tile.code: tile.share for tile in country.tiles if tile.share is not None}
    assert shares == {"38": 1.0, "73": 0.75}
    assert list(period._country(places[:1])) == []
