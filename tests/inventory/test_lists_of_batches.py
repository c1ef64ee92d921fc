"""The list of batches: its columns, its file, what is done to the devices of those chosen."""

import pytest

from donors.states import DonationStage
from inventory.models import Device
from inventory.states import Stage
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at
from tests.inventory.test_lists import csv_rows
from tests.inventory.test_views import said

pytestmark = pytest.mark.django_db
LIST, ACT, FILE = "/donations/", "/donations/devices/", "/lists/donations/file/"


def test_a_file_of_batches_holds_the_rows_and_columns_of_the_list(as_):
    device = device_at(Stage.READY)
    donation_at(DonationStage.ANNOUNCED)
    client = as_(people.manager())
    query = f"q={device.donation.ref}&c=received&c=ready&c=handed_over"

    shown = client.get(f"{LIST}?{query}").context["headings"]
    rows = csv_rows(client.post(FILE, {"query": query, "do": "csv"}))

    assert [str(one["column"].label) for one in shown] == rows[0]
    assert rows[1:] == [[device.donation.ref, "1", "1", "0"]]


def test_a_donor_has_a_list_of_their_own_batches_without_a_column_of_donors(as_):
    own, other = donation_at(), donation_at(kind=people.LegalKind.COUNCIL)

    rows = csv_rows(as_(people.donor()).post(FILE, {"query": "c=donor&c=title", "do": "csv"}))

    assert rows[0] == ["Batch", "Name"]
    assert own.ref in str(rows)
    assert other.ref not in str(rows)


def test_the_devices_of_the_batches_chosen_are_acted_on_and_no_others(as_):
    device, other = device_at(Stage.RECEIVED), device_at(Stage.RECEIVED)
    chosen = {"row": device.donation.ref}
    client = as_(people.manager())

    asked = client.post(ACT, {**chosen, "do": "choose"})
    labels = client.post(ACT, {**chosen, "do": "labels"})
    done = client.post("/devices/move/", {"codes": asked.context["codes"], "move": "erase", "do": "move"})

    assert asked.context["codes"] == device.code
    assert labels.url == f"/labels/?codes={device.code}"
    assert done.context["passing"] == 1
    assert Device.objects.get(pk=other.pk).stage == Stage.RECEIVED


def test_nothing_chosen_is_not_everything(as_):
    announced(1)

    answer = as_(people.manager()).post(ACT, {"do": "choose"}, follow=True)

    assert "Choose at least one device" in said(answer)


def test_a_donor_acts_on_no_device(as_):
    assert as_(people.donor()).post(ACT, {"all": "1", "do": "choose"}).status_code == 403


def test_a_list_opens_with_the_view_its_reader_chose(as_):
    client = as_(people.manager())
    client.post("/views/donations/", {"name": "Attend", "query": "stage=announced", "is_shared": "on"})
    view = client.get(LIST).context["tabs"][0].view

    client.post(f"/views/{view.public_id}/first/", {"wanted": "1"})
    assert client.get(LIST).url == "/donations/?stage=announced"
    assert client.get(f"{LIST}?all=1").status_code == 200
    assert as_(people.technician()).get(LIST).status_code == 200

    as_(people.manager()).post(f"/views/{view.public_id}/first/", {"wanted": "0"})
    assert client.get(LIST).status_code == 200


def test_the_view_of_a_colleague_opens_a_list_only_while_it_is_shared(as_):
    as_(people.manager()).post(
        "/views/donations/", {"name": "Attend", "query": "stage=announced", "is_shared": "on"}
    )
    colleague = as_(people.technician())
    view = colleague.get(LIST).context["tabs"][0].view
    colleague.post(f"/views/{view.public_id}/first/", {"wanted": "1"})
    assert colleague.get(LIST).status_code == 302

    as_(people.manager()).post(f"/views/{view.public_id}/change/", {"name": "Attend"})

    assert as_(people.technician()).get(LIST).status_code == 200
    assert colleague.post(f"/views/{view.public_id}/first/", {"wanted": "1"}).status_code == 404


def test_a_list_that_is_not_ones_own_gives_neither_file_nor_view(as_):
    client = as_(people.donor())

    assert client.post("/lists/devices/file/", {"do": "csv"}).status_code == 403
    assert client.post("/views/devices/", {"name": "Vue"}).status_code == 403
    assert client.post("/lists/nonsense/file/", {"do": "csv"}).status_code == 404
