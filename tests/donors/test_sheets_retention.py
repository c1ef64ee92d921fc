"""The days of a donor's list count from the end of its reception."""

from datetime import timedelta

import pytest

from donors.models import Donation
from donors.sheets import stored
from donors.states import DonationStage
from reuse.accounts import retention
from reuse.accounts.models import StoredFile
from reuse.core import clock
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
DAYS = 180


def dropped(stage, *, changed_days_ago):
    """A list dropped long ago on a batch that came to its stage so many days ago."""
    donation = donation_at()
    sheet = stored.keep_dropped(
        donation=donation, content=b"Type;Marque\nUC;HP\n", name="a.csv", act=people.act(people.donor())
    )
    now = clock.now()
    StoredFile.objects.filter(pk=sheet.file_id).update(created_at=now - timedelta(days=900))
    Donation.objects.filter(pk=donation.pk).update(
        stage=stage, stage_since=now - timedelta(days=changed_days_ago)
    )
    return StoredFile.objects.filter(retention.expired(now), pk=sheet.file_id)


@pytest.mark.parametrize(
    "stage", [DonationStage.ANNOUNCED, DonationStage.ACCEPTED, DonationStage.IN_RECEPTION]
)
def test_a_list_is_kept_while_its_batch_is_on_its_way(stage):
    assert not dropped(stage, changed_days_ago=800).exists()


@pytest.mark.parametrize("stage", [DonationStage.CLOSED, DonationStage.CANCELLED, DonationStage.DRAFT])
def test_its_days_count_from_the_end(stage):
    assert not dropped(stage, changed_days_ago=DAYS - 1).exists()
    assert dropped(stage, changed_days_ago=DAYS + 1).exists()
