"""Scanning through the page: one text, one answer, once."""

import re
import uuid
from datetime import timedelta

import pytest

from donors.states import DonationStage
from inventory import codes, workflow
from inventory.models import Device, DeviceEvent, Identifier, ScanRecord
from inventory.states import Move, Stage
from reuse.accounts.models import Badge
from reuse.core import clock
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at, medium

pytestmark = pytest.mark.django_db


def address(action="erase", query="", part=""):
    """The page of a series; the same action and parameters are the same series."""
    return f"/scan/{uuid.uuid5(uuid.NAMESPACE_URL, action + query)}/{part}?action={action}{query}"


def scan(client, text, action="erase", *, scan_id=None, query="", move="", **more):
    data = {"scan": str(scan_id or uuid.uuid4()), "text": text, "move": move or action, **more}
    return client.post(address(action, query), data)


def send(client, *scans, action="erase", query="", person=None, **body):
    """What the script sends."""
    person = person or people.technician().user
    body = {"person": str(person.public_id), "scans": list(scans), **body}
    return client.post(address(action, query, "send/"), body, content_type="application/json")


def one(text, move="erase", **more):
    return {"id": str(uuid.uuid4()), "text": text, "move": move, **more}


def told(response) -> str:
    """The result panel's words."""
    page = response.content.decode()
    part = page[page.index('id="scan-told"') : page.index('id="scan-count"')]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_a_scan_moves_the_device_and_says_so(technician):
    device = device_at(Stage.RECEIVED)

    response = scan(technician, str(device).lower())

    device.refresh_from_db()
    assert device.stage == Stage.ERASURE
    assert f"{device} moved to “erasure”" in told(response)
    assert response.context["records"][0].record.device == device


def test_the_same_scan_sent_twice_counts_once(technician):
    device, scan_id = device_at(Stage.RECEIVED), uuid.uuid4()
    before = device.last_seq

    scan(technician, device.code, scan_id=scan_id)
    again = scan(technician, device.code, scan_id=scan_id)

    device.refresh_from_db()
    assert device.last_seq == before + 1
    assert ScanRecord.objects.count() == 1
    assert "already scanned" in told(again)


def test_an_identifier_used_for_another_scan_is_refused(technician):
    device, scan_id = device_at(Stage.RECEIVED), uuid.uuid4()

    scan(technician, "something else", scan_id=scan_id)
    refused = scan(technician, device.code, scan_id=scan_id)

    device.refresh_from_db()
    assert device.stage == Stage.RECEIVED
    assert "used for another scan" in told(refused)


def test_an_unknown_code_is_said_to_be_unknown(technician):
    assert "“nothing like it” unknown" in told(scan(technician, "nothing like it"))
    assert ScanRecord.objects.get().result == "unknown"


def test_a_device_already_there_changes_nothing(technician):
    device = device_at(Stage.ERASURE)

    assert "Nothing changed" in told(scan(technician, device.code))


def test_a_wrong_stage_says_what_is_allowed_with_buttons(technician):
    device = device_at(Stage.READY)

    response = scan(technician, device.code)

    assert "is not possible" in told(response)
    assert {Move.REPAIR, Move.CHECK} <= set(response.context["result"].allowed)
    assert 'name="move" value="repair"' in response.content.decode()
    device.refresh_from_db()
    assert device.stage == Stage.READY


def test_a_medium_not_erased_stops_the_device(technician):
    device = device_at(Stage.ERASURE)
    medium(device, "WD-77")

    response = scan(technician, device.code, "set_up")

    assert "Not proven erased: WD-77" in told(response)
    assert response.context["result"].allowed == []  # it is at erasure already


def test_another_workshops_device_is_unknown_here(as_):
    device = device_at(Stage.RECEIVED)

    assert "unknown" in told(scan(as_(people.stranger()), device.code))
    device.refresh_from_db()
    assert device.stage == Stage.RECEIVED


