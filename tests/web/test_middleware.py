"""Addresses nothing can be at."""

import pytest

from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    "path", ["/search/?q=%00", "/donations/%00/", "/labels/?donation=a%00", "/api/v1/devices/?q=%00"]
)
def test_an_address_with_a_nul_is_a_bad_request(client, path):
    client.force_login(people.technician().user)

    assert client.get(path).status_code == 400


def test_percent_signs_stay_what_they_are(client):
    client.force_login(people.technician().user)

    assert client.get("/search/?q=100%2500").status_code == 200
