"""The set a request needs beside its device: other devices, and accessories of the counted stock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, QuerySet, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models import Allocation, AllocationItem, Request, SetRule
from beneficiaries.queries.fitting import LARGE_SCREEN, free_devices
from beneficiaries.queries.scanned import device_named
from beneficiaries.states import Accessory, ConnectionHelp, Feature
from inventory import queries as inventory
from inventory.models import AccessoryHold, AccessoryKind, Category, Device
from inventory.queries.reference import Field, Kind, Table
from reuse.accounts.models import Site
from reuse.core.models import DeviceType

CHARGER, SIM = str(Category.CHARGER), str(Category.SIM)
# What is asked for and is a device of its own, by the code of its type.
DEVICES: Mapping[str, str] = {Accessory.MONITOR: "monitor"}
# Codes of the kinds of the inventory that answer what is asked for.
KINDS: Mapping[str, tuple[str, ...]] = {
    Accessory.BAG: ("bag",),
    Accessory.MOUSE: ("mouse_usb",),
    Accessory.KEYBOARD: ("keyboard_usb",),
    Accessory.HEADSET: ("headset",),
    Accessory.WEBCAM: ("webcam",),
    Feature.SIMPLE_KEYBOARD: ("keyboard_large",),
}
SET_TABLE = Table(
    "set_rules",
    _("What goes with a type of device"),
    _("What is given whether it was asked for or not, from a day on."),
    SetRule,
    ("part", "since"),
    (
        Field("part", _("Category"), Kind.TEXT, choices=tuple(Category.choices)),
        Field("types", _("Types of devices"), Kind.TYPES),
        Field("since", pgettext_lazy("rule", "From"), Kind.DAY),
        Field("source", _("Source"), Kind.TEXT),
    ),
)

Rules = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Aside:
    """What was put aside with a device, and what could not be, in words."""

    held: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What texts name at a hand-over: devices, kinds of accessories; and those that name neither."""

    devices: tuple[Device, ...]
    kinds: tuple[AccessoryKind, ...]
    unknown: tuple[str, ...]


def set_rules(on: date) -> Rules:
    """For each part, the types of devices given with it on a day."""
    return {rule.part: rule.types for rule in SetRule.objects.filter(since__lte=on).order_by("since")}


def items_with(request: Request, rules: Rules) -> dict[str, str]:
    """The accessories that go with the device, code and words: what its type is given with, and what was asked for."""
    parts = {part: str(capfirst(Category(part).label)) for part in _parts(request, rules)}
    asked = {code: str(Accessory(code).label) for code in request.accessories if code in KINDS}
    keyboard = Feature.SIMPLE_KEYBOARD
    large = {str(keyboard): str(keyboard.label)} if keyboard in request.features else {}
    return parts | asked | large


def devices_with(request: Request) -> list[str]:
    """Codes of the types of the other devices asked for, but those the person has from an earlier hand-over."""
    return _devices_with(request, set(_kept(request).values_list("device__type__code", flat=True)))


def _devices_with(request: Request, kept: Collection[str]) -> list[str]:
    asked = [DEVICES[code] for code in request.accessories if code in DEVICES]
    return [code for code in asked if code not in {*kept, request.type.code}]


def _kept(*requests: Request) -> QuerySet[AllocationItem]:
    return AllocationItem.objects.filter(
        allocation__request__in=[one.pk for one in requests], handed_over_on__isnull=False, released_at=None
    )


def devices_wanted(requests: Sequence[Request]) -> dict[int, list[str]]:
    """The same for many requests, in one statement."""
    kept: dict[int, set[str]] = {}
    for request, code in _kept(*requests).values_list("allocation__request", "device__type__code"):
        kept.setdefault(request, set()).add(code)
    return {one.pk: _devices_with(one, kept.get(one.pk, ())) for one in requests}


