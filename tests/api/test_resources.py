"""Devices' reports, labels, donations, targets and figures over HTTP."""

import base64
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inventory.models import Medium
from inventory.states import Stage
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from tests import people
from tests.api.caller import Caller
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at
from tests.inventory.test_workflow_media import at_erasure, snapshot

pytestmark = pytest.mark.django_db


def upload(caller, device, content, name="report.json"):
    body = {"file": SimpleUploadedFile(name, content), "device": device.code}
    return caller.client.post("/api/v1/evidence/", body, headers=caller.headers)


def test_a_report_is_attached_and_its_media_answered(as_technician):
    device = at_erasure()

    answer = upload(as_technician, device, snapshot())

    assert answer.status_code == 201
    assert answer.json()["state"] == "attached"
    assert answer.json()["media"] == [
        {"serial": "WD-WCC2EVE36697", "size_gb": 500, "state": Medium.State.ERASED}
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 not a zip",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        b"\xff" * 1000,
    ],
)
def test_a_hostile_report_is_kept_and_proves_nothing(as_technician, content):
    device = at_erasure()

    answer = upload(as_technician, device, content)

    assert answer.status_code == 201
    assert answer.json()["state"] == "unreadable"
    assert answer.json()["problems"]


def test_a_report_without_a_file_is_bad_input(as_technician):
    answer = as_technician.client.post("/api/v1/evidence/", {"device": "x"}, headers=as_technician.headers)

    assert answer.status_code == 400
    assert "file" in answer.json()["errors"]


def test_labels_are_a_job(as_technician):
    devices = announced(2)

    answer = as_technician.post("labels/", {"devices": [one.code for one in devices], "start_at": 3})
    job = Job.objects.get()
    jobs.run(job.pk)
    shown = as_technician.get(f"jobs/{answer.json()['job']}/").json()

    assert answer.status_code == 202
    assert (shown["state"], shown["done"], shown["total"]) == ("done", 2, 2)
    pdf = as_technician.client.get(shown["file"], headers=as_technician.headers)
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    "body", [{"devices": []}, {"devices": ["nonsense"]}, {"devices": [], "format": "A0"}, {"devices": "x"}]
)
def test_labels_of_nothing_are_refused(as_technician, body):
    answer = as_technician.post("labels/", body)

    assert answer.status_code in {400, 409}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_job_of_another_organisation_is_not_there(as_technician, client):
    as_technician.post("labels/", {"devices": [announced(1)[0].code]})

    assert Caller(client, people.stranger()).get(f"jobs/{Job.objects.get().public_id}/").status_code == 404


def test_donations_are_seen_by_their_donor_and_their_workshop(client):
    donation = donation_at("accepted")

    for membership in (people.donor(), people.technician(), people.coordinator()):
        shown = Caller(client, membership).get(f"donations/{donation.ref}/").json()
        assert shown["funnel"]["announced"] == 2
    for membership in (people.stranger(), people.donor("council")):
        assert Caller(client, membership).get(f"donations/{donation.ref}/").status_code == 404
    assert Caller(client, people.social_worker()).get("donations/").status_code == 403


def test_the_documents_of_a_donation_are_listed(client):
    donation = donation_at("accepted")

    [agreement] = Caller(client, people.donor()).get(f"donations/{donation.ref}/documents/").json()

    assert agreement["kind"] == "gift_agreement"
    assert not agreement["is_void"]


def test_labels_take_a_list_and_a_place_on_the_sheet(as_technician):
    device = device_at(Stage.RECEIVED)

    assert as_technician.post("labels/", {"devices": [device.code], "start_at": 2}).status_code == 202
    for wrong in ({"devices": 5}, {"start_at": "²"}, {"start_at": -1}, {"start_at": 1.5}):
        assert as_technician.post("labels/", {"devices": [device.code], **wrong}).status_code == 400


