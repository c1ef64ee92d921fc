"""Two people take the last one at the same instant: one has it, the other is told."""

import pytest

from inventory import workflow
from inventory.models import AccessoryMovement, AccessoryStock, DeviceAccessory, DeviceEvent
from inventory.states import EventKind, Stage
from inventory.workflow.refusals import PartElsewhere, StockTooLow
from reuse.core.verification import faults
from tests import people
from tests.inventory.factories import again, device_at
from tests.inventory.test_inbox_races import race
from tests.inventory.test_parts import in_stock
from tests.inventory.test_parts_accessories import kind, quantity, stocked

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.django_db(transaction=True)]


def two_acts():
    """Two technicians, at the same instant."""
    at = people.act(people.technician()).at
    return people.act(people.technician(), at), people.act(people.colleague(), at)


def test_the_last_part_is_fitted_in_one_device():
    part, devices = in_stock(), [device_at(Stage.REPAIR), device_at(Stage.REPAIR)]
    mine, yours = two_acts()

    answers = race(
        lambda: workflow.fit(part=part, device=devices[0], act=mine),
        lambda: workflow.fit(part=part, device=devices[1], act=yours),
    )

    assert sorted(type(one) for one in answers if isinstance(one, PartElsewhere)) == [PartElsewhere]
    [won] = [one for one in answers if isinstance(one, DeviceEvent)]
    part.refresh_from_db()
    assert (part.state, part.fitted_in_id) == ("fitted", won.device_id)
    fitted = DeviceEvent.objects.filter(kind=EventKind.PART_FITTED)
    assert set(fitted.values_list("device", flat=True)) == {won.device_id, part.source_id}
    assert not list(faults(DeviceEvent))


def test_the_last_charger_goes_with_one_device():
    devices = [device_at(Stage.SETUP), device_at(Stage.SETUP)]
    stocked(change=1)
    mine, yours = two_acts()

    answers = race(
        lambda: workflow.attach_accessory(device=devices[0], kind=kind(), act=mine),
        lambda: workflow.attach_accessory(device=devices[1], kind=kind(), act=yours),
    )

    [won] = [one for one in answers if isinstance(one, DeviceAccessory)]
    assert [type(one) for one in answers if one is not won] == [StockTooLow]
    assert quantity() == 0
    assert list(AccessoryMovement.objects.values_list("change", "device")) == [(-1, won.device_id), (1, None)]
    assert sum(again(one).accessories.count() for one in devices) == 1
    assert not list(faults(DeviceEvent))


def test_the_first_of_a_kind_counted_in_twice_at_once_is_one_stock():
    mine, yours = two_acts()
    at = people.technician().site

    def counted_in(act):
        return lambda: workflow.move_accessories(site=at, kind=kind(), change=2, reason="arrived", act=act)

    race(counted_in(mine), counted_in(yours))

    assert AccessoryStock.objects.count() == 1
    assert quantity() == 4
