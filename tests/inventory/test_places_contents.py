"""What is where, told and counted; the label of a place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from inventory import queries, workflow
from inventory.models import LabelPrint, Place
from inventory.states import Move, Stage
from labels import decode_file
from reuse.core import storage
from reuse.jobs import workflow as jobs
from tests import people
from tests.inventory.factories import again, device_at
from tests.inventory.test_places import LOCATION, place, put, second_site, site

pytestmark = pytest.mark.django_db


# What is where


def test_counts_include_what_lies_deeper_and_leave_out_what_is_gone():
    room = place("Réserve", LOCATION)
    boxes = [place(f"Carton {number}", inside=room) for number in (10, 2)]
    here, deeper, gone = device_at(Stage.RECEIVED), device_at(Stage.READY), device_at(Stage.RECEIVED)
    for device, where in ((here, room), (deeper, boxes[1]), (gone, boxes[1])):
        put(device, where)
    workflow.move(device=gone, move=Move.DECLARE_LOST, reason_code="stolen", act=people.act(people.manager()))

    told = [(one.place.name, one.depth, one.places, one.devices) for one in queries.tree_of(site())]

    assert told == [("Réserve", 0, 2, 2), ("Carton 2", 1, 0, 1), ("Carton 10", 1, 0, 0)]
    assert {one.pk for one in queries.devices_in(room)} == {here.pk, deeper.pk}
    assert [one.place.name for one in queries.tree_in(room)] == ["Carton 2", "Carton 10"]


@pytest.mark.parametrize("question", ["tree_of", "tree_in", "path", "devices"])
def test_questions_cost_the_same_however_many_boxes(question):
    room, here = place("Réserve", LOCATION), site()
    ask = {
        "tree_of": lambda: queries.tree_of(here),
        "tree_in": lambda: queries.tree_in(room),
        "path": lambda: [queries.path_words(one) for one in Place.objects.with_path()],
        "devices": lambda: list(queries.devices_in(room)),
    }[question]

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    put(device_at(Stage.RECEIVED), place("a", inside=room))
    few = count()
    for number in range(20):
        put(device_at(Stage.RECEIVED), place(f"b{number}", inside=place(f"c{number}", inside=room)))

    assert count() == few <= 2


def test_a_place_answers_to_its_code_its_address_and_its_name():
    box = place("Carton 12")
    me = people.technician()

    for text in (
        box.code,
        box.shown_code.lower(),
        f"HTTPS://REUSE.EXAMPLE/D/{box.code}",
        "carton 12",
        " Carton  12 ",
    ):
        assert queries.place_named(text, me) == box
    for text in ("Carton", "", "Carton 1"):
        assert queries.place_named(text, me) is None
    assert queries.place_named(box.code, people.stranger()) is None
    assert queries.place_named("Carton 12", people.stranger()) is None


def test_ones_own_site_answers_first_and_two_elsewhere_answer_nothing():
    own, other = place("Carton 1"), place("Carton 1", at=second_site())
    claire = people.coordinator()
    claire.site = None

    assert queries.place_named("Carton 1", people.technician()) == own
    assert queries.place_named("Carton 1", claire) is None
    assert queries.place_named(other.code, people.technician()) == other


def test_what_went_in_and_out_is_told_latest_first():
    box, other = place("1"), place("2")
    device = device_at(Stage.RECEIVED)
    events = [put(device, box), put(device, other), put(device, box), put(device, None)]

    assert list(queries.comings_and_goings(box)) == events[::-1]
    assert list(queries.comings_and_goings(other)) == [events[2], events[1]]


def test_the_history_of_a_place_reads_an_index_alone():
    box = place("1")
    if connection.vendor == "sqlite":
        plan = queries.comings_and_goings(box).explain()

        assert "inventory_event_into_place" in plan
        assert "inventory_event_out_of_place" in plan


def test_a_device_knows_the_way_to_itself():
    shelf = place("A", LOCATION)
    device = device_at(Stage.RECEIVED)
    assert queries.path_to(device) == []

    put(device, place("Carton 1", inside=shelf))

    assert [str(one) for one in queries.path_to(again(device))] == ["A", "Carton 1"]


# Labels


def test_the_label_of_a_place_bears_its_name_and_its_code(technician, tmp_path):
    boxes = [place(f"Carton {number}") for number in (1, 2)]
    device = device_at(Stage.RECEIVED)

    asked = technician.post(
        "/labels/",
        {
            "codes": "\n".join(str(one.shown_code) for one in boxes) + f"\n{device}",
            "format": "L7160",
            "do": "print",
        },
    )
    job = LabelPrint.objects.get().job
    jobs.run(job.pk)

    assert asked.url == reverse("jobs:job-detail", args=[job.public_id])
    job.refresh_from_db()
    with storage.open_stored(job.result_file.sha256) as file:
        (tmp_path / "labels.pdf").write_bytes(file.read())
    found = {barcode.text for barcode in decode_file(tmp_path / "labels.pdf")}
    assert {text for text in found if len(text) == 9} == {*(one.code for one in boxes), device.code}
    assert {text[-9:] for text in found} == {*(one.code for one in boxes), device.code}
    text = PdfDocument(tmp_path / "labels.pdf")[0].get_textpage().get_text_range()
    assert "Carton 1" in text
    assert boxes[0].shown_code in text
    again = technician.get("/labels/", {"reprint": str(job.public_id)})
    assert (len(again.context["chosen"].places), again.context["count"]) == (2, 3)


def test_labels_never_name_anothers_place(as_):
    box = place("Carton 1")

    refused = as_(people.stranger()).post("/labels/", {"codes": box.code, "format": "L7160", "do": "print"})

    assert refused.context["chosen"].unknown == [box.code]
