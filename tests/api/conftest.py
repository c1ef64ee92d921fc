"""Programs that talk to the API."""

import pytest

from tests import people
from tests.api.caller import Caller


@pytest.fixture
def as_technician(client):
    return Caller(client, people.technician())
