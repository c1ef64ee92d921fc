"""The only module that moves parts: out of a device, into another, back to the shelf, away. Both ledgers tell of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, Medium, Part, PartKind, PartNeed, PartStep, Place
from inventory.states import SCRAP_REASONS, EventKind, Stage
from inventory.workflow import media, moves
from inventory.workflow.numbering import issue_codes
from inventory.workflow.refusals import (
    MediumNotSettled,
    MediumSettled,
    NothingToUndo,
    PartElsewhere,
    PlaceClosed,
    ReasonNeeded,
)
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted

GIVING = (Stage.PARTS, Stage.REPAIR)  # where a device lies open on the bench
State = Part.State


@transaction.atomic
def harvest(
    *,
    device: Device,
    kind: PartKind,
    act: Act,
    spec: str = "",
    serial: str = "",
    medium: Medium | None = None,
    place: Place | None = None,
    is_labelled: bool = False,
) -> Part:
    """Take a part out of a device and keep it. A storage medium comes with the proof that it is erased."""
    device = media.workable(device, act)
    if device.stage not in GIVING:
        raise MoveNotAllowed(
            _("Parts are taken from devices stripped for parts, or in repair."),
            allowed=moves.allowed(device, act),
        )
    _check_shelf(place, device.site)
    if kind.holds_data:
        medium = _erased(device, medium, act)
        serial = serial or medium.serial
    part = Part.objects.create(
        code=issue_codes(1)[0] if is_labelled else "",
        kind=kind,
        spec=spec,
        serial=serial,
        source=device,
        medium=medium if kind.holds_data else None,
        site=device.site,
        place=place,
        harvested_at=act.at,
    )
    _tell(part, EventKind.PART_HARVESTED, [device], act)
    return part


@transaction.atomic
def fit(*, part: Part, device: Device, act: Act) -> DeviceEvent:
    """Put a part from the shelf into a device in repair; a storage medium then needs a new proof there."""
    part, device = _held(part, device, act)
    if part.state != State.IN_STOCK:
        raise _elsewhere(part)
    if device.stage != Stage.REPAIR:
        raise MoveNotAllowed(
            _("A part is fitted in repair: move the device there first."), allowed=moves.allowed(device, act)
        )
    if part.site.organisation_id != device.site.organisation_id:
        raise PartElsewhere(_("This part lies at %(site)s.") % {"site": part.site})
    before = {
        "place": part.place.code if part.place else None,
        "medium": str(part.medium.public_id) if part.medium else None,
    }
    if part.medium:
        part.medium = _into_machine(part.medium, device, act)
    part.state, part.fitted_in, part.site, part.place = State.FITTED, device, device.site, None
    part.save()
    need = _need_met(part, device)
    if need:
        need.filled_by, need.ended_at = part, act.at
        need.save(update_fields=["filled_by", "ended_at"])
    return _tell(part, EventKind.PART_FITTED, [device, part.source], act, before=before)


@transaction.atomic
def return_part(*, part: Part, act: Act, place: Place | None = None) -> DeviceEvent:
    """Take a fitted part out again and put it back on the shelf. A storage medium is erased there first."""
    part, device = _held(part, None, act)
    if part.state != State.FITTED:
        raise _elsewhere(part)
    if device.stage not in GIVING:
        raise MoveNotAllowed(
            _("Parts are taken from devices stripped for parts, or in repair."),
            allowed=moves.allowed(device, act),
        )
    _check_shelf(place, device.site)
    _take_out(part, act)
    part.state, part.fitted_in, part.site, part.place = State.IN_STOCK, None, device.site, place
    part.save()
    return _tell(part, EventKind.PART_RETURNED, [device, part.source], act)


@transaction.atomic
def scrap_part(*, part: Part, reason_code: str, act: Act) -> DeviceEvent:
    """Throw a part away, from the shelf or out of the device it was fitted in."""
    if reason_code not in SCRAP_REASONS:
        raise ReasonNeeded(_("Choose a reason."), allowed=list(SCRAP_REASONS))
    part, device = _held(part, None, act)
    if part.state not in {State.IN_STOCK, State.FITTED}:
        raise _elsewhere(part)
    before = {"state": part.state}
    if part.state == State.FITTED:
        moves.check_place(device, act)
        _take_out(part, act)
    part.state, part.fitted_in, part.place = State.SCRAPPED, None, None
    part.save()
    return _tell(
        part, EventKind.PART_SCRAPPED, [device, part.source], act, reason_code=reason_code, before=before
    )


@transaction.atomic
def undo_part(*, part: Part, act: Act) -> DeviceEvent:
    """Take back the last gesture made with a part, if it was one's own."""
    told = _last_told(part)
    part, _device = _held(part, told[0].device if told else None, act)
    if [one.pk for one in told] != [one.pk for one in _last_told(part)] or not _is_own(told, act):
        raise NothingToUndo(_("The last gesture with this part is not yours, or was already taken back."))
    _UNDO[EventKind(told[0].kind)](part, told[0], act)
    part.save()
    return _tell(part, EventKind(told[0].kind), [one.device for one in told], act, taken_back=told)


