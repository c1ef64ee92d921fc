"""Each filter that any list offers is answered by an index, on either database."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict

from donors.states import DonationStage
from inventory.states import Stage
from reuse.accounts.models import AccessRecord, Site
from reuse.documents.kinds import Kind
from reuse.lists import description, rows
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import device_at
from tests.inventory.test_lists_everywhere import reader
from tests.inventory.test_transfers import other_site

pytestmark = pytest.mark.django_db
LISTS = description.known()
VALUES = {
    "q": "l26",
    "side": "in",
    "kind": "ram",
    "level": "low",
    "year": "2026",
    "legal": "company",
    "department": "38",
    "area": "department:38",
    "type": "laptop",
    "waiting": "7",
    "category": "A",
    "grade": "B",
    "donation": "L26-0001",
    "since": "2026-01-01",
    "until": "2026-12-31",
    "code": "16 02 14",
    "place": "Carton",
}
# Each is read from a table of some dozens, or follows from all of its rows.
AT_HAND = {"accessories", "places", "waste"}
PERIOD = ("since", "until")
OFFERED = [
    (code, name)
    for code, listing in LISTS.items()
    if code not in AT_HAND | {"devices"}
    for name in ("", *listing.filters.base_fields)
]


def asked(code: str, name: str):
    """The list narrowed by one filter, of a value it offers."""
    device = device_at(Stage.RECEIVED)
    other_site()
    donation_at(DonationStage.ANNOUNCED, kind=people.LegalKind.COUNCIL)
    address = QueryDict(mutable=True)
    if name:
        form = rows.asked(LISTS[code], address, reader(code), people.NOON)
        choices = [str(one) for one, _label in getattr(form.fields.get(name), "choices", ()) if one]
        named = {
            "site": str(Site.objects.first().public_id),
            "donor": str(device.donation.donor.public_id),
            "partner": str(people.social_worker().organisation.public_id),
            **({"stage": DonationStage.ACCEPTED} if code == "donations" else {}),
            **({"kind": Kind.TRANSFER_SLIP} if code == "documents" else {}),
            **({"kind": AccessRecord.READ_IDENTITY} if code == "readings" else {}),
        }
        address[name] = named.get(name) or VALUES.get(name) or choices[0]
        if code == "figure-devices" and name in PERIOD:  # one day alone is no period
            address.update({day: VALUES[day] for day in PERIOD if day != name})
    return rows.asked(LISTS[code], address, reader(code), people.NOON)


@pytest.mark.parametrize(("code", "name"), OFFERED)
def test_a_filter_is_answered_by_an_index(code, name):
    form = asked(code, name)
    assert not name or form.cleaned_data[name]
    found = rows.rows_of(form)
    assert isinstance(found, QuerySet)
    table = found.model._meta.db_table

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of three rows is read whole otherwise
    plan = found[:50].explain()

    assert f"Seq Scan on {table}" not in plan
    whole = [line for line in plan.splitlines() if f"SCAN {table}" in line and "USING" not in line]
    assert not whole or not name, plan
