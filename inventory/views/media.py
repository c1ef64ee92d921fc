"""What became of each storage medium, said by people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms import DestroyForm, MediumForm, ResetForm
from inventory.models import Device, Medium
from inventory.views.subjects import carry_out, device_of
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@require_POST
@requires(Permission.DEVICE_WORK)
def add(request: StaffRequest, code: str) -> HttpResponse:
    """A medium that no report names."""
    device = device_of(request, code)
    form = MediumForm(request.POST, prefix="medium")
    if not form.is_valid():
        return _wrong(request, device)
    return carry_out(
        request,
        device,
        lambda act: workflow.add_medium(device=device, act=act, **form.cleaned_data),
        done=_("The medium is noted: it must now be erased, removed or destroyed."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def state_no_storage(request: StaffRequest, code: str) -> HttpResponse:
    """A person states that the device holds no storage medium."""
    device = device_of(request, code)
    return carry_out(
        request,
        device,
        lambda act: workflow.state_no_storage(device=device, act=act),
        done=_("Your statement is recorded: no storage medium."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def attest_reset(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """Reset by one person, checked by another."""
    device, medium = _medium(request, code, public_id)
    form = ResetForm(request.POST, act=act_of(request))
    if not form.is_valid():
        return _wrong(request, device)
    return carry_out(
        request,
        device,
        lambda act: workflow.attest_reset(medium=medium, act=act, **form.cleaned_data),
        done=_("The reset is recorded, with both names."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def remove(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """The medium was taken out."""
    device, medium = _medium(request, code, public_id)
    return carry_out(
        request,
        device,
        lambda act: workflow.remove_medium(medium=medium, act=act),
        done=_("The medium is recorded as removed."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def destroy(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """The medium was physically destroyed."""
    device, medium = _medium(request, code, public_id)
    form = DestroyForm(request.POST, act=act_of(request))
    if not form.is_valid():
        return _wrong(request, device)
    witness = form.cleaned_data["witness"]
    return carry_out(
        request,
        device,
        lambda act: workflow.destroy_medium(
            medium=medium, how=form.cleaned_data["how"], witness=witness and witness.user, act=act
        ),
        done=_("The destruction is recorded."),
    )


def _medium(request: StaffRequest, code: str, public_id: str) -> tuple[Device, Medium]:
    device = device_of(request, code)
    return device, get_object_or_404(Medium, device=device, public_id=public_id)


def _wrong(request: StaffRequest, device: Device) -> HttpResponse:
    messages.error(request, _("Something is missing: say how, and who where a second person is asked for."))
    return redirect("inventory:device-detail", device.code)
