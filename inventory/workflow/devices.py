"""Creating and describing devices: from a donor's list, or found on the bench."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation, Sheet
from inventory import codes
from inventory.models import BlankLabel, Device, DeviceEvent, Identifier
from inventory.states import EventKind, Move, Stage
from inventory.workflow import grading, moves, rolls, waiting_rows
from inventory.workflow.items import BLANK, DESCRIPTION, Item, description_of
from inventory.workflow.numbering import issue_codes
from inventory.workflow.recognising import Known, known_devices
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.copying import Each, insert
from reuse.core.ledger import Happening, record, record_all, record_first
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted

_CODE, _TAG = Identifier.Kind.CODE.value, Identifier.Kind.DONOR_TAG.value


@dataclass(frozen=True, slots=True)
class Announced:
    """What became of some items: devices made, devices known and described anew, rows that wait for a person."""

    created: int
    updated: int
    waiting: int = 0


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

    `recognising` says which device an item speaks of; an item whose names point at several waits for a person.
    `is_first_list`: the batch had no device before this list, whose items bear each name once; then none is known.
    """
    require_list_open(donation, act)
    known = Known() if is_first_list else known_devices(donation, sheet, items)
    fresh: list[Item] = []
    doubtful: list[Item] = []
    updated = 0
    for item in items:
        if sheet and known.is_doubtful(item):
            doubtful.append(item)
        elif device := known.take(item):
            updated += write_description(device, item, act)
        else:
            fresh.append(item)
    if fresh:
        make_devices(donation, sheet, fresh, act)
    again, waiting = waiting_rows.recall_or_keep(donation, sheet, doubtful)
    updated += sum(write_description(device, item, act) for device, item in again)
    return Announced(created=len(fresh), updated=updated, waiting=waiting)


def make_devices(donation: Donation, sheet: Sheet | None, items: Sequence[Item], act: Act) -> list[int]:
    """Announce new devices under codes of their own; return their keys in the order of the items."""
    own = issue_codes(len(items))
    return _create(donation, sheet, items, act, stage=Stage.ANNOUNCED, kind=EventKind.ANNOUNCED, own=own)


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
    write_description(device, item, act)
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
    waiting_rows.forget(sheet)
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
        **{name: Each([one.get(name, BLANK[name]) for one in described]) for name in DESCRIPTION},
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
    insert(Identifier, {**columns, "since": act.at}, count=len(names), with_keys=False)


def write_description(device: Device, item: Item, act: Act) -> int:
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
