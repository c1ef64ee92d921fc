"""Opens a campaign: the collection itself, and its goal as a target, in one act."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from donors.workflow import campaigns
from reuse.accounts.acting import Act
from reuse.core.models import DeviceType
from reuse.reports.models import Target
from reuse.reports.workflow.targets import set_target


@transaction.atomic
def open_campaign(*, quantity: int, types: Sequence[DeviceType], act: Act, **campaign: Any) -> Target:
    """A campaign (`donors.workflow.campaigns` says with what) and its goal: devices received of its batches."""
    opened = campaigns.open_campaign(act=act, **campaign)
    return set_target(
        act=act,
        types=types,
        name=opened.name,
        counts=Target.Counts.COLLECTED,
        campaign=opened,
        since=opened.since,
        until=opened.until,
        quantity=quantity,
    )
