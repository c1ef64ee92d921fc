"""The pages of places: who sees them, what they show, what they change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import queries, workflow
from inventory.forms.places import MOST_AT_ONCE, names_in
from inventory.models import Place
from inventory.states import Stage
from inventory.views.place import HISTORY
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_places import LOCATION, PALLET, place, put, second_site, site

pytestmark = pytest.mark.django_db


def said(response) -> str:
    return response.content.decode()


def page(one: Place, gesture: str = "") -> str:
    return f"/places/{one.code}/{gesture}"


# Who may see what


def test_places_are_the_workshops(as_):
    box = place("Carton 1")

    for reader in (people.technician(), people.manager(), people.coordinator(), people.administrator()):
        assert as_(reader).get("/places/").status_code == 200
        assert as_(reader).get(page(box)).status_code == 200
    for outsider in (people.donor(), people.social_worker(), people.observer()):
        assert as_(outsider).get("/places/").status_code == 403
        assert as_(outsider).get(page(box)).status_code == 403


@pytest.mark.parametrize("gesture", ["rename/", "move/", "close/", "reopen/"])
def test_anothers_place_is_no_page_and_a_gesture_is_a_post(as_, gesture):
    box = place("Carton 1")

    assert as_(people.stranger()).get(page(box)).status_code == 404
    assert as_(people.stranger()).post(page(box, gesture)).status_code == 404
    assert as_(people.technician()).get(page(box, gesture)).status_code == 405
    assert as_(people.administrator()).post(page(box, gesture)).status_code == 403


@pytest.mark.parametrize(
    "address", ["/places/NOSUCHONE/", "/places/?site=00000000-0000-0000-0000-000000000000"]
)
def test_what_does_not_exist_is_no_page(technician, address):
    assert technician.get(address).status_code == 404


def test_another_organisations_site_is_no_page(technician):
    assert technician.get("/places/", {"site": str(people.stranger().site.public_id)}).status_code == 404
    assert technician.get("/places/new/", {"site": str(people.stranger().site.public_id)}).status_code == 404


# The list


def test_the_list_is_the_tree_of_ones_own_site(technician):
    room = place("Réserve", LOCATION)
    box = place("Carton 1", inside=room)
    place("Ailleurs", at=second_site())
    put(device_at(Stage.RECEIVED), box)

    shown = technician.get("/places/")

    assert [(one.place.name, one.devices) for one in shown.context["page"].rows] == [
        ("Réserve", 1),
        ("Carton 1", 1),
    ]
    assert "Ailleurs" not in said(shown)
    elsewhere = technician.get("/places/", {"site": str(second_site_id())})
    assert [one.place.name for one in elsewhere.context["page"].rows] == ["Ailleurs"]


def second_site_id():
    return Place.objects.get(name="Ailleurs").site.public_id


def test_the_list_is_searched_by_name_and_code(technician):
    room = place("Réserve", LOCATION)
    box = place("Carton 1", inside=room)

    for text in ("CARTON", box.shown_code):
        shown = technician.get("/places/", {"q": text})
        assert [one.place for one in shown.context["page"].rows] == [box]
        assert "Réserve" in said(shown)
    assert "answers" in said(technician.get("/places/", {"q": "nothing like it"}))


def test_the_list_and_a_place_cost_the_same_for_two_boxes_and_twenty(technician):
    room = place("Réserve", LOCATION)

    def count(address: str) -> int:
        technician.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert technician.get(address).status_code == 200
        return len(captured)

    def fill(numbers) -> None:
        for number in numbers:
            device = device_at(Stage.RECEIVED)
            put(device, place(f"Sachet {number}", inside=place(f"Carton {number}", inside=room)))
            put(device, room)

    fill(range(2))
    few = count("/places/"), count(page(room)), count("/places/?q=carton")
    fill(range(2, 20))

    assert (count("/places/"), count(page(room)), count("/places/?q=carton")) == few
    assert max(few) <= 20


def test_a_long_list_comes_in_pages(technician):
    act = people.act(people.technician())
    workflow.create_places(site=site(), kind="box", names=names_in("Carton 1 … 120"), parent=None, act=act)

    first, second = technician.get("/places/"), technician.get("/places/?after=100")

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (100, 20)
    assert len(first.content) < 100_000


def test_chosen_places_go_to_the_labels(technician):
    boxes = [place("Carton 1"), place("Carton 2")]

    asked = technician.post("/places/labels/", {"row": [one.code for one in boxes]})
    shown = technician.get(asked.url)

    assert shown.context["chosen"].places == boxes
    assert technician.post("/places/labels/", {"row": []}).url == "/places/"


# Making


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Carton 12", ["Carton 12"]),
        ("  Table   à dessin 2 ", ["Table à dessin 2"]),
        ("Carton 3 à 5 kg", ["Carton 3 à 5 kg"]),
        ("Carton 009 … 011", ["Carton 009", "Carton 010", "Carton 011"]),
        ("Étagère A9...A11", ["Étagère A9", "Étagère A10", "Étagère A11"]),
        ("Étagère A … C", ["Étagère A", "Étagère B", "Étagère C"]),
        ("Bac 1 à 2", ["Bac 1", "Bac 2"]),
        ("Shelf 9 to 10", ["Shelf 9", "Shelf 10"]),
        ("Étagère A1 … B3", ["Étagère A1 … B3"]),
        ("Palette 5 … 3", ["Palette 5 … 3"]),
        ("Palette A … 3", ["Palette A … 3"]),
    ],
)
def test_a_series_is_written_as_its_first_and_its_last(text, names):
    assert names_in(text) == names


def test_one_place_is_made_and_shown(technician):
    pallet = place("Palette", PALLET)

    made = technician.post(f"/places/new/?in={pallet.code}", {"kind": "box", "names": "Carton 1"})

    box = Place.objects.get(name="Carton 1")
    assert box.parent == pallet
    assert made.url == page(box)
    assert "Carton 1" in said(technician.get(made.url))


def test_a_series_is_made_and_its_labels_are_ready(technician):
    made = technician.post("/places/new/", {"kind": "box", "names": "Carton 001 … 020"})

    assert technician.get(made.url).context["count"] == 20
    assert Place.objects.filter(kind="box", site=site()).count() == 20


@pytest.mark.parametrize("names", ["Carton 1 … 500", "x" * 81, "", "Connu"])
def test_what_cannot_be_made_is_refused_on_the_page(technician, names):
    place("Connu")

    refused = technician.post("/places/new/", {"kind": "box", "names": names})

    assert refused.status_code == 200
    assert refused.context["form"].errors["names"]
    assert Place.objects.count() == 1
    assert MOST_AT_ONCE < 500


def test_a_technician_is_not_offered_locations_nor_makes_one(as_):
    offered = as_(people.technician()).get("/places/new/").context["form"].fields["kind"].choices
    refused = as_(people.technician()).post("/places/new/", {"kind": "location", "names": "Réserve"})

    assert [kind for kind, _words in offered] == ["box", "pallet"]
    assert refused.context["form"].errors["kind"]
    assert (
        as_(people.manager()).post("/places/new/", {"kind": "location", "names": "Réserve"}).status_code
        == 302
    )


# One place


def test_a_place_shows_its_way_its_contents_and_its_history(technician):
    room = place("Réserve", LOCATION)
    box, other = place("Carton 1", inside=room), place("Carton 2", inside=room)
    device = device_at(Stage.RECEIVED)
    put(device, other)
    put(device, box)

    shown, left = technician.get(page(box)), technician.get(page(other))

    assert [one.name for one in shown.context["path"]] == ["Réserve"]
    assert shown.context["lines"] == device.code
    assert [event.text.startswith("<a") for event in shown.context["events"]] == [True]
    assert "put in, from Carton 2" in said(shown)
    assert "taken out, to Carton 1" in said(left)
    assert f"?action=place&amp;place={box.code}" in said(shown)
    assert left.context["devices"] == 0


def test_a_long_history_comes_in_pages(technician):
    box, device = place("Carton 1"), device_at(Stage.RECEIVED)
    for turn in range(HISTORY + 2):
        put(device, None if turn % 2 else box)

    first = technician.get(page(box))
    second = technician.get(page(box), {"older": first.context["older"]})

    assert (len(first.context["events"]), len(second.context["events"])) == (HISTORY, 2)
    assert second.context["older"] == ""


def test_the_devices_of_a_place_are_offered_as_one_list(technician):
    box = place("Carton 1")
    devices = [device_at(Stage.RECEIVED) for _one in range(2)]
    for device in devices:
        put(device, box)

    shown = technician.get(page(box))

    assert shown.context["lines"].split("\n") == [device.code for device in devices]
    moves = {move.value for move in shown.context["moves"]}
    assert "erase" in moves
    assert not moves & {"receive", "recycle", "take_back"}
    assert 'name="lines"' in said(shown)


def test_a_place_is_renamed_moved_closed_and_used_again(technician):
    box, pallet = place("Carton 1"), place("Palette", PALLET)

    technician.post(page(box, "rename/"), {"name": " Écrans  à tester "})
    technician.post(page(box, "move/"), {"into": pallet.shown_code.lower()})
    box.refresh_from_db()
    assert (box.name, box.parent) == ("Écrans à tester", pallet)
    technician.post(page(box, "move/"), {"into": ""})
    technician.post(page(box, "close/"))
    box.refresh_from_db()
    assert (box.parent, bool(box.closed_at)) == (None, True)
    assert "Écrans à tester" in said(technician.get("/places/"))
    technician.post(page(box, "reopen/"))
    box.refresh_from_db()
    assert box.closed_at is None


def test_a_place_moves_to_another_site_of_the_house(technician):
    box, elsewhere = place("Carton 1"), second_site()

    told = technician.post(page(box, "move/"), {"into": "", "site": str(elsewhere.public_id)}, follow=True)

    box.refresh_from_db()
    assert box.site == elsewhere
    assert elsewhere.name in said(told)


def test_a_refusal_is_told_and_a_wrong_answer_shown_again(technician):
    box, inner = place("Carton 1"), None
    inner = place("Sachet", inside=box)

    refused = technician.post(page(box, "move/"), {"into": inner.code}, follow=True)
    unknown = technician.post(page(box, "move/"), {"into": "nowhere"})
    nameless = technician.post(page(box, "rename/"), {"name": ""})

    assert "Carton 1" in said(refused)
    assert [str(message.level_tag) for message in refused.context["messages"]] == ["error"]
    assert (unknown.status_code, nameless.status_code) == (400, 400)
    assert unknown.context["move_form"].errors["into"]
    assert nameless.context["rename_form"].errors["name"]


def test_a_technician_sees_no_gesture_on_a_location(technician):
    room = place("Réserve", LOCATION)

    shown = technician.get(page(room))

    assert not shown.context["may_keep"]
    assert "rename/" not in said(shown)
    assert queries.tree_in(room) == []


def test_a_devices_page_shows_the_way_to_it(technician):
    room = place("Réserve", LOCATION)
    device = device_at(Stage.RECEIVED)
    before = technician.get(f"/d/{device.code}/")
    put(device, place("Carton 1", inside=room))

    after = technician.get(f"/d/{device.code}/")

    assert "Réserve" not in said(before)
    assert said(after).index("Réserve") < said(after).index("Carton 1")
    assert page(room) in said(after)
