"""Numbers of several territories, pasted as a spreadsheet's two columns: all of them are stated, or none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reuse.core.refusals import NotPermitted
from reuse.reports.codes import Area, AreaKind
from reuse.reports.models import Stated
from reuse.reports.queries.territories import EVERYWHERE
from reuse.reports.sheets import stated as sheets
from reuse.reports.workflow import stated as workflow
from reuse.web.departments import NAMES
from tests import people

pytestmark = pytest.mark.any_database
FACTS = {"kind": "people_in_need", "since": "2026-01-01", "source": "Baromètre du numérique 2025"}
ADDRESS = "/figures/stated/several/"


def department(code):
    return Area(AreaKind.DEPARTMENT, code)


@pytest.mark.parametrize(
    ("line", "area", "quantity"),
    [
        ("38;12500", department("38"), 12500),
        ("1\t7 300", department("01"), 7300),
        ("Isère;12 500", department("38"), 12500),
        ("2a,40", department("2A"), 40),
        ("38 Isère\t0", department("38"), 0),
        ("La Réunion;9", department("974"), 9),
        ("auvergne rhone alpes;90000", Area(AreaKind.REGION, "Auvergne-Rhône-Alpes"), 90000),
        ('"France"\t"4000000"', EVERYWHERE, 4000000),
    ],
)
def test_places_are_read_as_people_and_spreadsheets_write_them(line, area, quantity):
    assert sheets.read(line) == sheets.Reading({area: quantity}, [])


def test_the_head_and_empty_lines_are_passed_over_and_each_bad_line_is_named():
    reading = sheets.read("Département;Personnes\n\n38;12\n38;13\nGrenoble;4\n73;-1\n74;1;2\n20;5")

    assert reading.told == {department("38"): 12}
    assert [number for number, _sentence in reading.problems] == [4, 5, 6, 7, 8]


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(0, 100_000_000)))
def test_what_is_written_is_read_again(quantities):
    text = "\n".join(
        f"{NAMES[code]}\t{quantity:,}".replace(",", "\u202f") for code, quantity in quantities.items()
    )

    assert sheets.read(text) == sheets.Reading({department(code): n for code, n in quantities.items()}, [])


@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    sheets.read(text)


@pytest.mark.django_db
def test_a_coordinator_pastes_two_columns(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)

    answer = client.post(ADDRESS, {**FACTS, "told": "Isère\t12 500\n73\t4100"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/figures/stated/"
    rows = Stated.objects.order_by("quantity")
    assert [(row.territory, row.quantity) for row in rows] == [
        (department("73"), 4100),
        (department("38"), 12500),
    ]
    assert {(row.since, row.source) for row in rows} == {(date(2026, 1, 1), FACTS["source"])}


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["38;12\nGrenoble;4", "38;12\n73;0", "Département;Personnes", "  "])
def test_all_are_written_or_none_and_what_was_typed_stays(client, settings, told):
    settings.DEMO = True
    client.force_login(people.coordinator().user)

    page = client.post(ADDRESS, {**FACTS, "told": told}).content.decode()

    assert not Stated.objects.exists()
    assert told.splitlines()[-1].strip() in page
    assert 'role="alert"' in page


@pytest.mark.django_db
def test_the_whole_country_is_read_on_two_pages(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)
    client.post(ADDRESS, {**FACTS, "told": "\n".join(f"{code};7" for code in NAMES)})

    first, second = (client.get(f"/figures/stated/?page={number}").content.decode() for number in (1, 2))

    assert [page.count("<tr>") - 1 for page in (first, second)] == [100, len(NAMES) - 100]
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


@pytest.mark.django_db
def test_others_state_nothing():
    with pytest.raises(NotPermitted):
        workflow.state_all(
            kind="jobs",
            told={department("38"): 4},
            since=date(2026, 1, 1),
            source="Rapport",
            act=people.act(people.observer()),
        )
