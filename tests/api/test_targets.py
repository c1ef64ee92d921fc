"""Targets over HTTP: parts, milestones, versions, what is declared beside."""

import pytest

from inventory.states import Stage
from tests import people
from tests.api.caller import Caller
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db


def change(caller, target, facts):
    address = f"/api/v1/targets/{target['public_id']}/"
    return caller.client.patch(address, facts, content_type="application/json", headers=caller.headers)


def test_a_target_of_the_api_has_parts_milestones_and_versions(client):
    device_at(Stage.HANDED_OVER)
    caller = Caller(client, people.coordinator())
    facts = {"name": {"fr": "Dix"}, "quantity": 10, "since": "2026-01-01", "until": "2026-12-31"}
    whole = caller.post(
        "targets/", {**facts, "milestones": [{"on": "2026-06-30", "quantity": 2, "words": "Été"}]}
    ).json()
    part = caller.post(
        "targets/",
        {
            **facts,
            "quantity": 4,
            "part_of": whole["public_id"],
            "areas": [{"kind": "department", "code": "38"}],
        },
    ).json()

    changed = change(caller, whole, {"quantity": 20, "reason": "Avenant"})
    shown = caller.get("reports/progress/", target=whole["public_id"], as_of="2026-07-01").json()

    assert (changed.status_code, changed.json()["version"], changed.json()["quantity"]) == (200, 2, 20)
    assert caller.get(f"targets/{part['public_id']}/").json()["part_of"] == whole["public_id"]
    assert shown["milestones"] == [{"on": "2026-06-30", "quantity": 2, "words": "Été", "reached": 1}]
    assert shown["coverage"]["promised"] == 4
    assert shown["coverage"]["parts"] == [{"target": part["public_id"], "achieved": 1, "quantity": 4}]
    assert "Corse" in shown["coverage"]["missing"]
    assert [one["changes"] for one in shown["versions"]] == [{"quantity": [10, 20]}, {}]
    assert change(caller, whole, {"quantity": 21}).status_code == 409  # without a reason
    assert change(Caller(client, people.observer()), whole, {}).status_code == 403
