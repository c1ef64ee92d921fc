"""A hand-over day: one walk through the ranks, no device offered twice, what is short is said, each choice has its outcome."""

import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from beneficiaries import queries, workflow
from beneficiaries.models import Allocation, PartnerQuota, PurposeProfile, Request
from beneficiaries.queries import Within
from beneficiaries.queries.appointments import Hours
from beneficiaries.queries.fitting import seen_from
from beneficiaries.queries.handover_days import matched
from beneficiaries.queries.ranking import Ranked
from beneficiaries.states import AllocationStage, RequestStage
from beneficiaries.workflow import Choice
from beneficiaries.workflow.refusals import DeviceTaken
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType
from reuse.jobs.models import Outbox
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 22)


def boss():
    return people.act(people.coordinator())


def day(**how):
    _owner, site = people.workshop()
    return queries.handover_day(site=site, on=date(2026, 6, 15), **how)


def hours(**how):
    rule = queries.holding_rule(DAY)
    return Hours(**{"opens": rule.opens, "closes": rule.closes, "minutes": 20, "per_slot": 2, **how})


def waiting(count=1, **given):
    """Requests that wait, the oldest first."""
    begun = people.NOON - timedelta(days=90)
    return [
        factories.request_at(RequestStage.WAITING, at=begun + timedelta(days=at), **given)
        for at in range(count)
    ]


def offers(found):
    return [(line.ranked.request.ref, line.offered.device.code) for line in found.lines]


def accept(found, line, **more):
    return Choice(line.ranked.request.ref, is_accepted=True, shown=line.offered.device.code, **more)


def decide(found, *choices, **how):
    return workflow.decide_day(day=found, on=DAY, hours=hours(**how), choices=choices, act=boss())


def test_the_best_ranked_takes_the_most_modest_and_nobody_is_offered_it_again():
    first, second = waiting(2)
    modest, stronger = factories.stocked(), factories.stocked(ram_mb=16384)

    found = day()

    assert offers(found) == [(first.ref, modest.code), (second.ref, stronger.code)]
    assert [one.device.code for one in found.lines[0].fit.candidates] == [modest.code, stronger.code]
    assert (found.lines[1].fit.ready, found.lines[1].fit.fitting) == (1, 1)
    assert queries.best_fit(first).best.device == found.lines[0].offered.device


def test_what_is_short_is_said_by_need_with_where_the_nearest_are():
    requests = waiting(3)
    factories.stocked()
    factories.stocked(ram_mb=2048)
    far = factories.stocked(ram_mb=16384)
    owner, _site = people.workshop("Atelier de la Loire")
    elsewhere = Site.objects.create(organisation=owner, name="Saint-Étienne", department="42")
    Device.objects.filter(pk=far.pk).update(site=elsewhere)

    found = day()
    [short] = found.shortages

    assert short.refs == (requests[1].ref, requests[2].ref)
    assert (short.nearest, short.weaker) == (((elsewhere, 1),), 1)
    assert short.sentence.startswith("2 ")
    assert "Saint-Étienne (1)" in short.where
    wide = day(bringing=Within.NETWORK)
    assert offers(wide)[1] == (requests[1].ref, far.code)


def test_a_device_a_person_said_no_to_is_not_offered_to_them_again():
    [request] = waiting()
    device, other = factories.stocked(), factories.stocked(ram_mb=16384)
    proposed = workflow.propose(request=request, act=boss())
    workflow.refuse_proposal(allocation=proposed, act=boss(), reason_code="not_suitable")

    assert proposed.device == device
    assert offers(day()) == [(request.ref, other.code)]


def test_a_partner_gets_no_more_in_a_day_than_it_is_due():
    requests = waiting(2)
    for _one in range(2):
        factories.stocked()
    PartnerQuota.objects.create(
        organisation=requests[0].partner, since=date(2026, 1, 1), until=date(2026, 12, 31), quantity=1
    )

    found = day()

    assert len(found.lines) == 1
    assert len(found.over_quota) == 1
    assert found.shortages == ()


def test_requests_of_another_place_are_served_only_when_asked_for():
    _owner, elsewhere = people.workshop("Atelier de la Loire")
    [request] = waiting(site=elsewhere)
    factories.stocked()

    assert day().lines == ()
    assert [line.ranked.request for line in day(serving=Within.DEPARTMENT).lines] == [request]


def test_the_day_is_read_in_as_many_statements_for_two_as_for_six():
    def count():
        with CaptureQueriesContext(connection) as asked:
            found = day()
            assert all(line.fit.reasons for line in found.lines)
        return len(asked)

    waiting(2)
    factories.stocked()
    few = count()
    waiting(4)
    for _one in range(3):
        factories.stocked()

    assert count() == few


