"""Each filter of the list of devices is answered by an index, on either database."""

import pytest
from django.db import connection
from django.http import QueryDict

from inventory.models import Place
from inventory.states import Stage
from inventory.views.device_list import DEVICES
from reuse.accounts.models import Site
from reuse.lists import rows
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_lists import place

pytestmark = pytest.mark.django_db
FILTERS = {
    "stage": "received",
    "type": "laptop",
    "waiting": "7",
    "category": "A",
    "grade": "B",
    "donation": "L26-0001",
    "order": "code",
}


def plan_of(found) -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table of three rows is read whole and sorted otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return found[:50].explain()


@pytest.mark.parametrize("name", [*FILTERS, "q", "site", "place", ""])
def test_a_filter_is_answered_by_an_index(name):
    device_at(Stage.RECEIVED, manufacturer="Dell")
    named = {
        **FILTERS,
        "q": "dell",
        "site": str(Site.objects.first().public_id),
        "place": place("Carton 1", kind=Place.Kind.BOX).code,
    }
    address = QueryDict(mutable=True)
    if name:
        address[name] = named[name]
    form = rows.asked(DEVICES, address, people.coordinator(), people.NOON)

    plan = plan_of(rows.rows_of(form))

    assert "Seq Scan on inventory_device" not in plan
    whole = [line for line in plan.splitlines() if "SCAN inventory_device" in line and "USING" not in line]
    assert whole == []
    if name == "grade":
        assert "inventory_device_grade" in plan
