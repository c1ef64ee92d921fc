"""What anyone reads of a target: five at a time of a place, exactly of the country; who works in the network reads all."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.states import Stage
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.reports import queries, workflow
from reuse.reports.models import Forecast, Target
from reuse.reports.queries import openly
from reuse.reports.queries.declared import Declared
from reuse.reports.queries.forecast import Range
from reuse.reports.workflow.forecasts import NOTHING
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.any_database
QPV = {"kind": "qpv", "code": "all-38"}
ISERE = {"kind": "department", "code": "38"}
MID = date(2026, 7, 1)


def target(**facts):
    wanted = {"name": {"fr": "Ici"}, "quantity": 12, "since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    return workflow.set_target(act=people.act(people.coordinator()), **(wanted | facts))


def made_of(totals, *, quantity=12, steps=(), areas=(ISERE,), **facts):
    """Progress as it would be with these totals, one a day; nothing is read or written."""
    row = Target(
        quantity=quantity, since=date(2026, 1, 1), until=date(2026, 12, 31), areas=list(areas), **facts
    )
    row.milestones = [{"on": "2026-01-03", "quantity": one, "words": ""} for one in steps]
    days = tuple(queries.Day(date(2026, 1, 1 + number), total) for number, total in enumerate(totals))
    return queries.Progress(row, date(2026, 1, 31), totals[-1], days, (), 0, elsewhere=3)


def told(*totals, **facts):
    return openly.for_anyone(made_of(totals, **facts))


@pytest.mark.parametrize(
    ("exact", "said"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (11, 10), (12, 12), (14, 12), (15, 15)]
)
def test_what_goes_to_a_place_is_told_at_the_last_step(exact, said):
    shown = told(exact)

    assert (shown.achieved, shown.step, shown.elsewhere) == (said, 5, 0)
    assert shown.is_few == (exact < 5)
    assert shown.is_reached == (
        exact >= 12
    )  # the quantity itself is a step: nobody who is there is told they are not


def test_its_curve_moves_with_the_number_alone():
    shown = told(1, 3, 5, 6, 7, 10, 11)

    assert [(day.on.day, day.total) for day in shown.days] == [(1, 0), (3, 5), (6, 10), (7, 10)]


def test_its_curve_does_not_say_when_the_first_was_served():
    exact = made_of([0])
    days = [queries.Day(date(2026, 1, day), total) for day, total in ((9, 1), (20, 6), (31, 6))]

    shown = openly.for_anyone(replace(exact, days=tuple(days), achieved=6))

    assert [(day.on.day, day.total) for day in shown.days] == [(1, 0), (20, 5), (31, 5)]
    assert [day.on.day for day in openly.for_anyone(replace(exact, days=tuple(days[:1]))).days] == [1, 9]


@pytest.mark.parametrize("exact", range(16))
def test_a_milestone_is_never_said_missed_that_was_reached(exact):
    few, many = told(exact, steps=[3, 8]).steps

    assert few.is_untold
    assert not many.is_untold
    assert many.is_reached == (exact >= 8)


@given(st.integers(0, 40), st.integers(1, 40))
def test_late_and_ahead_are_true_and_tell_no_more_than_the_step(exact, quantity):
    shown, all_of_it = told(exact, quantity=quantity), made_of([exact], quantity=quantity)

    assert not (shown.is_late and not all_of_it.is_late)
    assert not (shown.is_ahead and not all_of_it.is_ahead)
    assert 0 <= exact - shown.achieved < 5


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_rest_of_two_places_tells_no_single_device(wide, narrow):
    """What one subtracts is five wide at least: no difference of two told numbers is an exact one."""
    some, more = told(narrow, quantity=500), told(narrow + wide, quantity=500)

    found = {
        whole - part
        for whole in range(more.achieved, more.achieved + 5)
        for part in range(some.achieved, some.achieved + 5)
    }

    assert wide in found
    assert len(found) >= 5


def test_the_country_is_told_exactly_from_five_on():
    for areas in ((), ({"kind": "country", "code": "france"},)):
        assert (told(6, areas=areas).achieved, told(6, areas=areas).step) == (6, 1)
        assert told(3, areas=areas).is_few
        assert not told(0, areas=areas).is_stepped


def test_what_another_target_counts_may_be_of_a_place_and_is_told_in_steps_by_the_country_too():
    country = made_of([60], areas=())

    for few, said in ((3, 0), (7, 5)):
        shown = openly.for_anyone(replace(country, elsewhere=few))
        assert (shown.achieved, shown.step) == (60, 1)
        assert (shown.elsewhere, shown.elsewhere_step) == (said, 5)


def test_the_country_of_computers_alone_is_told_in_steps():
    assert (told(8, areas=(), unit=Target.Unit.COMPUTERS).achieved, told(8, areas=()).achieved) == (5, 8)


@pytest.mark.django_db
def test_the_country_of_one_type_is_told_in_steps():
    laptops = target(types=[DeviceType.objects.get(code="laptop")])

    assert (openly.is_narrow(laptops), openly.is_narrow(target())) == (True, False)


def test_what_is_received_concerns_nobody_and_is_exact():
    assert told(3, counts=Target.Counts.COLLECTED).achieved == 3


def test_a_range_told_in_steps_holds_the_one_foreseen():
    assert openly.range_in_steps(Range(13, 18, 21)) == Range(10, 15, 25)


@pytest.mark.django_db
def test_page_list_file_and_parts_tell_steps_to_anyone_and_all_to_the_network(client, settings):
    settings.DEMO = True
    whole = target(quantity=100)
    part = target(areas=[ISERE], parent=whole, name={"fr": "La part"})
    target(areas=[ISERE, QPV], parent=whole)
    for _one in range(6):
        device_at(Stage.HANDED_OVER)

    def read():
        pages = [
            client.get(address).content.decode()
            for address in ("/progress/", f"/progress/{part.public_id}/", f"/progress/{whole.public_id}/")
        ]
        file = client.get(f"/progress/{part.public_id}/progress.csv").content.decode("utf-8-sig")
        return pages, [row[2] for row in csv.reader(io.StringIO(file), delimiter=";")][1:]

    pages, rows = read()
    assert all("au moins 5" in page or "at least 5" in page for page in pages)
    assert '<p class="figure">6</p>' in pages[2]  # the country
    assert (set(rows), rows[-1]) == ({"0", "5"}, "5")
    lines = client.get(f"/progress/{whole.public_id}/progress.csv").content.decode("utf-8-sig")
    named, *_others = [line for line in lines.splitlines() if "La part" in line]
    assert "de 5 en 5;" in named  # 6 of them, told as 5
    assert pages[2].count(" 5</td>") == 1  # what the parts count both, as a step too
    for reader in (people.social_worker(), people.donor()):
        client.force_login(reader.user)
        assert read()[1] == rows
    for reader in (people.coordinator(), people.observer()):
        client.force_login(reader.user)
        pages, all_rows = read()
        assert '<p class="figure">6</p>' in pages[1]
        assert all_rows[-1] == "6"


@pytest.mark.django_db
def test_a_file_says_the_unit_it_counts(client):
    row = target(unit="households")

    lines = client.get(f"/progress/{row.public_id}/progress.csv").content.decode("utf-8-sig")

    assert lines.splitlines()[0].split(";")[2] == "Ménages"


@pytest.mark.django_db
def test_few_are_told_as_few_and_draw_no_curve(client):
    row = target(areas=[ISERE], milestones=[workflow.milestone(date(2026, 6, 20), 3, "Trois")])
    for _one in range(3):
        device_at(Stage.HANDED_OVER)

    page = client.get(f"/progress/{row.public_id}/").content.decode()

    assert '<p class="figure said">moins de 5</p>' in page
    assert 'figure class="chart"' not in page


@pytest.mark.django_db
def test_a_forecast_of_a_place_is_told_in_steps(client, settings):
    settings.DEMO = True
    today = clock.local_date(clock.now(), clock.HOME_ZONE)
    row = target(areas=[ISERE], quantity=300, until=today + timedelta(days=300))
    for _one in range(6):
        device_at(Stage.HANDED_OVER)
    trial = {"on": "2026-01-01", "low": 3, "middle": 7, "high": 11, "came": 8}
    facts = {
        "low": 213,
        "middle": 218,
        "high": 221,
        "achieved": 6,
        "pace_needed": 30,
        "method": 1,
        "obstacles": [],
    }
    Forecast.objects.create(
        target=row, as_of=today, made_at=clock.now(), **NOTHING | facts | {"tests": [trial]}
    )

    def read():
        page = client.get(f"/progress/{row.public_id}/").content.decode()
        return page[page.index('id="foreseen"') :].partition("</section>")[0]

    told_so = read()
    client.force_login(people.coordinator().user)
    exact = read()

    for number in ("213", "218", "221"):
        assert number in exact
        assert number not in told_so
    assert "225" in told_so


def test_what_is_declared_of_few_is_told_as_few():
    rows = [Declared("Les Ordis", MID, quantity) for quantity in (3, 12)]

    few, many = openly.declared_for_anyone(rows)

    assert (few.quantity, few.step) == (0, 5)
    assert (many.quantity, many.step) == (12, 1)
