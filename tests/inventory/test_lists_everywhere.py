"""Every list there is: its page, its file of the same rows and columns, its statements, and who may have it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.urls import reverse

from beneficiaries import workflow as beneficiaries
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import Fault
from inventory import workflow
from inventory.models import Place
from inventory.states import Stage
from reuse.lists import description, rows
from reuse.reports.workflow import rollups
from tests import people
from tests.beneficiaries.factories import handover_at
from tests.beneficiaries.test_identities import kept
from tests.beneficiaries.test_identities import opened as read
from tests.inventory.factories import device_at
from tests.inventory.test_endings import closed, collected, loaded
from tests.inventory.test_lists import csv_rows
from tests.inventory.test_lists_of_reports import taken
from tests.inventory.test_parts import in_stock, kind
from tests.inventory.test_places import place
from tests.inventory.test_stocktakes import opened
from tests.inventory.test_transfers import other_site, sent
from tests.inventory.test_views import count_of_queries

pytestmark = pytest.mark.django_db
CODES = sorted(description.known())


def _sent() -> None:
    sent(device_at(Stage.RECEIVED), to=other_site())


def _collected() -> None:
    collected(closed(loaded("laptop")))
    Place.objects.filter(name="Palette 1").update(name=f"Palette {uuid4()}")  # the next one is called so


def _needed() -> None:
    broken = device_at(Stage.REPAIR)
    workflow.await_part(device=broken, kind=kind(), spec="DDR4 8 Go", act=people.act(people.technician()))


def _told() -> None:
    told = handover_at(HandoverStage.DONE)
    beneficiaries.open_case(device=told.device, fault=Fault.SCREEN, act=people.act(people.coordinator()))


def _read() -> None:
    request = kept()
    for member in (people.social_worker(), people.coordinator()):
        read(request, member)


def _counted():
    """Devices behind a number are read from the roll-ups."""
    device_at(Stage.HANDED_OVER)
    rollups.fold_all()


MAKERS: dict[str, Callable[[], object]] = {
    "transfers": _sent,
    "documents": _sent,
    "stocktakes": lambda: opened(place("Étagère")),
    "pallets": _collected,
    "waste": _collected,
    "parts": in_stock,
    "needs": _needed,
    "reports": lambda: taken("PC-0002", "WD-2222"),
    "places": lambda: place("Réserve"),
    "readings": _read,
    "aftersales": _told,
    "figure-devices": _counted,
    **dict.fromkeys(
        ("requests", "allocations", "handovers", "journal"), lambda: handover_at(HandoverStage.DONE)
    ),
}


def something(code: str) -> None:
    """One more row of a list, or two."""
    MAKERS.get(code, device_at)()


def every_column(code: str) -> str:
    form = rows.asked(description.known()[code], QueryDict(), reader(code), people.NOON)
    return "&".join(f"c={column.code}" for column in form.offered[1:])


def reader(code: str):
    """The network reads every list; documents and reports are an organisation's own, the audit log the administrator's."""
    match code:
        case "documents" | "reports":
            return people.manager()
        case "readings":
            return people.administrator()
    return people.coordinator()


@pytest.mark.parametrize("code", CODES)
def test_a_file_holds_the_rows_and_columns_shown(as_, code):
    something(code)
    listing, client, query = description.known()[code], as_(reader(code)), every_column(code)

    context = client.get(f"{reverse(listing.page)}?{query}").context
    table = csv_rows(client.post(f"/lists/{code}/file/", {"query": query, "do": "csv"}))

    columns = [column for column in context["columns"] if not column.is_gesture]
    assert table[0] == [str(column.label) for column in columns]
    assert len(table) == len(context["rows"]) + 1 > 1
    assert len({len(row) for row in table}) == 1


@pytest.mark.parametrize("code", CODES)
def test_a_row_chosen_is_alone_in_its_file(as_, code):
    something(code)
    listing, client = description.known()[code], as_(reader(code))
    line = client.get(reverse(listing.page)).context["lines"][0]

    table = csv_rows(client.post(f"/lists/{code}/file/", {"row": line.key, "do": "csv"}))

    assert len(table) == 2
    assert len(csv_rows(client.post(f"/lists/{code}/file/", {"row": "", "do": "csv"}))) == 1


@pytest.mark.parametrize(
    "code", [code for code in CODES if code not in {"handovers", "allocations", "requests", "journal"}]
)
def test_a_page_asks_as_much_for_few_rows_as_for_more(as_, code):
    something(code)
    address, client = reverse(description.known()[code].page), as_(reader(code))
    client.get(address)
    few = count_of_queries(client, f"{address}?{every_column(code)}")
    if code == "needs":
        device_at(Stage.REPAIR)
    else:
        something(code) if code not in {"places", "stocktakes"} else place("Autre")

    assert count_of_queries(client, f"{address}?{every_column(code)}") == few


@pytest.mark.parametrize("code", CODES)
def test_a_list_is_for_those_who_may_open_it(as_, code):
    listing = description.known()[code]

    for member in (people.donor(), people.social_worker(), people.observer(), people.technician()):
        client = as_(member)
        status = 200 if listing.may_open(member) else 403
        assert client.get(reverse(listing.page)).status_code == status
        answer = client.post(f"/lists/{code}/file/", {"do": "csv"})
        assert answer.status_code == status
        if status == 200:
            assert csv_rows(answer)[0][0] == str(listing.columns[0].label)
        offered = {one.code for one, _address, _views in client.get("/lists/").context["found"]}
        assert (code in offered) == (status == 200)
