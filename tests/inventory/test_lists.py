"""The list of devices: columns, order, files, views kept under a name, actions on a selection."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from donors.states import DonationStage
from inventory import queries
from inventory.models import Device, DeviceEvent, Place
from inventory.states import EventKind, Stage
from inventory.views.device_list import DEVICES
from inventory.workflow import create_place
from reuse.core import tables
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job, State
from reuse.lists.models import SavedView
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at
from tests.inventory.test_views import count_of_queries, said

pytestmark = pytest.mark.django_db
LIST, ACT, FILE = "/devices/", "/devices/move/", "/lists/devices/file/"


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def csv_rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(answer).decode("utf-8-sig")), delimiter=";"))


def codes_of(answer) -> list[str]:
    return [device.code for device in answer.context["page"].rows]


# Columns and order


def test_the_columns_asked_for_are_shown_and_only_those(technician):
    device_at(Stage.RECEIVED, manufacturer="Dell", cpu="i5-7300U")

    usual = said(technician.get(LIST))
    chosen = technician.get(LIST, {"c": ["cpu", "serial"]})

    assert "i5-7300U" not in usual
    assert [column.code for column in chosen.context["columns"]] == ["code", "serial", "cpu"]
    assert "i5-7300U" in said(chosen)


def test_an_address_keeps_only_what_is_valid_in_one_spelling(technician):
    form = technician.get(LIST + "?stage=erasure&c=cpu&c=nonsense&n=7&before=x&q=dell").context["form"]

    assert form.query() == "q=dell&stage=erasure&c=cpu"
    assert technician.get(LIST + "?c=cpu&stage=ready").context["query"] == "stage=ready&c=cpu"


def test_the_usual_columns_take_no_room_in_the_address(technician):
    usual = [column.code for column in queries.COLUMNS if column.is_default and column.code != "code"]

    assert technician.get(LIST, {"c": usual}).context["query"] == ""


@pytest.mark.parametrize("order", list(DEVICES.orders))
def test_pages_follow_each_other_in_every_order(technician, monkeypatch, order):
    monkeypatch.setattr("inventory.views.device_list.DEVICES", replace(DEVICES, sizes=(2, 50)))
    announced(5)
    every = list(Device.objects.order_by(*DEVICES.orders[order].keys).values_list("code", flat=True))

    first = technician.get(LIST, {"order": order})
    second = technician.get(LIST, {"order": order, "after": first.context["page"].after})
    third = technician.get(LIST, {"order": order, "after": second.context["page"].after})
    back = technician.get(LIST, {"order": order, "before": third.context["page"].before})

    assert codes_of(first) + codes_of(second) + codes_of(third) == every
    assert codes_of(back) == codes_of(second)
    assert (first.context["page"].before, third.context["page"].after) == ("", "")


@pytest.mark.parametrize("place", ["x", "x_y", "2026-01-01_1", "2026-01-01T00:00:00+00:00_1_2", "_", "é_²"])
@pytest.mark.parametrize("order", list(DEVICES.orders))
def test_a_place_that_cannot_be_read_is_the_beginning(technician, place, order):
    device = device_at(Stage.RECEIVED)

    answer = technician.get(LIST, {"after": place, "order": order})

    assert answer.status_code == 200
    assert order == "code" or codes_of(answer) == [device.code]


def test_the_list_asks_as_many_questions_for_two_devices_as_for_twenty(technician):
    every = {"c": [column.code for column in queries.COLUMNS]}
    announced(2)
    technician.get(LIST, every)
    for_two = count_of_queries(technician, LIST + "?" + "&".join(f"c={code}" for code in every["c"]))
    announced(18)

    assert count_of_queries(technician, LIST + "?" + "&".join(f"c={code}" for code in every["c"])) == for_two


def test_more_than_a_thousand_are_not_counted(technician, monkeypatch):
    monkeypatch.setattr("reuse.lists.rows.COUNTED", 3)
    announced(3)
    assert "3 devices" in said(technician.get(LIST))
    announced(1)
    assert "more than 3 devices" in said(technician.get(LIST))


# Filters


def test_devices_are_found_by_grade_by_place_and_by_how_long_they_wait(technician):
    graded, placed = device_at(Stage.RECEIVED, grade="A"), device_at(Stage.RECEIVED)
    room = place("Réserve")
    box = place("Carton 12", kind=Place.Kind.BOX, parent=room)
    Device.objects.filter(pk=placed.pk).update(place=box, stage_since=people.NOON - timedelta(days=20000))

    assert codes_of(technician.get(LIST, {"grade": "A"})) == [graded.code]
    assert codes_of(technician.get(LIST, {"place": "réserve"})) == [placed.code]
    assert codes_of(technician.get(LIST, {"place": room.code})) == [placed.code]
    assert codes_of(technician.get(LIST, {"place": "nowhere"})) == []
    assert placed.code in codes_of(technician.get(LIST, {"waiting": "90"}))


def place(name, kind=Place.Kind.LOCATION, parent=None):
    return create_place(
        site=people.workshop()[1], kind=kind, name=name, parent=parent, act=people.act(people.manager())
    )


# Files


def test_a_file_holds_exactly_the_rows_and_columns_of_the_list(technician):
    dell = device_at(Stage.RECEIVED, manufacturer="Dell", ram_mb=8192)
    device_at(Stage.RECEIVED, manufacturer="HP")
    query = "q=dell&c=maker&c=ram&c=stage"

    as_csv = csv_rows(technician.post(FILE, {"query": query, "do": "csv"}))
    book = load_workbook(io.BytesIO(content(technician.post(FILE, {"query": query, "do": "xlsx"}))))

    assert as_csv == [["Code", "Stage", "Maker", "Memory (GB)"], [str(dell), "received", "Dell", "8"]]
    assert [list(row) for row in book.active.values] == [as_csv[0], [str(dell), "received", "Dell", 8]]


def test_a_selection_gives_only_its_rows_unless_all_of_the_filter_is_meant(technician):
    first, second = announced(2)

    one = csv_rows(technician.post(FILE, {"row": [first.code], "query": "c=maker", "do": "csv"}))
    both = csv_rows(technician.post(FILE, {"row": [first.code], "all": "1", "query": "c=maker", "do": "csv"}))

    assert [row[0] for row in one[1:]] == [str(first)]
    assert {row[0] for row in both[1:]} == {str(first), str(second)}


def test_a_file_holds_only_what_its_reader_may_see(as_):
    device_at(Stage.RECEIVED)

    assert len(csv_rows(as_(people.stranger()).post(FILE, {"do": "csv"}))) == 1
    assert as_(people.donor()).post(FILE, {"do": "csv"}).status_code == 403


def test_no_cell_of_a_file_is_a_formula(technician):
    device_at(Stage.RECEIVED, model="=HYPERLINK(1)", manufacturer="+cmd")

    rows = csv_rows(technician.post(FILE, {"query": "c=maker&c=model", "do": "csv"}))
    book = load_workbook(
        io.BytesIO(content(technician.post(FILE, {"query": "c=maker&c=model", "do": "xlsx"})))
    )

    assert rows[1][1:] == ["'+cmd", "'=HYPERLINK(1)"]
    assert {cell.data_type for cell in book.active[2]} == {"s"}
    assert tables.unguarded(rows[1][2]) == "=HYPERLINK(1)"


def test_a_long_list_becomes_a_job_with_the_same_rows(technician, monkeypatch):
    monkeypatch.setattr("reuse.lists.views.STRAIGHT", 2)
    monkeypatch.setattr("reuse.lists.tasks.CHUNK", 2)
    announced(5, manufacturer="Dell")
    announced(1, manufacturer="HP")

    asked = technician.post(FILE, {"query": "q=dell&c=maker", "do": "csv"})
    job = Job.objects.get()
    jobs.run(job.pk)
    job.refresh_from_db()

    assert asked.url == f"/jobs/{job.public_id}/"
    assert (job.state, job.total, job.done) == (State.DONE, 5, 4)
    rows = csv_rows(technician.get(f"/jobs/{job.public_id}/result/"))
    assert [row[1] for row in rows[1:]] == ["Dell"] * 5


def test_a_file_asked_for_before_an_update_is_still_made(technician):
    announced(1, manufacturer="Dell")
    act = people.act(people.technician())
    job = jobs.enqueue(
        kind="device_export", params={"query": "c=maker", "kind": "csv", "name": "appareils"}, act=act
    )

    jobs.run(job.pk)

    rows = csv_rows(technician.get(f"/jobs/{job.public_id}/result/"))
    assert [row[1] for row in rows] == ["Marque", "Dell"]


# Views kept under a name


def test_filters_are_kept_shared_renamed_and_forgotten(as_):
    technician = as_(people.technician())
    technician.post(
        "/views/devices/", {"name": "À effacer", "query": "stage=erasure&before=x", "is_shared": "on"}
    )
    technician.post("/views/devices/", {"name": "Mes tablettes", "query": "type=tablet"})
    mine = [str(tab.view) for tab in technician.get(LIST).context["tabs"]]
    theirs = as_(people.colleague()).get(LIST + "?stage=erasure").context["tabs"]
    elsewhere = as_(people.stranger()).get(LIST).context["tabs"]

    assert sorted(mine) == ["Mes tablettes", "À effacer"]
    assert [(str(tab.view), tab.is_current, tab.is_own) for tab in theirs] == [("À effacer", True, False)]
    assert elsewhere == []


def test_only_its_owner_changes_a_view(as_):
    as_(people.technician()).post(
        "/views/devices/", {"name": "À effacer", "query": "stage=erasure", "is_shared": "on"}
    )
    view = SavedView.objects.get()

    as_(people.colleague()).post(f"/views/{view.public_id}/delete/")
    as_(people.colleague()).post(f"/views/{view.public_id}/change/", {"name": "Autre"})
    assert SavedView.objects.get().name == "À effacer"
    assert as_(people.stranger()).post(f"/views/{view.public_id}/delete/").status_code == 404

    as_(people.technician()).post(f"/views/{view.public_id}/change/", {"name": "Effacement"})
    assert (SavedView.objects.get().name, SavedView.objects.get().is_shared) == ("Effacement", False)
    as_(people.technician()).post(f"/views/{view.public_id}/delete/")
    assert not SavedView.objects.exists()


def test_the_same_name_stands_for_the_latest_filters_and_two_views_never_share_one(technician):
    for query in ("stage=erasure", "stage=ready"):
        technician.post("/views/devices/", {"name": "Vue", "query": query})
    assert SavedView.objects.get().query == "stage=ready"

    technician.post("/views/devices/", {"name": "Autre", "query": ""})
    other = SavedView.objects.get(name="Autre")
    answer = technician.post(f"/views/{other.public_id}/change/", {"name": "Vue"}, follow=True)
    assert "already have a view of this name" in said(answer)
    assert technician.post("/views/nonsense/", {"name": "Vue"}).status_code == 404
    assert technician.post("/views/devices/", {"name": ""}).status_code == 302


# Actions on a selection


def test_what_would_be_refused_is_told_before_anything_is_done(technician):
    fit, gone = device_at(Stage.RECEIVED), device_at(Stage.RECYCLED)
    before = DeviceEvent.objects.count()

    answer = technician.post(ACT, {"row": [fit.code, gone.code], "do": "foresee", "move": "erase"})

    assert DeviceEvent.objects.count() == before
    assert (answer.context["passing"], answer.context["refused"]) == (1, 1)
    assert answer.context["foreseen"][0].refusal.reason == "move_not_allowed"
    assert "1 device would pass" in said(answer)


def test_all_of_a_filter_are_put_in_a_place_in_a_fixed_number_of_statements(
    technician, django_assert_max_num_queries
):
    shelf = place("Étagère A")
    devices = [device_at(Stage.RECEIVED, manufacturer="Dell") for _one in range(3)]
    other = device_at(Stage.RECEIVED, manufacturer="HP")

    asked = technician.post(ACT, {"all": "1", "query": "q=dell", "do": "choose"})
    frozen = {"codes": asked.context["codes"], "move": "place", "place": "Étagère a"}
    with django_assert_max_num_queries(20):
        technician.post(ACT, {**frozen, "do": "foresee"})
    done = technician.post(ACT, {**frozen, "do": "move"})

    assert set(Device.objects.filter(place=shelf)) == set(devices)
    assert other.place_id is None
    assert done.context["passing"] == 3
    assert DeviceEvent.objects.filter(kind=EventKind.PLACED).count() == 3
    again = technician.post(ACT, {**frozen, "do": "move"})
    assert {one.refusal.reason for one in again.context["outcomes"]} == {"already_so"}


def test_a_grade_is_given_to_many_and_needs_a_letter(technician):
    device = device_at(Stage.RECEIVED)

    without = technician.post(ACT, {"row": device.code, "move": "grade", "do": "move"})
    unknown = technician.post(ACT, {"row": device.code, "move": "place", "place": "?", "do": "move"})
    technician.post(ACT, {"row": device.code, "move": "grade", "grade": "B", "do": "move"})

    assert "Choose a grade" in said(without)
    assert "No open place" in said(unknown)
    assert Device.objects.get(pk=device.pk).grade == "B"


def test_a_batch_that_is_not_accepted_is_foreseen_as_refused(technician):
    [device] = announced(1, donation=donation_at(DonationStage.ANNOUNCED))

    answer = technician.post(ACT, {"row": device.code, "move": "receive", "do": "foresee"})

    assert [one.refusal.reason for one in answer.context["foreseen"]] == ["batch_closed"]


def test_a_stranger_acts_on_nothing(as_):
    device = device_at(Stage.RECEIVED)

    answer = as_(people.stranger()).post(ACT, {"row": device.code, "move": "erase", "do": "move"})

    assert answer.status_code == 302
    assert Device.objects.get(pk=device.pk).stage == Stage.RECEIVED


def test_too_many_at_once_are_to_be_narrowed(technician, monkeypatch):
    monkeypatch.setattr("inventory.views.bulk.MOST_AT_ONCE", 2)
    announced(3)

    answer = technician.post(ACT, {"all": "1", "query": "", "do": "choose"}, follow=True)

    assert "narrow the list first" in said(answer)


def test_labels_of_many_go_to_the_sheet_of_labels(technician):
    devices = announced(3)

    few = technician.post(ACT, {"row": [one.code for one in devices], "do": "labels"})

    assert few.url.startswith("/labels/?codes=")
