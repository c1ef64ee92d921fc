"""A set of several devices: held, reserved, released and handed over together; one price, one paper; parts come back alone."""

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from beneficiaries import queries, workflow
from beneficiaries.models import AllocationItem, Handover
from beneficiaries.queries import aftersales
from beneficiaries.states import Accessory, HandoverStage, RequestStage
from beneficiaries.states.aftersales import Fault
from beneficiaries.workflow.refusals import NotOfThisSet, PriceAboveCap
from inventory import workflow as inventory
from inventory.models import AccessoryKind, AccessoryMovement, AccessoryStock, Device
from inventory.queries import entry_texts, price_cap
from inventory.states import Stage
from reuse.core.models import DeviceType
from reuse.reports import queries as reports
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def boss():
    return people.act(people.coordinator())


def worker():
    return people.act(people.social_worker())


def screen(**described):
    return factories.stocked(
        **{"kind_of": "monitor", "manufacturer": "Iiyama", "model": "ProLite", **described}
    )


def wanting_a_screen(**given):
    return factories.request_at(RequestStage.WAITING, accessories=[Accessory.MONITOR], **given)


def reserved(request=None, device=None):
    device = device or factories.stocked()
    request = request or wanting_a_screen()
    return workflow.reserve_for(request=request, device=device, reason_code="other", act=boss())


def planned(allocation=None):
    return factories.plan(allocation or reserved())


def hand_over(handover, *scanned, price=0, **terms):
    return workflow.hand_over(
        handover=handover,
        price_cents=price,
        signature=factories.DRAWN,
        code=handover.device.code,
        act=worker(),
        terms=workflow.Terms(scanned=scanned, **terms),
    )


def stages(*devices):
    return [again(one).stage for one in devices]


def test_a_proposal_holds_the_screen_and_accepting_reserves_both():
    first = screen()
    allocation = workflow.propose(
        request=wanting_a_screen(), device=factories.stocked(), reason_code="other", act=boss()
    )
    assert [item.device for item in queries.items_of(allocation)] == [first]
    assert not queries.free_for_set(allocation.request, "monitor", first.site).exists()
    assert stages(first) == [Stage.READY]

    workflow.accept_proposal(allocation=allocation, act=boss())

    assert stages(allocation.device, first) == [Stage.RESERVED, Stage.RESERVED]
    assert allocation.events.first().details["set"] == [first.code]


@pytest.mark.parametrize("is_accepted", [False, True])
def test_refused_or_released_both_are_free_again(is_accepted):
    first = screen()
    device, request = factories.stocked(), wanting_a_screen()
    allocation = workflow.propose(request=request, device=device, reason_code="other", act=boss())
    if is_accepted:
        workflow.accept_proposal(allocation=allocation, act=boss())
        workflow.cancel_allocation(allocation=allocation, act=boss(), reason_code="not_collected")
    else:
        workflow.refuse_proposal(allocation=allocation, act=boss(), reason_code="too_far")

    assert stages(device, first) == [Stage.READY, Stage.READY]
    assert not AllocationItem.objects.filter(released_at=None).exists()


def test_both_expire_together_and_a_cancelled_request_frees_both():
    first = screen()
    allocation = reserved()
    late = people.NOON + timedelta(days=60)

    assert workflow.release_expired(late) == 1
    assert stages(allocation.device, first) == [Stage.READY, Stage.READY]

    request = wanting_a_screen()
    workflow.propose(request=request, device=factories.stocked(), reason_code="other", act=boss())
    workflow.cancel(request=request, reason_code="not_needed", act=worker())
    assert not AllocationItem.objects.filter(released_at=None).exists()


def test_a_shortage_is_shown_and_the_set_is_handed_over_without_that_part():
    handover = planned()
    assert [one.code for one in queries.lacking(handover.allocation)] == ["monitor"]

    hand_over(handover)

    facts = Handover.objects.get(pk=handover.pk).document.facts
    assert facts["others"] == []
    assert facts["missing"] == ["écran"]


