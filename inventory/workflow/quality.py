"""Quality control: a checklist by one person, a signature by another."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Checklist, Device, DeviceEvent, QualityCheck
from inventory.states import EventKind, Move, Stage
from inventory.workflow import gates, moves
from inventory.workflow.refusals import ChecklistMissing, SecondPersonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

OK, FAULT, NOT_APPLICABLE = "ok", "fault", "none"


@transaction.atomic
def fill_checklist(
    *, device: Device, checklist: Checklist, results: Mapping[str, str], grade: str, act: Act
) -> QualityCheck:
    """Record a test. It passes when no item is at fault and every item was answered; locks must be clear, not skipped."""
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    if device.stage != Stage.QUALITY_CHECK:
        raise MoveNotAllowed(
            _("The checklist is filled in at quality control."), allowed=moves.allowed(device, act)
        )
    unanswered = [
        item["code"]
        for item in checklist.items
        if results.get(item["code"]) not in {OK, FAULT, NOT_APPLICABLE}
    ]
    if unanswered:
        raise ChecklistMissing(_("Answer every item: %(count)d left.") % {"count": len(unanswered)})
    locks = [item["code"] for item in checklist.items if item.get("is_lock")]
    QualityCheck.objects.filter(device=device, voided_at=None).update(voided_at=act.at)
    check = QualityCheck.objects.create(
        device=device,
        checklist=checklist,
        results=dict(results),
        passed=FAULT not in results.values(),
        locks_clear=all(results[code] == OK for code in locks),
        tested_by=act.by,
        tested_at=act.at,
    )
    details = {
        "version": checklist.version,
        "passed": check.passed,
        "locks_clear": check.locks_clear,
        "grade": grade,
    }
    happening = Happening(kind=EventKind.CHECKED, details=details, changes={"grade": grade} if grade else {})
    record(DeviceEvent, device, happening, act)
    return check


@transaction.atomic
def sign_off(*, device: Device, act: Act) -> DeviceEvent:
    """A second person signs the latest checklist and the device becomes ready.

    A site of one person may be exempted by the administrator: the exemption is an event of the device.
    """
    act.require(Permission.DEVICE_SIGN_OFF)
    device = moves.locked(device)
    moves.check_place(device, act)
    check = gates.current_check(device)
    if check is None or not check.passed:
        raise ChecklistMissing(_("There is no passed checklist to sign."))
    if check.tested_by == act.by:
        if not device.site.sign_off_by_tester:
            raise SecondPersonNeeded(_("You tested this device: a colleague signs."))
        record(DeviceEvent, device, Happening(kind=EventKind.EXEMPTED, details={"rule": "sign_off"}), act)
    check.signed_by, check.signed_at = act.by, act.at
    check.save(update_fields=["signed_by", "signed_at"])
    record(
        DeviceEvent,
        device,
        Happening(kind=EventKind.SIGNED_OFF, details={"version": check.checklist.version}),
        act,
    )
    return moves.move(device=device, move=Move.RELEASE, act=act)


def checklist_for(device: Device) -> Checklist | None:
    """The current checklist of the device's type, else the one for any other device."""
    current = Checklist.objects.order_by("-version")
    return current.filter(type=device.type).first() or current.filter(type__code="other").first()