def test_a_text_typed_through_a_french_keyboard_is_repaired_and_said(technician):
    device = device_at(Stage.RECEIVED)
    device.identifiers.filter(kind=Identifier.Kind.SERIAL).update(
        value="004HQ3", normalised=codes.normalised("004HQ3")
    )

    response = scan(technician, "àà'HA\"")

    assert "Text corrected" in told(response)
    device.refresh_from_db()
    assert device.stage == Stage.ERASURE


def test_several_devices_of_one_serial_become_a_choice(technician):
    first, second = device_at(Stage.RECEIVED), device_at(Stage.RECEIVED)
    Identifier.objects.filter(kind=Identifier.Kind.SERIAL).update(value="SAME", normalised="SAME")

    asked = scan(technician, "same")
    chosen = scan(technician, "same", device=second.code)

    assert {one["code"] for one in asked.context["result"].choices} == {first.code, second.code}
    assert asked.content.decode().count('name="device" value="') == 4  # in the panel and in the drawer
    assert f"{second} moved" in told(chosen)


def test_the_last_scan_is_undone(technician):
    device = device_at(Stage.RECEIVED)
    scan(technician, device.code)

    undone = technician.post(address(), {"scan": str(uuid.uuid4()), "move": "undo"})

    device.refresh_from_db()
    assert device.stage == Stage.RECEIVED
    assert "“received” again" in told(undone)


def test_there_may_be_nothing_to_undo(technician):
    refused = technician.post(address(), {"scan": str(uuid.uuid4()), "move": "undo"})

    assert "no scan of yours" in told(refused)


def test_a_queued_scan_is_answered_with_what_changes_on_the_page(technician):
    device = device_at(Stage.RECEIVED)

    response = send(technician, one(device.code))

    answer = response.json()
    assert answer["results"] == [{"id": str(ScanRecord.objects.get().scan), "result": "done"}]
    assert [row["id"] for row in answer["rows"]] == [f"s-{ScanRecord.objects.get().scan}"]
    assert f"{device} moved to “erasure”" in answer["told"]
    assert len(response.content) < 6_000


def test_a_scan_without_an_identifier_is_bad_input(technician):
    assert technician.post(address(), {"text": "x", "move": "erase"}).status_code == 400


def test_a_move_with_a_reason_asks_for_it_once(as_):
    client, device = as_(people.manager()), device_at(Stage.RECEIVED)

    asked = client.get(address("declare_lost"))
    done = scan(client, device.code, "declare_lost", query="&reason=stolen", reason_code="stolen")

    assert "action=declare_lost&amp;reason=stolen" in asked.content.decode()
    assert "moved to “lost”" in told(done)


@pytest.mark.parametrize("query", ["", "?move=nonsense", "?move=erase&reason=nonsense", "?move=release"])
def test_the_page_opens_whatever_its_address_says(technician, query):
    assert technician.get(f"/scan/{query}", follow=True).status_code == 200


# Reception


def reception(number: int = 2):
    batch = donation_at(DonationStage.ACCEPTED)
    return batch, announced(number, donation=batch)


def test_a_reception_counts_what_was_seen_against_the_list(technician):
    batch, [first, _second] = reception()

    response = scan(technician, first.code, "receive", query=f"&donation={batch.ref}")

    tally = response.context["tallies"][0]
    assert (tally.expected, tally.seen, tally.missing, tally.unexpected) == (4, 1, 3, 0)
    assert [device.pk for device in response.context["never_seen"]] == [_second.pk]


def test_a_device_of_another_batch_is_received_and_said_to_be_of_another(technician):
    batch, _devices = reception()
    _other, [stray] = reception(1)

    response = scan(technician, stray.code, "receive", query=f"&donation={batch.ref}")

    assert f"another batch: {stray.donation.ref}" in told(response)


