"""Rows whose names point at several devices wait for a person; what was chosen is remembered."""

import pytest
from django.urls import reverse

from donors.models import Donation
from inventory import queries, workflow
from inventory.models import Device, Identifier, WaitingRow
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs.models import State
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.test_import import dropped, imported, listed

pytestmark = pytest.mark.django_db

HEAD = "Type;Modèle;N° inventaire;N° de série"
LIST = f"{HEAD}\nPC portable;840 G5;INV1;5CD335G7GT\nPC portable;840 G6;INV2;5CD335G7GU\n"
CROSSED = f"{HEAD}\nPC portable;840 G7;INV1;5CD335G7GU\n"
Outcome = WaitingRow.Outcome


def act(person=None):
    return Act.now(person or people.donor(), clock.now())


def crossed(donation=None):
    donation = donation or donation_at()
    imported(dropped(donation, LIST))
    again = dropped(donation, CROSSED, name="deuxième.csv")
    job = imported(again)
    return donation, again, job


def test_a_row_whose_tag_names_one_device_and_serial_another_waits():
    donation, again, job = crossed()

    [doubt] = queries.doubts(donation, most=10)
    assert (job.state, again.summary["waiting"], again.summary["updated"]) == (State.DONE, 1, 0)
    assert job.result["url"] == reverse("inventory:waiting-rows", args=[donation.ref])
    assert [one.device for one in doubt.candidates] == listed(donation)
    assert [[name.value for name in one.shared] for one in doubt.candidates] == [["INV1"], ["5CD335G7GU"]]
    assert {device.model for device in listed(donation)} == {"840 G5", "840 G6"}


def test_two_devices_with_this_serial_are_a_question_unless_the_tag_tells():
    donation = donation_at()
    imported(dropped(donation, LIST))
    first, second = listed(donation)
    since = clock.now()
    Identifier.objects.create(
        device=second, kind="serial", value="5CD335G7GT", normalised="5CD335G7GT", since=since
    )

    told = imported(dropped(donation, LIST.replace("840 G5", "840 G9"), name="b.csv"))
    asked = imported(dropped(donation, "Type;N° de série\nPC portable;5CD335G7GT\n", name="c.csv"))

    first.refresh_from_db()
    assert (told.result["waiting"], first.model) == (0, "840 G9")
    assert asked.result["waiting"] == 1
    assert len(listed(donation)) == 2


def test_the_device_chosen_is_described_and_known_next_time():
    donation, _again, _job = crossed()
    [doubt] = queries.doubts(donation, most=10)
    chosen = doubt.candidates[1].device

    workflow.choose(row=doubt.row, outcome=Outcome.DEVICE, device=chosen, act=act())
    job = imported(dropped(donation, CROSSED.replace("840 G7", "840 G8"), name="troisième.csv"))

    chosen.refresh_from_db()
    assert (chosen.model, job.result["updated"], job.result["waiting"]) == ("840 G8", 1, 0)
    assert WaitingRow.objects.get().item == {}
    assert len(listed(donation)) == 2


def test_a_device_more_is_made_once():
    donation, _again, _job = crossed()
    [doubt] = queries.doubts(donation, most=10)

    workflow.choose(row=doubt.row, outcome=Outcome.NEW, act=act())
    job = imported(dropped(donation, CROSSED.replace("840 G7", "840 G8"), name="troisième.csv"))

    assert [device.model for device in listed(donation)] == ["840 G5", "840 G6", "840 G8"]
    assert job.result["waiting"] == 0


def test_a_row_left_aside_stays_there():
    donation, _again, _job = crossed()
    [doubt] = queries.doubts(donation, most=10)

    workflow.choose(row=doubt.row, outcome=Outcome.LEFT_OUT, act=act())
    job = imported(dropped(donation, CROSSED, name="troisième.csv"))

    assert (job.result["waiting"], job.result["updated"], len(listed(donation))) == (0, 0, 2)
    assert not queries.waiting_rows(donation)


def test_a_row_is_settled_once_and_by_those_who_may():
    donation, _again, _job = crossed()
    [doubt] = queries.doubts(donation, most=10)
    elsewhere = workflow.Item(type="laptop")

    with pytest.raises(NotPermitted):
        workflow.choose(row=doubt.row, outcome=Outcome.NEW, act=act(people.stranger()))
    with pytest.raises(MoveNotAllowed):
        workflow.choose(row=doubt.row, outcome=Outcome.DEVICE, act=act())
    other = donation_at()
    workflow.announce_items(donation=other, sheet=None, items=[elsewhere], act=act())
    with pytest.raises(MoveNotAllowed):
        workflow.choose(row=doubt.row, outcome=Outcome.DEVICE, device=listed(other)[0], act=act())
    workflow.choose(row=doubt.row, outcome=Outcome.LEFT_OUT, act=act())
    with pytest.raises(MoveNotAllowed):
        workflow.choose(row=doubt.row, outcome=Outcome.NEW, act=act())


def test_an_import_undone_asks_nothing_any_more():
    donation, again, _job = crossed()

    workflow.withdraw_sheet(sheet=again, act=act())

    assert not queries.waiting_rows(donation)


def test_a_choice_whose_device_is_gone_is_asked_again():
    donation, again, _job = crossed()
    [doubt] = queries.doubts(donation, most=10)
    workflow.choose(row=doubt.row, outcome=Outcome.NEW, act=act())
    workflow.withdraw_sheet(sheet=again, act=act())

    job = imported(dropped(donation, CROSSED, name="troisième.csv"))

    assert job.result["waiting"] == 1
    assert Device.objects.filter(stage=Stage.NOT_DELIVERED).count() == 1


@pytest.fixture
def as_(client):
    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


def test_the_page_asks_and_settles(as_):
    donation, _again, _job = crossed()
    client = as_(people.donor())
    page = reverse("inventory:waiting-rows", args=[donation.ref])
    [doubt] = queries.doubts(donation, most=10)

    shown = client.get(page).content.decode()
    unanswered = client.post(page, {})
    answered = client.post(page, {f"row_{doubt.row.pk}": doubt.candidates[0].device.code})

    assert all(str(one.device) in shown for one in doubt.candidates)
    assert unanswered.url == page
    assert answered.url == reverse("inventory:donation-detail", args=[donation.ref])
    assert "840 G7" in {device.model for device in listed(donation)}


def test_another_donor_sees_no_such_page(as_):
    donation, _again, _job = crossed()

    client = as_(people.donor(LegalKind.COUNCIL))

    assert client.get(reverse("inventory:waiting-rows", args=[donation.ref])).status_code == 404


def test_the_donors_home_names_the_rows_that_wait(as_):
    donation, _again, _job = crossed()
    path = reverse("inventory:waiting-rows", args=[donation.ref])

    assert path in as_(people.donor()).get(reverse("inventory:donor-home")).content.decode()
    assert path not in as_(people.donor(LegalKind.COUNCIL)).get("/donor/").content.decode()
    assert queries.with_waiting_rows(Donation.objects.all()) == [(donation, 1)]