@pytest.mark.any_database
def test_five_hundred_requests_and_two_thousand_devices_take_less_than_a_second():
    site = Site(pk=1, department="38", organisation=Organisation(pk=1))
    far = Site(pk=2, department="69", organisation=Organisation(pk=1))
    laptop = DeviceType.objects.get(code="laptop")
    uses = list(PurposeProfile.objects.all())
    rows = [
        Ranked(
            Request(pk=at, ref=f"D26-{at}", type=laptop, purpose=uses[at % len(uses)]),
            at,
            500,
            (),
            None,
            is_quota_reached=False,
        )
        for at in range(500)
    ]
    stock = [
        seen_from(
            site,
            Device(
                pk=at,
                code=f"{at:09}",
                type=laptop,
                site=(site, far)[at % 2],
                ram_mb=(2048, 4096, 8192, 16384)[at // 500],
                storage_gb=256,
            ),
        )
        for at in range(2000)
    ]
    begun = time.perf_counter()

    lines, shortages, over = matched(rows, stock, bringing=Within.SITE)

    assert time.perf_counter() - begun < 1
    assert len(lines) + sum(len(one.refs) for one in shortages) == 500
    assert len({line.offered.device.pk for line in lines}) == len(lines)
    assert over == ()


def test_accepting_reserves_gives_an_appointment_and_writes_one_letter():
    first, second = waiting(2)
    factories.stocked()
    factories.stocked(ram_mb=16384)
    found = day()
    before = Outbox.objects.count()

    told = decide(found, *(accept(found, line) for line in found.lines), per_slot=1)

    assert [one.is_done for one in told] == [True, True]
    times = [one.handover.planned_at for one in told]
    assert times == [datetime(2026, 6, 22, 7, 30, tzinfo=UTC), datetime(2026, 6, 22, 7, 50, tzinfo=UTC)]
    assert [factories.again(one).stage for one in (first, second)] == [RequestStage.RESERVED] * 2
    allocation = Allocation.objects.get(request=first)
    assert allocation.by_rule
    assert allocation.facts["rank"] == 1
    assert allocation.held_until == allocation.stage_since.date() + timedelta(days=21)
    assert Outbox.objects.count() == before + 1


def test_a_day_decided_outside_a_test_writes_its_letter_in_a_transaction_of_its_own(committed):
    waiting()
    factories.stocked()
    found = day()

    [told] = decide(found, accept(found, found.lines[0]))

    assert told.is_done
    assert Outbox.objects.filter(kind="mail").exists()


def test_one_refused_line_stops_no_other_and_the_next_best_is_named():
    first, second = waiting(2)
    device, other, third = (factories.stocked(ram_mb=ram) for ram in (8192, 16384, 32768))
    seen = day()
    taken = factories.request_at(RequestStage.WAITING)
    workflow.reserve_for(request=taken, device=device, reason_code="other", act=boss())

    told = decide(day(), *(accept(seen, line) for line in seen.lines))

    assert [one.is_done for one in told] == [False, False]
    assert str(other) in told[0].text
    assert str(third) in told[1].text
    assert [factories.again(one).stage for one in (first, second)] == [RequestStage.WAITING] * 2
    assert all(one.is_done for one in decide(day(), *(accept(None, line) for line in day().lines)))


def test_refusing_is_kept_with_its_reason_and_costs_no_rank():
    [request] = waiting()
    device = factories.stocked()
    found = day()

    [told] = decide(
        found, Choice(request.ref, is_accepted=False, shown=device.code, reason_code="better_use")
    )

    assert told.is_done
    allocation = Allocation.objects.get()
    assert (allocation.stage, allocation.events.last().reason_code) == (AllocationStage.REFUSED, "better_use")
    assert factories.again(request).submitted_at == request.submitted_at
    assert again(device).stage == Stage.READY


def test_a_refusal_without_a_reason_is_told_and_leaves_nothing():
    [request] = waiting()
    factories.stocked()
    found = day()

    [told] = decide(found, Choice(request.ref, is_accepted=False, shown="", reason_code=""))

    assert not told.is_done
    assert not Allocation.objects.exists()


def test_another_device_than_the_rules_takes_a_reason():
    [request] = waiting()
    factories.stocked()
    other = factories.stocked(ram_mb=16384)
    found = day()

    [without] = decide(found, accept(found, found.lines[0], other=other.code))
    [told] = decide(found, accept(found, found.lines[0], other=other.code, reason_code="transport"))

    assert (without.is_done, told.is_done) == (False, True)
    allocation = Allocation.objects.get(request=request)
    assert (allocation.device, allocation.by_rule) == (other, False)


def test_when_no_time_is_left_the_device_is_reserved_all_the_same():
    waiting(2)
    for _one in range(2):
        factories.stocked()
    found = day()
    narrow = {"closes": hours().opens.replace(hour=9, minute=50), "per_slot": 1}

    told = decide(found, *(accept(found, line) for line in found.lines), **narrow)

    assert [(one.is_done, bool(one.handover)) for one in told] == [(True, True), (True, False)]


def test_two_coordinators_decide_on_the_same_device_and_one_is_offered_the_next_best(committed):
    first, second = waiting(2)
    device, other = factories.stocked(), factories.stocked(ram_mb=16384)
    found = day()
    acts = [boss(), boss()]
    start, outcomes = threading.Barrier(2), []

    def reserve(request, act):
        try:
            start.wait(timeout=60)
            if request == first:
                outcome = workflow.decide_day(
                    day=found, on=DAY, hours=hours(), choices=[accept(found, found.lines[0])], act=act
                )[0]
                outcomes.append((outcome.is_done, outcome.text))
            else:
                workflow.reserve_for(request=request, device=device, reason_code="other", act=act)
                outcomes.append((True, ""))
        except DeviceTaken as refusal:
            outcomes.append((False, refusal.message))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=reserve, args=pair) for pair in zip((first, second), acts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    lost, won = sorted(outcomes)
    assert (lost[0], won[0]) == (False, True)
    assert str(other) in lost[1]
    assert Allocation.objects.live().count() == 1
    assert again(device).stage == Stage.RESERVED
