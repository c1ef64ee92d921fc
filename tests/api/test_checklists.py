"""A program reads the list that applies to a device, posts its test, and a second person signs."""

import pytest

from inventory import workflow
from inventory.models import QualityCheck
from inventory.states import Stage
from tests import people
from tests.api.caller import Caller
from tests.inventory.factories import PIN, again, device_at, proof_of

pytestmark = pytest.mark.django_db


def answers(caller, device, **more):
    read = caller.get(f"devices/{device.code}/checklist/").json()
    return {"version": read["version"], "results": {one["code"]: "ok" for one in read["items"]}, **more}


def test_the_list_in_force_is_read_with_its_version_and_items(as_technician):
    device = device_at(Stage.QUALITY_CHECK)

    read = as_technician.get(f"devices/{device.code}/checklist/").json()

    current = workflow.checklist_for(device, on=people.NOON.date())
    assert (read["type"], read["stage"], read["version"]) == ("laptop", "quality_check", current.version)
    assert [one["code"] for one in read["items"]] == [one.code for one in current.entries]
    assert set(read["items"][0]["label"]) == {"fr", "en"}


def test_a_test_is_posted_and_a_colleague_signs(client, as_technician):
    device = device_at(Stage.QUALITY_CHECK)
    address = f"devices/{device.code}/checklist/"

    posted = as_technician.post(
        address, answers(as_technician, device, grade="B", notes={"screen": "rayure"})
    )

    assert (posted.status_code, posted.json()["passed"]) == (201, True)
    assert again(device).grade == "B"
    assert QualityCheck.objects.get().tested_by == people.technician().user
    proof_of(people.act(people.colleague()))
    mine = as_technician.post(f"devices/{device.code}/sign-off/", {"pin": PIN})
    signed = Caller(client, people.colleague()).post(f"devices/{device.code}/sign-off/", {"pin": PIN})
    assert (mine.status_code, signed.status_code) == (409, 201)
    assert again(device).stage == Stage.READY


def test_every_item_is_answered_with_one_of_three_answers(as_technician):
    device = device_at(Stage.QUALITY_CHECK)
    address, body = f"devices/{device.code}/checklist/", answers(as_technician, device)
    first = next(iter(body["results"]))

    assert as_technician.post(address, {**body, "results": {first: "perhaps"}}).status_code == 400
    assert as_technician.post(address, {**body, "grade": "Z"}).status_code == 400
    assert as_technician.post(address, []).status_code == 400
    refused = as_technician.post(address, {**body, "results": {first: "ok"}})
    assert (refused.status_code, refused.json()["reason"]) == (409, "checklist_missing")
    assert not QualityCheck.objects.exists()


def test_a_version_that_is_not_in_force_is_refused(as_technician):
    device = device_at(Stage.QUALITY_CHECK)
    body = answers(as_technician, device)

    refused = as_technician.post(f"devices/{device.code}/checklist/", {**body, "version": 99})

    assert (refused.status_code, refused.json()["reason"]) == (409, "just_changed")
    assert not QualityCheck.objects.exists()


def test_a_stage_without_a_list_has_none(as_technician):
    assert as_technician.get(f"devices/{device_at(Stage.READY).code}/checklist/").status_code == 404


def test_who_does_not_work_on_the_device_posts_nothing(client):
    device = device_at(Stage.QUALITY_CHECK)
    body = answers(Caller(client, people.technician()), device)
    address = f"devices/{device.code}/checklist/"

    assert Caller(client, people.observer()).post(address, body).status_code == 403
    assert Caller(client, people.stranger()).post(address, body).status_code == 404
    assert not QualityCheck.objects.exists()
