"""What workshops declare of the time before shows beside the figures, and is never added to them."""

import csv
import io
from datetime import date

import pytest

from donors.states import Lane
from inventory import workflow as inventory
from inventory.models import DeclaredTotal
from inventory.states import Stage
from inventory.workflow import Entry, Item
from reuse.reports import queries, workflow
from tests import people
from tests.inventory.factories import device_at

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def target():
    return workflow.set_target(
        act=people.act(people.coordinator()),
        name={"fr": "Dix"},
        quantity=10,
        since=date(2026, 1, 15),
        until=date(2027, 6, 30),
    )


@pytest.fixture
def declared():
    """One hand-over of January 2026, one of 2025, one without a date, and a recycled device."""
    act = people.act(people.manager())
    sheet = inventory.keep_stock(
        content=b"x",
        name="stock.csv",
        site=people.workshop()[1],
        lane=Lane.PRIVATE_GIFT,
        default_stage=Stage.RECEIVED,
        summary={},
        mapping={},
        act=act,
    )
    days = [date(2026, 1, 20), date(2025, 5, 1), None]
    entries = [
        Entry(Item(type="laptop", row=row), stage=Stage.HANDED_OVER, left_on=day)
        for row, day in enumerate(days, 2)
    ]
    entries.append(Entry(Item(type="screen", row=9), stage=Stage.RECYCLED))
    opened = inventory.open_stock(sheet=sheet, entries=entries, act=act)
    inventory.finish_opening(sheet=sheet, created=0, known=0, declared=opened.declared, act=act)
    return sheet


def test_a_target_shows_what_is_declared_of_its_period_apart(target, declared):
    device_at(Stage.HANDED_OVER)

    shown = queries.progress(target, as_of=date(2026, 12, 31))

    assert shown.achieved == 1
    assert [(one.by, one.quantity, one.undated) for one in shown.declared] == [
        (str(people.workshop()[0]), 2, 1)
    ]
    assert [one.quantity for one in queries.declared_hand_overs()] == [3]


def test_types_units_and_departments_narrow_it_like_the_figures(target, declared):
    target.unit = target.Unit.COMPUTERS
    assert queries.progress(target, as_of=date(2026, 12, 31)).declared_total == 2
    target.areas = [{"kind": "department", "code": "69"}]
    assert queries.progress(target, as_of=date(2026, 12, 31)).declared == ()


def test_what_is_withdrawn_shows_no_more(target, declared):
    for total in DeclaredTotal.objects.filter(outcome=Stage.HANDED_OVER):
        inventory.withdraw_total(total=total, reason="Counted twice", act=people.act(people.manager()))

    assert queries.declared_hand_overs() == []
    assert queries.progress(target, as_of=date(2026, 12, 31)).declared == ()


def test_pages_api_and_file_tell_it_with_its_declarer_and_its_date(client, target, declared):
    manager = people.manager()
    for address in ("/progress/", f"/progress/{target.public_id}/"):
        page = client.get(address).content.decode()
        assert str(manager.organisation) in page
        assert manager.user.name not in page  # the public learns no name
        assert 'id="declared"' in page
    answer = client.get(f"/progress/{target.public_id}/progress.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[-1][2:4] == ["moins de 5", str(manager.organisation)]
    assert rows[-1][0] != rows[1][0]


def test_nothing_declared_shows_nothing(client, target):
    assert 'id="declared"' not in client.get(f"/progress/{target.public_id}/").content.decode()