def test_one_hand_over_one_price_one_paper_and_figures_that_count_each_device():
    first = screen()
    handover = planned()
    event = hand_over(handover, first.code, price=2000, paid=[])

    done = Handover.objects.get(pk=handover.pk)
    assert stages(handover.device, first) == [Stage.HANDED_OVER, Stage.HANDED_OVER]
    assert (done.price_cents, done.cap_cents) == (2000, 21000)
    assert [one["code"] for one in done.document.facts["others"]] == [first.code]
    assert [one["code"] for one in done.terms.receipt.facts["others"]] == [first.code]
    assert event.details["set"] == [first.code]
    counted = reports.handed_over(done.handed_over_on, done.handed_over_on)
    assert sorted(counted.values_list("device__type__code", flat=True)) == ["laptop", "monitor"]


def test_a_screen_that_is_not_scanned_stays_here_and_the_cap_is_that_of_the_device():
    first = screen()
    handover = planned()
    with pytest.raises(PriceAboveCap):
        hand_over(handover, price=18001)
    hand_over(handover, price=18000)

    assert stages(first) == [Stage.READY]
    assert Handover.objects.get(pk=handover.pk).cap_cents == 18000
    assert [one.code for one in queries.lacking(handover.allocation)] == ["monitor"]


def test_the_price_of_a_desktop_covers_its_screen():
    first = screen()
    desktop = factories.stocked(kind_of="desktop")
    assert price_cap(desktop, on=people.NOON.date(), others=[first]) == price_cap(
        desktop, on=people.NOON.date()
    )
    request = wanting_a_screen(type=DeviceType.objects.get(code="desktop"))

    handover = planned(reserved(request, desktop))
    with pytest.raises(PriceAboveCap):
        hand_over(handover, first.code, price=15001)
    hand_over(handover, first.code, price=15000)

    assert Handover.objects.get(pk=handover.pk).cap_cents == 15000


def test_nothing_is_charged_for_the_set_of_a_device_that_is_free_only():
    first = screen()
    device = again(factories.given_for_nothing())

    assert price_cap(device, on=people.NOON.date(), others=[first]).cents == 0


