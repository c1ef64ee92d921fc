"""The columns of the list of devices: one dictionary for the page, its exports, and a stock sheet brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donors.states import Lane
from inventory import codes
from inventory.models import Device, Identifier
from inventory.states import Stage
from reuse.core.tables import Cell
from reuse.lists.description import Column


@dataclass(frozen=True, slots=True)
class DeviceColumn(Column):
    """A column of devices.

    `reads`: the field of `donors.sheets` its cells are read as in a sheet of ours that comes back (`extra`: read by
    its title). No column names a person.
    """

    reads: str = "extra"


def _named(kind: Identifier.Kind) -> Callable[[Device], str]:
    """The latest identifier of a kind that still holds."""

    def value(device: Device) -> str:
        found = [one for one in device.identifiers.all() if one.kind == kind and one.until is None]
        return max(found, key=attrgetter("pk")).value if found else ""

    return value


def _local(name: str) -> Callable[[Device], Cell]:
    def value(device: Device) -> Cell:
        instant = getattr(device, name)
        return timezone.localtime(instant).replace(tzinfo=None) if instant else None

    return value


def _received_on(device: Device) -> Cell:
    return timezone.localtime(device.received_at).date() if device.received_at else None


def _thousandth(name: str, of: int) -> Callable[[Device], Cell]:
    """Grams as kilograms, megabytes as gigabytes: whole numbers where they are."""

    def value(device: Device) -> Cell:
        small = getattr(device, name)
        if small is None:
            return None
        return small // of if small % of == 0 else round(Decimal(small) / of, 3).normalize()

    return value


def _identifiers(code: str, label: Promise, kind: Identifier.Kind, reads: str) -> DeviceColumn:
    return DeviceColumn(code, label, _named(kind), loads=("identifiers",), reads=reads)


_K = Identifier.Kind
COLUMNS: tuple[DeviceColumn, ...] = (
    DeviceColumn(
        "code", _("Code"), lambda device: codes.shown(device.code), is_default=True, orders=("code", "")
    ),
    DeviceColumn("stage", _("Stage"), lambda device: str(Stage(device.stage).label), is_default=True),
    DeviceColumn(
        "type",
        pgettext_lazy("device", "Type"),
        lambda device: str(device.type),
        joins=("type",),
        reads="type",
        is_default=True,
    ),
    DeviceColumn("maker", _("Maker"), attrgetter("manufacturer"), reads="manufacturer", is_default=True),
    DeviceColumn("model", _("Model"), attrgetter("model"), reads="model", is_default=True),
    _identifiers("serial", _("Serial number"), _K.SERIAL, "serial"),
    _identifiers("tag", _("Donor's inventory number"), _K.DONOR_TAG, "asset_tag"),
    _identifiers("imei", _("IMEI"), _K.IMEI, "imei"),
    _identifiers("refurbisher", _("Refurbisher's number"), _K.REFURBISHER, "refurbisher_id"),
    _identifiers("emmaus", _("Emmaüs no."), _K.EMMAUS, "emmaus_id"),
    DeviceColumn(
        "since", _("At this stage since"), _local("stage_since"), is_default=True, orders=("", "oldest")
    ),
    DeviceColumn("grade", _("Grade"), attrgetter("grade"), is_default=True, is_number=True),
    DeviceColumn("category", _("Category"), attrgetter("category")),
    DeviceColumn("cpu", _("Processor"), attrgetter("cpu"), reads="cpu"),
    DeviceColumn("ram", _("Memory (GB)"), _thousandth("ram_mb", 1024), reads="ram", is_number=True),
    DeviceColumn("storage", _("Storage (GB)"), attrgetter("storage_gb"), reads="storage", is_number=True),
    DeviceColumn("screen", _("Screen (inches)"), attrgetter("screen"), reads="screen", is_number=True),
    DeviceColumn("battery", _("Battery (%)"), attrgetter("battery_percent"), reads="battery", is_number=True),
    DeviceColumn("weight", _("Weight (kg)"), _thousandth("weight_g", 1000), is_number=True),
    DeviceColumn(
        "batch", _("Batch"), lambda device: device.donation.ref, joins=("donation",), is_default=True
    ),
    DeviceColumn("donor", _("Donor"), lambda device: device.donation.donor.name, joins=("donation__donor",)),
    DeviceColumn("lane", _("Legal lane"), lambda device: str(Lane(device.lane).label)),
    DeviceColumn("site", _("Site"), lambda device: device.site.name, joins=("site",), is_default=True),
    DeviceColumn(
        "place", _("Place"), lambda device: device.place.name if device.place else "", joins=("place",)
    ),
    DeviceColumn("received", _("Received on"), _received_on),
    DeviceColumn("comment", _("Comment"), attrgetter("comment"), reads="comment"),
)
COLUMN_OF = {column.code: column for column in COLUMNS}
