"""Figures, computed by hand on a few devices."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from inventory import workflow as inventory
from inventory.states import Move, Stage
from reuse.core.models import DeviceType
from reuse.reports import queries, workflow
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def target(**facts):
    wanted = {"name": {"fr": "10 appareils"}, "quantity": 10, "since": YEAR[0], "until": YEAR[1], **facts}
    return workflow.set_target(act=people.act(people.coordinator()), **wanted)


def test_a_device_counts_once_however_often_it_comes_back():
    device = device_at(Stage.HANDED_OVER)
    inventory.take_back(device=device, reason_code="fault", act=people.act(people.technician()))
    device_at(Stage.HANDED_OVER)
    device_at(Stage.READY)

    shown = queries.progress(target(), as_of=date(2026, 7, 1))

    assert shown.achieved == 2
    assert shown.share == 0.2
    assert [day.total for day in shown.days] == [2, 2]
    assert shown.in_chain == 1


def test_an_early_return_takes_the_device_off_when_the_target_says_so():
    device = device_at(Stage.HANDED_OVER)
    inventory.take_back(device=device, reason_code="fault", act=people.act(people.technician()))

    assert queries.progress(target(returns_within_days=30), as_of=date(2026, 7, 1)).achieved == 0
    assert queries.progress(target(), as_of=date(2026, 7, 1)).achieved == 1


def test_types_departments_and_units_narrow_a_target():
    device_at(Stage.HANDED_OVER)
    device_at(Stage.HANDED_OVER, kind_of="smartphone")
    phones = [DeviceType.objects.get(code="smartphone")]

    def achieved(**facts):
        return queries.progress(target(**facts), as_of=date(2026, 7, 1)).achieved

    assert achieved(types=phones) == 1
    assert achieved(unit="computers") == 1
    assert achieved(areas=[{"kind": "department", "code": "38"}]) == 2
    assert achieved(areas=[{"kind": "department", "code": "69"}]) == 0


def test_what_blocks_is_named_with_its_mean_wait():
    waiting = [device_at(Stage.ERASURE), device_at(Stage.ERASURE)]
    repair = device_at(Stage.REPAIR)
    as_of = repair.stage_since.date() + timedelta(days=3)

    erasure, other = queries.progress(target(), as_of=as_of).blockers

    days = [(as_of - device.stage_since.date()).days for device in waiting]
    assert (erasure.stage, erasure.count, erasure.mean_days) == (Stage.ERASURE, 2, round(sum(days) / 2))
    assert (other.stage, other.count, other.mean_days) == (Stage.REPAIR, 1, 3)


def test_figures_count_devices_by_what_happened_to_them():
    device_at(Stage.HANDED_OVER)
    device_at(Stage.READY)
    device_at(Stage.RECYCLED)
    device_at(Stage.ANNOUNCED)

    [whole] = queries.figures(*YEAR)

    expected = queries.Figures(
        key="",
        announced=4,
        received=3,
        erased=3,
        ready=2,
        handed_over=1,
        nearby=1,
        recycled=1,
        made_ready=2,
        lead_days=0.0,
    )
    assert whole == expected
    assert queries.figures(*YEAR, by="month") == [replace(expected, key="2026-06")]
    assert [one.key for one in queries.figures(*YEAR, by="donor_kind")] == ["company"]


def test_a_move_taken_back_does_not_count():
    device = device_at(Stage.RECYCLED)
    inventory.correct(device=device, reason_code="other", act=people.act(people.manager()))

    assert queries.figures(*YEAR)[0].recycled == 0


def test_an_event_falls_on_the_local_day_of_its_site():
    device = device_at(Stage.RECEIVED)
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight in Paris, on 1 July
    inventory.move(
        device=device, move=Move.DECLARE_LOST, reason_code="stolen", act=people.act(people.manager(), late)
    )

    assert device.events.last().on == date(2026, 7, 1)


def test_a_target_ends_after_it_begins():
    with pytest.raises(workflow.WrongPeriod):
        target(until=YEAR[0])


def test_only_a_coordinator_sets_a_target():
    with pytest.raises(workflow.Refusal):
        workflow.set_target(
            act=people.act(people.technician()), name={}, quantity=1, since=YEAR[0], until=YEAR[1]
        )


def test_a_hand_over_counts_wherever_the_device_and_the_person_are():
    """The day on the device and the day of the event are one, though it is already tomorrow where the device lies."""
    device = device_at(Stage.RESERVED)
    device.site.time_zone = "Indian/Reunion"
    device.site.save()
    evening = datetime(
        2026, 6, 30, 20, 30, tzinfo=UTC
    )  # half past ten in Paris, half past midnight in Saint-Denis
    partner = people.social_worker()  # acts at no site

    inventory.deliver(device=device, handover="test", act=people.act(partner, evening))

    assert queries.progress(target(), as_of=date(2026, 7, 31)).achieved == 1
