"""The lists a donor drops on a batch, and how their columns are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from donors.models import ColumnMemory, Donation, DonationEvent, Sheet
from donors.states import DonationEventKind
from donors.workflow.rights import locked, require_open
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention
from reuse.core.ledger import Happening, record
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

READING = "sheet_reading"
UNREAD = "is_unread"  # in the summary of a list that a job has still to read


@transaction.atomic
def add_sheet(
    *,
    donation: Donation,
    content: bytes,
    name: str,
    media_type: str,
    summary: Mapping[str, Any],
    act: Act,
    mapping: Mapping[int, str] | None = None,
) -> Sheet:
    """Keep a dropped list, whatever is in it, with what was understood of it.

    `mapping`: how the donor's earlier corrections ask for its columns to be read.
    """
    donation = locked(donation)
    require_open(donation, act)
    file = files.keep(
        content, name=name, media_type=media_type, retention=Retention.SHEET, owner=donation.donor, act=act
    )
    sheet = Sheet.objects.create(
        donation=donation,
        file=file,
        name=file.name,
        state=_state(summary),
        sheet_name=summary.get("sheet") or "",
        summary=dict(summary),
        mapping={str(index): field for index, field in (mapping or {}).items()},
        added_by=act.by,
        added_at=act.at,
    )
    details = {"name": file.name, "sha256": file.sha256}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.SHEET_ADDED, details=details), act)
    return sheet


@transaction.atomic
def map_columns(
    *, sheet: Sheet, mapping: Mapping[int, str], headers: Sequence[str], summary: Mapping[str, Any], act: Act
) -> Sheet:
    """Read a sheet's columns as the donor says, and remember it for their next sheet."""
    require_open(sheet.donation, act)
    read_so(sheet=sheet, mapping=mapping, headers=headers, summary=summary)
    return sheet


def read_so(
    *, sheet: Sheet, mapping: Mapping[int, str], headers: Sequence[str], summary: Mapping[str, Any]
) -> None:
    """Keep how a sheet is read; the organisation's next one is read the same. The caller has checked the right."""
    sheet.mapping = {str(index): field for index, field in mapping.items()}
    sheet.summary = dict(summary)
    sheet.sheet_name = summary.get("sheet") or sheet.sheet_name
    sheet.state = _state(summary)
    sheet.save(update_fields=["mapping", "summary", "sheet_name", "state"])
    for index, header in enumerate(headers):
        if header:
            ColumnMemory.objects.update_or_create(
                donor=sheet.donation.donor, header=header[:120], defaults={"field": mapping.get(index, "")}
            )


def _state(summary: Mapping[str, Any]) -> Sheet.State:
    if summary.get("refused"):
        return Sheet.State.REFUSED
    return Sheet.State.READING if summary.get(UNREAD) else Sheet.State.READ


@transaction.atomic
def start_reading(*, sheet: Sheet, act: Act) -> Job:
    """Have a large list read by a job; asked again while it runs, it is the same job."""
    require_open(sheet.donation, act)
    held = Sheet.objects.select_for_update(of=("self",)).select_related("job").get(pk=sheet.pk)
    if held.job and held.job.is_unfinished:
        return held.job
    held.job = jobs.enqueue(kind=READING, params={"sheet": str(sheet.public_id)}, act=act)
    held.save(update_fields=["job"])
    return held.job