def _is_own(told: Sequence[DeviceEvent], act: Act) -> bool:
    return bool(told) and told[0].by_id == act.by.pk and told[0].corrects_id is None


def _undo_harvest(part: Part, _event: DeviceEvent, act: Act) -> None:
    if part.medium and part.medium.removed_at:
        media.put_back(part.source, part.medium, act)
    part.state, part.medium, part.place = State.CANCELLED, None, None


def _undo_fit(part: Part, event: DeviceEvent, act: Act) -> None:
    """It was never in that machine: the medium noted there goes, unless something was said of it meanwhile."""
    noted, code = part.medium, event.details["before"]["place"]
    if noted:
        part.medium = Medium.objects.get(public_id=event.details["before"]["medium"])
        if part.medium.pk == noted.pk:
            media.remove_medium(medium=noted, act=act)
        elif noted.found_at != event.at or noted.proofs.exists():
            raise NothingToUndo(_("This medium has been worked on there since: take it out instead."))
        else:
            part.save(update_fields=["medium"])
            noted.delete()
    part.needs_filled.filter(device=event.device, ended_at=event.at).update(filled_by=None, ended_at=None)
    part.state, part.fitted_in = State.IN_STOCK, None
    part.place = Place.objects.filter(code=code, closed_at=None).first() if code else None


def _undo_return(part: Part, event: DeviceEvent, act: Act) -> None:
    _back_in_device(part, event.device, act)


def _undo_scrap(part: Part, event: DeviceEvent, act: Act) -> None:
    before = event.details["before"]
    if before["state"] == State.FITTED:
        _back_in_device(part, event.device, act)
    else:
        part.state = State.IN_STOCK


def _back_in_device(part: Part, device: Device, act: Act) -> None:
    if part.medium and part.medium.removed_at:
        media.put_back(device, part.medium, act)
    part.state, part.fitted_in, part.place = State.FITTED, device, None


_UNDO = {
    EventKind.PART_HARVESTED: _undo_harvest,
    EventKind.PART_FITTED: _undo_fit,
    EventKind.PART_RETURNED: _undo_return,
    EventKind.PART_SCRAPPED: _undo_scrap,
}


def _held(part: Part, device: Device | None, act: Act) -> tuple[Part, Device]:
    """The part as it is now and the device it meets (None: the one it is or was in), held with its source."""
    act.require(Permission.DEVICE_WORK)
    known = Part.objects.select_related("fitted_in", "source").get(pk=part.pk)
    met = device or known.fitted_in or known.source
    devices = {one.pk: one for one in moves.lock_all([met.pk, known.source_id])}
    now = (
        Part.objects.select_for_update(of=("self",))
        .select_related("kind", "site", "place", "medium__device", "fitted_in")
        .get(pk=part.pk)
    )
    if act.membership.description.reach == Reach.SITES and now.site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This part is at another organisation's site."))
    if now.fitted_in_id != known.fitted_in_id:  # somebody was faster
        raise _elsewhere(now)
    now.source = devices[now.source_id]
    return now, devices[met.pk]


def _elsewhere(part: Part) -> PartElsewhere:
    if part.state == State.FITTED:
        return PartElsewhere(_("This part is already fitted in %(device)s.") % {"device": part.fitted_in})
    return PartElsewhere(_("This part is %(state)s.") % {"state": part.get_state_display()})


