"""A person says which device a waiting row speaks of: one of those it names, a new one, or none."""

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device, WaitingRow
from inventory.workflow import moves
from inventory.workflow.devices import make_devices, require_list_open, write_description
from inventory.workflow.items import Item
from reuse.accounts.acting import Act
from reuse.core.refusals import MoveNotAllowed

Outcome = WaitingRow.Outcome


@transaction.atomic
def choose(*, row: WaitingRow, outcome: str, device: Device | None = None, act: Act) -> WaitingRow:
    """Settle a waiting row. `device`: the one chosen, of the row's batch, where the outcome is that."""
    require_list_open(row.donation, act)
    chosen = moves.locked(device) if device else None  # devices are held before rows, as an import does
    held = WaitingRow.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=row.pk)
    held.donation = row.donation
    if held.outcome != Outcome.WAITING:
        raise MoveNotAllowed(_("Somebody has settled this row in the meantime."))
    item = Item(**held.item)
    if outcome == Outcome.DEVICE and chosen and chosen.donation_id == row.donation.pk:
        held.device = chosen
        write_description(chosen, item, act)
    elif outcome == Outcome.NEW:
        [key] = make_devices(row.donation, held.sheet, [item], act)
        held.device_id = key
    elif outcome != Outcome.LEFT_OUT:
        raise MoveNotAllowed(_("Choose one of the devices shown."))
    held.outcome, held.item = outcome, {}
    held.decided_by, held.decided_at = act.by, act.at
    held.save()
    return held
