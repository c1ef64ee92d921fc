"""One device's page, and what moves and describes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import codes, workflow
from inventory.forms import DescriptionForm, MoveForm
from inventory.models import Part, Place
from inventory.states import RULES, Move
from inventory.views.file import device_file
from inventory.views.subjects import device_of
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

MOVERS = (Permission.DEVICE_WORK, Permission.DEVICE_RECEIVE, Permission.DEVICE_EXIT)


@requires(Permission.DEVICE_VIEW)
def scanned(request: StaffRequest, code: str) -> HttpResponse:
    """A label leads to the page of the device, of the place or the part."""
    if codes.is_practice(code):
        return redirect("inventory:practice")
    named = codes.parse(code)
    if named and Place.objects.visible_to(request.acting).filter(code=named).exists():
        return redirect("inventory:place-detail", named)
    part = Part.objects.visible_to(request.acting).filter(code=named).first() if named else None
    if part:
        return redirect("inventory:part-detail", part.public_id)
    return redirect("inventory:device-detail", device_of(request, code).code)


@requires(Permission.DEVICE_VIEW)
def device_detail(request: StaffRequest, code: str) -> HttpResponse:
    """All there is to know of a device, and the gestures that would succeed now."""
    device = device_of(request, code)
    if device.code != code:
        return redirect("inventory:device-detail", device.code)
    return render(request, "inventory/device_detail.html", device_file(device, act_of(request)))


@require_POST
@requires(*MOVERS)
def move(request: StaffRequest, code: str) -> HttpResponse:
    """Make one move of one device."""
    device = device_of(request, code)
    form = MoveForm(request.POST, moves=[one for one in RULES if RULES[one].is_free])
    if not form.is_valid():
        messages.error(request, _("There is no such action."))
        return redirect("inventory:device-detail", device.code)
    wanted: Move = form.cleaned_data["move"]
    return carry_out(
        request,
        lambda act: workflow.move(
            device=device, move=wanted, act=act, reason_code=form.cleaned_data["reason_code"]
        ),
        done=_("Done: %(move)s.") % {"move": wanted.label},
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(*MOVERS)
def undo(request: StaffRequest, code: str) -> HttpResponse:
    """Take back one's own last move of this device."""
    device = device_of(request, code)
    return carry_out(
        request,
        lambda act: workflow.undo(device=device, act=act),
        done=_("Your last move was taken back."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_CORRECT)
def correct(request: StaffRequest, code: str) -> HttpResponse:
    """Take back the last move, whoever made it, with a reason."""
    device = device_of(request, code)
    return carry_out(
        request,
        lambda act: workflow.correct(
            device=device,
            act=act,
            reason_code=request.POST.get("reason_code", ""),
            note=request.POST.get("note", "").replace("\0", "").strip()[:500],
        ),
        done=_("The last move was taken back."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def describe(request: StaffRequest, code: str) -> HttpResponse:
    """Complete or correct what is known of a device."""
    device = device_of(request, code)
    form = DescriptionForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "inventory/device_detail.html",
            {**device_file(device, act_of(request)), "description_form": form},
            status=400,
        )
    return carry_out(
        request,
        lambda act: workflow.describe(device=device, item=form.item(), act=act),
        done=_("The description is up to date."),
        then=redirect("inventory:device-detail", device.code),
    )
