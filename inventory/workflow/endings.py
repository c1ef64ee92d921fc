"""The only module that opens, closes and sends away pallets for recycling. Closed, a pallet is frozen with its list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import (
    Device,
    DeviceEvent,
    PalletEvent,
    PalletLine,
    Place,
    RecyclingPallet,
    WasteCode,
    WasteRule,
)
from inventory.states import EventKind, Stage
from inventory.workflow import gates, moves
from inventory.workflow.certificates import described
from inventory.workflow.places import create_place
from inventory.workflow.refusals import (
    PalletChanged,
    PalletFrozen,
    PalletNotReady,
    PalletState,
    PlaceClosed,
    PlaceDoesNotFit,
    ReasonNeeded,
)
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.files import Scan
from reuse.accounts.models import Retention, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record, record_all
from reuse.core.refusals import NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind

LANGUAGE = "fr"
_NAMED = 5  # devices a refusal names

State, Event = RecyclingPallet.State, PalletEvent.Kind


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a device on a pallet keeps it from closing."""

    device: Device
    why: str


@transaction.atomic
def open_pallet(*, place: Place, act: Act) -> RecyclingPallet:
    """From now on, what lies on this pallet is meant to leave for recycling."""
    _check_right(place.site, Permission.DEVICE_WORK, act)
    place = Place.objects.select_for_update(of=("self",), no_key=True).select_related("site").get(pk=place.pk)
    if place.kind != Place.Kind.PALLET:
        raise PlaceDoesNotFit(_("“%(place)s” is no pallet.") % {"place": place})
    if place.closed_at:
        raise PlaceClosed(_("“%(place)s” is closed: reopen it first.") % {"place": place})
    if known := RecyclingPallet.objects.filter(place=place).first():
        return known
    pallet = RecyclingPallet.objects.create(place=place, stage=State.OPEN, stage_since=act.at)
    record(PalletEvent, pallet, Happening(kind=Event.OPENED, to_stage=State.OPEN), act)
    return pallet


@transaction.atomic
def begin_pallet(*, site: Site, name: str, act: Act) -> RecyclingPallet:
    """Make a new pallet, with its code, and open it for recycling."""
    place = create_place(site=site, kind=Place.Kind.PALLET, name=name, parent=None, act=act)
    return open_pallet(place=place, act=act)


@transaction.atomic
def add_loose(*, pallet: RecyclingPallet, code: WasteCode, name: str, grams: int, act: Act) -> PalletLine:
    """Waste without a label of its own: batteries, disks, cables. Weighed, and named by what it is."""
    pallet = _held(pallet, Permission.DEVICE_WORK, act, State.OPEN)
    line = PalletLine.objects.create(
        pallet=pallet, waste_code=code, name=name, grams=grams, basis=PalletLine.Basis.MEASURED
    )
    details = {"code": code.code, "grams": grams}
    record(PalletEvent, pallet, Happening(kind=Event.LOOSE_ADDED, details=details), act)
    return line


@transaction.atomic
def remove_loose(*, pallet: RecyclingPallet, line: int, act: Act) -> None:
    """It is not on the pallet after all."""
    pallet = _held(pallet, Permission.DEVICE_WORK, act, State.OPEN)
    for loose in PalletLine.objects.filter(pallet=pallet, pk=line, device=None).select_related("waste_code"):
        details = {"code": loose.waste_code.code, "grams": loose.grams}
        loose.delete()
        record(PalletEvent, pallet, Happening(kind=Event.LOOSE_REMOVED, details=details), act)


