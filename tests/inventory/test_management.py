"""The manager's page: figures computed by hand on a few devices, limits, blocked devices; never a figure of a person."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import workflow
from inventory.models import Device, DeviceEvent, Medium, PartKind, QualityCheck, StageLimit
from inventory.queries import conformity, management
from inventory.states import EventKind, Move, Stage
from reuse.accounts.models import Site
from reuse.core import clock
from tests import people
from tests.inventory.factories import again, checked, device_at, medium
from tests.inventory.test_endings import waste_at
from tests.inventory.test_transfers import loire_manager, other_site, received
from tests.inventory.test_transfers_checks import checked as arrived
from tests.inventory.test_transfers_checks import judge

pytestmark = pytest.mark.django_db

DAY = people.NOON.date()
PERIOD = {"since": DAY - timedelta(weeks=4), "until": DAY}


def sites() -> list[Site]:
    return [people.workshop()[1]]


@pytest.fixture
def manager(as_):
    return as_(people.manager())


@pytest.fixture
def today(monkeypatch):
    """The clock stands on the evening of the tests' own day."""
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(hours=8))


def set_limits(limits, since: date = DAY) -> None:
    act = people.act(people.manager())
    workflow.set_limits(site=sites()[0], limits=limits, since=since, act=act)


def counted(site: Site) -> dict[Stage, tuple[int, int]]:
    """What arrived at each stage of a site and left it, where anything did."""
    flows = management.flows([site], until=DAY, weeks=4)
    return {flow.stage: (flow.arrived, flow.left) for flow in flows if flow.arrived or flow.left}


def faulty(device: Device, *, is_lock: bool = False) -> None:
    """Tested, with a fault: of a lock, or of anything else."""
    checklist = workflow.checklist_for(device, on=DAY)
    items = [one for one in checklist.entries if one.is_lock == is_lock and not one.needs_photo_on_fault]
    checked(device, **{items[0].code: "fault"})


def test_the_standing_of_a_stage_counts_by_age_against_the_limit():
    now = people.NOON + timedelta(days=40)
    for days in (1, 5, 39):
        device = device_at(Stage.AUDIT)
        Device.objects.filter(pk=device.pk).update(stage_since=now - timedelta(days=days))
    limits = {Stage.AUDIT: (2, 30), Stage.TRIAGE: (5, None)}
    set_limits(limits)

    found = {one.stage: one for one in management.standings(sites(), now=now, on=now.date())}

    assert found[Stage.AUDIT].ages == (1, 1, 0, 1)
    assert found[Stage.AUDIT].is_over
    assert found[Stage.AUDIT].is_late(now)
    assert (found[Stage.TRIAGE].count, found[Stage.TRIAGE].is_over) == (0, False)


def test_flows_count_arrivals_and_departures_but_not_what_was_taken_back():
    device, undone = device_at(Stage.AUDIT), device_at(Stage.RECEIVED)
    workflow.move(
        device=device, move=Move.ERASE, act=people.act(people.technician(), people.NOON + timedelta(hours=3))
    )
    workflow.move(device=undone, move=Move.AUDIT, act=people.act(people.technician()))
    workflow.undo(device=undone, act=people.act(people.technician()))

    found = {flow.stage: flow for flow in management.flows(sites(), until=DAY, weeks=4)}

    assert [
        (flow.arrived, flow.left)
        for flow in (found[Stage.RECEIVED], found[Stage.AUDIT], found[Stage.ERASURE])
    ] == [
        (2, 1),
        (1, 1),
        (1, 0),
    ]
    assert found[Stage.AUDIT].weeks[-1].arrived == 1
    assert found[Stage.RECEIVED].piled_up == 1
    came = DeviceEvent.objects.get(device=device, to_stage=Stage.AUDIT).at
    assert found[Stage.AUDIT].stay == people.NOON + timedelta(hours=3) - came


def test_flows_count_where_it_happened_wherever_the_device_lies_now():
    device, there = device_at(Stage.AUDIT), other_site()
    received(device, to=there)
    came = DeviceEvent.objects.get(device=device, kind=EventKind.TRANSFERRED).at
    act = people.act(people.stranger())
    workflow.move(device=again(device), move=Move.ERASE, act=act)

    assert counted(sites()[0]) == {Stage.RECEIVED: (1, 1), Stage.AUDIT: (1, 1)}
    assert counted(there) == {Stage.AUDIT: (1, 1), Stage.ERASURE: (1, 0)}
    [stay] = [one.stay for one in management.flows([there], until=DAY, weeks=4) if one.stay]
    assert stay == act.at - came


