"""Follower sheets: the paper that goes with a device along the bench; many at once are a job."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device
from inventory.workflow.labels import NothingToPrint
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

FOLLOWERS = "followers"
MOST_SHEETS = 50  # sheets drawn while one waits


@transaction.atomic
def print_followers(*, devices: Sequence[Device], act: Act) -> Job:
    """Ask for the sheets of many devices, in the order given."""
    act.require(Permission.LABEL_PRINT)
    if not devices:
        raise NothingToPrint(_("Choose at least one device."))
    params = {"codes": [device.code for device in devices]}
    return jobs.enqueue(kind=FOLLOWERS, params=params, act=act, total=len(devices))