def test_an_unknown_text_in_a_reception_may_become_a_device(technician):
    batch, _devices = reception()
    unknown = scan(technician, "5CG9482KXN", "receive", query=f"&donation={batch.ref}")
    found = {
        "scan": str(uuid.uuid4()),
        "donation": batch.ref,
        "type": "laptop",
        "manufacturer": "HP",
        "serial": "5CG9482KXN",
    }
    assert unknown.context["find_form"].initial["serial"] == "5CG9482KXN"

    created = technician.post(address("receive", f"&donation={batch.ref}", "find/"), found)
    technician.post(address("receive", f"&donation={batch.ref}", "find/"), found)

    device = Device.objects.get(manufacturer="HP")
    assert device.stage == Stage.RECEIVED
    assert f"{device} created and received" in told(created)
    assert created.context["tallies"][0].seen == 1
    assert DeviceEvent.objects.filter(device=device, scan=found["scan"]).count() == 2


def test_a_found_device_beyond_the_quantity_was_not_announced(technician):
    batch, _devices = reception()
    for number in range(3):
        found = {"scan": str(uuid.uuid4()), "donation": batch.ref, "type": "laptop", "serial": f"S{number}"}
        response = technician.post(address("receive", f"&donation={batch.ref}", "find/"), found)

    tally = response.context["tallies"][0]
    assert (tally.seen, tally.missing, tally.unexpected) == (3, 2, 1)


def test_finding_goes_wrong_in_words(technician):
    batch, _devices = reception()
    data = {"scan": str(uuid.uuid4()), "donation": batch.ref, "type": "spaceship"}

    wrong = technician.post(address("receive", f"&donation={batch.ref}", "find/"), data)
    foreign = technician.post("/scan/find/?move=receive", {**data, "type": "laptop", "donation": "L99-9999"})

    assert wrong.context["find_form"].errors["type"]
    assert foreign.status_code == 404
    assert not Device.objects.filter(events__kind="found").exists()


def test_a_batch_of_another_workshop_is_no_page(as_):
    batch, _devices = reception()

    assert as_(people.stranger()).get(f"/scan/?move=receive&donation={batch.ref}").status_code == 404


def test_without_a_batch_the_open_ones_are_offered(technician):
    batch, _devices = reception()

    page = technician.get("/scan/?move=receive", follow=True).content.decode()

    assert f"donation={batch.ref}" in page


def test_a_scanner_gone_wild_is_cut_short(technician):
    scan(technician, "X" * 5000)

    assert len(ScanRecord.objects.get().text) == 240


# What the script sends


def test_a_queued_scan_costs_the_same_however_long_the_series(technician, django_assert_max_num_queries):
    devices = [device_at(Stage.RECEIVED) for _one in range(12)]
    send(technician, one(devices[0].code))

    with django_assert_max_num_queries(30):
        send(technician, one(devices[1].code))
    send(technician, *(one(device.code) for device in devices[2:11]))
    with django_assert_max_num_queries(30):
        send(technician, one(devices[11].code))


def test_scans_sent_late_are_told_by_the_clock_of_the_scan(technician):
    device = device_at(Stage.RECEIVED)
    scanned = clock.now() - timedelta(hours=3)
    ahead = timedelta(minutes=7)  # the client's clock

    send(
        technician,
        one(device.code, at=(scanned + ahead).isoformat()),
        sent_at=(clock.now() + ahead).isoformat(),
    )

    event = device.events.last()
    assert abs(event.at - scanned) < timedelta(seconds=5)
    assert event.recorded_at - event.at > timedelta(hours=2)


def test_what_was_overtaken_is_a_conflict_to_decide(technician):
    device = device_at(Stage.RECEIVED)
    late = (device.last_at - timedelta(hours=1)).isoformat()

    answer = send(technician, one(device.code, at=late)).json()

    assert answer["results"][0]["result"] == "refused"
    assert "Do it again now" in answer["rows"][0]["html"]