@transaction.atomic
def close_pallet(
    *,
    pallet: RecyclingPallet,
    seen: int,
    weight_g: int,
    recycler: str,
    recycler_address: str,
    carrier: str,
    act: Act,
) -> RecyclingPallet:
    """Freeze the list of what lies on it, add it up by waste code, and issue the slip.

    `seen`: how many devices the person saw on it. Devices are held before their places, in the order of a scan, so
    that nothing comes on or off meanwhile; what came on before that is refused as a change.
    """
    pallet = _held(pallet, Permission.DEVICE_EXIT, act, State.OPEN)
    keys = set(queries.devices_on(pallet).order_by().values_list("pk", flat=True))
    moves.lock_all(sorted(keys))
    inside = queries.within(pallet.place).select_for_update(of=("self",), no_key=True).order_by("pk")
    places = [place.pk for place in inside if place.closed_at is None]
    devices = list(queries.devices_on(pallet))
    if {device.pk for device in devices} != keys or len(devices) != seen:
        raise PalletChanged(
            ngettext(
                "%(count)d device lies on the pallet now: look at the list again, then close it.",
                "%(count)d devices lie on the pallet now: look at the list again, then close it.",
                len(devices),
            )
            % {"count": len(devices)}
        )
    lines = [*draft_lines(pallet, devices, on=act.on), *pallet.lines.select_related("waste_code")]
    _check_ready(devices, lines)
    PalletLine.objects.bulk_create([line for line in lines if line.pk is None], batch_size=500)
    Place.objects.filter(pk__in=places).update(closed_at=act.at)
    partners = {"recycler": recycler, "recycler_address": recycler_address, "carrier": carrier}
    slip = documents.issue(
        kind=Kind.RECYCLING_SLIP,
        issuer=pallet.place.site.organisation,
        facts=_slip_facts(pallet, lines, {**partners, "weight_grams": weight_g, "handed_by": str(act.by)}),
        act=act,
        language=LANGUAGE,
    )
    changes = {"weight_g": weight_g, "slip": slip, **partners}
    details = {"slip": slip.number, "devices": len(devices), "weight_g": weight_g, "grams": _sum(lines)}
    happening = Happening(kind=Event.CLOSED, to_stage=State.CLOSED, details=details, changes=changes)
    record(PalletEvent, pallet, happening, act)
    return pallet


@transaction.atomic
def reopen_pallet(*, pallet: RecyclingPallet, reason: str, act: Act) -> RecyclingPallet:
    """Before it is collected: its slip is void, its list is thawed, its boxes take devices again."""
    pallet = _held(pallet, Permission.DEVICE_EXIT, act, State.CLOSED)
    if not reason.strip():
        raise ReasonNeeded(_("Say why the pallet is opened again."))
    slip = pallet.slip
    if slip:
        documents.void(slip, reason=reason, act=act)
    moves.lock_all(list(pallet.lines.exclude(device=None).values_list("device", flat=True)))
    pallet.lines.exclude(device=None).delete()
    queries.within(pallet.place).filter(closed_at=pallet.place.closed_at).update(closed_at=None)
    happening = Happening(
        kind=Event.REOPENED,
        to_stage=State.OPEN,
        details={"slip": slip.number if slip else ""},
        note=reason.strip(),
        changes={"slip": None, "weight_g": None},
    )
    record(PalletEvent, pallet, happening, act)
    return pallet


@transaction.atomic
def collect_pallet(*, pallet: RecyclingPallet, on: date, tracking: str, act: Act) -> RecyclingPallet:
    """It has left the house; each device's history says with which slip."""
    pallet = _held(pallet, Permission.DEVICE_EXIT, act, State.CLOSED)
    closed = pallet.events.filter(kind=Event.CLOSED).order_by("-seq").values_list("on", flat=True).first()
    if on > act.on or (closed and on < closed):
        raise PalletState(_("It left between the day it was closed and today."))
    happening = Happening(
        kind=Event.COLLECTED,
        to_stage=State.COLLECTED,
        details={"on": str(on), "tracking": tracking},
        changes={"collected_on": on, "tracking": tracking},
    )
    record(PalletEvent, pallet, happening, act)
    told = {"pallet": pallet.place.code, "slip": pallet.slip.number if pallet.slip else ""}
    devices = moves.lock_all(list(pallet.lines.exclude(device=None).values_list("device", flat=True)))
    left = Happening(kind=EventKind.COLLECTED, details=told)
    record_all(DeviceEvent, [(device, left) for device in devices], act)
    return pallet


@transaction.atomic
def certify_pallet(*, pallet: RecyclingPallet, scan: Scan, act: Act) -> RecyclingPallet:
    """The recycler's certificate has come: kept with the pallet."""
    pallet = _held(pallet, Permission.DEVICE_EXIT, act, State.COLLECTED)
    owner = pallet.place.site.organisation
    kept = files.keep_scan(scan, retention=Retention.DOCUMENT, owner=owner, act=act)
    happening = Happening(
        kind=Event.CERTIFIED,
        to_stage=State.CERTIFIED,
        details={"sha256": kept.sha256},
        changes={"certificate": kept},
    )
    record(PalletEvent, pallet, happening, act)
    return pallet


