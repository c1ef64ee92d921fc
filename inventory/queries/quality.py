"""Questions about checklists: the versions there are, what was begun, and the words a follower sheet's barcodes say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.models import CheckDraft, Checklist, CheckPhoto, Device, Identifier
from inventory.models.quality import CHECK_STAGES
from inventory.states import COMMANDS, Stage
from reuse.core.models import DeviceType

# What a sheet says whatever its list: the next item does not apply; take the last answer back; the sheet is done.
NOT_APPLICABLE, ALL_OK, ITEM = "none", "ok", "item"
_NONE_NAME = "check:none"
NONE_TEXT = codes.command_code(_NONE_NAME)
NONE_WORDS: Promise = _("Does not apply: then the item")


@dataclass(frozen=True, slots=True)
class Word:
    """What a barcode of a follower sheet says: `kind` is one of NOT_APPLICABLE, ALL_OK (of `items`), ITEM (at fault)."""

    kind: str
    type: str = ""
    stage: str = ""
    items: tuple[str, ...] = ()


def all_ok_name(checklist: Checklist) -> str:
    """The command “all the rest is fine”, of this version alone: what a later version asks for stays open."""
    return f"check:{checklist.type.code}:{checklist.stage}:{checklist.version}:ok"


def item_name(checklist: Checklist, item: str) -> str:
    """The command that an item is at fault, in whatever version of the list."""
    return f"check:{checklist.type.code}:{checklist.stage}:{item}"


def words() -> Mapping[str, Word]:
    """Every text a follower sheet may hold, with what it says. One statement."""
    published = Checklist.objects.published().select_related("type").order_by("pk")
    return dict(_words_of(published)) | {NONE_TEXT: Word(NOT_APPLICABLE)}


def _words_of(checklists: Iterable[Checklist]) -> Iterator[tuple[str, Word]]:
    for checklist in checklists:
        kind, stage, items = checklist.type.code, checklist.stage, checklist.entries
        yield (
            codes.command_code(all_ok_name(checklist)),
            Word(ALL_OK, kind, stage, tuple(item.code for item in items)),
        )
        for item in items:
            yield (
                codes.command_code(item_name(checklist, item.code)),
                Word(ITEM, kind, stage, (item.code,)),
            )


def mistakable(checklist: Checklist) -> list[str]:
    """Items whose barcode would read as another command: their code is to be changed. Nearly always none."""
    taken = {codes.command_code(command.name) for command in COMMANDS} | {NONE_TEXT}
    others = Checklist.objects.published().exclude(type=checklist.type, stage=checklist.stage)
    taken |= {text for text, _word in _words_of(others.select_related("type"))}
    own = [codes.command_code(item_name(checklist, item.code)) for item in checklist.entries]
    own_ok = codes.command_code(all_ok_name(checklist))
    return [
        item.code
        for place, item in enumerate(checklist.entries)
        if own[place] in taken or own[place] == own_ok or own[place] in own[:place]
    ]


@dataclass(frozen=True, slots=True)
class Versions:
    """The list of one type of device at one stage: what is in force, all that was, and what is being written."""

    type: DeviceType
    stage: Stage
    in_force: Checklist | None
    planned: Checklist | None
    draft: Checklist | None
    all: Sequence[Checklist]


def checklists(on: date) -> list[Versions]:
    """Every type's list at each stage that may have one. Two statements."""
    known: dict[tuple[int, str], list[Checklist]] = {}
    for one in Checklist.objects.select_related("type", "published_by").order_by("-version"):
        known.setdefault((one.type_id, one.stage), []).append(one)
    stages = (Stage.QUALITY_CHECK, *(stage for stage in CHECK_STAGES if stage != Stage.QUALITY_CHECK))
    types = list(DeviceType.objects.all())
    return [_versions(kind, stage, known.get((kind.pk, stage), []), on) for stage in stages for kind in types]


def versions_of(kind: DeviceType, stage: Stage, on: date) -> Versions:
    """One type's list at one stage."""
    found = Checklist.objects.filter(type=kind, stage=stage).select_related("type", "published_by")
    return _versions(kind, stage, list(found.order_by("-version")), on)


def _versions(kind: DeviceType, stage: Stage, found: Sequence[Checklist], on: date) -> Versions:
    published = [one for one in found if one.since]
    return Versions(
        kind,
        stage,
        in_force=next((one for one in published if one.since and one.since <= on), None),
        planned=next((one for one in published if one.since and one.since > on), None),
        draft=next((one for one in found if not one.since), None),
        all=published,
    )


def draft_of(device: Device) -> CheckDraft | None:
    """What was begun at the device's stage."""
    return CheckDraft.objects.filter(device=device, stage=device.stage).select_related("by").first()


def open_photos(device: Device) -> list[CheckPhoto]:
    """The photos of what was begun at the device's stage."""
    return list(CheckPhoto.objects.filter(device=device, stage=device.stage, check_made=None))


@dataclass(frozen=True, slots=True)
class SheetLine:
    """An item on paper: its words, its picture, and what the barcode of its fault holds."""

    words: str
    picture: str
    text: str
    is_lock: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the follower sheet of a device says."""

    code: str
    name: str
    facts: Sequence[str]
    version: str
    lines: Sequence[SheetLine]
    all_ok: str  # what the barcode “all the rest is fine” holds


def sheets_for(devices: Sequence[Device], *, on: date) -> list[Sheet]:
    """The sheets of devices with the quality control in force that day. Two statements, however many devices."""
    current: dict[str, Checklist] = {}
    lists = Checklist.objects.in_force(on).filter(stage=Stage.QUALITY_CHECK).select_related("type")
    for one in lists:
        current.setdefault(one.type.code, one)
    found = ((device, current.get(device.type.code) or current.get("other")) for device in devices)
    return [_sheet(device, checklist) for device, checklist in found if checklist]


def _sheet(device: Device, checklist: Checklist) -> Sheet:
    serial = next((one.value for one in device.identifiers.all() if one.kind == Identifier.Kind.SERIAL), "")
    return Sheet(
        code=device.code,
        name=device.name,
        facts=[str(device.type), *([serial] if serial else []), device.donation.ref],
        version=str(checklist),
        lines=[
            SheetLine(
                str(item),
                item.picture,
                codes.command_code(item_name(checklist, item.code)),
                is_lock=item.is_lock and device.type.has_locks,
            )
            for item in checklist.entries
        ],
        all_ok=codes.command_code(all_ok_name(checklist)),
    )