def test_the_queue_of_another_person_is_not_taken(technician):
    device = device_at(Stage.RECEIVED)

    response = send(technician, one(device.code), person=people.colleague().user)

    assert (response.status_code, response.json()["reason"]) == (409, "other_person")
    assert ScanRecord.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        '{"scans": 3}',
        '{"scans": ["x"]}',
        '{"scans": [{"id": "no uuid"}]}',
        '{"scans": [{"id": "6b0f7a4e-0000-4000-8000-000000000000", "at": "yesterday"}]}',
        '{"scans": [{"id": "6b0f7a4e-0000-4000-8000-000000000000", "params": []}], "sent_at": 5}',
        "\\ud800",
    ],
)
def test_a_body_that_is_no_queue_is_bad_input(technician, body):
    response = technician.post(address(part="send/"), body, content_type="application/json")

    assert response.status_code in {400, 409}
    assert ScanRecord.objects.count() == 0


def test_a_series_of_another_organisation_is_not_there(as_):
    device = device_at(Stage.RECEIVED)
    send(as_(people.technician()), one(device.code))

    stranger = as_(people.stranger())

    assert stranger.get(address()).status_code == 404
    assert send(stranger, one(device.code), person=people.stranger().user).status_code == 404
    assert stranger.post(address(part="undo/")).status_code == 404
    assert stranger.post(address(part="aside/"), {"all": "1"}).status_code == 404
    assert stranger.get(address(part="summary/")).status_code == 404


def test_a_badge_is_told_and_leaves_nothing_to_decide(technician):
    [code] = workflow.issue_codes(1)
    colleague = people.colleague()
    Badge.objects.create(
        membership=colleague, code=code, issued_by=people.manager().user, issued_at=clock.now()
    )

    answer = send(technician, one(code)).json()

    assert answer["badge"] == {"code": code, "name": "Paul Roux"}
    assert answer["rows"] == []
    assert "badge of Paul Roux" in answer["told"]


@pytest.mark.parametrize("query", ["grade", "transfer", "weigh", "place", "strip"])
def test_each_action_has_its_page_or_asks_what_it_lacks(as_, query):
    page = as_(people.manager()).get(f"/scan/?action={query}", follow=True)

    assert page.status_code == 200
    asks = {"grade": "Which grade?", "transfer": "To which site?", "strip": "For what reason?"}
    assert asks.get(query, "Scan the") in page.content.decode()


def test_a_list_is_shown_line_by_line_and_done_once(technician):
    devices = [device_at(Stage.RECEIVED) for _one in range(3)]
    lines = "\n".join([*(one.code for one in devices), "nothing"])

    shown = technician.post(address(part="list/"), {"lines": lines})
    batch = str(shown.context["batch"])
    for _turn in range(2):
        done = technician.post(
            address(part="list/carry-out/"), {"lines": shown.context["texts"], "batch": batch}, follow=True
        )

    assert [line.would_pass for line in shown.context["lines"]] == [True, True, True, False]
    assert ScanRecord.objects.filter(result="done").count() == 3
    assert done.status_code == 200


def test_a_list_of_places_lacking_its_place_says_so(technician):
    device = device_at(Stage.RECEIVED)

    shown = technician.post(address("place", part="list/"), {"lines": device.code})

    assert "Scan the place first" in shown.content.decode()


def test_the_page_without_network_and_its_worker_hold_nothing_of_anybody(client):
    shell = client.get("/scan/offline/")
    worker = client.get("/service-worker.js")

    assert shell.status_code == worker.status_code == 200
    assert worker["Content-Type"].startswith("text/javascript")
    assert "Set-Cookie" not in worker
    for asset in re.findall(r'"(/[^"]+)"', worker.content.decode()):
        assert asset == "/scan/offline/" or asset.startswith("/static/")


def test_without_scripts_a_device_to_weigh_waits_for_its_weight(technician):
    device = device_at(Stage.RECEIVED)

    asked = scan(technician, device.code, "weigh")
    done = scan(technician, device.code, "weigh", weight="2,4 kg")

    assert f'value="{device.code}"' in asked.content.decode()
    assert ScanRecord.objects.count() == 1
    assert "weighs 2.4 kg" in told(done)
