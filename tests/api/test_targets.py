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


def test_a_donor_reads_what_is_handed_over_in_a_place_in_steps(client):
    for _one in range(6):
        device_at(Stage.HANDED_OVER)
    facts = {"name": {"fr": "L’Isère"}, "quantity": 10, "since": "2026-01-01", "until": "2026-12-31"}
    network, donor = Caller(client, people.coordinator()), Caller(client, people.donor())
    whole = network.post("targets/", facts).json()["public_id"]
    areas = [{"kind": "department", "code": "38"}]
    part = network.post("targets/", {**facts, "areas": areas, "part_of": whole}).json()["public_id"]

    def read(caller, target):
        return caller.get("reports/progress/", target=target, as_of="2026-07-01").json()

    exact, told, country = read(network, part), read(donor, part), read(donor, whole)

    assert (exact["achieved"], exact["step"]) == (6, 1)
    assert (told["achieved"], told["step"]) == (5, 5)
    assert {one["total"] for one in told["days"]} <= {0, 5}
    assert (country["achieved"], country["step"]) == (6, 1)
    assert [one["achieved"] for one in country["coverage"]["parts"]] == [5]
