"""Printing labels: who asked for which devices' and places' labels, on which sheet; the journal of prints."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

import labels
from donors.models import Donation
from inventory.models import Device, DeviceEvent, LabelPrint, Place
from inventory.states import EventKind
from inventory.workflow import moves
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record_all
from reuse.core.refusals import Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

KIND = "labels"


class NothingToPrint(Refusal):
    """Nothing of what was chosen can have a label."""

    reason = "nothing_to_print"


@transaction.atomic
def print_labels(
    *,
    devices: Sequence[Device] = (),
    places: Sequence[Place] = (),
    format_name: str,
    start_at: int,
    donation: Donation | None,
    act: Act,
) -> Job:
    """Ask for a sheet of labels, in the order given; the journal keeps who printed what."""
    act.require(Permission.LABEL_PRINT)
    if not (devices or places):
        raise NothingToPrint(_("Choose at least one device."))
    sheet = labels.find(format_name)
    if not 1 <= start_at <= sheet.per_sheet:
        raise NothingToPrint(
            _("This sheet has no such label: start between 1 and %(last)d.") % {"last": sheet.per_sheet}
        )
    codes = [*(device.code for device in devices), *(place.code for place in places)]
    params = {"codes": codes, "format": sheet.name, "start_at": start_at}
    job = jobs.enqueue(kind=KIND, params=params, act=act, total=len(codes))
    LabelPrint.objects.create(
        donation=donation,
        job=job,
        format=sheet.name,
        start_at=start_at,
        count=len(codes),
        codes=codes,
        by=act.by,
        at=act.at,
    )
    return job


@transaction.atomic
def labels_printed(*, codes: Sequence[str], format_name: str, act: Act) -> int:
    """Say in each device's history that its label was printed; returns in how many."""
    act.require(Permission.LABEL_PRINT)
    held = moves.lock_all(list(Device.objects.filter(code__in=codes).values_list("pk", flat=True)))
    happening = Happening(kind=EventKind.LABELLED, details={"format": format_name})
    # A device that someone moved while the sheet was drawn is labelled all the same: the journal says so.
    behind = [device for device in held if device.last_at is None or device.last_at <= act.at]
    return len(record_all(DeviceEvent, [(device, happening) for device in behind], act))