@pytest.mark.parametrize("path", ["devices/", "donations/"])
@pytest.mark.parametrize("position", ["1", "2026", "x", "9" * 40])
def test_a_cursor_made_by_hand_leads_nowhere(as_technician, path, position):
    cursor = base64.b64encode(f"p={position}".encode()).decode()

    assert as_technician.get(path, cursor=cursor).status_code in {200, 404}


def test_a_target_is_set_and_followed(client):
    device_at(Stage.HANDED_OVER)
    caller = Caller(client, people.coordinator())
    facts = {
        "name": {"fr": "Dix"},
        "quantity": 10,
        "since": "2026-01-01",
        "until": "2026-12-31",
        "types": ["laptop"],
    }

    made = caller.post("targets/", facts)
    shown = caller.get("reports/progress/", target=made.json()["public_id"], as_of="2026-07-01").json()

    assert made.status_code == 201
    assert (shown["achieved"], shown["quantity"]) == (1, 10)
    assert Caller(client, people.technician()).post("targets/", facts).status_code == 403
    assert caller.get("reports/progress/", target="nonsense").status_code == 400
    assert caller.post("targets/", {**facts, "quantity": 0}).status_code == 400
    assert caller.post("targets/", {**facts, "areas": [{"kind": "x", "code": "1"}]}).status_code == 400
    assert caller.post("targets/", {**facts, "name": "Dix"}).status_code == 400
    for period in ({"until": "2025-01-01"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}):
        assert caller.post("targets/", {**facts, **period}).status_code == 409


def test_figures_take_two_days_in_order(client):
    device_at(Stage.RECEIVED)
    caller = Caller(client, people.observer())

    [whole] = caller.get("reports/figures/", **{"from": "2026-01-01", "to": "2026-12-31"}).json()

    assert whole["received"] == 1
    for query in (
        {},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "x", "to": "2026-01-01"},
        {"from": "2026-01-01", "to": str(date(2026, 2, 1)), "by": "name"},
    ):
        assert caller.get("reports/figures/", **query).status_code == 400


def test_the_description_is_public_and_valid(client):
    answer = client.get("/api/v1/schema/")

    assert answer.status_code == 200
    assert b"/api/v1/scans/" in answer.content


def test_a_list_is_imported_into_a_draft_and_dropped_twice_it_is_one(client):
    caller, donation = Caller(client, people.donor()), donation_at("draft")
    content = (
        "Type;Marque;Modèle;N° de série\nPC portable;HP;840 G5;5CD8401AAA\nPC portable;;;6,3E+15\n".encode()
    )

    def drop():
        body = {"file": SimpleUploadedFile("parc.csv", content)}
        return caller.client.post(f"/api/v1/donations/{donation.ref}/import/", body, headers=caller.headers)

    first, second = drop(), drop()
    jobs.run(Job.objects.get().pk)

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert (first.json()["rows_read"], first.json()["rows_ready"], first.json()["refused"]) == (2, 1, None)
    assert donation.devices.count() == 1


def test_a_list_that_is_none_is_refused_and_kept(client):
    caller, donation = Caller(client, people.donor()), donation_at("draft")
    body = {"file": SimpleUploadedFile("x.csv", b"\x00\x01")}

    answer = caller.client.post(
        f"/api/v1/donations/{donation.ref}/import/", body, headers=caller.headers
    ).json()

    assert answer["refused"]
    assert answer["job"] is None
    assert donation.sheets.count() == 1


def test_nobody_imports_into_another_donors_batch(client):
    donation = donation_at("draft")
    caller = Caller(client, people.donor("council"))
    body = {"file": SimpleUploadedFile("x.csv", b"Type\nPC portable\n")}

    assert (
        caller.client.post(
            f"/api/v1/donations/{donation.ref}/import/", body, headers=caller.headers
        ).status_code
        == 404
    )
    assert (
        Caller(client, people.donor())
        .client.post(
            f"/api/v1/donations/{donation.ref}/import/", {}, headers=Caller(client, people.donor()).headers
        )
        .status_code
        == 400
    )
