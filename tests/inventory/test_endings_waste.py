"""Waste is told by the law's dates, and a batch adds up in kilograms."""

import pytest
from django.db.models import Sum

from inventory import queries, workflow
from inventory.models import (
    BatchWeight,
    Device,
    ExitOfWaste,
    PalletLine,
)
from inventory.states import Move, Stage
from reuse.core.refusals import Refusal
from tests import people
from tests.inventory.factories import again, announced, charged, checked, device_at, signed
from tests.inventory.test_endings import closed, pallet, put, waste_at

pytestmark = pytest.mark.django_db


# Waste in law


def test_recycling_makes_waste_and_a_correction_gives_back_what_it_was():
    device = device_at(Stage.ERASURE)
    workflow.state_no_storage(device=device, act=people.act(people.technician()))
    manager = people.manager()
    workflow.move(device=device, move=Move.RECYCLE, act=people.act(manager), reason_code="obsolete")
    assert again(device).regulatory_status == Device.Status.WASTE

    workflow.correct(device=device, act=people.act(manager), reason_code="wrong_device")

    assert again(device).regulatory_status == Device.Status.PRODUCT


def left(device: Device, who=people.manager, **more):
    act = people.act(who())
    rule = queries.criteria_on(act.on)
    said = {
        "criteria": [item["code"] for item in rule.items],
        "tests": "",
        "reference": "SSD-2026-01",
        **more,
    }
    return workflow.leave_waste(device=device, act=act, **said)


def test_a_waste_device_is_ready_only_after_a_dated_exit_on_a_passed_checklist():
    device = waste_at(Stage.QUALITY_CHECK)
    with pytest.raises(Refusal) as untested:
        left(device)
    assert untested.value.reason == "checklist_missing"
    checked(device)
    charged(device)
    with pytest.raises(Refusal) as still:
        signed(again(device))
    assert still.value.reason == "still_waste"

    left(device)
    signed(again(device))

    record = ExitOfWaste.objects.get(device=device)
    assert again(device).stage == Stage.READY
    assert again(device).regulatory_status == Device.Status.LEFT_WASTE
    assert (record.declared_by, record.check_made.passed) == (people.manager().user, True)
    assert "2018" in record.criteria.source


def test_the_status_of_waste_refuses_what_the_law_does():
    product, waste = device_at(Stage.RECEIVED), waste_at(Stage.QUALITY_CHECK)
    checked(waste)
    manager, technician = people.manager, people.technician
    refusals = []
    for gesture in (
        lambda: left(product),
        lambda: left(waste, criteria=["works"]),
        lambda: left(waste, technician),
        lambda: workflow.become_waste(device=waste, reason_code="discarded", act=people.act(manager())),
        lambda: workflow.become_waste(device=product, reason_code="", act=people.act(manager())),
        lambda: workflow.become_waste(
            device=device_at(Stage.LOST), reason_code="discarded", act=people.act(manager())
        ),
    ):
        with pytest.raises(Refusal) as refused:
            gesture()
        refusals.append(refused.value.reason)

    assert refusals == [
        "not_waste",
        "criteria_missing",
        "not_permitted",
        "not_waste",
        "reason_needed",
        "move_not_allowed",
    ]


# A batch in kilograms


def test_a_batch_adds_up_in_kilograms_and_the_scales_show_the_difference():
    batch = announced(4)
    for device in batch:
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
    recycled, stripped, weighed = batch[0], batch[1], batch[2]
    Device.objects.filter(pk=weighed.pk).update(weight_g=2000)
    for device, move in ((recycled, Move.RECYCLE), (stripped, Move.STRIP)):
        workflow.state_no_storage(device=device, act=people.act(people.technician()))
        reason = "beyond_repair"
        workflow.move(device=device, move=move, act=people.act(people.manager()), reason_code=reason)
    one = pallet()
    put(recycled, one.place)
    closed(one)
    Device.objects.filter(pk=recycled.pk).update(weight_g=1800)  # weighed after its list was frozen
    act = people.act(people.manager())

    found = queries.batch_weights(batch[0].donation, on=act.on)

    assert found.received.grams == 1800 + 1650 + 2000 + 1650
    assert (found.received.measured, found.received.estimated) == (2, 2)
    assert {name: weight.grams for name, weight in found.fates.items()} == {
        "reused": 0,
        "parts": 1650,
        "recycled": 1650,
        "gone": 0,
        "in_progress": 3650,
    }
    assert found.difference == 150

    BatchWeight.objects.create(donation=batch[0].donation, grams=7400, by=act.by, at=act.at)
    assert queries.batch_weights(batch[0].donation, on=act.on).difference == 450
    lines = PalletLine.objects.filter(donation=batch[0].donation)
    assert lines.aggregate(sum=Sum("grams"))["sum"] == found.fates["recycled"].grams


def test_a_type_without_weight_says_so_in_the_batch():
    device = device_at(Stage.RECEIVED, kind_of="server")

    found = queries.batch_weights(device.donation, on=people.NOON.date())

    assert (found.received.unknown, found.received.grams, found.difference) == (1, 0, 0)
