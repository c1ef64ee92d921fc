"""What becomes of each difference of a stocktake: decided, or decided anew while it is open.

Locks: devices by key, then the stocktake.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from inventory import queries
from inventory.models import Device, DeviceEvent, Stocktake, StocktakeLine
from inventory.states import REASONS, EventKind, Move, Stage
from inventory.workflow import departures, gates, moves, restoring, stocktakes, transit
from inventory.workflow.refusals import NothingInIt, NothingToUndo, ReasonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record_all
from reuse.core.refusals import MoveNotAllowed

Decision = StocktakeLine.Decision


@transaction.atomic
def decide(
    *, stocktake: Stocktake, lines: Collection[int], decision: str, act: Act, reason_code: str = ""
) -> int:
    """Settle differences: put here what was found, declare lost what is missing, or leave it. Returns how many."""
    act.require(Permission.DEVICE_EXIT if decision == Decision.LOST else Permission.DEVICE_WORK)
    transit.check_own(stocktake.site, act)
    keys = stocktake.lines.filter(pk__in=lines).values_list("device", flat=True)
    held = {one.pk: one for one in transit.held_devices(keys)}
    stocktake = stocktakes.held_stocktake(stocktake)
    stocktakes.check_open(stocktake)
    open_ones = [
        line
        for line in queries.stocktake_lines(stocktake).filter(queries.OPEN, pk__in=lines)
        if line.device_id in held and queries.fits(line, decision)
    ]
    if not open_ones:
        raise NothingInIt(_("Choose at least one device this decision fits."))
    verb = {Decision.PUT_HERE: _put_here, Decision.LOST: _lose}.get(Decision(decision))
    devices = [held[line.device_id] for line in open_ones]
    happenings = [(one, verb(one, stocktake, act, reason_code)) for one in devices] if verb else []
    events = {event.device_id: event for event in record_all(DeviceEvent, happenings, act)}
    for line in open_ones:
        line.decision, line.decided_by, line.decided_at = decision, act.by, act.at
        line.event = events.get(line.device_id)
    StocktakeLine.objects.bulk_update(
        open_ones, ["decision", "decided_by", "decided_at", "event"], batch_size=200
    )
    return len(open_ones)


@transaction.atomic
def take_back_decisions(*, stocktake: Stocktake, lines: Collection[int], act: Act) -> int:
    """Decide anew: what a decision did to its device is put back, unless something came after it. Returns how many."""
    act.require(Permission.DEVICE_WORK)
    transit.check_own(stocktake.site, act)
    keys = stocktake.lines.filter(pk__in=lines).values_list("device", flat=True)
    held = {one.pk: one for one in transit.held_devices(keys)}
    stocktake = stocktakes.held_stocktake(stocktake)
    stocktakes.check_open(stocktake)
    decided = queries.stocktake_lines(stocktake).filter(~queries.OPEN, pk__in=lines, device__in=held)
    found = list(decided.select_related("event"))
    if not found:
        raise NothingToUndo(_("Somebody has just taken it back: look again."))
    if any(line.decision == Decision.LOST for line in found):
        act.require(Permission.DEVICE_EXIT)
    latest = _latest_changes(held)
    happenings = [
        (held[line.device_id], _put_back(held[line.device_id], line.event, latest))
        for line in found
        if line.event
    ]
    record_all(DeviceEvent, happenings, act)
    none = {"decision": "", "decided_by": None, "decided_at": None, "event": None}
    return stocktake.lines.filter(pk__in=[line.pk for line in found]).update(**none)


_PLACING = (
    EventKind.PLACED,
    EventKind.TRANSFERRED,
    EventKind.TRANSFER_SENT,
    EventKind.TRANSFER_RECALLED,
)


def _latest_changes(devices: Collection[int]) -> dict[int, int]:
    """By device, the latest event that moved it, in the table or in space."""
    changing = DeviceEvent.objects.filter(device__in=devices).filter(~Q(to_stage="") | Q(kind__in=_PLACING))
    return dict(changing.order_by("seq").values_list("device", "pk"))


def _put_back(device: Device, event: DeviceEvent, latest: Mapping[int, int]) -> Happening:
    """Where and what it was before the decision."""
    if latest.get(device.pk) != event.pk:
        raise NothingToUndo(
            _("%(device)s has been moved since: correct that on its own page.") % {"device": device}
        )
    if event.move != Move.DECLARE_LOST:
        return restoring.restored(device, event)
    if event.from_stage in gates.MEDIA_GUARDED and (refusal := gates.media_refusal(device)):
        raise refusal
    place = restoring.place_of(event.details.get("before", {}).get("place"))
    return Happening(
        kind=EventKind.CORRECTED,
        move=Move.CORRECT,
        to_stage=event.from_stage,
        reason_code="undo",
        details={"stocktake": event.details["stocktake"], "place": place.code if place else None},
        corrects=event,
        changes={"place": place},
    )


def _put_here(device: Device, stocktake: Stocktake, act: Act, _reason: str) -> Happening:
    """Recorded where it was found; from another site of ours, it changes site like a transfer."""
    moves.check_place(device, act)
    if device.stage in departures.OUT_OF_HANDS:
        raise MoveNotAllowed(
            _("%(device)s is recorded as “%(stage)s”: correct that on its own page first.")
            % {"device": device, "stage": Stage(device.stage).label}
        )
    if device.site_id != stocktake.site_id:
        departures.check(device, stocktake.site)
        return departures.arrival(device, stocktake.site, stocktake.place)
    before = {"place": device.place.code if device.place else None}
    code = stocktake.place.code if stocktake.place else None
    return Happening(
        kind=EventKind.PLACED,
        details={"before": before, "place": code, "stocktake": stocktake.ref},
        changes={"place": stocktake.place},
    )


def _lose(device: Device, stocktake: Stocktake, act: Act, reason: str) -> Happening:
    if reason not in REASONS[Move.DECLARE_LOST]:
        raise ReasonNeeded(_("Choose a reason."), allowed=list(REASONS[Move.DECLARE_LOST]))
    moves.check(device, Move.DECLARE_LOST, act, reason_code=reason)
    details: dict[str, Any] = {"stocktake": stocktake.ref}
    if device.place:
        details["before"] = {"place": device.place.code}
    return Happening(
        kind=EventKind.MOVED,
        move=Move.DECLARE_LOST,
        to_stage=Stage.LOST,
        reason_code=reason,
        details=details,
        changes={"place": None},
    )
