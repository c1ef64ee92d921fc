"""Importing a donor's list: from the rows of a reading to items, and the job that announces them."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Sheet
from donors.sheets import Row
from donors.states import DonationStage
from inventory import codes
from inventory.models import Identifier
from inventory.workflow.devices import require_list_open
from inventory.workflow.items import Item
from reuse.accounts.acting import Act
from reuse.core.refusals import MoveNotAllowed
from reuse.jobs import workflow as jobs
from reuse.jobs.models import UNFINISHED, Job

IMPORT = "donation_import"
MOST_DEVICES = 200_000
_One = TypeVar("_One")
_IDENTIFIERS = {
    "serial": Identifier.Kind.SERIAL,
    "imei": Identifier.Kind.IMEI,
    "asset_tag": Identifier.Kind.DONOR_TAG,
    "refurbisher_id": Identifier.Kind.REFURBISHER,
    "emmaus_id": Identifier.Kind.EMMAUS,
}
_DESCRIPTION = ("manufacturer", "model", "cpu", "ram_mb", "storage_gb", "comment")
# What a donor says of a device and a technician will measure: kept beside it, under the reader's own words.
_ASIDE = (
    "price_cents",
    "condition",
    "year",
    "purchase_date",
    "os",
    "battery",
    "location",
    "name",
    "imei_2",
    "donor_code",
)


@transaction.atomic
def start_import(*, sheet: Sheet, act: Act) -> Job:
    """Ask for the import of a list; asked again while it runs, it is the same job."""
    require_list_open(sheet.donation, act)
    held = Sheet.objects.select_for_update(of=("self",)).select_related("job").get(pk=sheet.pk)
    if held.job and held.job.is_unfinished:
        return held.job
    others = sheet.donation.sheets.exclude(pk=held.pk)
    if others.filter(job__state__in=UNFINISHED).exists():  # two at once could each make what the other made
        raise MoveNotAllowed(_("Another list of this batch is being imported: wait until it is done."))
    params = {"sheet": str(sheet.public_id)}
    held.job = jobs.enqueue(kind=IMPORT, params=params, act=act, total=held.summary.get("rows_ready", 0))
    held.save(update_fields=["job"])
    return held.job


@transaction.atomic
def finish_import(*, sheet: Sheet, created: int, updated: int, waiting: int = 0) -> None:
    """Say on the list what became of it."""
    held = Sheet.objects.select_for_update().get(pk=sheet.pk)
    held.state = Sheet.State.IMPORTED
    held.summary = {**held.summary, "created": created, "updated": updated, "waiting": waiting}
    held.save(update_fields=["state", "summary"])


def items_of(rows: Iterable[Row]) -> Iterator[list[Item]]:
    """The devices of each ready row. A number that another row has already borne is no identifier here."""
    borne: dict[str, set[str]] = {name: set() for name in _IDENTIFIERS}
    for row in rows:
        if row.is_ready:
            yield _items(row, borne)


def _items(row: Row, borne: dict[str, set[str]]) -> list[Item]:
    identifiers, extra = {}, {**_said(row.values), **row.extra}
    for name, kind in _IDENTIFIERS.items():
        value = str(row.values.get(name) or "")
        key = codes.normalised(value)
        if not key:
            continue
        if key in borne[name]:
            extra[name] = value
        else:
            borne[name].add(key)
            identifiers[kind.value] = value
    description = {name: row.values[name] for name in _DESCRIPTION if row.values.get(name)}
    if screen := row.values.get("screen_inches") or row.values.get("screen"):
        description["screen"] = str(screen)
    return [
        Item(
            type=row.values["type"],
            row=row.number,
            nth=nth,
            description=description,
            identifiers={} if nth else identifiers,
            extra=extra,
        )
        for nth in range(row.values.get("quantity", 1))
    ]


def in_chunks(of_rows: Iterable[list[_One]], size: int) -> Iterator[tuple[int, list[_One]]]:
    """Items by the chunk, with how many rows each ends; a row of many devices may fill several."""
    rows, items = 0, list[_One]()
    for of_row in of_rows:
        for item in of_row:
            items.append(item)
            if len(items) == size:
                yield rows, items
                rows, items = 0, []
        rows += 1
    if items or rows:
        yield rows, items


def _said(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(values[name]) for name in _ASIDE if values.get(name)}


def may_import(sheet: Sheet) -> bool:
    """Whether the list can still become devices."""
    closed = {DonationStage.CLOSED, DonationStage.DECLINED, DonationStage.CANCELLED}
    return sheet.state != Sheet.State.REFUSED and sheet.donation.stage not in closed