def test_a_change_of_site_counts_for_none_that_looks_at_both():
    device, there = device_at(Stage.AUDIT), other_site()
    received(device, to=there)

    found = {flow.stage: flow for flow in management.flows([*sites(), there], until=DAY, weeks=4)}

    assert (found[Stage.AUDIT].arrived, found[Stage.AUDIT].left) == (1, 0)


def test_who_acts_at_no_site_acts_where_the_device_lies():
    device = device_at(Stage.HANDED_OVER)
    given = DeviceEvent.objects.filter(device=device, move=Move.HAND_OVER)

    found = management.moves(sites(), DAY - timedelta(days=1), DAY)

    assert found.filter(pk__in=given).count() == 1


def test_the_first_pass_counts_the_first_checklist_of_each_device_only():
    good, bad = device_at(Stage.QUALITY_CHECK), device_at(Stage.QUALITY_CHECK)
    checked(good)
    faulty(bad)
    checked(bad)

    share = conformity.first_pass(sites(), **PERIOD)
    [donor] = conformity.conformity(sites(), conformity.BY_DONOR, **PERIOD)
    [workshop] = conformity.conformity(sites(), conformity.BY_REFURBISHER, **PERIOD)

    assert (share.part, share.whole, share.rate) == (1, 2, 0.5)
    assert (donor.name, donor.failed.part, donor.failed.whole) == (good.donation.donor.name, 1, 2)
    assert workshop.name == people.workshop()[0].name
    assert conformity.first_pass(sites(), since=DAY, until=DAY + timedelta(days=9)).rate is None


def test_a_return_counts_where_it_came_back_broken():
    broken, unfit = device_at(Stage.HANDED_OVER), device_at(Stage.HANDED_OVER)
    for device, why in ((broken, "fault"), (unfit, "not_suitable")):
        workflow.take_back(device=device, reason_code=why, act=people.act(people.technician()))

    [donor] = conformity.conformity(sites(), conformity.BY_DONOR, **PERIOD)

    assert (donor.returned.part, donor.returned.whole) == (1, 2)


def test_arrivals_count_for_who_sent_them_against_what_was_agreed():
    check, [bad, good] = arrived(is_whole=True)
    judge(check, bad, "screen")
    judge(check, good)
    drac, loire = check.transfer.from_site, check.transfer.to_site
    workflow.agree(
        refurbisher=drac.organisation,
        receiver=loire.organisation,
        most_permille=30,
        since=DAY - timedelta(days=90),
        source="Convention 2026",
        act=people.act(loire_manager()),
    )

    [refurbisher] = conformity.conformity([loire], conformity.BY_REFURBISHER, **PERIOD)
    [donor] = conformity.conformity([loire], conformity.BY_DONOR, **PERIOD)
    later = {"since": DAY, "until": DAY + timedelta(days=9)}

    assert (refurbisher.name, refurbisher.arrived.part, refurbisher.arrived.whole) == (
        str(drac.organisation),
        1,
        2,
    )
    assert (refurbisher.arrived.rate, refurbisher.most, refurbisher.is_over) == (0.5, 0.03, True)
    assert (donor.name, donor.arrived, donor.most) == (str(bad.donation.donor), refurbisher.arrived, None)
    assert conformity.conformity([loire], conformity.BY_REFURBISHER, **later) == []


def test_a_first_check_counts_where_it_was_made_wherever_the_device_is_now():
    check, devices = arrived()
    drac, loire = check.transfer.from_site, check.transfer.to_site

    assert conformity.first_pass([drac], **PERIOD).whole == len(devices)
    assert conformity.first_pass([loire], **PERIOD).whole == 0
    [refurbisher] = conformity.conformity([drac], conformity.BY_REFURBISHER, **PERIOD)
    assert (refurbisher.name, refurbisher.failed.whole) == (str(drac.organisation), len(devices))


def test_a_return_counts_for_who_made_the_device_ready():
    device, elsewhere = device_at(Stage.READY), other_site()
    received(device, to=elsewhere)
    workflow.reserve(device=again(device), allocation="A26-0001", act=people.act(people.coordinator()))
    workflow.deliver(device=again(device), handover="H26-0001", act=people.act(people.social_worker()))

    [refurbisher] = conformity.conformity([elsewhere], conformity.BY_REFURBISHER, **PERIOD)

    assert (refurbisher.name, refurbisher.returned.whole) == (people.workshop()[0].name, 1)


