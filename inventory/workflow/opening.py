"""Opening stock: devices that were here before this installation enter its ledger, no further than what is proven."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation, Sheet
from donors.states import Lane
from inventory import codes
from inventory.models import DeclaredTotal, Device, DeviceEvent, Identifier, Place
from inventory.states import EventKind, Move, Stage
from inventory.workflow import gates, moves
from inventory.workflow.devices import identifier_of
from inventory.workflow.items import Item, description_of
from inventory.workflow.numbering import issue_codes
from inventory.workflow.refusals import ReasonNeeded
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record_all
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

OPENING = "opening_stock"
CHUNK = 500
# At these stages a device is no longer in stock: it enters a total, and no ledger of its own.
PAST = frozenset(
    {
        *(Stage.HANDED_OVER, Stage.RECYCLED, Stage.PARTS, Stage.LOST),
        *(Stage.RETURNED_TO_DONOR, Stage.OTHER_REUSE, Stage.NOT_DELIVERED),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A device of a stock sheet: what it is, and where the sheet says it stands."""

    item: Item
    stage: Stage = Stage.RECEIVED
    code: str = ""  # of ours, or of another installation
    weight_g: int | None = None
    received_on: date | None = None
    left_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of some entries. `declared`: outcome, type and month (ISO, or empty) → how many."""

    created: int
    known: int
    declared: Counter[tuple[str, str, str]]


def enters_at(stage: Stage, *, holds_data: bool) -> Stage:
    """Where a device said to be at a stage enters: at the stage that would prove what a sheet cannot."""
    if holds_data and stage in gates.MEDIA_GUARDED:
        return Stage.ERASURE
    if stage in {Stage.READY, Stage.RESERVED}:
        return Stage.QUALITY_CHECK
    return Stage.RECEIVED if stage == Stage.ANNOUNCED else stage


@transaction.atomic
def keep_stock(
    *,
    content: bytes,
    name: str,
    site: Site,
    lane: Lane,
    default_stage: Stage,
    summary: Mapping[str, Any],
    mapping: Mapping[int, str],
    act: Act,
) -> Sheet:
    """Keep a stock sheet, whatever is in it, in a batch of its own. The same file again is the same sheet.

    `mapping`, and `said` in its summary: how its columns and its status words are read.
    """
    check_right(site, act)
    file = files.keep(
        content,
        name=name,
        media_type="application/octet-stream",
        retention=Retention.SHEET,
        owner=site.organisation,
        act=act,
    )
    known = Sheet.objects.filter(
        donation__site=site, donation__is_opening_stock=True, file__sha256=file.sha256, name=file.name
    )
    if sheet := known.exclude(state=Sheet.State.UNDONE).last():
        file.delete()
        return sheet
    donation = donations.open_stock(site=site, lane=lane, title=file.name[:120], act=act)
    return Sheet.objects.create(
        donation=donation,
        file=file,
        name=file.name,
        state=Sheet.State.REFUSED if summary.get("refused") else Sheet.State.READ,
        sheet_name=summary.get("sheet") or "",
        summary={**summary, "stage": default_stage.value},
        mapping={str(index): field for index, field in mapping.items()},
        added_by=act.by,
        added_at=act.at,
    )


@transaction.atomic
def map_stock(
    *,
    sheet: Sheet,
    mapping: Mapping[int, str],
    headers: Sequence[str],
    said: Mapping[str, str],
    summary: Mapping[str, Any],
    act: Act,
) -> Sheet:
    """Read the columns and the status words as a person says, this time and the next; `said`: word → stage."""
    check_right(sheet.donation.site, act)
    held = Sheet.objects.select_for_update(of=("self",)).select_related("job", "donation").get(pk=sheet.pk)
    if held.state in {Sheet.State.IMPORTED, Sheet.State.UNDONE} or (held.job and held.job.is_unfinished):
        raise MoveNotAllowed(_("This sheet is imported: undo the import to read it otherwise."))
    said = {word: Stage(stage).value for word, stage in said.items()}
    kept = {**summary, "stage": held.summary.get("stage", Stage.RECEIVED.value), "said": said}
    donations.read_so(sheet=held, mapping=mapping, headers=headers, summary=kept)
    return held


@transaction.atomic
def start_opening(*, sheet: Sheet, act: Act) -> Job:
    """Ask for the import of a stock sheet; asked again while it runs, it is the same job."""
    check_right(sheet.donation.site, act)
    held = Sheet.objects.select_for_update(of=("self",)).select_related("job").get(pk=sheet.pk)
    if held.state in {Sheet.State.REFUSED, Sheet.State.UNDONE}:
        raise MoveNotAllowed(_("This sheet cannot be imported: drop it again."))
    if held.job and held.job.is_unfinished:
        return held.job
    params = {"sheet": str(sheet.public_id)}
    held.job = jobs.enqueue(kind=OPENING, params=params, act=act, total=held.summary.get("rows_ready", 0))
    held.save(update_fields=["job"])
    return held.job


@transaction.atomic
def open_stock(*, sheet: Sheet, entries: Sequence[Entry], act: Act) -> Opened:
    """Enter these devices in the ledger, each with its opening event; those known already are left as they are."""
    donation = sheet.donation
    check_right(donation.site, act)
    types = {one.code: one for one in DeviceType.objects.all()}
    declared = Counter[tuple[str, str, str]]()
    present = []
    for entry in entries:
        if entry.stage in PAST:
            month = f"{entry.left_on:%Y-%m}-01" if entry.left_on else ""
            declared[entry.stage.value, _type(entry, types).code, month] += 1
        else:
            present.append(entry)
    known = _Known(sheet, present)
    fresh = [entry for entry in present if not known.has(entry)]
    _create(sheet, fresh, types, act)
    return Opened(created=len(fresh), known=len(present) - len(fresh), declared=declared)


@transaction.atomic
def finish_opening(
    *, sheet: Sheet, created: int, known: int, declared: Mapping[tuple[str, str, str], int], act: Act
) -> None:
    """Say on the sheet what became of it, and keep the totals it declares; imported again, those it has stay."""
    held = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not held.declared_totals.exists():
        _declare(held, declared, act)
    counts = {"created": created, "known": known, "declared": sum(declared.values())}
    held.state, held.summary = Sheet.State.IMPORTED, {**held.summary, **counts}
    held.save(update_fields=["state", "summary"])


def _declare(sheet: Sheet, declared: Mapping[tuple[str, str, str], int], act: Act) -> None:
    types = {one.code: one for one in DeviceType.objects.all()}
    DeclaredTotal.objects.bulk_create(
        DeclaredTotal(
            sheet=sheet,
            outcome=outcome,
            type=types[kind],
            month=date.fromisoformat(month) if month else None,
            quantity=quantity,
            by=act.by,
            at=act.at,
        )
        for (outcome, kind, month), quantity in sorted(declared.items())
    )


@transaction.atomic
def withdraw_total(*, total: DeclaredTotal, reason: str, act: Act) -> DeclaredTotal:
    """A declared total no longer counts; it stays readable with the reason."""
    check_right(total.sheet.donation.site, act)
    if not reason.strip():
        raise ReasonNeeded(_("Say why."))
    held = DeclaredTotal.objects.select_for_update(of=("self",)).get(pk=total.pk)
    if held.withdrawn_at:
        raise MoveNotAllowed(_("This total was withdrawn already."))
    held.withdrawn_at, held.withdrawn_by, held.reason = act.at, act.by, reason.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    return held


@transaction.atomic
def correct_total(
    *, total: DeclaredTotal, quantity: int, month: date | None, reason: str, act: Act
) -> DeclaredTotal:
    """Another total in place of a wrong one, which stays readable with the reason."""
    old = withdraw_total(total=total, reason=reason, act=act)
    return DeclaredTotal.objects.create(
        sheet=old.sheet,
        outcome=old.outcome,
        type=old.type,
        month=month.replace(day=1) if month else None,
        quantity=quantity,
        by=act.by,
        at=act.at,
        replaces=old,
    )


def withdraw_opening(*, sheet: Sheet, act: Act) -> tuple[int, int]:
    """Undo an import while its devices are untouched; returns how many left the stock, and how many had been touched."""
    check_right(sheet.donation.site, act)
    untouched = list(sheet.devices.filter(last_seq=1).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(untouched), CHUNK):
        _withdraw(untouched[start : start + CHUNK], act)
    with transaction.atomic():
        sheet.declared_totals.filter(withdrawn_at=None).update(withdrawn_at=act.at, withdrawn_by=act.by)
        sheet.state = Sheet.State.UNDONE
        sheet.save(update_fields=["state"])
    return len(untouched), sheet.devices.count()


@transaction.atomic
def _withdraw(keys: Sequence[int], act: Act) -> None:
    gone = Happening(
        kind=EventKind.CORRECTED,
        move=Move.NOT_DELIVERED,
        to_stage=Stage.NOT_DELIVERED,
        reason_code="import_undone",
        changes={"sheet": None, "row_number": None, "place": None},
    )
    held = [device for device in moves.lock_all(keys) if device.last_seq == 1]
    record_all(DeviceEvent, [(device, gone) for device in held], act)


def check_right(site: Site, act: Act) -> None:
    """Managers open the stock of their own sites, coordinators and administrators that of any."""
    act.require(Permission.DEVICE_CORRECT)
    if act.membership.description.reach == Reach.SITES and site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This site belongs to another organisation."))


def _type(entry: Entry, types: Mapping[str, DeviceType]) -> DeviceType:
    return types.get(entry.item.type) or types["other"]


def _create(sheet: Sheet, entries: Sequence[Entry], types: Mapping[str, DeviceType], act: Act) -> None:
    donation = sheet.donation
    places = _places(donation.site, entries)
    happenings, identifiers = [], []
    for code, entry in zip(issue_codes(len(entries)), entries, strict=True):
        received_at = _noon(entry.received_on, donation.site, act)
        device = Device(
            code=code,
            type=_type(entry, types),
            donation=donation,
            sheet=sheet,
            row_number=entry.item.row,
            site=donation.site,
            place=places.get(_key(entry.place)),
            owner=donation.receiver,
            holder=donation.receiver,
            lane=donation.lane,
            stage="",
            stage_since=act.at,
            received_at=received_at,
            exposed_at=received_at,
            weight_g=entry.weight_g,
            extra=dict(entry.item.extra),
            **description_of(entry.item),
        )
        stage = enters_at(entry.stage, holds_data=device.type.holds_data)
        opened = Happening(kind=EventKind.OPENED, to_stage=stage, details={"said": entry.stage.value})
        happenings.append((device, opened))
        names = {**entry.item.identifiers, Identifier.Kind.CODE: code}
        if entry.code:  # another installation's label is still on it
            names.setdefault(Identifier.Kind.REFURBISHER, entry.code)
        identifiers += [
            (device, kind, value) for kind, value in names.items() if codes.normalised(value or "")
        ]
    record_all(DeviceEvent, happenings, act, are_new=True)
    Identifier.objects.bulk_create(
        [identifier_of(device, kind, value, act) for device, kind, value in identifiers],
        batch_size=500,
        ignore_conflicts=True,
    )


def _noon(on: date | None, site: Site, act: Act) -> datetime | None:
    """The middle of the day it came in, never later than now."""
    if on is None:
        return None
    return min(datetime.combine(on, time(12), ZoneInfo(site.time_zone)).astimezone(UTC), act.at)


def _places(site: Site, entries: Iterable[Entry]) -> dict[str, Place]:
    """The open places of the site that these entries name."""
    if not any(entry.place for entry in entries):
        return {}
    return {_key(place.name): place for place in Place.objects.open().filter(site=site)}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


class _Known:
    """The devices of this workshop that these entries speak of, so that nothing enters twice."""

    def __init__(self, sheet: Sheet, entries: Sequence[Entry]) -> None:
        donation: Donation = sheet.donation
        here = Device.objects.filter(site__organisation=donation.receiver).exclude(stage=Stage.NOT_DELIVERED)
        names = {
            codes.normalised(value)
            for entry in entries
            for value in (*entry.item.identifiers.values(), entry.code)
            if value
        }
        found = Identifier.objects.filter(normalised__in=names, device__in=here)
        self.names = {
            (kind, normalised, type_code if kind == Identifier.Kind.SERIAL else "")
            for kind, normalised, type_code in found.values_list("kind", "normalised", "device__type__code")
        }
        rows = {entry.item.row for entry in entries if entry.item.row is not None}
        same_list = here.filter(sheet__name=sheet.name, donation__is_opening_stock=True, row_number__in=rows)
        self.rows = Counter(same_list.values_list("row_number", flat=True))

    def has(self, entry: Entry) -> bool:
        """Maker and serial are a hint: a serial number counts within a type."""
        item, bare = entry.item, codes.normalised(entry.code)
        if bare and {(Identifier.Kind.CODE, bare, ""), (Identifier.Kind.REFURBISHER, bare, "")} & self.names:
            return True
        named = {
            (kind, codes.normalised(value), item.type if kind == Identifier.Kind.SERIAL else "")
            for kind, value in item.identifiers.items()
            if codes.normalised(value or "")
        }
        if named or bare:
            return bool(named & self.names)
        return self.rows[item.row] > item.nth
