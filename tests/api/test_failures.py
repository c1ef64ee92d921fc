"""What fails outside the API's own views is a problem document all the same."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "status"), [("jobs/zz/", 404), ("nowhere/", 404), ("devices/%00/", 400)])
def test_an_address_that_is_none_of_ours(as_technician, path, status):
    answer = as_technician.get(path)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
