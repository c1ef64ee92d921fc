"""Rows that name several devices: kept until a person chooses, and what was chosen recalled when they come again."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict

from donors.models import Donation, Sheet
from inventory import codes
from inventory.models import Device, WaitingRow
from inventory.states import Stage
from inventory.workflow.items import Item

Outcome = WaitingRow.Outcome


def recall_or_keep(
    donation: Donation, sheet: Sheet | None, items: Sequence[Item]
) -> tuple[list[tuple[Device, Item]], int]:
    """The devices that somebody chose before for these items, and how many items wait now for a choice."""
    if not items or sheet is None:
        return [], 0
    by_key = {key_of(item): item for item in items}
    asked = {row.key: row for row in donation.waiting_rows.filter(key__in=by_key)}
    devices = _held({row.device_id for row in asked.values() if row.device_id})
    again, waiting = [], 0
    for key, item in by_key.items():
        row = asked.get(key) or WaitingRow(donation=donation, key=key)
        if row.outcome == Outcome.LEFT_OUT:
            continue
        if row.device_id in devices:
            again.append((devices[row.device_id], item))
            continue
        row.sheet, row.row_number, row.item = sheet, item.row or 0, asdict(item)
        row.outcome, row.device = Outcome.WAITING, None
        row.save()
        waiting += 1
    return again, waiting


def _held(keys: set[int]) -> dict[int | None, Device]:
    found = Device.objects.select_for_update(of=("self",)).select_related("type", "site", "donation")
    return {device.pk: device for device in found.filter(pk__in=keys).exclude(stage=Stage.NOT_DELIVERED)}


def chosen(donation: Donation, items: Sequence[Item]) -> dict[str, Device]:
    """The devices that somebody chose for rows that bear the names of these items, by the key of the names."""
    rows = donation.waiting_rows.filter(key__in=[key_of(item) for item in items], device__isnull=False)
    return {row.key: row.device for row in rows.select_related("device__site") if row.device}


def key_of(item: Item) -> str:
    """The same for two rows that bear the same names."""
    named = sorted(f"{kind} {codes.normalised(value)}" for kind, value in item.identifiers.items() if value)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def forget(sheet: Sheet) -> None:
    """Rows of an import that is undone wait no longer."""
    sheet.waiting_rows.filter(outcome=Outcome.WAITING).delete()
