"""Creating and describing devices: from a donor's list, or found on the bench."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation, Sheet
from inventory import codes
from inventory.models import BlankLabel, Device, DeviceEvent, Identifier
from inventory.states import EventKind, Move, Stage
from inventory.workflow import grading, moves, rolls
from inventory.workflow.numbering import issue_codes
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.copying import Each, insert
from reuse.core.ledger import Happening, record, record_all, record_first
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted

DESCRIPTION = (
    "manufacturer",
    "model",
    "cpu",
    "ram_mb",
    "storage_gb",
    "screen",
    "battery_percent",
    "grade",
    "functional_grade",
    "comment",
)
_FIELDS = {field.attname: field for field in Device._meta.concrete_fields}
_LONGEST = {name: _FIELDS[name].max_length for name in DESCRIPTION}
_BLANK = {name: _FIELDS[name].get_default() for name in DESCRIPTION}
_CODE, _TAG = Identifier.Kind.CODE.value, Identifier.Kind.DONOR_TAG.value


@dataclass(frozen=True, slots=True)
class Item:
    """One device as a donor or a technician describes it.

    `row`: its row in the donor's sheet; `nth`: which of that row's devices it is, where one row tells of several.
    """

    type: str = "other"
    row: int | None = None
    nth: int = 0
    description: Mapping[str, Any] = field(default_factory=dict)  # keys of DESCRIPTION
    identifiers: Mapping[str, str] = field(default_factory=dict)  # Identifier.Kind → value
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announced:
    """What became of some items: devices made, devices that were known and now described anew."""

    created: int
    updated: int


@transaction.atomic
def announce_items(
    *,
    donation: Donation,
    sheet: Sheet | None,
    items: Sequence[Item],
    act: Act,
    is_first_list: bool = False,
) -> Announced:
    """Turn items of a donor's list into announced devices. A list dropped again updates, and makes no twins.

    An item is known by (donation, donor's tag), then (donation, serial or IMEI), then by its row in a list of the
    same name: row 2 of another list, or of the file of corrections, is another device. `is_first_list`: the batch
    had no device before this list, whose items bear each name once; then none of them can be known.
    """
    require_list_open(donation, act)
    known = _Known((), ()) if is_first_list else _known_devices(donation, sheet, items)
    fresh: list[Item] = []
    updated = 0
    taken: set[int] = set()
    for item in items:
        device = known.find(item, taken)
        if device is None:
            fresh.append(item)
        else:
            taken.add(device.pk)
            updated += _describe(device, item, act)
    if fresh:
        own = issue_codes(len(fresh))
        _create(donation, sheet, fresh, act, stage=Stage.ANNOUNCED, kind=EventKind.ANNOUNCED, own=own)
    return Announced(created=len(fresh), updated=updated)


@transaction.atomic
def find_unlisted(*, donation: Donation, item: Item, act: Act, label: BlankLabel | None = None) -> Device:
    """A device arrived with the batch that no list names one by one: it is made, and received at once.

    `label`: the blank label it bears, whose code becomes its own.
    """
    act.require(Permission.DEVICE_RECEIVE)
    if act.organisation != donation.receiver:
        raise NotPermitted(_("This batch is addressed to another organisation."))
    donations.locked(donation)  # nobody closes its reception meanwhile
    held = rolls.hold(label, act) if label else None
    own = [held.code] if held else issue_codes(1)
    [key] = _create(donation, None, [item], act, stage=Stage.ANNOUNCED, kind=EventKind.FOUND, own=own)
    device = Device.objects.select_related("type", "donation", "site", "owner", "holder").get(pk=key)
    moves.move(device=device, move=Move.RECEIVE, act=act)
    if held:
        device.refresh_from_db()
        rolls.stick(held, device, act)
    device.refresh_from_db()
    return device


@transaction.atomic
def describe(*, device: Device, item: Item, act: Act) -> Device:
    """Complete or correct what is known of a device."""
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    _describe(device, item, act)
    grading.settle(device, act)
    return device


@transaction.atomic
def withdraw_sheet(*, sheet: Sheet, act: Act) -> int:
    """Undo an import: its devices that nobody has seen yet are marked as not delivered; returns how many."""
    require_list_open(sheet.donation, act)
    held = moves.lock_all(list(sheet.devices.filter(stage=Stage.ANNOUNCED).values_list("pk", flat=True)))
    happenings = [
        (
            device,
            Happening(
                kind=EventKind.CORRECTED,
                move=Move.NOT_DELIVERED,
                to_stage=Stage.NOT_DELIVERED,
                reason_code="import_undone",
                changes={"sheet": None, "row_number": None},
            ),
        )
        for device in held
    ]
    record_all(DeviceEvent, happenings, act)
    sheet.state = Sheet.State.UNDONE
    sheet.save(update_fields=["state"])
    return len(held)


def require_list_open(donation: Donation, act: Act) -> None:
    mine = act.organisation in {donation.donor, donation.receiver}
    may = act.membership.may(Permission.DONATION_REGISTER) or act.membership.may(Permission.DEVICE_RECEIVE)
    if not (mine and may):
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage in {"closed", "declined", "cancelled"}:
        raise MoveNotAllowed(_("This batch can no longer be changed."))


class _Known:
    """The donation's devices by the names an item may carry."""

    def __init__(self, devices: Iterable[Device], same_list: Container[int]) -> None:
        self.by_name: dict[tuple[str, str], Device] = {}
        self.by_row: dict[int, list[Device]] = {}
        for device in devices:
            for identifier in device.identifiers.all():
                self.by_name.setdefault((identifier.kind, identifier.normalised), device)
            if device.row_number is not None and device.pk in same_list:
                self.by_row.setdefault(device.row_number, []).append(device)

    def find(self, item: Item, taken: set[int]) -> Device | None:
        """The device this item speaks of, among those not yet spoken of."""
        for kind in (Identifier.Kind.DONOR_TAG, Identifier.Kind.SERIAL, Identifier.Kind.IMEI):
            value = item.identifiers.get(kind)
            device = self.by_name.get((kind, codes.normalised(value))) if value else None
            if device and device.pk not in taken:
                return device
        same_row = self.by_row.get(item.row, []) if item.row is not None else []
        for device in same_row[item.nth : item.nth + 1]:
            if device.pk not in taken and not _contradicts(device, item):
                return device
        return None


def _contradicts(device: Device, item: Item) -> bool:
    """Whether the row now names another device than before."""
    named = {one.kind: one.normalised for one in device.identifiers.all()}
    return any(
        kind in named and named[kind] != codes.normalised(value)
        for kind, value in item.identifiers.items()
        if value
    )


def _known_devices(donation: Donation, sheet: Sheet | None, items: Sequence[Item]) -> _Known:
    names = {codes.normalised(value) for item in items for value in item.identifiers.values() if value}
    rows = {item.row for item in items if item.row is not None}
    of_batch = (
        Device.objects.select_for_update(of=("self",))
        .filter(donation=donation)
        .exclude(stage=Stage.NOT_DELIVERED)
    )
    same_list = of_batch.filter(row_number__in=rows)
    same_list = same_list.filter(sheet__name=sheet.name) if sheet else same_list.filter(sheet=None)
    on_same_row = set(same_list.values_list("pk", flat=True))
    keys = on_same_row | set(
        Identifier.objects.filter(device__donation=donation, normalised__in=names).values_list(
            "device_id", flat=True
        )
    )
    found = (
        of_batch.filter(pk__in=keys)
        .select_related("type", "site", "donation")
        .prefetch_related("identifiers")
    )
    return _Known(found.order_by("pk"), on_same_row)


def _create(
    donation: Donation,
    sheet: Sheet | None,
    items: Sequence[Item],
    act: Act,
    *,
    stage: Stage,
    kind: EventKind,
    own: Sequence[str],
) -> list[int]:
    """Make devices of these codes, each with its first event and its names; return their keys in the order of the items."""
    types = {one.code: one.pk for one in DeviceType.objects.all()}
    described = [description_of(item) for item in items]
    columns = {
        "code": Each(own),
        "type_id": Each([types.get(item.type) or types["other"] for item in items]),
        "row_number": Each([item.row for item in items]),
        "extra": Each([dict(item.extra) for item in items]),
        **{name: Each([one.get(name, _BLANK[name]) for one in described]) for name in DESCRIPTION},
        "donation_id": donation.pk,
        "sheet_id": sheet and sheet.pk,
        "site_id": donation.site.pk,
        "owner_id": donation.receiver.pk,
        "holder_id": donation.receiver.pk,
        "lane": donation.lane,
        "stage": "",
    }
    keys = record_first(DeviceEvent, columns, Happening(kind=kind, to_stage=stage), act, names=own)
    _name(keys, own, items, donation, act)
    return keys


def _name(
    keys: Sequence[int], new_codes: Sequence[str], items: Sequence[Item], donation: Donation, act: Act
) -> None:
    """Give new devices their outside names, our code among them."""
    names = [
        (key, kind, value[:120], normalised[:120], donation.donor_id if kind == _TAG else None)
        for key, code, item in zip(keys, new_codes, items, strict=True)
        for kind, value in (*item.identifiers.items(), (_CODE, code))
        if value and (normalised := codes.normalised(value))
    ]
    told = ("device_id", "kind", "value", "normalised", "scope_id")
    columns = {name: Each(values) for name, values in zip(told, zip(*names, strict=True), strict=True)}
    insert(Identifier, {**columns, "since": act.at}, count=len(names))


def _describe(device: Device, item: Item, act: Act) -> int:
    """Write what the item says anew; 1 if anything changed."""
    changes = {
        name: value
        for name, value in description_of(item).items()
        if value not in ("", None) and getattr(device, name) != value
    }
    known = {(one.kind, one.normalised) for one in device.identifiers.all()}
    fresh = [
        identifier_of(device, name, value, act)
        for name, value in item.identifiers.items()
        if codes.normalised(value or "") and (name, codes.normalised(value)) not in known
    ]
    if item.type not in ("other", device.type.code):
        changes["type"] = DeviceType.objects.get(code=item.type)
    if not changes and not fresh:
        return 0
    Identifier.objects.bulk_create(fresh, ignore_conflicts=True)
    details = {
        "fields": sorted(changes),
        "identifiers": sorted({str(one.kind) for one in fresh}),
    }
    record(DeviceEvent, device, Happening(kind=EventKind.DESCRIBED, details=details, changes=changes), act)
    return 1


def description_of(item: Item) -> dict[str, Any]:
    """The columns of a device that an item fills, cut to their length."""
    return {
        name: value[: _LONGEST[name]] if isinstance(value, str) else value
        for name, value in item.description.items()
        if name in DESCRIPTION and value is not None
    }


def identifier_of(device: Device, kind: str, value: str, act: Act) -> Identifier:
    """An outside name of a device, unsaved; a donor's tag holds among the donor's devices."""
    scope = device.donation.donor if kind == Identifier.Kind.DONOR_TAG else None
    return Identifier(
        device=device,
        kind=kind,
        value=value[:120],
        normalised=codes.normalised(value)[:120],
        scope=scope,
        since=act.at,
    )
