"""A signature that nobody else can give."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse

from inventory import workflow
from inventory.states import Move, Stage
from inventory.workflow.refusals import (
    PinNotProven,
    SecondPersonNeeded,
)
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from reuse.accounts.models import Pin
from reuse.accounts.workflow import pins
from reuse.core import clock
from reuse.core.refusals import Refusal
from tests import people
from tests.inventory.factories import PIN, again, checked, device_at, proof_of, signed

pytestmark = pytest.mark.django_db


def test_nobody_signs_without_their_own_pin_of_this_minute():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    act = people.act(people.colleague())
    stale = proof_of(people.act(people.colleague(), people.NOON - timedelta(hours=1)))

    for proof in (proof_of(people.act(people.technician(), act.at)), stale):
        with pytest.raises(PinNotProven):
            workflow.sign_off(device=device, proof=proof, act=act)

    assert again(device).stage == Stage.QUALITY_CHECK


def test_wrong_pins_lock_and_stay_counted(as_, settings):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    client = as_(people.colleague())
    address = reverse("inventory:sign-off", args=[device.code])

    for _try in range(pins.TRIES):
        client.post(address, {"pin": "904527"})
    locked = client.post(address, {"pin": PIN}, follow=True)

    assert "Too many wrong tries" in locked.content.decode()
    assert again(device).stage == Stage.QUALITY_CHECK
    assert Pin.objects.get(user=people.colleague().user).failures == pins.TRIES


def test_who_has_no_pin_is_told_where_to_choose_one(as_):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    client = as_(people.colleague())

    page = client.get(reverse("inventory:device-detail", args=[device.code])).content.decode()
    refused = client.post(reverse("inventory:sign-off", args=[device.code]), {"pin": PIN}, follow=True)

    assert reverse("accounts:pin") in page
    assert "no PIN yet" in refused.content.decode()


def test_a_colleague_signs_on_ones_own_page_at_a_workstation_only(as_):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    manager = people.manager()
    badge = workflow.issue_badge(membership=people.colleague(), act=people.act(manager))
    client = as_(people.technician())
    address, sent = reverse("inventory:sign-off", args=[device.code]), {"badge": badge.code, "pin": PIN}

    elsewhere = client.post(address, sent, follow=True)
    _made, secret = accounts.register_workstation(
        name="Bench 1", site=manager.site, replaces=None, act=people.act(manager)
    )
    client.cookies[stations.COOKIE] = secret
    wrong = client.post(address, {**sent, "pin": "904527"}, follow=True)
    assert again(device).stage == Stage.QUALITY_CHECK
    client.post(address, sent)

    assert "no workstation" in elsewhere.content.decode()
    assert "do not go together" in wrong.content.decode()
    assert again(device).stage == Stage.READY
    assert again(device).events.last().by == people.colleague().user
    assert client.get("/workshop/").wsgi_request.user == people.technician().user


def test_the_tester_signs_alone_only_where_the_site_is_exempted_and_still_with_a_pin():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    with pytest.raises(SecondPersonNeeded):
        signed(device, signer=people.technician())
    site = device.site
    site.sign_off_by_tester = True
    site.save()

    signed(device, signer=people.technician())

    assert again(device).stage == Stage.READY
    assert again(device).events.filter(kind="exempted").count() == 1


def test_a_release_taken_back_takes_its_signature_along():
    device = device_at(Stage.READY)
    workflow.undo(device=device, act=people.act(people.colleague()))

    with pytest.raises(Refusal):
        workflow.move(device=device, move=Move.RELEASE, act=people.act(people.colleague()))


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_signers_at_once_give_one_signature():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    at = people.act(people.colleague()).at
    acts = [people.act(one, at) for one in (people.colleague(), people.manager())]
    proofs = [proof_of(act) for act in acts]
    start, outcomes = threading.Barrier(2), []

    def race(act, proof):
        start.wait()
        try:
            outcomes.append(workflow.sign_off(device=device, proof=proof, act=act))
        except Refusal as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=race, args=one) for one in zip(acts, proofs, strict=True)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(type(one).__name__ for one in outcomes) == ["DeviceEvent", "MoveNotAllowed"]
    assert again(device).events.filter(kind="signed_off").count() == 1
    assert again(device).events.filter(move=Move.RELEASE).count() == 1


def test_the_api_signs_with_the_pin_of_the_tokens_person(client):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    secret = accounts.issue_token(people.colleague(), name="test", now=clock.now())
    asked = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}
    address = f"/api/v1/devices/{device.code}/sign-off/"

    without = client.post(address, {}, **asked)
    wrong = client.post(address, {"pin": "904527"}, **asked)
    right = client.post(address, {"pin": PIN}, **asked)

    assert (without.status_code, wrong.status_code, right.status_code) == (400, 409, 201)
    assert wrong.json()["reason"] == "wrong_pin"
    assert again(device).stage == Stage.READY
