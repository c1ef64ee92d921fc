"""Scans over HTTP: in order, each once, each answered."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import codes
from inventory.models import ScanRecord
from inventory.states import Move, Stage
from reuse.accounts.models import ApiToken
from reuse.core import clock
from tests import people
from tests.api.caller import Caller
from tests.inventory.factories import again, announced, device_at, medium

pytestmark = pytest.mark.django_db


def test_a_scan_moves_a_device(as_technician):
    device = device_at(Stage.RECEIVED)

    result = as_technician.scan(codes.shown(device.code).lower(), "triage")

    assert result["result"] == "done"
    assert result["first"] is True
    assert (result["device"], result["stage"]) == (device.code, "triage")
    assert again(device).stage == Stage.TRIAGE


def test_the_same_scan_twice_changes_nothing_and_answers_the_same(as_technician):
    device = device_at(Stage.RECEIVED)
    body = {"scans": [{"id": str(uuid.uuid4()), "text": device.code, "move": "triage"}]}

    first, second = (as_technician.post("scans/", body).json()["results"][0] for _time in range(2))

    assert (first.pop("first"), second.pop("first")) == (True, False)
    assert first == second
    assert again(device).events.filter(move=Move.TRIAGE).count() == 1


def test_a_scan_sent_again_after_its_device_went_on_answers_the_first_outcome(as_technician):
    device = device_at(Stage.RECEIVED)
    body = {"scans": [{"id": str(uuid.uuid4()), "text": device.code, "move": "triage"}]}
    [first] = as_technician.post("scans/", body).json()["results"]
    as_technician.scan(device.code, "audit")
    seen = again(device).last_seq

    [second] = as_technician.post("scans/", body).json()["results"]

    assert second == {**first, "first": False}
    assert (again(device).stage, again(device).last_seq) == (Stage.AUDIT, seen)


def test_an_undo_sent_again_takes_nothing_more_back(as_technician):
    device = device_at(Stage.RECEIVED)
    as_technician.scan(device.code, "triage")
    as_technician.scan(device.code, "audit")
    body = {"scans": [{"id": str(uuid.uuid4()), "text": "", "move": "undo"}]}

    answers = [as_technician.post("scans/", body).json()["results"][0] for _time in range(2)]

    assert [answer["first"] for answer in answers] == [True, False]
    assert again(device).stage == Stage.TRIAGE


def test_the_same_identifier_with_another_content_is_refused(as_technician):
    device = device_at(Stage.RECEIVED)
    scan = {"id": str(uuid.uuid4()), "text": device.code, "move": "triage"}
    as_technician.post("scans/", {"scans": [scan]})

    [result] = as_technician.post("scans/", {"scans": [{**scan, "move": "audit"}]}).json()["results"]

    assert (result["result"], result["reason"]) == ("refused", "id_reused")


def test_a_refused_scan_says_why_and_is_kept(as_technician):
    device = device_at(Stage.ERASURE)
    medium(device)

    result = as_technician.scan(device.code, "set_up")

    assert (result["result"], result["reason"], result["stage"]) == (
        "refused",
        "medium_not_settled",
        "erasure",
    )
    assert result["allowed"] == ["erase"]
    assert ScanRecord.objects.get().result == "refused"


def test_a_device_already_there_is_repeated(as_technician):
    device = device_at(Stage.TRIAGE)

    assert as_technician.scan(device.code, "triage")["result"] == "repeated"


def test_an_unknown_text_is_unknown(as_technician):
    assert as_technician.scan("NO-SUCH-THING", "triage")["result"] == "unknown"


def test_two_devices_with_one_serial_are_a_choice(as_technician):
    one, other = announced(2, serial="TWIN-0001")

    result = as_technician.scan("twin0001", "receive")
    chosen = as_technician.scan("twin0001", "receive", params={"device": other.code})

    assert {choice["code"] for choice in result["choices"]} == {one.code, other.code}
    assert result["result"] == "ambiguous"
    assert chosen["device"] == other.code


def test_undo_takes_back_the_last_scan(as_technician):
    device = device_at(Stage.RECEIVED)
    as_technician.scan(device.code, "triage")

    result = as_technician.scan("", "undo")

    assert (result["result"], result["stage"]) == ("done", "received")
    assert as_technician.scan("", "undo")["reason"] == "nothing_to_undo"


def test_a_text_typed_on_an_azerty_keyboard_is_repaired(as_technician):
    [device] = announced(1, serial="004HQ3")

    result = as_technician.scan("àà'HA\"", "receive")

    assert result["device"] == device.code
    assert ScanRecord.objects.get().fault == "azerty"


def test_a_slow_clock_is_shifted(as_technician):
    device = device_at(Stage.RECEIVED)
    now = clock.now()
    late = now - timedelta(hours=2)
    body = {
        "sent_at": late.isoformat(),
        "scans": [
            {
                "id": str(uuid.uuid4()),
                "text": device.code,
                "move": "triage",
                "at": (late - timedelta(seconds=30)).isoformat(),
            }
        ],
    }

    as_technician.post("scans/", body)

    assert abs(again(device).events.last().at - (now - timedelta(seconds=30))) < timedelta(seconds=20)


def test_a_malformed_scan_stops_nobody_else(as_technician):
    device = device_at(Stage.RECEIVED)
    scans = [
        {"id": "no-uuid", "text": "x", "move": "triage"},
        "nonsense",
        {"id": str(uuid.uuid4()), "text": device.code, "move": "triage"},
    ]

    results = as_technician.post("scans/", {"scans": scans}).json()["results"]

    assert [one["result"] for one in results] == ["refused", "refused", "done"]


@pytest.mark.parametrize(
    "body", [{}, {"scans": "x"}, {"scans": [], "sent_at": "yesterday"}, {"scans": [{}] * 501}, []]
)
def test_a_wrong_body_is_a_problem_document(as_technician, body):
    answer = as_technician.post("scans/", body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 400


@pytest.mark.parametrize(("stage", "move"), [(Stage.RECEIVED, "triage"), (Stage.QUALITY_CHECK, "set_up")])
def test_a_scan_takes_at_most_eight_statements(as_technician, stage, move):
    device = device_at(stage)
    as_technician.scan(device_at(Stage.RECEIVED).code, "erase")

    with CaptureQueriesContext(connection) as captured:
        assert as_technician.scan(device.code, move)["result"] == "done"

    statements = [
        one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    assert len(statements) <= 8, statements


def test_an_event_of_a_device_is_posted_without_text(as_technician):
    device = device_at(Stage.RECEIVED)
    path = f"devices/{device.code}/events/"

    done = as_technician.post(path, {"id": str(uuid.uuid4()), "move": "triage"})
    refused = as_technician.post(path, {"id": str(uuid.uuid4()), "move": "release"})

    assert done.status_code == 201
    assert refused.status_code == 409
    assert refused.json()["reason"] == "move_not_allowed"
    assert "audit" in refused.json()["allowed"]
    assert [one["move"] for one in as_technician.get(path).json()][-1] == "triage"


def test_no_token_a_wrong_one_and_an_expired_one_are_turned_away(client, as_technician):
    assert client.get("/api/v1/devices/").status_code == 401
    assert client.get("/api/v1/devices/", headers={"Authorization": "Bearer reuse_x"}).status_code == 401
    ApiToken.objects.update(expires_at=clock.now())

    answer = as_technician.get("devices/")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_role_without_devices_sees_none(client):
    assert Caller(client, people.social_worker()).get("devices/").status_code == 403


def test_another_workshop_sees_nothing_of_this_device(client):
    device = device_at(Stage.RECEIVED)
    caller = Caller(client, people.stranger())

    assert caller.get(f"devices/{device.code}/").status_code == 404
    assert caller.get("devices/").json()["results"] == []
    assert caller.scan(device.code, "triage")["result"] == "unknown"


def test_devices_are_filtered_and_paged(as_technician):
    announced(3)
    [found] = announced(1, serial="FINDME-77")

    page = as_technician.get("devices/", page_size=2).json()
    hit = as_technician.get("devices/", q="findme").json()["results"]
    rest = as_technician.client.get(page["next"], headers=as_technician.headers).json()

    assert [one["code"] for one in hit] == [found.code]
    assert len(page["results"]) == len(rest["results"]) == 2
    assert as_technician.get("devices/", site="nonsense").status_code == 400


def test_a_text_no_database_can_keep_stops_no_other_scan(as_technician):
    device = device_at(Stage.RECEIVED)
    half = {"id": str(uuid.uuid4()), "text": "\ud800\0", "move": "\ud800"}
    good = {"id": str(uuid.uuid4()), "text": device.code, "move": "triage"}

    answer = as_technician.post("scans/", json.dumps({"scans": [half, good]}))

    assert [one["result"] for one in answer.json()["results"]] == ["refused", "done"]
    assert again(device).stage == Stage.TRIAGE


def test_a_clock_beyond_all_calendars_is_refused_scan_by_scan(as_technician):
    device = device_at(Stage.RECEIVED)
    scan = {"id": str(uuid.uuid4()), "text": device.code, "move": "triage", "at": "2026-01-05T08:00:00Z"}

    [result] = as_technician.post("scans/", {"sent_at": "9999-12-31T23:59:59Z", "scans": [scan]}).json()[
        "results"
    ]

    assert (result["result"], result["reason"]) == ("refused", "bad_input")


def test_json_nested_without_end_is_malformed(as_technician):
    assert as_technician.post("scans/", "[" * 100_000).status_code == 400
