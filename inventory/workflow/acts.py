"""What a series does to a device beside the moves: place, weigh, grade; list for a transfer, receive, count."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, Place
from inventory.states import ACTS, GRADES, Action, EventKind, Stage
from inventory.workflow import gates, grading, incoming, moves, restoring, stocktakes, transfers
from inventory.workflow.refusals import NothingToUndo, ParameterMissing
from reuse.accounts.acting import Act
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

HEAVIEST = 500_000  # grams
_OUT_OF_HANDS = {Stage.ANNOUNCED, Stage.NOT_DELIVERED, Stage.HANDED_OVER, Stage.LOST, Stage.RETURNED_TO_DONOR}


def perform(device: Device, action: Action, params: Mapping[str, str], act: Act) -> DeviceEvent | None:
    """Do it to a device the caller holds; None when it is so already. `params`: place, grams, grade, site, transfer or stocktake.

    Raises NotPermitted, MoveNotAllowed, ParameterMissing, SiteMayNotErase or OutOfOrder.
    """
    aims = aim(action, params, act, is_held=True)
    happening = planned(device, action, aims, act)
    if happening is None:
        return None
    event = record(DeviceEvent, device, happening, act)
    if action in _AFTERWARDS:
        _AFTERWARDS[action](device, aims, act)
    return event


def perform_on_box(place: Place, action: Action, params: Mapping[str, str], act: Act) -> int:
    """A box scanned in a series goes with all that is in it. Returns how many devices."""
    return _ON_BOXES[action](place=place, aims=aim(action, params, act, is_held=True), act=act)


def aim(action: Action, params: Mapping[str, str], act: Act, *, is_held: bool = False) -> Mapping[str, Any]:
    """What the act would write in any device, of the parameters as they came. `is_held`: nobody may close the place."""
    return _AIMS[action](params, act, is_held)


def planned(device: Device, action: Action, changes: Mapping[str, Any], act: Act) -> Happening | None:
    """What would be recorded of a device, its refusals raised all the same; None when it is so already."""
    act.require(ACTS[action])
    if action in _ARRIVED:  # whatever the ledger says, it is in somebody's hands
        return _ARRIVED[action](device, changes)
    moves.check_place(device, act)
    if device.stage in _OUT_OF_HANDS:
        raise MoveNotAllowed(
            _("The device is not here: it is at “%(stage)s”.") % {"stage": Stage(device.stage).label},
            allowed=moves.allowed(device, act),
        )
    if action == Action.PLACE and changes["place"].site_id != device.site_id:
        raise MoveNotAllowed(
            _("“%(place)s” is at %(site)s, the device is at %(here)s: transfer it first.")
            % {"place": changes["place"], "site": changes["place"].site, "here": device.site}
        )
    if action == Action.TRANSFER:
        return transfers.to_list(device, changes)
    gates.check_not_frozen(device)
    before = {name: getattr(device, name) for name in changes}
    if before == changes:
        return None
    details = {"before": restoring.named(before), **restoring.named(changes)}
    return Happening(kind=_KINDS[action], details=details, changes=changes)


def undo(device: Device, event: DeviceEvent, act: Act) -> DeviceEvent:
    """Put back what an act changed, if nothing has changed it since."""
    latest = device.events.filter(kind=event.kind).order_by("-seq").first()
    if latest is None or latest.pk != event.pk or event.by_id != act.by.pk:
        raise NothingToUndo(_("This has been changed again since: it cannot be taken back."))
    gates.check_not_frozen(device)
    happening = restoring.restored(device, event)
    if event.kind in _UNDONE:
        _UNDONE[EventKind(event.kind)](device, event)
    taken_back = record(DeviceEvent, device, happening, act)
    if event.kind == EventKind.GRADED:
        grading.settle(device, act)
    return taken_back


def _place(params: Mapping[str, str], act: Act, is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001 - one of a table
    places = Place.objects.visible_to(act.membership).select_related("site")
    if is_held:
        places = places.select_for_update(of=("self",), no_key=True)
    code = params.get("place", "")
    place = places.filter(code=code).first() if code else None
    if place is None:
        raise ParameterMissing(_("Scan the place first: a box, a shelf or a pallet."))
    if place.transit_id:
        raise MoveNotAllowed(_("“%(place)s” is on its way to another site.") % {"place": place})
    if place.closed_at:
        raise MoveNotAllowed(_("“%(place)s” is closed: choose another place.") % {"place": place})
    return {"place": place}


def _weight(params: Mapping[str, str], _act: Act, _is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001
    grams = params.get("grams", "")
    if not (grams.isdecimal() and 0 < int(grams[:12]) <= HEAVIEST):
        raise ParameterMissing(_("Give its weight in kilograms, such as 2.4."))
    return {"weight_g": int(grams)}


def _grade(params: Mapping[str, str], _act: Act, _is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001
    grade = params.get("grade", "")
    if grade not in GRADES:
        raise ParameterMissing(_("Choose a grade from A to D."))
    return {"grade": grade}


def _transfer(params: Mapping[str, str], act: Act, _is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001
    return transfers.aim(params, act)


def _arrival(params: Mapping[str, str], act: Act, _is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001
    return incoming.aim_of_arrival(params, act)


def _count(params: Mapping[str, str], act: Act, _is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001
    return stocktakes.aim(params, act)


_AIMS: Mapping[Action, Callable[[Mapping[str, str], Act, bool], Mapping[str, Any]]] = {
    Action.PLACE: _place,
    Action.WEIGH: _weight,
    Action.GRADE: _grade,
    Action.TRANSFER: _transfer,
    Action.ARRIVE: _arrival,
    Action.COUNT: _count,
}
_KINDS: Mapping[Action, EventKind] = {
    Action.PLACE: EventKind.PLACED,
    Action.WEIGH: EventKind.WEIGHED,
    Action.GRADE: EventKind.GRADED,
}
# What was found in somebody's hands, wherever it was recorded.
_ARRIVED: Mapping[Action, Callable[[Device, Mapping[str, Any]], Happening | None]] = {
    Action.ARRIVE: incoming.to_receive,
    Action.COUNT: stocktakes.to_count,
}
# What follows: the rows of the transfer or the stocktake; the category a grade counts in.
_AFTERWARDS: Mapping[Action, Callable[[Device, Mapping[str, Any], Act], object]] = {
    Action.TRANSFER: transfers.listed,
    Action.ARRIVE: incoming.received,
    Action.COUNT: stocktakes.counted,
    Action.GRADE: lambda device, _aims, act: grading.settle(device, act),
}
_ON_BOXES: Mapping[Action, Callable[..., int]] = {
    Action.TRANSFER: transfers.list_place,
    Action.ARRIVE: incoming.receive_place,
}
_UNDONE: Mapping[EventKind, Callable[..., None]] = {
    EventKind.TRANSFER_LISTED: lambda device, _event: transfers.unlisted(device),
    EventKind.TRANSFERRED: incoming.unreceived,
    EventKind.COUNTED: stocktakes.uncounted,
}