def test_blocked_devices_by_reason():
    failed, unstated, repaired = device_at(Stage.ERASURE), device_at(Stage.ERASURE), device_at(Stage.REPAIR)
    medium(failed)
    Medium.objects.update(state=Medium.State.FAILED)
    workflow.state_no_storage(device=repaired, act=people.act(people.technician()))
    kind = PartKind.objects.first()
    workflow.await_part(device=again(repaired), kind=kind, act=people.act(people.technician()))
    tested, locked = device_at(Stage.QUALITY_CHECK), device_at(Stage.QUALITY_CHECK)
    checked(tested)
    faulty(locked, is_lock=True)
    assert QualityCheck.objects.get(device=locked).locks_clear is False
    waste = waste_at(Stage.TRIAGE)
    workflow.state_no_storage(device=waste, act=people.act(people.technician()))
    device_at(Stage.READY)

    expected = {
        "failed_erasure": {failed},
        "media": {unstated},
        "part": {repaired},
        "locked": {locked},
        "waste": {waste},
        "unsigned": {tested},
    }
    assert {name: set(management.blocked(sites(), name)) for name in management.reasons()} == expected
    assert management.blocked_counts(sites()) == dict.fromkeys(expected, 1)


def test_the_page_shows_it_all_and_each_number_leads_to_its_devices(manager, today):
    failed = device_at(Stage.ERASURE)
    medium(failed)
    Medium.objects.update(state=Medium.State.FAILED)
    tested = device_at(Stage.QUALITY_CHECK)
    checked(tested)
    site = sites()[0]
    data = {"site": site.public_id, "since": DAY, "devices-erasure": "1", "devices-quality_check": "9"}
    manager.post("/management/limits/", data)
    device_at(Stage.ERASURE)

    page = manager.get("/management/").content.decode()
    behind = manager.get("/management/blocked/failed_erasure/").content.decode()

    assert StageLimit.objects.count() == 2
    assert "1 limit is passed" in page
    assert "2 devices, 1 wanted at most" in page
    assert "/management/blocked/failed_erasure/" in page
    assert "1 of 1 device passed its first checklist" in page
    assert str(again(failed)) in behind
    assert str(tested) not in behind
    assert manager.get("/management/blocked/nothing/").status_code == 404


def test_a_limit_holds_from_its_day_and_the_one_before_stays_readable(manager, today):
    [site] = sites()
    set_limits({Stage.AUDIT: (3, 4), Stage.TRIAGE: (9, None)})
    set_limits({Stage.AUDIT: (5, None), Stage.TRIAGE: (9, None)}, since=DAY + timedelta(days=7))

    held = {
        later: management.limits_in_force([site], on=DAY + timedelta(days=later))[site.pk, "audit"].devices
        for later in (0, 6, 7)
    }
    assert held == {0: 3, 6: 3, 7: 5}
    assert [one.stage for one in management.limits_set(site)] == ["audit", "audit", "triage"]
    page = manager.get("/management/")
    assert page.context["limits_form"]["devices-audit"].value() == 3
    assert page.content.decode().count(f", {people.manager().user}</span>") == 3


def test_limits_are_lifted_refused_and_kept_to_ones_own_sites(as_, today):
    set_limits({Stage.AUDIT: (3, 4)})
    manager, [site] = as_(people.manager()), sites()
    data = {"site": site.public_id, "since": DAY}
    wrong = manager.post("/management/limits/", {**data, "devices-audit": "-1"})
    late = manager.post("/management/limits/", {**data, "since": DAY - timedelta(days=1)})
    manager.post("/management/limits/", data)
    _other, elsewhere = people.workshop("Atelier de la Loire")

    assert (wrong.status_code, late.status_code) == (400, 400)
    assert management.limits_in_force([site], on=DAY) == {}
    assert manager.post("/management/limits/", {"site": elsewhere.public_id}).status_code == 404
    assert as_(people.technician()).get("/management/").status_code == 403


def test_the_page_asks_as_much_for_many_as_for_few_and_never_groups_by_person(manager, today):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as context:
            assert manager.get("/management/?site=all").status_code == 200
        return [query["sql"] for query in context]

    checked(device_at(Stage.QUALITY_CHECK))
    asked()
    few = asked()
    for stage in (Stage.TRIAGE, Stage.READY, Stage.AFTER_SALES, Stage.ERASURE):
        device_at(stage)
    faulty(device_at(Stage.QUALITY_CHECK))
    many = asked()

    groups = [match for sql in many for match in re.findall(r"GROUP BY (.*?)(?:ORDER BY|HAVING|$)", sql)]
    people_in = [group for group in groups if re.search(r"by_id|tested_by|signed_by|user|membership", group)]
    assert len(groups) >= 8
    assert people_in == []
    assert len(many) == len(few)
