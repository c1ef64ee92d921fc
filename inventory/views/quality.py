"""Quality control at the bench: the checklist, what a fault leads to, the signature of another person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import ChecklistForm, SignForm
from inventory.models import Checklist, Device
from inventory.states import Move
from inventory.views.subjects import device_of
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out, kept_file, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import NotPermitted


@requires(Permission.DEVICE_WORK)
def check(request: StaffRequest, code: str) -> HttpResponse:
    """The list of the device's stage, item by item. What is answered is kept at once; `do=finish` makes it the test."""
    device = device_of(request, code)
    act = act_of(request)
    checklist = workflow.checklist_for(device, on=act.on, stage=device.stage)
    if checklist is None:
        messages.warning(request, _("There is no list to fill in at this stage."))
        return redirect("inventory:device-detail", device.code)
    form = _form(request, device, checklist)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request):
            _keep(form, device, act)
            if request.POST.get("do") != "finish":
                messages.success(request, _("Kept: you can go on later, or somebody else can."))
                return redirect("inventory:device-check", device.code)
            workflow.finish_draft(device=device, act=act)
            messages.success(request, _("The checklist is recorded."))
            return redirect(f"{device_page(device)}#quality")
        return redirect("inventory:device-check", device.code)
    context = {
        "device": device,
        "form": form,
        "checklist": checklist,
        "draft": queries.draft_of(device),
        "left": sum(1 for row in form.rows if not row.answer.value()),
    }
    return render(request, "inventory/check.html", context, status=400 if form.is_bound else 200)


def _form(request: StaffRequest, device: Device, checklist: Checklist) -> ChecklistForm:
    draft = queries.draft_of(device)
    begun = ChecklistForm.begun(draft.results, draft.notes, draft.grade) if draft else {"grade": device.grade}
    return ChecklistForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        checklist=checklist,
        locks_count=device.type.has_locks,
        kept=queries.open_photos(device),
        initial=begun,
    )


def _keep(form: ChecklistForm, device: Device, act: Act) -> None:
    workflow.keep_draft(
        device=device,
        results=form.results(),
        notes=form.notes(),
        grade=form.cleaned_data["grade"],
        act=act,
        is_whole=True,
    )
    for item, picture in form.pictures().items():
        workflow.add_photo(device=device, item=item, picture=picture, act=act)


@require_POST
@requires(Permission.DEVICE_WORK)
def repair(request: StaffRequest, code: str) -> HttpResponse:
    """To repair, with the faults of the test as its reason."""
    device = device_of(request, code)
    done = workflow.current_check(device)
    note = _("Fault: %(faults)s") % {"faults": "; ".join(done.faults)} if done and done.faults else ""
    return carry_out(
        request,
        lambda act: workflow.move(device=device, move=Move.REPAIR, act=act, note=note[:500]),
        done=_("Done: %(move)s.") % {"move": Move.REPAIR.label},
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@sensitive_post_parameters("pin")
@requires(Permission.DEVICE_SIGN_OFF, Permission.DEVICE_WORK)
def sign_off(request: StaffRequest, code: str) -> HttpResponse:
    """The second person's signature makes the device ready: on their own page by PIN, on a colleague's by badge and PIN."""
    device = device_of(request, code)
    form = SignForm(request.POST)
    form.is_valid()
    badge, pin = form.cleaned_data.get("badge", ""), form.cleaned_data.get("pin", "")
    now = clock.now()
    with refusals_shown(request):
        if badge or request.POST.get("badge"):
            here = stations.workstation_of(request)
            if here is None:
                raise NotPermitted(
                    _("This computer is no workstation: your colleague signs from their own session.")
                )
            signer, proof = accounts.prove_badge(code=badge, pin=pin, workstation=here, now=now)
            act = Act.now(signer, now)
        else:
            act = Act.now(request.acting, now)
            proof = accounts.prove_pin(user=act.by, pin=pin, now=now)
        workflow.sign_off(device=device, proof=proof, act=act)
        messages.success(
            request, _("Signed by %(person)s: the device is ready to distribute.") % {"person": act.by}
        )
    return redirect(f"{device_page(device)}#quality")


@requires(Permission.DEVICE_WORK)
def photo(request: StaffRequest, code: str, public_id: UUID) -> HttpResponseBase:
    """A photo of an item; each opening is recorded."""
    device = device_of(request, code)
    shown = get_object_or_404(device.check_photos.select_related("file__owner"), public_id=public_id)
    holder = device.holder
    return kept_file(request, shown.file, purpose="quality control", holder=holder, as_attachment=False)


@require_POST
@requires(Permission.DEVICE_WORK)
def drop_photo(request: StaffRequest, code: str, public_id: UUID) -> HttpResponse:
    """A photo taken by mistake goes, as long as the test is not finished."""
    device = device_of(request, code)
    dropped = get_object_or_404(device.check_photos.select_related("device"), public_id=public_id)
    with refusals_shown(request):
        workflow.drop_photo(photo=dropped, act=act_of(request))
    return redirect("inventory:device-check", device.code)


def device_page(device: Device) -> str:
    """Where the device's file is."""
    return reverse("inventory:device-detail", args=[device.code])
