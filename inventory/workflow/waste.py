"""The only module that writes the regulatory status: a device becomes waste, and leaves that status by a dated record."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation
from inventory import queries
from inventory.models import BatchWeight, Device, DeviceEvent, ExitOfWaste
from inventory.states import WASTE_REASONS, EventKind, Move, Stage
from inventory.workflow import gates, moves
from inventory.workflow.refusals import ChecklistMissing, CriteriaMissing, NotWaste, ReasonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted

# Beyond these it is no longer ours to say.
_HERE = frozenset({Stage.RECEIVED, Stage.TRIAGE, Stage.AUDIT, Stage.ERASURE, Stage.REPAIR, Stage.SETUP})
DECLARED_AT = _HERE | {Stage.QUALITY_CHECK, Stage.AFTER_SALES}


@transaction.atomic
def become_waste(*, device: Device, reason_code: str, act: Act) -> DeviceEvent:
    """Say that a device we hold is waste in law: it came as such, or was discarded. Recycling says so by itself."""
    act.require(Permission.DEVICE_EXIT)
    device = _here(device, act)
    if reason_code not in WASTE_REASONS:
        raise ReasonNeeded(_("Choose a reason."), allowed=list(WASTE_REASONS))
    if device.regulatory_status == Device.Status.WASTE:
        raise NotWaste(_("This device is waste already."))
    happening = Happening(
        kind=EventKind.BECAME_WASTE,
        reason_code=reason_code,
        changes={"regulatory_status": Device.Status.WASTE},
    )
    return record(DeviceEvent, device, happening, act)


@transaction.atomic
def leave_waste(
    *, device: Device, criteria: Collection[str], tests: str, reference: str, act: Act
) -> DeviceEvent:
    """Declare that a device is waste no longer: every criterion stated, on a passed checklist, under a reference."""
    act.require(Permission.DEVICE_EXIT)
    device = _here(device, act)
    if device.regulatory_status != Device.Status.WASTE:
        raise NotWaste(_("This device is not waste: there is nothing to leave."))
    rule = queries.criteria_on(act.on)
    if rule is None or {item["code"] for item in rule.items} - set(criteria):
        raise CriteriaMissing(_("Every criterion must hold: tick each one, or leave the device as waste."))
    check = gates.current_check(device)
    if check is None or not check.passed:
        raise ChecklistMissing(
            _("Its tests come first: no full checklist passed since the last repair."),
            allowed=[Move.CHECK],
        )
    kept = ExitOfWaste.objects.create(
        device=device,
        criteria=rule,
        check_made=check,
        tests=tests,
        reference=reference,
        declared_by=act.by,
        at=act.at,
    )
    happening = Happening(
        kind=EventKind.LEFT_WASTE,
        details={"reference": kept.reference, "criteria": sorted(criteria)},
        changes={"regulatory_status": Device.Status.LEFT_WASTE},
    )
    return record(DeviceEvent, device, happening, act)


def weigh_batch(*, donation: Donation, grams: int, act: Act) -> BatchWeight:
    """What the whole batch weighed when it came in; a second weighing replaces the first, which stays on record."""
    act.require(Permission.DEVICE_RECEIVE)
    if act.organisation != donation.receiver and not act.organisation.is_network:
        raise NotPermitted(_("This batch is addressed to another organisation."))
    return BatchWeight.objects.create(donation=donation, grams=grams, by=act.by, at=act.at)


def _here(device: Device, act: Act) -> Device:
    """Held, at a stage of the workshop, where this organisation works."""
    device = moves.locked(device)
    moves.check_place(device, act)
    if device.stage not in DECLARED_AT:
        raise MoveNotAllowed(
            _("The device is not in work: it is at “%(stage)s”.") % {"stage": Stage(device.stage).label},
            allowed=moves.allowed(device, act),
        )
    return device