def free_for_set(request: Request, code: str, site: Site) -> QuerySet[Device]:
    """Free devices of a type that lie at a site: the size asked for first, then the longest in stock."""
    free = free_devices().filter(type__code=code, site=site)
    if Feature.LARGE_SCREEN in request.features:
        is_large = Case(When(screen__regex=LARGE_SCREEN, then=Value(0)), default=Value(1))
        return free.order_by(is_large, "stage_since", "pk")
    return free.order_by("stage_since", "pk")


def parts_at(request: Request, site: Site) -> list[tuple[DeviceType, Device | None]]:
    """For each other device of the set, the one that would go with a device at a site; None: none is free there."""
    types = {one.code: one for one in DeviceType.objects.filter(code__in=DEVICES.values())}
    return [(types[code], free_for_set(request, code, site).first()) for code in devices_with(request)]


def items_of(allocation: Allocation) -> list[AllocationItem]:
    """The other devices of the set that are held for it, or with the person."""
    held = allocation.items.filter(released_at=None)
    return list(held.select_related("device__type", "device__site", "device__place", "device__owner"))


def lacking(allocation: Allocation) -> list[DeviceType]:
    """Types of devices the set should have and has not."""
    have = {item.device.type.code for item in items_of(allocation)}
    wanted = set(devices_with(allocation.request)) - have
    return list(DeviceType.objects.filter(code__in=wanted))


def wanted_with(request: Request, device: Device, on: date) -> dict[str, list[AccessoryKind]]:
    """For each accessory needed, by its code, the kinds that would do, the best first."""
    kinds = list(AccessoryKind.objects.all())
    asked = {code: set(KINDS[code]) for code in (*request.accessories, *request.features) if code in KINDS}
    if request.connection_help == ConnectionHelp.SIM:
        asked[SIM] = {"sim"}
    wanted = {code: [kind for kind in kinds if kind.code in codes] for code, codes in asked.items()}
    for part in _parts(request, set_rules(on)):
        wanted.setdefault(part, _of_part(part, device, kinds))
    return {code: found for code, found in wanted.items() if found}


def _parts(request: Request, rules: Rules) -> list[str]:
    return [part for part, types in rules.items() if request.type.code in types]


def _of_part(part: str, device: Device, kinds: Sequence[AccessoryKind]) -> list[AccessoryKind]:
    """Kinds of a category; none when one is attached. A charger must be one the model takes: none if that is not known."""
    if device.accessories.filter(detached_at=None, kind__category=part).exists():
        return []
    of_part = [kind for kind in kinds if kind.category == part]
    if part != CHARGER:
        return of_part
    takes = inventory.chargers_of(device)
    return [kind for kind in of_part if inventory.charges(kind, takes)]


def code_of(kind: AccessoryKind) -> str:
    """Under which code a kind goes with a device: what it answers, else its category."""
    named = (str(code) for code, kinds in KINDS.items() if kind.code in kinds)
    return next(named, kind.category)


def aside_for(allocation: Allocation, on: date) -> Aside:
    """What lies aside for an allocation now, and what of its set is not there."""
    holds = AccessoryHold.objects.filter(allocation=allocation.public_id, ended_at=None)
    held = [one.stock.kind for one in holds.select_related("stock__kind")]
    have = {kind.pk for kind in held}
    wanted = wanted_with(allocation.request, allocation.device, on)
    missing = [choice[0] for choice in wanted.values() if not have & {kind.pk for kind in choice}]
    return Aside(tuple(map(str, held)), tuple(map(str, missing)))


def read_scanned(texts: Iterable[str]) -> Scanned:
    """What each text names: the label of a device, or a kind of accessory by its barcode or its code."""
    kinds = list(AccessoryKind.objects.all())
    devices: list[Device] = []
    found: list[AccessoryKind] = []
    unknown: list[str] = []
    for text in texts:
        entry = inventory.entry_in(text, kinds)
        kind = entry.kind if entry else next((one for one in kinds if one.code == text.strip()), None)
        if kind:
            found.append(kind)
        elif device := device_named(text):
            devices.append(device)
        else:
            unknown.append(text)
    return Scanned(tuple(devices), tuple(found), tuple(unknown))