@pytest.mark.parametrize("cap", [18000, 20999, 21001])
def test_the_database_refuses_another_cap_than_that_of_the_set(cap):
    first = screen()
    handover = planned()
    on = date(2026, 6, 20)
    own = price_cap(first, on=on)
    AllocationItem.objects.filter(device=first).update(
        handed_over_on=on, lane=first.lane, cap_cents=own.cents, cap_rule=own.code
    )

    with (
        pytest.raises(DatabaseError, match="differs from the price rule in force"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE beneficiaries_handover SET stage = 'done', signature_method = 'paper', handed_over_on = %s,"
            " lane = 'private_gift', cap_cents = %s, cap_rule = 'grid-2024/laptop', price_cents = 0 WHERE id = %s",
            [on, cap, handover.pk],
        )


def test_the_database_refuses_a_wrong_cap_of_a_part_and_its_change():
    first = screen()
    handover = planned()
    wrong = {"handed_over_on": date(2026, 6, 20), "lane": first.lane, "cap_rule": "grid-2024/monitor"}
    with pytest.raises(DatabaseError, match="differs"), transaction.atomic():
        AllocationItem.objects.filter(device=first).update(**wrong, cap_cents=9000)
    hand_over(handover, first.code)

    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        AllocationItem.objects.filter(device=first).update(cap_cents=0)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM beneficiaries_allocationitem")


def test_another_screen_may_be_scanned_than_the_one_put_aside():
    first, second = screen(), screen()
    handover = planned()

    hand_over(handover, second.code)

    assert stages(first, second) == [Stage.READY, Stage.HANDED_OVER]


def test_what_does_not_go_with_the_device_is_refused_and_nothing_moves():
    handover = planned()
    laptop = factories.stocked()
    for text in (laptop.code, "ABC", "charger_dell_7_4_90"):
        with pytest.raises(NotOfThisSet):
            hand_over(handover, text)

    assert factories.current(handover).stage == HandoverStage.PLANNED
    assert stages(laptop, handover.device) == [Stage.READY, Stage.RESERVED]


def stock(code, count):
    _owner, site = people.workshop()
    kind = AccessoryKind.objects.get(code=code)
    arrived = AccessoryMovement.Reason.ARRIVED
    act = people.act(people.technician())
    inventory.move_accessories(site=site, kind=kind, change=count, reason=arrived, act=act)
    return kind


def left(code):
    return AccessoryStock.objects.get(kind__code=code).quantity


def test_a_scanned_accessory_needs_no_tick_and_leaves_the_stock():
    bag, _large = stock("bag", 1), stock("keyboard_large", 1)
    handover = planned(
        reserved(
            factories.request_at(RequestStage.WAITING, accessories=["bag"], features=["simple_keyboard"])
        )
    )
    assert (left("bag"), left("keyboard_large")) == (0, 0)

    hand_over(handover, entry_texts(bag)[1], missing=["bag", "simple_keyboard"])

    assert (left("bag"), left("keyboard_large")) == (0, 1)
    assert Handover.objects.get(pk=handover.pk).terms.missing == ["simple_keyboard"]


def test_at_the_counter_screen_and_charger_are_those_scanned():
    first = screen()
    device = factories.stocked()
    [attached] = device.accessories.filter(detached_at=None)
    inventory.detach_accessory(accessory=attached, act=people.act(people.technician()))
    stock("bag", 1)
    request = factories.request_at(RequestStage.WAITING, accessories=[Accessory.MONITOR, Accessory.BAG])
    voucher = workflow.issue_voucher(request=request, act=worker())
    texts = (first.code, entry_texts(attached.kind)[0])
    given = workflow.Given(device.code, 0, factories.DRAWN, workflow.Terms(scanned=texts))

    workflow.redeem(voucher=voucher, site=device.site, given=given, act=worker())

    assert stages(device, first) == [Stage.HANDED_OVER, Stage.HANDED_OVER]
    assert (left("bag"), left(attached.kind.code)) == (0, 0)


def test_a_screen_that_comes_back_undoes_nothing_else_and_another_is_given():
    first = screen()
    handover = planned()
    hand_over(handover, first.code)
    assert aftersales.last_handover(first) == handover
    case = workflow.open_case(device=again(first), fault=Fault.OTHER, act=boss())

    workflow.exchange(case=case, act=boss(), reason_code="fault")

    assert stages(handover.device, first) == [Stage.HANDED_OVER, Stage.AFTER_SALES]
    assert factories.current(handover).stage == HandoverStage.DONE
    assert factories.again(handover.request).stage == RequestStage.SERVED
    other = screen()
    workflow.give_part(handover=handover, code=other.code, act=worker())
    assert stages(other) == [Stage.HANDED_OVER]
    assert queries.lacking(handover.allocation) == []
    with pytest.raises(NotOfThisSet):
        workflow.give_part(handover=handover, code=screen().code, act=worker())


def test_when_the_computer_comes_back_the_screen_stays_and_is_not_reserved_again():
    first = screen()
    handover = planned()
    hand_over(handover, first.code)
    workflow.take_back(handover=handover, act=boss(), reason_code="fault")
    spare = screen()

    allocation = reserved(factories.again(handover.request))

    assert stages(first, spare) == [Stage.HANDED_OVER, Stage.READY]
    assert queries.items_of(allocation) == []
    case = workflow.open_case(device=again(first), fault=Fault.OTHER, act=boss())
    workflow.end_case(case=case, act=boss(), reason_code="not_needed")
    assert stages(first) == [Stage.AFTER_SALES]


def test_two_sets_race_for_the_last_screen_and_one_goes_without(committed):
    screen()
    pairs = [(wanting_a_screen(), factories.stocked()) for _one in range(2)]
    acts, start, failures = [boss(), boss()], threading.Barrier(2), []

    def reserve(request, device, act):
        try:
            start.wait(timeout=60)
            workflow.reserve_for(request=request, device=device, reason_code="other", act=act)
        except Exception as failure:  # noqa: BLE001 - told below, in the thread that asserts
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=reserve, args=(*pair, act)) for pair, act in zip(pairs, acts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert failures == []
    assert AllocationItem.objects.filter(released_at=None).count() == 1
    assert Device.objects.filter(stage=Stage.RESERVED).count() == 3
    held = [factories.again(request).stage for request, _device in pairs]
    assert held == [RequestStage.RESERVED] * 2
    lacking = [queries.lacking(request.allocations.get()) for request, _device in pairs]
    assert sorted(map(len, lacking)) == [0, 1]
