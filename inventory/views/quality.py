"""Quality control: the checklist, then the signature of another person."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms import ChecklistForm
from inventory.views.file import device_file
from inventory.views.subjects import carry_out, device_of
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@require_POST
@requires(Permission.DEVICE_WORK)
def fill_checklist(request: StaffRequest, code: str) -> HttpResponse:
    """Record a test, item by item."""
    device = device_of(request, code)
    checklist = workflow.checklist_for(device)
    if checklist is None:
        raise Http404
    form = ChecklistForm(request.POST, checklist=checklist)
    if not form.is_valid():
        context = {**device_file(device, act_of(request)), "checklist_form": form}
        return render(request, "inventory/device_detail.html", context, status=400)
    return carry_out(
        request,
        device,
        lambda act: workflow.fill_checklist(
            device=device,
            checklist=checklist,
            results=form.results(),
            grade=form.cleaned_data["grade"],
            act=act,
        ),
        done=_("The checklist is recorded."),
    )


@require_POST
@requires(Permission.DEVICE_SIGN_OFF)
def sign_off(request: StaffRequest, code: str) -> HttpResponse:
    """The second person's signature makes the device ready."""
    device = device_of(request, code)
    return carry_out(
        request,
        device,
        lambda act: workflow.sign_off(device=device, act=act),
        done=_("Signed: the device is ready to distribute."),
    )