def obstacles(devices: Sequence[Device], lines: Sequence[PalletLine]) -> Iterator[Obstacle]:
    """What must be settled before the pallet closes, device by device. `lines`: the drafts of these devices."""
    grams = {line.device_id: line.grams for line in lines if line.device_id}
    for device in devices:
        if device.stage != Stage.RECYCLED:
            stage = Stage(device.stage).label
            yield Obstacle(device, _("It is not recycled: it is at “%(stage)s”.") % {"stage": stage})
        elif refusal := gates.media_refusal(device):
            yield Obstacle(device, refusal.message)
        elif device.pk not in grams:
            yield Obstacle(device, _("Its type has no waste code yet: an administrator adds the rule."))
        elif not grams[device.pk]:
            yield Obstacle(device, _("Weigh it: no usual weight is known for its type."))


def draft_lines(pallet: RecyclingPallet, devices: Sequence[Device], *, on: date) -> list[PalletLine]:
    """What the list would say of these devices today: no line where their type has no waste code, no grams where
    neither they nor their type have a weight."""
    rules = queries.waste_rules(on)
    with translation.override(LANGUAGE):
        return [
            _draft(pallet, device, rules[device.type_id]) for device in devices if device.type_id in rules
        ]


def _draft(pallet: RecyclingPallet, device: Device, rule: WasteRule) -> PalletLine:
    is_measured = bool(device.weight_g)
    return PalletLine(
        pallet=pallet,
        device=device,
        donation=device.donation,
        type=device.type,
        waste_code=rule.code,
        name=device.name,
        serial=described(device)["serial"],
        data=_media_words(device),
        grams=device.weight_g or rule.weight_g or 0,
        basis=PalletLine.Basis.MEASURED if is_measured else PalletLine.Basis.DEFAULT,
    )


def _media_words(device: Device) -> str:
    """What became of each medium."""
    if not device.type.holds_data:
        return ""
    states = [f"{medium} ({medium.get_state_display()})" for medium in device.media.all()]
    return (", ".join(states) or _("stated: no storage medium"))[:120]


def _check_ready(devices: Sequence[Device], lines: Sequence[PalletLine]) -> None:
    if not lines:
        raise PalletNotReady(_("Nothing lies on this pallet yet."))
    found = list(obstacles(devices, lines))
    if found:
        few = "; ".join(f"{one.device}: {one.why}" for one in found[:_NAMED])
        raise PalletNotReady(
            ngettext(
                "%(count)d device may not leave yet. %(which)s",
                "%(count)d devices may not leave yet. %(which)s",
                len(found),
            )
            % {"count": len(found), "which": few + ("…" if len(found) > _NAMED else "")}
        )


def _sum(lines: Sequence[PalletLine]) -> int:
    return sum(line.grams for line in lines)


def _slip_facts(
    pallet: RecyclingPallet, lines: Sequence[PalletLine], more: Mapping[str, Any]
) -> dict[str, Any]:
    with translation.override(LANGUAGE):
        return {
            "workshop": pallet.place.site.organisation.name,
            "site": pallet.place.site.name,
            "pallet": pallet.place.code,
            **more,
            "codes": [
                {"code": one.code.code, "label": one.code.words, "things": one.things, "grams": one.grams}
                for one in queries.by_code(lines)
            ],
            "devices": [_line_facts(line) for line in lines],
        }


def _line_facts(line: PalletLine) -> dict[str, Any]:
    return {
        "code": line.device.code if line.device else "",
        "type": str(line.type or _("loose waste")),
        "name": line.name,
        "serial": line.serial,
        "data": line.data,
        "batch": line.donation.ref if line.donation else "",
        "waste_code": line.waste_code.code,
        "grams": line.grams,
        "is_measured": line.basis == PalletLine.Basis.MEASURED,
    }


def _held(pallet: RecyclingPallet, permission: Permission, act: Act, wanted: str) -> RecyclingPallet:
    """The pallet as it is now, held; refused unless it is at the state wanted."""
    held = RecyclingPallet.objects.select_for_update(of=("self",)).select_related(
        "place__site__organisation", "slip"
    )
    now = held.get(pk=pallet.pk)
    _check_right(now.place.site, permission, act)
    if now.stage != wanted:
        refusal = PalletState if wanted != State.OPEN else PalletFrozen
        raise refusal(
            _("The pallet is at “%(now)s”: this takes one at “%(wanted)s”.")
            % {"now": now.state.label, "wanted": State(wanted).label}
        )
    return now


def _check_right(site: Site, permission: Permission, act: Act) -> None:
    act.require(permission)
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))
