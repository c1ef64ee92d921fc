"""Quality control: a checklist by one person, a signature by another."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from inventory.models import CheckDraft, Checklist, CheckPhoto, Device, DeviceEvent, QualityCheck
from inventory.models.quality import ANSWERS, CHECK_STAGES, FAULT, NOT_APPLICABLE, OK
from inventory.states import GRADES, EventKind, Move, Stage
from inventory.workflow import gates, grading, moves
from inventory.workflow.refusals import (
    ChecklistMissing,
    LockUnanswered,
    PhotoMissing,
    PhotoNotOpen,
    PinNotProven,
    SecondPersonNeeded,
    SignOffMissing,
)
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention, StoredFile
from reuse.accounts.roles import Permission
from reuse.accounts.workflow import ProvenPin
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

MOST_PHOTOS = 3  # an item
LONGEST_NOTE = 240
FRESH = timedelta(minutes=2)  # how long a proven PIN may wait for its signature


@transaction.atomic
def fill_checklist(
    *,
    device: Device,
    checklist: Checklist,
    results: Mapping[str, str],
    grade: str,
    act: Act,
    notes: Mapping[str, str] | None = None,
) -> QualityCheck:
    """Record a test. It passes when no item is at fault and every item was answered; locks must be clear, not skipped.

    What was begun before ends with it, and its photos go into the test.
    """
    device = _at_the_bench(device, act)
    if device.stage != checklist.stage:
        raise MoveNotAllowed(
            _("This list is filled in at “%(stage)s”.") % {"stage": Stage(checklist.stage).label},
            allowed=moves.allowed(device, act),
        )
    _check_answers(device, checklist, results)
    device.checks.filter(stage=checklist.stage, voided_at=None).update(voided_at=act.at)
    check = QualityCheck.objects.create(
        device=device,
        checklist=checklist,
        stage=checklist.stage,
        results={item.code: results[item.code] for item in checklist.entries},
        notes=_tidy(notes or {}, checklist),
        passed=FAULT not in results.values(),
        locks_clear=all(results[item.code] == OK for item in checklist.entries if item.is_lock),
        tested_by=act.by,
        tested_at=act.at,
    )
    _open_photos(device, checklist.stage).update(check_made=check)
    CheckDraft.objects.filter(device=device, stage=checklist.stage).delete()
    details = {
        "stage": checklist.stage,
        "version": checklist.version,
        "passed": check.passed,
        "locks_clear": check.locks_clear,
        "grade": grade,
        "faults": [code for code, result in check.results.items() if result == FAULT],
    }
    happening = Happening(kind=EventKind.CHECKED, details=details, changes={"grade": grade} if grade else {})
    record(DeviceEvent, device, happening, act)
    if grade:
        grading.settle(device, act)
    return check


def _check_answers(device: Device, checklist: Checklist, results: Mapping[str, str]) -> None:
    items = checklist.entries
    left = [item for item in items if results.get(item.code) not in ANSWERS]
    if left:
        raise ChecklistMissing(
            _("Answer every item: %(items)s.") % {"items": ", ".join(str(item) for item in left[:5])}
        )
    skipped = [item for item in items if item.is_lock and results[item.code] == NOT_APPLICABLE]
    if skipped and device.type.has_locks:
        raise LockUnanswered(
            _("A lock is looked at, never left out: %(items)s.") % {"items": ", ".join(map(str, skipped))}
        )
    shown = set(_open_photos(device, checklist.stage).values_list("item", flat=True))
    unseen = [
        item
        for item in items
        if item.needs_photo_on_fault and results[item.code] == FAULT and item.code not in shown
    ]
    if unseen:
        raise PhotoMissing(_("Take a photo of: %(items)s.") % {"items": ", ".join(map(str, unseen))})


@transaction.atomic
def keep_draft(
    *,
    device: Device,
    results: Mapping[str, str],
    act: Act,
    notes: Mapping[str, str] | None = None,
    grade: str = "",
    is_whole: bool = False,
) -> CheckDraft:
    """Keep what was answered so far, on top of what was; `is_whole`: instead of it."""
    device, checklist = _begun(device, act)
    codes = {item.code for item in checklist.entries}
    draft = CheckDraft.objects.filter(device=device, stage=checklist.stage).first() or CheckDraft(
        device=device, stage=checklist.stage
    )
    answered = {code: answer for code, answer in results.items() if code in codes and answer in ANSWERS}
    said = _tidy(notes or {}, checklist)
    draft.results = answered if is_whole else {**draft.results, **answered}
    draft.notes = said if is_whole else {**draft.notes, **said}
    draft.grade = grade if grade in GRADES else "" if is_whole else draft.grade
    draft.by, draft.at = act.by, act.at
    draft.save()
    return draft


@transaction.atomic
def forget_answer(*, device: Device, item: str, act: Act) -> None:
    """Take one answer of what was begun back."""
    device, checklist = _begun(device, act)
    draft = CheckDraft.objects.filter(device=device, stage=checklist.stage).first()
    if draft:
        draft.results.pop(item, None)
        draft.save(update_fields=["results"])


@transaction.atomic
def finish_draft(*, device: Device, act: Act) -> QualityCheck:
    """What was begun becomes the test, if nothing is left open."""
    device, checklist = _begun(device, act)
    draft = CheckDraft.objects.filter(device=device, stage=checklist.stage).first()
    return fill_checklist(
        device=device,
        checklist=checklist,
        results=draft.results if draft else {},
        notes=draft.notes if draft else {},
        grade=draft.grade if draft else "",
        act=act,
    )


@transaction.atomic
def add_photo(*, device: Device, item: str, picture: bytes, act: Act) -> CheckPhoto:
    """Show what an item looks like. `picture`: a JPEG made by `reuse.core.photos.clean`, without anything beside the image."""
    device, checklist = _begun(device, act)
    if item not in {one.code for one in checklist.entries}:
        raise ChecklistMissing(_("The list has no such item."))
    if _open_photos(device, checklist.stage).filter(item=item).count() >= MOST_PHOTOS:
        raise PhotoMissing(_("%(count)d photos of an item are enough.") % {"count": MOST_PHOTOS})
    kept = files.keep(
        picture,
        name=f"{device.code}-{item}.jpg",
        media_type="image/jpeg",
        retention=Retention.PHOTO,
        owner=device.holder,
        act=act,
    )
    return CheckPhoto.objects.create(
        device=device, stage=checklist.stage, item=item, file=kept, by=act.by, at=act.at
    )


@transaction.atomic
def drop_photo(*, photo: CheckPhoto, act: Act) -> None:
    """A photo of a test that is not finished goes, with its bytes."""
    _at_the_bench(photo.device, act)
    photo = CheckPhoto.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.check_made_id:
        raise PhotoNotOpen(_("This photo belongs to a finished test: it stays."))
    file = photo.file
    photo.delete()
    StoredFile.objects.filter(pk=file.pk).delete()  # the sweep removes the bytes nobody names


@transaction.atomic
def sign_off(*, device: Device, proof: ProvenPin, act: Act) -> DeviceEvent:
    """A second person signs the latest checklist with their own PIN and the device becomes ready.

    A site of one person may be exempted by the administrator: the exemption is an event of the device.
    """
    act.require(Permission.DEVICE_SIGN_OFF)
    if proof.user_id != act.by.pk or not act.recorded_at - FRESH <= proof.at <= act.recorded_at:
        raise PinNotProven(_("Sign with your own PIN."))
    device = moves.locked(device)
    moves.check_place(device, act)
    if device.stage != Stage.QUALITY_CHECK:
        raise MoveNotAllowed(
            _("“%(move)s” is not possible: the device is at “%(stage)s”.")
            % {"move": Move.RELEASE.label, "stage": Stage(device.stage).label},
            allowed=moves.allowed(device, act),
        )
    check = gates.current_check(device)
    missing = [one for one in gates.lacks(device) if not isinstance(one, SignOffMissing)]
    if missing or check is None:
        raise gates.joined(missing)
    if check.tested_by == act.by:
        if not device.site.sign_off_by_tester:
            raise SecondPersonNeeded(_("You tested this device: a colleague signs."))
        record(DeviceEvent, device, Happening(kind=EventKind.EXEMPTED, details={"rule": "sign_off"}), act)
    check.signed_by, check.signed_at = act.by, act.at
    check.save(update_fields=["signed_by", "signed_at"])
    details = {"version": check.checklist.version}
    record(DeviceEvent, device, Happening(kind=EventKind.SIGNED_OFF, details=details), act)
    return moves.move(device=device, move=Move.RELEASE, act=act)


def checklist_for(device: Device, *, on: date, stage: str = Stage.QUALITY_CHECK) -> Checklist | None:
    """The list of the device's type in force that day at a stage, else the one for any other device."""
    current = Checklist.objects.in_force(on).filter(stage=stage).select_related("type")
    return current.filter(type=device.type).first() or current.filter(type__code="other").first()


def _begun(device: Device, act: Act) -> tuple[Device, Checklist]:
    """The device, held, and the list that is filled in at its stage."""
    device = _at_the_bench(device, act)
    checklist = checklist_for(device, on=act.on, stage=device.stage) if device.stage in CHECK_STAGES else None
    if checklist is None:
        raise MoveNotAllowed(
            _("No list is filled in at “%(stage)s”.") % {"stage": Stage(device.stage).label},
            allowed=moves.allowed(device, act),
        )
    return device, checklist


def _at_the_bench(device: Device, act: Act) -> Device:
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    return device


def _open_photos(device: Device, stage: str) -> models.QuerySet[CheckPhoto]:
    return CheckPhoto.objects.filter(device=device, stage=stage, check_made=None)


def _tidy(notes: Mapping[str, str], checklist: Checklist) -> dict[str, str]:
    """The notes of items of the list, without what is no text."""
    codes = {item.code for item in checklist.entries}
    said = {code: note.replace("\0", "").strip()[:LONGEST_NOTE] for code, note in notes.items()}
    return {code: note for code, note in said.items() if code in codes and note}
