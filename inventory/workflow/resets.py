"""The reset of what no tool reports on (phones, tablets): attested by one person, confirmed or refused by another."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, ErasureProof, Medium, ResetProcedure
from inventory.states import EventKind
from inventory.workflow import media
from inventory.workflow.refusals import (
    ReasonNeeded,
    ResetNotWaiting,
    SecondPersonNeeded,
    StepsMissing,
)
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.translated import in_language

State = Medium.State


@transaction.atomic
def attest_reset(*, medium: Medium, steps: Collection[str], act: Act) -> DeviceEvent:
    """Say that every step of the type's procedure was done. The medium counts only once another person has checked."""
    medium = media.held(medium, act)
    media.require(medium, can=medium.state in {State.PRESENT, State.FAILED})
    procedure = procedure_for(medium.device)
    if procedure is None:
        raise StepsMissing(
            _("This type has no reset procedure: attach a tool's report, or remove or destroy the medium.")
        )
    left = [in_language(step["label"]) for step in procedure.steps if step["code"] not in steps]
    if left:
        raise StepsMissing(_("Not ticked yet: %(steps)s.") % {"steps": "; ".join(left)})
    return media.say(
        medium,
        State.ATTESTED,
        act,
        method=procedure.method,
        level=procedure.level,
        steps=[step["code"] for step in procedure.steps],
        procedure=procedure,
    )


@transaction.atomic
def reset_device(*, device: Device, steps: Collection[str], act: Act) -> DeviceEvent:
    """The same for a device whose memory nobody has listed: a phone always has one."""
    model = str(_("internal memory"))
    medium = media.add_medium(device=device, serial="", model=model, size_gb=device.storage_gb, act=act)
    return attest_reset(medium=medium, steps=steps, act=act)


@transaction.atomic
def confirm_reset(*, medium: Medium, act: Act) -> DeviceEvent:
    """A second person, having looked at the device, confirms in their own name: the medium is erased."""
    medium, attested = _waiting(medium, act)
    if attested.by == act.by:
        raise SecondPersonNeeded(_("You reset it yourself: another person checks."))
    return media.say(medium, State.ERASED, act, witness=act.by, **_as_attested(attested))


@transaction.atomic
def refuse_reset(*, medium: Medium, reason: str, act: Act) -> DeviceEvent:
    """The reset does not hold, and why. Whoever attested it may take back their own word so."""
    medium, attested = _waiting(medium, act)
    if not reason.strip():
        raise ReasonNeeded(_("Say what is not right, so that it can be done again."))
    return media.say(
        medium,
        State.PRESENT,
        act,
        kind=EventKind.RESET_REFUSED,
        result="refused",
        reason=reason.strip()[:240],
        witness=None if attested.by == act.by else act.by,
        **_as_attested(attested),
    )


def procedure_for(device: Device) -> ResetProcedure | None:
    """The steps in force for the device's type; none for what erasure tools report on."""
    return ResetProcedure.objects.filter(type=device.type).order_by("-version").first()


def _waiting(medium: Medium, act: Act) -> tuple[Medium, ErasureProof]:
    act.require(Permission.DEVICE_SIGN_OFF)
    medium = media.held(medium, act)
    if act.organisation != medium.device.site.organisation:
        raise SecondPersonNeeded(_("The second person works at the same workshop."))
    attested = medium.proofs.filter(result=State.ATTESTED).select_related("by", "procedure").first()
    if medium.state != State.ATTESTED or attested is None:
        raise ResetNotWaiting(_("No reset of this medium waits for a check any more."))
    return medium, attested


def _as_attested(attested: ErasureProof) -> dict[str, Any]:
    """What the first person said, kept again under both names."""
    return {
        "by": attested.by,
        "method": attested.method,
        "level": attested.level,
        "steps": attested.steps,
        "procedure": attested.procedure,
        "ended_at": attested.recorded_at.isoformat(timespec="seconds"),
    }
