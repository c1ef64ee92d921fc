"""What became of each storage medium, said by people, on the device's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import DestroyForm, MediumForm, RefusalForm, ResetForm
from inventory.models import Device, ErasureProof, Medium
from inventory.views import report_words
from inventory.views.subjects import device_of
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.translated import in_language


@dataclass(frozen=True, slots=True)
class Shown:
    """A medium as the page shows it: what says its state, what was said before, what may be said now."""

    medium: Medium
    proof: ErasureProof | None
    earlier: Sequence[ErasureProof]
    ticked: Sequence[str]
    is_own: bool

    @property
    def can_end(self) -> bool:
        """Whether something may still be said of it by hand."""
        return self.medium.state not in {Medium.State.ERASED, Medium.State.DESTROYED, Medium.State.ATTESTED}


def shown_media(device: Device, act: Act, *, may_work: bool) -> dict[str, Any]:
    """What the page's section on media needs; the media, their proofs and whose they are, are read before."""
    procedure = workflow.procedure_for(device) if may_work else None
    return {
        "media": [_shown(medium, act) for medium in device.media.all()],
        "opens_reports": report_words.may_open_originals(device.holder_id, act),
        "ways": [_("shredded"), _("drilled"), _("crushed"), _("degaussed")],
        "may_say": may_work,
        "may_confirm": act.membership.may(Permission.DEVICE_SIGN_OFF)
        and act.organisation == device.site.organisation,
        "medium_form": MediumForm(prefix="medium"),
        "procedure": procedure,
        "reset_form": ResetForm(procedure=procedure),
        "destroy_form": DestroyForm(act=act, initial={"on": act.on}),
        "today": act.on,
    }


def _shown(medium: Medium, act: Act) -> Shown:
    proofs = list(medium.proofs.all())
    proof = queries.proof_of(medium)
    steps = proof.procedure.steps if proof and proof.procedure else []
    return Shown(
        medium=medium,
        proof=proof,
        earlier=[one for one in proofs if one != proof],
        ticked=[in_language(step["label"]) for step in steps if proof and step["code"] in proof.steps],
        is_own=bool(proof and proof.by_id == act.by.pk),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def add(request: StaffRequest, code: str) -> HttpResponse:
    """A medium that no report names."""
    device = device_of(request, code)
    form = MediumForm(request.POST, prefix="medium")
    if not form.is_valid():
        return _wrong(request, device, form)
    return carry_out(
        request,
        lambda act: workflow.add_medium(device=device, act=act, **form.cleaned_data),
        done=_("The medium is noted: it must now be erased, removed or destroyed."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def state_no_storage(request: StaffRequest, code: str) -> HttpResponse:
    """A person states that the device holds no storage medium."""
    device = device_of(request, code)
    return carry_out(
        request,
        lambda act: workflow.state_no_storage(device=device, act=act),
        done=_("Your statement is recorded: no storage medium."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def attest_reset(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """Reset by one person: another one checks."""
    device = device_of(request, code)
    form = ResetForm(request.POST, procedure=workflow.procedure_for(device))
    return _say(
        request,
        device,
        public_id,
        form,
        lambda medium, act: workflow.attest_reset(medium=medium, steps=form.cleaned_data["steps"], act=act),
        done=_(
            "The reset is recorded under your name. Another person must now check it, in their own session."
        ),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def reset_device(request: StaffRequest, code: str) -> HttpResponse:
    """Reset by one person, of a phone or a tablet whose memory nobody has listed."""
    device = device_of(request, code)
    form = ResetForm(request.POST, procedure=workflow.procedure_for(device))
    if not form.is_valid():
        return _wrong(request, device, form)
    return carry_out(
        request,
        lambda act: workflow.reset_device(device=device, steps=form.cleaned_data["steps"], act=act),
        done=_(
            "The reset is recorded under your name. Another person must now check it, in their own session."
        ),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_SIGN_OFF)
def confirm_reset(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """Checked by a second person."""
    return _say(
        request,
        device_of(request, code),
        public_id,
        None,
        lambda medium, act: workflow.confirm_reset(medium=medium, act=act),
        done=_("The reset is confirmed, with both names: the medium counts as erased."),
    )


@require_POST
@requires(Permission.DEVICE_SIGN_OFF)
def refuse_reset(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """It does not hold: it is to be done again."""
    form = RefusalForm(request.POST)
    return _say(
        request,
        device_of(request, code),
        public_id,
        form,
        lambda medium, act: workflow.refuse_reset(medium=medium, reason=form.cleaned_data["reason"], act=act),
        done=_("Recorded: the reset does not hold and must be done again."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def remove(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """The medium was taken out."""
    return _say(
        request,
        device_of(request, code),
        public_id,
        None,
        lambda medium, act: workflow.remove_medium(medium=medium, act=act),
        done=_(
            "The medium is recorded as removed. It must still be erased or destroyed: the batch waits for it."
        ),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def destroy(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """The medium was physically destroyed."""
    form = DestroyForm(request.POST, act=act_of(request))
    return _say(
        request,
        device_of(request, code),
        public_id,
        form,
        lambda medium, act: workflow.destroy_medium(medium=medium, act=act, **form.said()),
        done=_("The destruction is recorded."),
    )


def _say(
    request: StaffRequest,
    device: Device,
    public_id: str,
    form: BaseForm | None,
    verb: Callable[[Medium, Act], object],
    *,
    done: str,
) -> HttpResponse:
    """Ask a verb about one medium of the device, once the form is right."""
    medium = get_object_or_404(Medium, device=device, public_id=public_id)
    if form and not form.is_valid():
        return _wrong(request, device, form)
    return carry_out(
        request,
        lambda act: verb(medium, act),
        done=done,
        then=redirect("inventory:device-detail", device.code),
    )


def _wrong(request: StaffRequest, device: Device, form: BaseForm) -> HttpResponse:
    """Say, field by field, what to correct."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(
            request, _("%(field)s: %(error)s") % {"field": label, "error": " ".join(map(str, errors))}
        )
    return redirect("inventory:device-detail", device.code)
