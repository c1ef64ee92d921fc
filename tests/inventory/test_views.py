"""The workshop's pages through the client: who may see them, and what they do."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donors.states import DonationStage
from inventory import workflow
from inventory.models import Device, DeviceEvent, Identifier, LabelPrint
from inventory.states import EventKind, Move, Stage
from inventory.views import sentences
from inventory.views.device_list import DEVICES
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, checked, device_at, medium

pytestmark = pytest.mark.django_db


def said(response) -> str:
    """The text of a page."""
    return response.content.decode()


def page_of(device: Device) -> str:
    return reverse("inventory:device-detail", args=[device.code])


def now(device: Device) -> Device:
    device.refresh_from_db()
    return device


# Who may see what


@pytest.mark.parametrize("page", ["workshop-home", "scan", "device-list", "labels"])
def test_the_workshops_pages_open_for_a_technician_alone(as_, page):
    address = reverse(f"inventory:{page}")

    assert as_(people.technician()).get(address).status_code == 200
    assert as_(people.manager()).get(address).status_code == 200
    for outsider in (people.donor(), people.social_worker(), people.observer()):
        assert as_(outsider).get(address).status_code == 403


def test_a_page_sends_the_unknown_to_the_login(client):
    response = client.get(reverse("inventory:device-list"))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_another_workshops_device_is_no_page(as_):
    device = device_at(Stage.ERASURE)

    assert as_(people.technician()).get(page_of(device)).status_code == 200
    assert as_(people.stranger()).get(page_of(device)).status_code == 404
    assert as_(people.donor()).get(page_of(device)).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "device-move",
        "device-undo",
        "device-describe",
        "evidence-attach",
        "medium-add",
        "no-storage",
        "check-repair",
        "sign-off",
        "erasure-certificate",
    ],
)
def test_a_gesture_is_a_post_of_the_workshop_where_the_device_lies(as_, name):
    device = device_at(Stage.ERASURE)
    address = reverse(f"inventory:{name}", args=[device.code])

    assert as_(people.technician()).get(address).status_code == 405
    assert as_(people.donor()).post(address).status_code == 403
    assert as_(people.stranger()).post(address).status_code == 404
    assert now(device).stage == Stage.ERASURE


# Home


def test_home_says_what_waits(technician):
    device = device_at(Stage.ERASURE)
    workflow.add_medium(
        device=device, serial="X1", model="", size_gb=None, act=people.act(people.technician())
    )
    awaiting = device_at(Stage.QUALITY_CHECK)
    checked(awaiting, tester=people.colleague(), grade="A")

    tasks = {task.action: task for task in technician.get("/workshop/").context["tasks"]}

    assert tasks["See the devices"].number == 1
    assert tasks["Check and sign"].url == page_of(awaiting)
    assert tasks["Go on receiving"].number == 2


def test_home_gives_batches_to_decide_to_those_who_decide(as_):
    donation_at(DonationStage.ANNOUNCED)

    of_manager = as_(people.manager()).get("/workshop/").context["tasks"]
    of_technician = as_(people.technician()).get("/workshop/").context["tasks"]

    assert [task.action for task in of_manager] == ["See the batches"]
    assert of_technician == []


def count_of_queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "address",
    [
        "/workshop/",
        "/devices/",
        "/labels/?unlabelled=1",
        "/search/?q=Lenovo",
        "/scan/6b0f7a4e-0000-4000-8000-000000000000/?action=receive&donation=L26-0001",
    ],
)
def test_a_page_asks_as_much_of_the_database_for_twenty_devices_as_for_two(technician, address):
    batch = donation_at(DonationStage.ACCEPTED)
    for device in announced(2, donation=batch):
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
    technician.get(address)
    for_two = count_of_queries(technician, address)
    for device in announced(18, donation=batch):
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))

    assert count_of_queries(technician, address) == for_two
    assert for_two <= 20


def test_a_devices_page_asks_a_fixed_number_of_questions(technician):
    device = device_at(Stage.ERASURE)
    medium(device, "WD-1")
    technician.get(page_of(device))
    for_one = count_of_queries(technician, page_of(device))
    for serial in ("WD-2", "WD-3", "WD-4"):
        medium(device, serial)

    assert count_of_queries(technician, page_of(device)) == for_one


# The list


def test_the_list_is_narrowed_by_its_address(technician):
    waiting, ready = device_at(Stage.ERASURE, manufacturer="HP"), device_at(Stage.READY, manufacturer="Dell")

    assert technician.get("/devices/?stage=erasure").context["page"].rows == [waiting]
    assert technician.get("/devices/?q=dell").context["page"].rows == [ready]
    assert technician.get("/devices/?type=tablet").context["page"].rows == []
    assert "Clear all" in said(technician.get("/devices/?type=tablet"))
    assert technician.get("/devices/?stage=nonsense&after=nonsense").status_code == 200


def test_pages_of_the_list_follow_each_other_there_and_back(technician, monkeypatch):
    monkeypatch.setattr("inventory.views.device_list.DEVICES", replace(DEVICES, sizes=(2,)))
    announced(5)
    every = list(Device.objects.order_by("-stage_since", "-id"))

    first = technician.get("/devices/").context["page"]
    second = technician.get("/devices/", {"after": first.after}).context["page"]
    third = technician.get("/devices/", {"after": second.after}).context["page"]
    back = technician.get("/devices/", {"before": third.before}).context["page"]

    assert [*first.rows, *second.rows, *third.rows] == every
    assert (first.before, third.after) == ("", "")
    assert back.rows == second.rows


def test_many_devices_move_at_once_and_each_says_what_became_of_it(technician):
    received, handed = device_at(Stage.RECEIVED), device_at(Stage.RECYCLED)
    chosen = {"row": [received.code, handed.code]}

    asked = technician.post("/devices/move/", {**chosen, "do": "choose"})
    done = technician.post("/devices/move/", {**chosen, "do": "move", "move": "erase"})

    assert "Act on 2 devices" in said(asked)
    assert now(received).stage == Stage.ERASURE
    assert now(handed).stage == Stage.RECYCLED
    outcomes = {outcome.device.code: outcome for outcome in done.context["outcomes"]}
    assert outcomes[received.code].event
    assert outcomes[handed.code].refusal.reason == "move_not_allowed"
    assert str(outcomes[handed.code].refusal.message) in said(done).replace("&quot;", '"')


def test_nothing_chosen_moves_nothing(technician):
    assert technician.post("/devices/move/", {"do": "move", "move": "erase"}).status_code == 302
    assert not DeviceEvent.objects.exists()


# One device


def test_the_address_of_a_label_leads_to_the_device(technician):
    device = device_at(Stage.RECEIVED)

    for address in (
        f"/D/{device.code}",
        f"/D/{device.code}/",
        f"/d/{device.code}",
        f"/d/{device.code.lower()}/",
    ):
        assert technician.get(address, follow=True).redirect_chain[-1][0] == page_of(device)
    assert technician.get("/D/BCDEFGHJX", follow=True).status_code == 404


def test_a_move_is_made_from_the_page_and_undone_there(technician):
    device = device_at(Stage.RECEIVED)

    technician.post(page_of(device) + "move/", {"move": "erase"})
    assert now(device).stage == Stage.ERASURE
    assert "Undo my last move" in said(technician.get(page_of(device)))

    technician.post(page_of(device) + "undo/")
    assert now(device).stage == Stage.RECEIVED


def test_a_move_the_table_refuses_is_refused_in_words(technician):
    device = device_at(Stage.RECYCLED)

    response = technician.post(page_of(device) + "move/", {"move": "erase"}, follow=True)

    assert now(device).stage == Stage.RECYCLED
    assert "is not possible" in said(response)


def test_the_page_offers_only_what_the_media_allow(technician):
    device = device_at(Stage.ERASURE)
    medium(device)

    offered = technician.get(page_of(device)).context["moves"]

    assert Move.REPAIR in offered
    assert Move.SET_UP not in offered
    assert "Cannot go beyond erasure yet" in said(technician.get(page_of(device)))
    response = technician.post(page_of(device) + "move/", {"move": "set_up"}, follow=True)
    assert "Not proven erased" in said(response)
    assert now(device).stage == Stage.ERASURE


def test_a_manager_corrects_and_a_technician_may_not(as_):
    device = device_at(Stage.ERASURE)

    assert (
        as_(people.technician())
        .post(page_of(device) + "correct/", {"reason_code": "wrong_device"})
        .status_code
        == 403
    )
    as_(people.manager()).post(
        page_of(device) + "correct/", {"reason_code": "wrong_device", "note": "Shelf 4"}
    )

    assert now(device).stage == Stage.RECEIVED
    assert "Shelf 4" in said(as_(people.manager()).get(page_of(device)))


def test_a_description_is_completed_and_wrong_ones_come_back(technician):
    device = device_at(Stage.AUDIT)

    technician.post(
        page_of(device) + "describe/", {"type": "desktop", "manufacturer": "Fujitsu", "serial": "YM1"}
    )
    wrong = technician.post(page_of(device) + "describe/", {"type": "spaceship"})

    assert (now(device).manufacturer, device.type.code) == ("Fujitsu", "desktop")
    assert device.identifiers.filter(kind=Identifier.Kind.SERIAL, value="YM1").exists()
    assert wrong.status_code == 400


def test_other_columns_of_the_donors_list_are_shown_whatever_their_names(technician):
    device = device_at(Stage.RECEIVED)
    device.extra = {"items": "one mouse", "<b>Étage</b>": "3"}
    device.save(update_fields=["extra"])

    page = said(technician.get(page_of(device)))

    assert "one mouse" in page
    assert "&lt;b&gt;Étage&lt;/b&gt;" in page


def test_leaving_the_chain_takes_a_reason_and_a_managers_role(as_):
    device = device_at(Stage.REPAIR)
    address = page_of(device) + "move/"

    by_technician = as_(people.technician()).post(
        address, {"move": "declare_lost", "reason_code": "stolen"}, follow=True
    )
    without_reason = as_(people.manager()).post(address, {"move": "declare_lost"}, follow=True)
    assert "Your role does not allow this" in said(by_technician)
    assert "Choose a reason" in said(without_reason)

    as_(people.manager()).post(address, {"move": "declare_lost", "reason_code": "stolen"})
    assert now(device).stage == Stage.LOST
    assert "Stolen" in said(as_(people.manager()).get(page_of(device)))


# Media


def test_what_became_of_a_medium_is_said_by_people(technician):
    device = device_at(Stage.ERASURE)
    technician.post(page_of(device) + "media/", {"medium-serial": "WD-9", "medium-size_gb": "500"})
    technician.post(page_of(device) + "media/", {"medium-serial": "WD-8"})
    removed, destroyed = device.media.order_by("serial")[::-1]

    technician.post(page_of(device) + f"media/{removed.public_id}/removed/")
    technician.post(
        page_of(device) + f"media/{destroyed.public_id}/destroyed/",
        {"how": "shredded", "destroyer": "Paprec", "slip": "BSD-7"},
    )

    assert sorted(device.media.values_list("state", flat=True)) == ["destroyed", "removed"]
    assert workflow.media_refusal(device) is None


def test_a_person_states_that_there_is_no_storage(technician):
    device = device_at(Stage.ERASURE)

    technician.post(page_of(device) + "media/none/")

    assert now(device).no_storage_at
    assert "it holds no storage medium" in said(technician.get(page_of(device)))


def test_the_certificate_waits_for_the_media_and_is_the_same_twice(technician):
    device = device_at(Stage.ERASURE)
    address = page_of(device) + "certificate/"
    refused = technician.post(address, follow=True)
    technician.post(page_of(device) + "media/none/")

    first, second = technician.post(address), technician.post(address)

    assert "No storage medium is known" in said(refused)
    assert first.url == second.url
    assert technician.get(first.url).content.startswith(b"%PDF")


# Search


def test_search_goes_straight_to_the_one_device_a_text_names(technician):
    device = device_at(Stage.RECEIVED)
    serial = device.identifiers.get(kind=Identifier.Kind.SERIAL).value

    for text in (device.code, str(device).lower(), serial, f"HTTP://X.EXAMPLE/D/{device.code}"):
        assert technician.get("/search/", {"q": text}).url == page_of(device)


def test_search_shows_what_begins_so_and_batches(technician):
    device = device_at(Stage.RECEIVED)

    assert technician.get("/search/", {"q": "Len"}).context["devices"] == [device]
    assert device.donation.ref in said(technician.get("/search/", {"q": device.donation.ref[:5]}))
    assert "Nothing answers" in said(technician.get("/search/", {"q": "zzzz"}))
    assert technician.get("/search/").status_code == 200


def test_search_shows_a_stranger_nothing(as_):
    device = device_at(Stage.RECEIVED)

    stranger = as_(people.stranger()).get("/search/", {"q": device.code})

    assert (stranger.context["devices"], stranger.context["donations"]) == ([], [])
    worker = as_(people.social_worker()).get("/search/", {"q": device.code}, follow=True)
    assert worker.context["devices"] == []


def test_a_donor_finds_its_own_batch_and_a_social_worker_is_led_to_the_requests(as_):
    batch = donation_at(DonationStage.ANNOUNCED)

    assert as_(people.donor()).get("/search/", {"q": batch.ref}).context["donations"] == [batch]
    social_worker = as_(people.social_worker()).get("/search/", {"q": batch.ref})
    assert social_worker.context["donations"] == []
    assert social_worker.context["requests_url"].endswith(f"?q={batch.ref}")


# Labels


def test_labels_are_asked_for_and_written_into_the_journal(technician):
    devices = announced(3)

    shown = technician.get("/labels/", {"donation": devices[0].donation.ref})
    asked = technician.post(
        "/labels/",
        {"codes": "\n".join(str(one) for one in devices), "format": "L7651", "start_at": "8", "do": "print"},
    )

    assert (shown.context["count"], shown.context["sheets"]) == (3, 1)
    journal = LabelPrint.objects.get()
    assert journal.codes == [one.code for one in devices]
    assert (journal.format, journal.start_at) == ("L7651", 8)
    assert asked.url == reverse("jobs:job-detail", args=[journal.job.public_id])
    again = technician.get("/labels/", {"reprint": str(journal.job.public_id)})
    assert again.context["count"] == 3


def test_another_sheet_is_shown_without_printing(technician):
    device = device_at(Stage.RECEIVED)

    shown = technician.post(
        "/labels/", {"codes": device.code, "format": "L7165", "start_at": "20", "do": "show"}
    )

    assert len(shown.context["spots"]) == 8
    assert not LabelPrint.objects.exists()


@pytest.mark.parametrize("codes", ["", "NOSUCHTHING"])
def test_labels_for_nothing_are_refused(technician, codes):
    refused = technician.post("/labels/", {"codes": codes, "format": "L7160", "start_at": "1", "do": "print"})

    assert refused.status_code == 200
    assert refused.context["form"].errors["codes"]
    assert not LabelPrint.objects.exists()


def test_labels_never_name_anothers_device(as_):
    device = device_at(Stage.RECEIVED)

    refused = as_(people.stranger()).post(
        "/labels/", {"codes": device.code, "format": "L7160", "do": "print"}
    )

    assert refused.context["chosen"].unknown == [device.code]


# Sentences


def test_every_kind_of_event_has_a_sentence():
    assert set(sentences.SENTENCES) == set(EventKind)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.NOT_DELIVERED])
def test_the_history_of_a_device_at_any_stage_is_told(technician, stage):
    device = device_at(stage)

    told = technician.get(page_of(device)).context["events"]

    assert len(told) == device.last_seq
    assert all(event.text and event.detail for event in told)
