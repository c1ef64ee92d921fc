"""Follower sheets, entered by scanning: the device, what is ticked, then the end."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from inventory import codes, queries
from inventory.models import CheckDraft, Checklist, Device
from inventory.models.quality import CHECK_STAGES, FAULT, NOT_APPLICABLE, OK
from inventory.states import END, Action, Command, Stage
from inventory.workflow.quality import checklist_for, finish_draft, forget_answer, keep_draft
from inventory.workflow.refusals import ChecklistMissing, NotADevice
from inventory.workflow.resolving import resolve
from reuse.accounts.acting import Act
from reuse.core.refusals import MoveNotAllowed


@dataclass(frozen=True, slots=True)
class Entered:
    """What one scan led to. `device`: whose sheet is open now; `is_none`: the next item does not apply."""

    told: str
    device: Device | None = None
    is_none: bool = False
    is_saved: bool = False
    has_faults: bool = False


def enter_scan(*, text: str, device: Device | None, is_none: bool, act: Act) -> Entered:
    """Understand one scan of a sheet and keep what it says. Raises what was not understood, or is still open."""
    known = queries.words()
    heard = next((word for read, _f in codes.readings(text) if (word := known.get(codes.bare(read)))), None)
    if heard:
        opened, checklist = _sheet(device, act)
        return _answer(opened, checklist, heard, is_none=is_none, act=act)
    found = resolve(text, membership=act.membership)
    if len(found.devices) == 1:
        return _open(found.devices[0], act)
    if found.command:
        return _order(found.command, device, act)
    raise NotADevice(_("“%(text)s” is neither one device nor a sheet's barcode.") % {"text": text[:60]})


def _open(device: Device, act: Act) -> Entered:
    opened, _checklist = _sheet(device, act)
    return Entered(_("Sheet of %(device)s: scan what is ticked.") % {"device": opened}, opened)


def _sheet(device: Device | None, act: Act) -> tuple[Device, Checklist]:
    if device is None:
        raise ChecklistMissing(_("Scan the device's barcode first."))
    checklist = checklist_for(device, on=act.on, stage=device.stage) if device.stage in CHECK_STAGES else None
    if checklist is None:
        raise MoveNotAllowed(
            _("%(device)s is at “%(stage)s”: no list is filled in there.")
            % {"device": device, "stage": Stage(device.stage).label}
        )
    return device, checklist


def _answer(device: Device, checklist: Checklist, word: queries.Word, *, is_none: bool, act: Act) -> Entered:
    if word.kind == queries.NOT_APPLICABLE:
        return Entered(_("Now the item that does not apply."), device, is_none=True)
    if (word.type, word.stage) != (checklist.type.code, checklist.stage):
        raise ChecklistMissing(_("This barcode is of the sheet of another type or stage."))
    before = CheckDraft.objects.filter(device=device, stage=device.stage).first()
    answers = before.results if before else {}
    if word.kind == queries.ALL_OK:
        rest = {item: OK for item in word.items if item not in answers}
        keep_draft(device=device, results=rest, act=act)
        return Entered(_("All the rest is fine."), device)
    [code] = word.items
    item = next((one for one in checklist.entries if one.code == code), None)
    if item is None:
        raise ChecklistMissing(_("The list has no such item any more."))
    answer = NOT_APPLICABLE if is_none else FAULT
    if answers.get(code) == answer:
        forget_answer(device=device, item=code, act=act)
        return Entered(_("%(item)s: taken back.") % {"item": item}, device)
    keep_draft(device=device, results={code: answer}, act=act)
    said = _("%(item)s: does not apply.") if is_none else _("%(item)s: at fault.")
    return Entered(said % {"item": item}, device)


def _order(command: Command, device: Device | None, act: Act) -> Entered:
    """Of the commands of the scan page, two belong here: the end, and the grades."""
    opened, _checklist = _sheet(device, act)
    if command.action == END:
        done = finish_draft(device=opened, act=act)
        if done.passed:
            return Entered(_("%(device)s is saved: all is fine.") % {"device": opened}, is_saved=True)
        return Entered(
            _("%(device)s is saved, at fault: %(faults)s.")
            % {"device": opened, "faults": "; ".join(done.faults)},
            opened,
            is_saved=True,
            has_faults=True,
        )
    if command.action == Action.GRADE:
        grade = command.params["grade"]
        keep_draft(device=opened, results={}, grade=grade, act=act)
        return Entered(_("Grade %(grade)s.") % {"grade": grade}, opened)
    raise ChecklistMissing(_("This command does nothing here."))
