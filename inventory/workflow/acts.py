"""What a series does to a device beside the moves: put it in a place, weigh it, grade it, send it to another site."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, Place
from inventory.states import ACTS, GRADES, Action, EventKind, Stage
from inventory.workflow import gates, moves
from inventory.workflow.refusals import NothingToUndo, ParameterMissing, SiteMayNotErase
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation, Site
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

HEAVIEST = 500_000  # grams
_OUT_OF_HANDS = {Stage.ANNOUNCED, Stage.NOT_DELIVERED, Stage.HANDED_OVER, Stage.LOST, Stage.RETURNED_TO_DONOR}
_SPOKEN_FOR = {Stage.PARTS, Stage.RESERVED, Stage.RECYCLED, Stage.OTHER_REUSE}  # too late for a transfer


def perform(device: Device, action: Action, params: Mapping[str, str], act: Act) -> DeviceEvent | None:
    """Do it to a device the caller holds; None when it is so already. `params`: place, grams, grade or site.

    Raises NotPermitted, MoveNotAllowed, ParameterMissing, SiteMayNotErase or OutOfOrder.
    """
    happening = planned(device, action, aim(action, params, act, is_held=True), act)
    return record(DeviceEvent, device, happening, act) if happening else None


def aim(action: Action, params: Mapping[str, str], act: Act, *, is_held: bool = False) -> Mapping[str, Any]:
    """What the act would write in any device, of the parameters as they came. `is_held`: nobody may close the place."""
    return _AIMS[action](params, act, is_held)


def planned(device: Device, action: Action, changes: Mapping[str, Any], act: Act) -> Happening | None:
    """What would be recorded of a device, its refusals raised all the same; None when it is so already."""
    act.require(ACTS[action])
    moves.check_place(device, act)
    if device.stage in _OUT_OF_HANDS or (action == Action.TRANSFER and device.stage in _SPOKEN_FOR):
        raise MoveNotAllowed(
            _("The device is not here: it is at “%(stage)s”.") % {"stage": Stage(device.stage).label},
            allowed=moves.allowed(device, act),
        )
    if action == Action.PLACE and changes["place"].site_id != device.site_id:
        raise MoveNotAllowed(
            _("“%(place)s” is at %(site)s, the device is at %(here)s: transfer it first.")
            % {"place": changes["place"], "site": changes["place"].site, "here": device.site}
        )
    if action == Action.TRANSFER and not changes["site"].may_erase and gates.media_refusal(device):
        raise SiteMayNotErase(
            _("%(site)s does not erase: the storage media of this device must be settled first.")
            % {"site": changes["site"]}
        )
    gates.check_not_frozen(device)
    before = {name: getattr(device, name) for name in changes}
    if before == changes:
        return None
    details = {"before": _named(before), **_named(changes)}
    return Happening(kind=_KINDS[action], details=details, changes=changes)


def undo(device: Device, event: DeviceEvent, act: Act) -> DeviceEvent:
    """Put back what an act changed, if nothing has changed it since."""
    latest = device.events.filter(kind=event.kind).order_by("-seq").first()
    if latest is None or latest.pk != event.pk or event.by_id != act.by.pk:
        raise NothingToUndo(_("This has been changed again since: it cannot be taken back."))
    gates.check_not_frozen(device)
    changes = {name: _FOUND[name](value) for name, value in event.details["before"].items()}
    before = {name: getattr(device, name) for name in changes}
    details = {"before": _named(before), **_named(changes)}
    return record(
        DeviceEvent,
        device,
        Happening(kind=event.kind, details=details, changes=changes, corrects=event, reason_code="undo"),
        act,
    )


def _place(params: Mapping[str, str], act: Act, is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001 - one of a table
    places = Place.objects.visible_to(act.membership).select_related("site")
    if is_held:
        places = places.select_for_update(of=("self",), no_key=True)
    code = params.get("place", "")
    place = places.filter(code=code).first() if code else None
    if place is None:
        raise ParameterMissing(_("Scan the place first: a box, a shelf or a pallet."))
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


def _other_site(params: Mapping[str, str], _act: Act, _is_held: bool) -> Mapping[str, Any]:  # noqa: FBT001
    """The holder follows the site; the owner stays."""
    site = _site(params.get("site", ""))
    if site is None:
        raise ParameterMissing(_("Choose the site it goes to."))
    return {"site": site, "holder": site.organisation, "place": None}


_AIMS: Mapping[Action, Callable[[Mapping[str, str], Act, bool], Mapping[str, Any]]] = {
    Action.PLACE: _place,
    Action.WEIGH: _weight,
    Action.GRADE: _grade,
    Action.TRANSFER: _other_site,
}
_KINDS: Mapping[Action, EventKind] = {
    Action.PLACE: EventKind.PLACED,
    Action.WEIGH: EventKind.WEIGHED,
    Action.GRADE: EventKind.GRADED,
    Action.TRANSFER: EventKind.TRANSFERRED,
}


def _site(public_id: object) -> Site | None:
    try:
        found = Site.objects.filter(organisation__is_workshop=True, public_id=str(public_id))
        return found.select_related("organisation").first()
    except ValidationError:  # no UUID
        return None


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """As the ledger writes them: places by code, sites and bodies by public identifier."""
    return {name: _name(value) for name, value in values.items()}


def _name(value: Any) -> Any:
    if isinstance(value, Place):
        return value.code
    public = getattr(value, "public_id", None)
    return str(public) if public else value


_FOUND: Mapping[str, Callable[[Any], Any]] = {
    "place": lambda code: Place.objects.filter(code=code).first() if code else None,
    "weight_g": lambda grams: grams,
    "grade": lambda grade: grade,
    "site": lambda public_id: Site.objects.get(public_id=public_id),
    "holder": lambda public_id: Organisation.objects.get(public_id=public_id),
}
