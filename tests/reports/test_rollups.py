"""The roll-ups say at every moment exactly what a plain walk through the ledgers says."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from inventory import workflow as inventory
from inventory.models import Device, DeviceEvent
from inventory.states import SAME_PERSON, EventKind, Move, Stage
from reuse.accounts.models import Organisation
from reuse.core.refusals import Refusal
from reuse.reports import queries
from reuse.reports.models import Milestone, Tally, Unfolded
from reuse.reports.queries import milestones, rollup_faults
from reuse.reports.queries import rollups as told
from reuse.reports.workflow import rollups
from tests import people
from tests.inventory.factories import again, announced, charged, checked, device_at, signed

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def naively():
    """Every figure by day, site and type, from the events in Python: what the roll-ups must say."""
    counts = Counter()
    for device in Device.objects.filter(merged_into=None).select_related("site"):
        events = list(device.events.order_by("seq").select_related("corrects"))
        gone = {event.corrects_id for event in events}
        firsts = {}
        for event in events:
            for figure, says in SAYS.items():
                is_first = event.pk not in gone and figure not in firsts and says(event)
                if is_first and (figure != "returned" or "handed_over" in firsts):
                    firsts[figure] = event
        for figure, event in firsts.items():
            day = firsts["handed_over"].on if figure == "returned" else event.on
            counts[figure, day, event.site_id or device.site_id, device.type_id] += 1
        stood = [event for event in events if event.to_stage][-1]
        if stood.to_stage in milestones.STANDINGS:
            for standing in ("at_", *(["again_at_"] if "handed_over" in firsts else [])):
                counts[f"{standing}{stood.to_stage}", stood.on, device.site_id, device.type_id] += 1
    return counts


SAYS = {
    "announced": lambda event: event.kind == EventKind.ANNOUNCED,
    "received": lambda event: event.move == Move.RECEIVE,
    "erased": lambda event: event.kind in {EventKind.MEDIUM_ERASED, EventKind.NO_STORAGE},
    "ready": lambda event: event.move == Move.RELEASE,
    "handed_over": lambda event: event.move == Move.HAND_OVER,
    "returned": lambda event: event.move == Move.TAKE_BACK and event.reason_code != SAME_PERSON,
    "recycled": lambda event: event.move == Move.RECYCLE,
    "stripped": lambda event: event.move == Move.STRIP,
    "diverted": lambda event: event.move == Move.DIVERT,
}


def rolled_up():
    stood = [f"{name}{stage}" for stage in milestones.STANDINGS for name in ("at_", "again_at_")]
    figures = [*SAYS, *stood]
    counts = Counter()
    for row in told.read(figures, slice="site_type", each=told.DAY):
        site, kind = row.key.split(":")
        counts[row.figure, row.on, int(site), int(kind)] += row.sums.count
    return counts


def step(device, chance):
    """One thing people do to a device; what is not possible now is refused, and changes nothing."""
    act = people.act(people.manager())
    doings = [
        lambda: inventory.move(device=device, move=chance.choice(FREE), act=act),
        lambda: inventory.move(device=device, move=Move.RECYCLE, reason_code="too_old", act=act),
        lambda: inventory.state_no_storage(device=device, act=act),
        lambda: inventory.correct(device=device, reason_code="other", act=act),
        lambda: (charged(device), checked(device), signed(device)),
        lambda: inventory.reserve(device=device, allocation="test", act=people.act(people.coordinator())),
        lambda: inventory.deliver(device=device, handover="test", act=people.act(people.coordinator())),
        lambda: inventory.take_back(device=device, reason_code="fault", act=act),
    ]
    with suppress(Refusal), transaction.atomic():
        chance.choice(doings)()


FREE = (Move.RECEIVE, Move.RECEIVE, Move.TRIAGE, Move.ERASE, Move.REPAIR, Move.CHECK, Move.SET_UP)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_the_counts_are_those_of_the_ledgers_folded_or_not(seed):
    chance = random.Random(seed)
    devices = [*announced(3), device_at(Stage.QUALITY_CHECK), device_at(Stage.HANDED_OVER)]
    for number in range(40):
        step(again(chance.choice(devices)), chance)
        if chance.random() < 0.2:
            rollups.fold(most=chance.choice([1, 3, 500]))
        if number % 8 == 0:
            assert rolled_up() == naively()

    rollups.fold_all()
    assert not Unfolded.objects.exists()
    assert rolled_up() == naively()
    assert list(rollup_faults.faults()) == []
    folded = kept()
    rollups.rebuild()
    assert kept() == folded


def kept():
    """All rows of the roll-ups, without their keys."""
    tallies = Tally.objects.values_list("figure", "slice", "grain", "since", "key", "count", "grams", "days")
    stones = Milestone.objects.values_list("device", "figure", "on", "site_id", "days")
    return sorted(tallies), sorted(stones, key=str)


@pytest.mark.django_db
def test_every_slice_adds_up_to_the_whole():
    device_at(Stage.HANDED_OVER)
    device_at(Stage.READY, kind_of="smartphone")
    rollups.fold_all()
    device_at(Stage.RECYCLED)

    [whole] = queries.figures(*JUNE)

    for by in ("type", "site", "department", "donor_kind", "month"):
        assert sum(one.received for one in queries.figures(*JUNE, by=by)) == whole.received == 3


@pytest.mark.django_db
def test_any_period_is_whole_months_and_the_days_around_them():
    device = device_at(Stage.RECEIVED)
    day = device.events.get(move=Move.RECEIVE).on
    rollups.fold_all()

    def received(since, until):
        return sum(row.sums.count for row in told.read(["received"], since, until))

    long, year = timedelta(days=70), timedelta(days=365)
    assert received(day, day) == received(day - long, day) == received(day, day + year) == 1
    assert received(day - year, day + year) == 1
    assert received(day - year, day - timedelta(days=1)) == received(day + timedelta(days=1), day + long) == 0


@pytest.mark.django_db
def test_a_donor_who_turns_out_to_be_a_council_is_counted_as_one():
    device = device_at(Stage.RECEIVED)
    rollups.fold_all()

    Organisation.objects.filter(pk=device.donation.donor_id).update(legal_kind="council")

    assert [one.key for one in queries.figures(*JUNE, by="donor_kind")] == ["council"]
    rollups.fold_all()
    assert list(rollup_faults.faults()) == []


@pytest.mark.django_db
def test_stays_are_counted_once_and_taken_off_with_the_move():
    device = device_at(Stage.TRIAGE)
    left_reception = ("stay_received", "length")
    rollups.fold_all()
    assert Tally.objects.filter(figure=left_reception[0], slice=left_reception[1]).count() == 1

    inventory.correct(device=device, reason_code="other", act=people.act(people.manager()))
    rollups.fold_all()

    assert not Tally.objects.filter(figure=left_reception[0]).exists()


@pytest.mark.django_db
def test_reading_takes_one_statement_and_a_second_one_for_what_waits(django_assert_num_queries):
    device_at(Stage.READY)
    with django_assert_num_queries(2):
        told.read(milestones.FIGURES, *JUNE, slice="type")
    rollups.fold_all()
    with django_assert_num_queries(1):
        told.read(milestones.FIGURES, *JUNE, slice="type")


@pytest.mark.django_db
def test_verify_tells_what_raw_sql_did_to_a_count(capsys):
    device_at(Stage.READY)
    call_command("rollup")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_tally SET count = count + 1 WHERE figure = 'ready' AND slice = 'type'")

    assert {name for name, _problem in rollup_faults.faults()} == {
        f"ready by type, {day}"
        for day in Tally.objects.filter(figure="ready").values_list("since", flat=True)
    }
    call_command("rollup", rebuild=True)
    assert list(rollup_faults.faults()) == []


@pytest.mark.postgresql
def test_eight_writers_two_folds_and_a_reader_meet_and_no_count_is_ever_wrong(committed):
    devices = announced(16)

    def write(part):
        chance = random.Random(part)
        try:
            for _turn in range(6):
                step(again(devices[part * 2 + chance.randrange(2)]), chance)
        finally:
            connection.close()

    def fold(_part):
        try:
            for _turn in range(12):
                rollups.fold(most=5)
        finally:
            connection.close()

    def read(_part):
        """The ledgers and the roll-ups as of one instant."""
        wrong = []
        try:
            for _turn in range(8):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    if (plain := naively()) != (found := rolled_up()):
                        wrong.append((plain, found))
        finally:
            connection.close()
        return wrong

    with ThreadPoolExecutor(11) as pool:
        writing = [pool.submit(write, part) for part in range(8)]
        folding = [pool.submit(fold, part) for part in range(2)]
        reading = pool.submit(read, 0)
        assert reading.result() == []
        for one in (*writing, *folding):
            one.result()
    rollups.fold_all()
    assert DeviceEvent.objects.count() > len(devices)
    assert rolled_up() == naively()
    assert list(rollup_faults.faults()) == []
