"""Rows copied in are the rows that were told, on either database: nothing, odd texts, keys known beforehand."""

from datetime import date, datetime

import pytest

from reuse.accounts.models import Organisation, Site, User
from reuse.core import chance
from reuse.core.copying import Each, Ready, insert, next_keys

pytestmark = pytest.mark.django_db

NAMES = ["Atelier", "a\ttab, a line\nand \\N", "", "é « » ’"]


def test_each_row_has_its_own_values_and_shares_the_others():
    body = Organisation.objects.create(name="Recyclerie", legal_kind="esus")
    days = [None, date(2026, 6, 1), None, date(2026, 6, 2)]

    keys = insert(
        Site,
        {
            "organisation_id": body.pk,
            "public_id": Each([chance.new_uuid() for _name in NAMES]),
            "name": Each(NAMES),
            "closed_on": Each(days),
        },
        count=len(NAMES),
    )

    made = Site.objects.in_bulk(keys)
    assert [made[key].name for key in keys] == NAMES
    assert [made[key].closed_on for key in keys] == days
    assert {one.time_zone for one in made.values()} == {"Europe/Paris"}


def test_what_is_ready_is_kept_as_it_is_under_keys_known_beforehand():
    kept = "0123456789ab4cdea0123456789abcde"
    keys = next_keys(User, 2)

    insert(
        User,
        {
            "email": Ready(["une@exemple.fr", "deux@exemple.fr"]),
            "public_id": Ready([kept, kept[::-1]]),
            "is_active": Ready([True, False]),
            "joined_at": Ready(["2026-06-01 08:30:00", None]),
        },
        count=2,
        keys=keys,
    )

    first, second = (User.objects.get(pk=key) for key in keys)
    assert first.public_id.hex == kept
    assert (first.is_active, second.is_active) == (True, False)
    assert first.joined_at == datetime.fromisoformat("2026-06-01T08:30:00+00:00")
    assert second.joined_at is None
    assert User.objects.create(email="trois@exemple.fr").pk not in keys
