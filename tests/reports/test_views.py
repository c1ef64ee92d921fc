"""The pages of targets: open to all, set by coordinators alone."""

from datetime import date

import pytest

from inventory.states import Stage
from reuse.reports import workflow
from reuse.reports.models import Target
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Cent portables",
    "quantity": "100",
    "unit": "devices",
    "types": ["laptop"],
    "since": "2026-01-01",
    "until": "2026-12-31",
    "returns_within_days": "30",
    "areas": "38 2a, Fontaine (38)",
    "milestones-TOTAL_FORMS": "1",
    "milestones-INITIAL_FORMS": "0",
    "milestones-0-on": "2026-06-30",
    "milestones-0-quantity": "40",
    "milestones-0-words": "Avant l’été",
}


@pytest.fixture
def target():
    return workflow.set_target(
        act=people.act(people.coordinator()),
        name={"fr": "Dix"},
        quantity=10,
        since=date(2026, 1, 1),
        until=date(2027, 6, 30),
    )


def test_anyone_reads_progress_and_sees_no_device(client, target):
    device = device_at(Stage.HANDED_OVER)
    device_at(Stage.ERASURE)

    for address in ("/progress/", f"/progress/{target.public_id}/"):
        page = client.get(address).content.decode()
        assert "Dix" in page
        assert device.code not in page
        assert "/devices/" not in page


def test_without_a_target_the_page_says_what_one_is(client):
    assert "Aucun objectif" in client.get("/progress/").content.decode()


def test_a_coordinator_sets_a_target(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)

    answer = client.post("/progress/new/", FORM)

    row = Target.objects.get()
    assert answer.url == f"/progress/{row.public_id}/"
    assert (row.quantity, row.returns_within_days) == (100, 30)
    assert [(one["kind"], one["code"]) for one in row.areas] == [
        ("department", "38"),
        ("department", "2A"),
        ("commune", "38169"),
    ]
    assert row.milestones == [{"on": "2026-06-30", "quantity": 40, "words": "Avant l’été"}]
    assert row.versions.get().facts["quantity"] == 100
    assert [one.code for one in row.types.all()] == ["laptop"]


@pytest.mark.parametrize(
    "flaw",
    [
        {"quantity": "0"},
        {"quantity": "x"},
        {"until": "2025-01-01"},
        {"areas": "99"},
        {"areas": "Atlantide"},
        {"milestones-0-on": ""},
        {"milestones-0-on": "2027-06-30"},
        {"milestones-0-quantity": "100"},
        {"unit": "households"},
        {"is_exclusive": "on", "counts": "collected"},
        {"since": ""},
        {"types": ["spaceship"]},
        {"name": ""},
    ],
)
def test_a_wrong_target_is_explained(client, settings, flaw):
    settings.DEMO = True
    client.force_login(people.coordinator().user)

    answer = client.post("/progress/new/", {**FORM, **flaw})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Target.objects.exists()


def test_others_set_no_target(client):
    client.force_login(people.technician().user)

    assert client.get("/progress/new/").status_code == 403
    assert client.post("/progress/new/", FORM).status_code == 403


def test_a_page_takes_the_same_statements_for_more_devices(client, target, django_assert_max_num_queries):
    for _one in range(3):
        device_at(Stage.ERASURE)

    with django_assert_max_num_queries(18):
        client.get(f"/progress/{target.public_id}/")
