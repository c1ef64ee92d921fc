"""Accessories: what lies where, what runs low, what moved, and which chargers a model takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.models import (
    AccessoryKind,
    AccessoryMovement,
    AccessoryStock,
    Category,
    Device,
    ModelCharger,
)
from reuse.accounts.models import Membership, Site

PLUS, MINUS = "plus", "minus"
_CONNECTORS: Mapping[str, str | Promise] = {
    "usb_c": "USB-C",
    "lenovo_slim": _("Lenovo rectangular"),
    "dell_7_4": "Dell 7,4 mm",
    "dell_4_5": "Dell 4,5 mm",
    "hp_4_5": "HP 4,5 mm",
    "hp_7_4": "HP 7,4 mm",
    "magsafe_2": "MagSafe 2",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind with how many lie at one site and at all the sites one sees."""

    kind: AccessoryKind
    here: int
    elsewhere: int

    @property
    def is_low(self) -> bool:
        return self.here < self.kind.low_at


def quantities(membership: Membership, site: Site) -> list[Quantity]:
    """Every kind, those never counted too, in two statements."""
    here: dict[int, int] = {}
    elsewhere: dict[int, int] = {}
    for stock in AccessoryStock.objects.visible_to(membership):
        if stock.site_id == site.pk:
            here[stock.kind_id] = stock.quantity
        else:
            elsewhere[stock.kind_id] = elsewhere.get(stock.kind_id, 0) + stock.quantity
    return [
        Quantity(kind, here.get(kind.pk, 0), elsewhere.get(kind.pk, 0))
        for kind in AccessoryKind.objects.all()
    ]


def movements(site: Site, kind: AccessoryKind | None = None) -> QuerySet[AccessoryMovement]:
    """What came and went at a site, latest first."""
    found = AccessoryMovement.objects.filter(stock__site=site)
    if kind:
        found = found.filter(stock__kind=kind)
    return found.select_related("stock__kind", "by", "device", "correction").order_by("-pk")


def in_stock_at(device: Device, category: Category) -> list[AccessoryKind]:
    """The kinds of a category of which at least one lies at the device's site."""
    return [
        stock.kind
        for stock in device.site.accessory_stock.all()
        if stock.quantity and stock.kind.category == category
    ]


def chargers_of(device: Device) -> list[ModelCharger]:
    """The chargers this model takes, of the longest name it begins with; none when it is not known."""
    if not (device.manufacturer and device.model):
        return []
    model = device.model.casefold()
    named = [
        one
        for one in ModelCharger.objects.filter(manufacturer__iexact=device.manufacturer)
        if model.startswith(one.model.casefold())
    ]
    longest = max((len(one.model) for one in named), default=0)
    return [one for one in named if len(one.model) == longest]


def charges(kind: AccessoryKind, takes: Sequence[ModelCharger]) -> bool:
    """Whether a charger has the connector and the watts that one of these rows asks for."""
    return any(one.connector == kind.connector and (kind.watts or 0) >= one.watts for one in takes)


def connector_name(connector: str) -> str:
    """A connector in words."""
    return str(_CONNECTORS.get(connector, connector))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a barcode of the sheet, or a typed text, asks for: one more or one less of a kind."""

    kind: AccessoryKind
    change: int


def entry_texts(kind: AccessoryKind) -> tuple[str, str]:
    """What the two barcodes of a kind hold: one more, one less; the same in every installation."""
    return codes.command_code(f"accessory:{PLUS}:{kind.code}"), codes.command_code(
        f"accessory:{MINUS}:{kind.code}"
    )


def entry_in(text: str, kinds: Sequence[AccessoryKind]) -> Entry | None:
    """The entry a text asks for: a barcode of the sheet, or `+3 usb`, `-1 souris`; None if it names no single kind."""
    bare = codes.bare(text)
    for kind in kinds:
        plus, minus = entry_texts(kind)
        if bare in {plus, minus}:
            return Entry(kind, 1 if bare == plus else -1)
    number, _space, name = text.strip().partition(" ")
    if not (number[:1] in "+-−" and number[1:].isdecimal() and len(number) <= 5 and name.strip()):
        return None
    words = name.casefold().split()
    named = [kind for kind in kinds if all(word in _called(kind) for word in words)]
    count = int(number[1:])
    return Entry(named[0], count if number[0] == "+" else -count) if len(named) == 1 and count else None


def _called(kind: AccessoryKind) -> str:
    """Its names in every language."""
    return " ".join([*kind.label.values(), kind.code]).casefold()
