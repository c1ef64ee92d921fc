"""A set: what goes with a device is put aside from the counted stock, given with it or put back; never below zero."""

import threading

import pytest
from django.db import connections

from beneficiaries import queries, workflow
from beneficiaries.states import Accessory, ConnectionHelp, RequestStage
from inventory import workflow as inventory
from inventory.models import AccessoryHold, AccessoryKind, AccessoryMovement, AccessoryStock
from inventory.queries import chargers_of, charges
from reuse.core.refusals import NotPermitted
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


def boss():
    return people.act(people.coordinator())


def stock(code, count):
    _owner, site = people.workshop()
    inventory.move_accessories(
        site=site,
        kind=AccessoryKind.objects.get(code=code),
        change=count,
        reason=AccessoryMovement.Reason.ARRIVED,
        act=people.act(people.technician()),
    )


def left(code):
    _owner, site = people.workshop()
    return AccessoryStock.objects.get(site=site, kind__code=code).quantity


def wanting(*accessories, **given):
    return factories.request_at(RequestStage.WAITING, accessories=list(accessories), **given)


def reserved(request):
    device = factories.stocked()
    return workflow.reserve_for(request=request, device=device, reason_code="other", act=boss())


def test_what_was_asked_for_is_put_aside_with_the_device_and_what_is_not_there_is_said():
    stock("bag", 2)
    stock("sim", 1)
    request = wanting(Accessory.BAG, Accessory.MOUSE, connection_help=ConnectionHelp.SIM)

    aside = queries.aside_for(reserved(request), people.NOON.date())

    assert (left("bag"), left("sim")) == (1, 0)
    assert set(aside.held) == {str(AccessoryKind.objects.get(code=code)) for code in ("bag", "sim")}
    assert str(AccessoryKind.objects.get(code="mouse_usb")) in aside.missing


def test_a_laptop_wants_a_charger_its_model_takes_unless_one_is_attached():
    device = factories.stocked()
    request = factories.request_at(RequestStage.WAITING)
    [attached] = device.accessories.filter(detached_at=None)
    assert queries.wanted_with(request, device, people.NOON.date()) == {}

    inventory.detach_accessory(accessory=attached, act=people.act(people.technician()))

    [(code, chargers)] = queries.wanted_with(request, device, people.NOON.date()).items()
    assert code == queries.CHARGER
    assert attached.kind in chargers
    assert all(charges(kind, chargers_of(device)) for kind in chargers)


def test_a_release_puts_everything_back_in_stock():
    stock("bag", 1)
    allocation = reserved(wanting(Accessory.BAG))
    assert left("bag") == 0

    workflow.cancel_allocation(allocation=allocation, act=boss(), reason_code="not_needed")

    assert left("bag") == 1
    assert AccessoryHold.objects.get().end == AccessoryHold.End.PUT_BACK


def test_the_hand_over_gives_what_lay_aside_and_the_ledger_says_so():
    stock("bag", 1)
    allocation = reserved(wanting(Accessory.BAG))
    handover = factories.plan(allocation)

    workflow.hand_over(
        handover=handover,
        price_cents=0,
        signature=factories.DRAWN,
        code=handover.device.code,
        act=people.act(people.social_worker()),
    )

    assert left("bag") == 0
    assert AccessoryHold.objects.get().end == AccessoryHold.End.GIVEN
    reasons = list(AccessoryMovement.objects.order_by("id").values_list("reason", "change"))
    assert reasons == [("arrived", 1), ("set_aside", -1), ("put_back", 1), ("given", -1)]


def test_what_stays_here_at_the_hand_over_goes_back_to_the_stock():
    stock("bag", 1)
    allocation = reserved(wanting(Accessory.BAG))
    act = people.act(people.social_worker())

    given = inventory.give_accessories(
        allocation=str(allocation.public_id), device=allocation.device, given=[], act=act
    )

    assert given == 0
    assert left("bag") == 1


@pytest.mark.parametrize("role", [people.technician, people.donor, people.administrator])
def test_only_who_allocates_puts_aside(role):
    with pytest.raises(NotPermitted):
        inventory.hold_accessories(
            device=factories.stocked(), wanted=[], allocation="", act=people.act(role())
        )


def test_two_sets_race_for_the_last_bag_and_the_stock_never_goes_below_zero(committed):
    stock("bag", 1)
    pairs = [(wanting(Accessory.BAG), factories.stocked()) for _one in range(2)]
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
    assert left("bag") == 0
    assert AccessoryHold.objects.filter(stock__kind__code="bag", ended_at=None).count() == 1
    held = [factories.again(request).stage for request, _device in pairs]
    assert held == [RequestStage.RESERVED] * 2