def _erased(device: Device, medium: Medium | None, act: Act) -> Medium:
    """The medium, proven erased and out of the device."""
    if medium is None or medium.device_id != device.pk:
        raise MediumNotSettled(
            _("Say which storage medium of this device it is: its proof of erasure goes with it.")
        )
    medium = Medium.objects.get(pk=medium.pk)
    if medium.state != Medium.State.ERASED or device.goes_back:
        raise MediumNotSettled(
            _("%(medium)s is not erased and verified: it cannot become a part.") % {"medium": medium}
        )
    if Part.objects.filter(medium=medium).exists():
        raise MediumSettled(_("This medium is already kept as a part."))
    if medium.removed_at is None:
        media.remove_medium(medium=medium, act=act)
        medium.refresh_from_db()
    return medium


def _into_machine(medium: Medium, device: Device, act: Act) -> Medium:
    """The medium as the device now has it: back where it was, its proof stands; in another machine it needs a new one."""
    if medium.device_id == device.pk:
        return media.put_back(device, medium, act)
    known = device.media.filter(normalised=medium.normalised).exclude(normalised="").first()
    if known and known.removed_at is None:  # a report saw it there before anybody said so
        return known
    if known:
        known.state, known.exposed_at = Medium.State.PRESENT, act.at
        known.save(update_fields=["state", "exposed_at"])
        return media.put_back(device, known, act)
    disk = {
        "serial": medium.serial,
        "model": medium.model,
        "size_gb": medium.size_gb,
        "interface": medium.interface,
        "kind": medium.technology,
    }
    noted = media.note_medium(device, disk, act)
    if noted.exposed_at is None:  # one without a serial number comes from another machine all the same
        noted.exposed_at = act.at
        noted.save(update_fields=["exposed_at"])
    return noted


def _take_out(part: Part, act: Act) -> None:
    """A medium leaves the machine only with its proof made there."""
    medium = part.medium
    if medium is None:
        return
    if not medium.is_accounted or medium.device.goes_back:
        raise MediumNotSettled(
            _("%(medium)s is not proven erased in this machine: erase it first, or record its destruction.")
            % {"medium": medium}
        )
    if medium.removed_at is None and medium.state == Medium.State.ERASED:
        media.remove_medium(medium=medium, act=act)
        medium.refresh_from_db()


def _need_met(part: Part, device: Device) -> PartNeed | None:
    """What the device waited for, if this is it: the need that names this spec before one that names none."""
    open_needs = device.part_needs.filter(kind=part.kind, ended_at=None)
    met = [one for one in open_needs if one.spec.casefold() in {"", part.spec.casefold()}]
    return max(met, key=lambda one: bool(one.spec), default=None)


def _check_shelf(place: Place | None, site: Site) -> None:
    if place and place.site_id != site.pk:
        raise PartElsewhere(_("“%(place)s” is at another site.") % {"place": place})
    if place and place.closed_at:
        raise PlaceClosed(_("“%(place)s” is closed: choose another place.") % {"place": place})


def _tell(
    part: Part,
    kind: EventKind,
    devices: Sequence[Device],
    act: Act,
    *,
    reason_code: str = "",
    before: Mapping[str, Any] | None = None,
    taken_back: Sequence[DeviceEvent] = (),
) -> DeviceEvent:
    """The event in the ledger of each of the devices, as it stands by now; the first one's is given back."""
    details = {**_details(part), **({"before": dict(before)} if before else {})}
    corrected = {event.device_id: event for event in taken_back}
    keys = list(dict.fromkeys(device.pk for device in devices))
    held = {device.pk: device for device in moves.lock_all(keys)}
    told = []
    for key in keys:
        happening = Happening(
            kind=kind,
            details=details,
            corrects=corrected.get(key),
            reason_code="undo" if taken_back else reason_code,
        )
        told.append(record(DeviceEvent, held[key], happening, act))
    PartStep.objects.bulk_create([PartStep(part=part, event=event) for event in told])
    return told[0]


def _details(part: Part) -> dict[str, Any]:
    return {
        "part": str(part.public_id),
        "kind": part.kind.code,
        "label": part.kind.label,
        "spec": part.spec,
        "serial": part.serial,
        "source": part.source.code,
        "fitted_in": part.fitted_in.code if part.fitted_in else None,
    }


def _last_told(part: Part) -> list[DeviceEvent]:
    """The events of the last gesture, one in each ledger, in the order they were written."""
    steps = part.steps.select_related("event__device").order_by("-pk")[:2]
    events = [step.event for step in steps]
    return [one for one in reversed(events) if _gesture(one) == _gesture(events[0])]


def _gesture(event: DeviceEvent) -> tuple[str, Any, bool]:
    return event.kind, event.at, event.corrects_id is None
