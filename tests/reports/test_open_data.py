"""Open data: read without an account, nothing under five in it, stable addresses, files that say when they changed."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest

from inventory.states import Stage
from reuse.core import storage
from reuse.jobs import registry
from reuse.reports import workflow
from reuse.reports.models import Milestone, OpenFile, Tally
from reuse.reports.queries import opendata
from reuse.reports.workflow import rollups
from tests import people
from tests.api.caller import Caller
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 8, 1, 1, tzinfo=UTC)
NAMES = (
    "figures.csv",
    "figures.json",
    "figures.schema.json",
    "targets.csv",
    "targets.json",
    "datapackage.json",
)


def publish(now=NIGHT):
    registry.chores()["open-data"].call(now)


def content(client, name):
    return b"".join(client.get(f"/open-data/{name}").streaming_content)


def lines(client, name="figures.csv"):
    return list(csv.DictReader(io.StringIO(content(client, name).decode())))


@pytest.fixture
def counted():
    """Real devices, then their counts multiplied: six laptops and two tablets handed over, one monitor received."""
    device_at(Stage.HANDED_OVER)
    device_at(Stage.HANDED_OVER, kind_of="tablet")
    device_at(Stage.RECEIVED, kind_of="monitor")
    rollups.fold_all()
    for kind, times in (("laptop", 6), ("tablet", 2)):
        keys = Tally.objects.filter(slice="site_type").values_list("key", flat=True).distinct()
        of_kind = str(Milestone.objects.filter(device__type__code=kind).values_list("type_id", flat=True)[0])
        wanted = [key for key in keys if key.endswith(f":{of_kind}")]
        Tally.objects.filter(slice="site_type", key__in=wanted).update(count=times)


def test_a_small_type_is_told_with_a_large_one(client, counted):
    publish()

    told = {row["figure"]: row for row in lines(client)}

    assert told["handed_over"] == {
        "quarter": "2026-Q2",
        "figure": "handed_over",
        "regions": "Auvergne-Rhône-Alpes",
        "departments": "38",
        "types": "laptop+tablet",
        "cells": "38:laptop+38:tablet",
        "devices": "8",
    }
    assert (told["received"]["types"], told["received"]["devices"]) == ("laptop+monitor+tablet", "9")


def test_the_rows_are_the_same_in_every_form_and_the_schema_says_them(client, counted):
    publish()

    rows, schema = (
        json.loads(content(client, "figures.json"))["rows"],
        json.loads(content(client, "figures.schema.json")),
    )

    assert [{name: str(value) for name, value in row.items()} for row in rows] == lines(client)
    names = [field["name"] for field in schema["fields"]]
    assert names == list(rows[0])
    assert schema["primaryKey"] == ["quarter", "figure", "cells"]
    package = json.loads(content(client, "datapackage.json"))
    assert package["licenses"][0]["name"] == "etalab-2.0"
    assert [one["schema"]["fields"][0]["name"] for one in package["resources"]] == ["quarter", "target"]
    assert {row["types"] for row in rows} - {"laptop+tablet", "laptop+monitor+tablet"} == set()
    assert package["codes"]["types"]["laptop"]


READ = {"string": str, "integer": int, "date": date.fromisoformat}  # types of Table Schema


def keeps_to(constraints, value):
    """The rules of Table Schema that ours use."""
    return (
        re.fullmatch(constraints.get("pattern", ".*"), str(value))
        and value in constraints.get("enum", [value])
        and (isinstance(value, str | date) or value >= constraints.get("minimum", value))
    )


@pytest.mark.parametrize("name", ["figures", "targets"])
def test_every_row_keeps_to_the_schema(client, counted, name):
    workflow.set_target(
        act=people.act(people.coordinator()),
        name={"fr": "Dix portables"},
        quantity=10,
        since=date(2026, 1, 1),
        until=date(2026, 12, 31),
    )
    publish()
    schema = json.loads(content(client, f"{name}.schema.json"))
    rows = lines(client, f"{name}.csv")

    assert len(rows) >= 2
    for row in rows:
        assert list(row) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            text, constraints = row[field["name"]], field["constraints"]
            assert text or not constraints["required"]
            assert keeps_to(constraints, READ[field["type"]](text)), (field["name"], text)
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_a_quarter_waits_fifteen_days(client, counted):
    assert opendata.last_closed(date(2026, 7, 15)) == date(2026, 3, 31)
    assert opendata.last_closed(date(2026, 7, 16)) == date(2026, 6, 30)
    assert opendata.last_closed(date(2027, 1, 20)) == date(2026, 12, 31)

    publish(datetime(2026, 7, 10, 1, tzinfo=UTC))

    assert lines(client) == []


def test_a_file_says_when_it_changed_and_is_not_sent_twice(client, counted):
    publish()
    first = client.get("/open-data/figures.csv")
    b"".join(first.streaming_content)
    publish(datetime(2026, 8, 2, 1, tzinfo=UTC))
    again = client.get("/open-data/figures.csv", headers={"If-None-Match": first["ETag"]})

    assert first["Last-Modified"] == "Sat, 01 Aug 2026 01:00:00 GMT"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert again.status_code == 304
    assert OpenFile.objects.get(name="figures.csv").changed_at == NIGHT


def test_small_changes_are_held_back(client, counted):
    publish()
    before = content(client, "figures.csv")
    device_at(Stage.HANDED_OVER)  # one more, noted late

    publish(datetime(2026, 8, 2, 1, tzinfo=UTC))

    assert content(client, "figures.csv") == before


def test_targets_are_told_in_steps_quarter_by_quarter(client):
    workflow.set_target(
        act=people.act(people.coordinator()),
        name={"fr": "=Dix portables"},
        quantity=10,
        since=date(2026, 5, 1),
        until=date(2026, 12, 31),
    )
    for _one in range(9):
        device_at(Stage.HANDED_OVER)

    publish()

    [row] = lines(client, "targets.csv")
    assert (row["quarter"], row["achieved"], row["quantity"]) == ("2026-Q2", "5", "10")
    assert row["name"] == "'=Dix portables"


def test_the_page_explains_and_offers_the_files(client, counted):
    english = {"Accept-Language": "en"}
    assert "Nothing is published yet" in client.get("/open-data/", headers=english).content.decode()

    publish()

    page = client.get("/open-data/", headers=english).content.decode()
    for name in NAMES:
        assert f"/open-data/{name}" in page
    assert "Licence Ouverte" in page
    assert client.get("/open-data/people.csv").status_code == 404


def test_bytes_that_nobody_names_go(client, counted, django_capture_on_commit_callbacks):
    publish()
    before = OpenFile.objects.get(name="figures.csv").sha256
    Tally.objects.filter(slice="site_type").update(count=40)

    with django_capture_on_commit_callbacks(execute=True):
        publish()

    assert OpenFile.objects.get(name="figures.csv").sha256 != before
    assert {row["devices"] for row in lines(client)} == {"80", "120"}
    with pytest.raises(FileNotFoundError):
        storage.open_stored(before)


def test_who_sees_one_organisation_reads_what_is_published_and_no_difference_of_days(client, counted):
    publish()
    caller = Caller(client, people.donor())

    def told(since, until, by=""):
        answer = caller.get("reports/figures/", **{"from": since, "to": until, "by": by})
        return answer.json() if answer.status_code == 200 else answer.status_code

    [quarter] = told("2026-04-01", "2026-06-30")
    assert (quarter["received"], quarter["handed_over"]) == (9, 8)  # the sums of the file
    assert [quarter[name] for name in ("recycled", "nearby", "lead_days")] == [None] * 3
    assert told("2026-01-01", "2026-06-30") == [quarter]
    by_type = {row["key"]: row["received"] for row in told("2026-04-01", "2026-06-30", "type")}
    assert by_type == {"laptop+monitor+tablet": 9, "laptop+tablet": None}
    [region] = told("2026-04-01", "2026-06-30", "region")
    assert (region["key"], region["received"]) == ("Auvergne-Rhône-Alpes", 9)
    assert [row["received"] for row in told("2026-07-01", "2026-09-30")] == [None]  # not closed
    for days in (("2026-04-01", "2026-06-29"), ("2026-04-02", "2026-06-30"), ("2026-04-01", "2026-07-31")):
        assert told(*days) == 400
    assert told("2026-04-01", "2026-06-30", "site") == 400
    [whole] = (
        Caller(client, people.observer())
        .get("reports/figures/", **{"from": "2026-04-01", "to": "2026-06-29"})
        .json()
    )
    assert whole["handed_over"] is not None
