"""The list of devices, one device's page, and what moves and describes them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import codes, queries, workflow
from inventory.forms import DescriptionForm, DeviceFilterForm, MoveForm, free_moves
from inventory.models import Device, Place
from inventory.states import RULES, Move
from inventory.views import pages
from inventory.views.file import device_file
from inventory.views.subjects import carry_out, device_of
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach

MOVERS = (Permission.DEVICE_WORK, Permission.DEVICE_RECEIVE, Permission.DEVICE_EXIT)


@requires(Permission.DEVICE_VIEW)
def device_list(request: StaffRequest) -> HttpResponse:
    """The devices one may see, narrowed by the address, page by page."""
    form = DeviceFilterForm(request.GET, sites=_sites(request.acting))
    found = queries.devices(request.acting, form.wanted())
    page = pages.latest_moved_first(
        found, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render(
        request,
        "inventory/device_list.html",
        {
            "form": form,
            "page": page,
            "is_filtered": form.wanted() != queries.DeviceFilter(),
            "may_move": bool(free_moves(request.acting)),
            "may_print": request.acting.may(Permission.LABEL_PRINT),
            "may_attach": request.acting.may(Permission.EVIDENCE_ADD),
        },
    )


def _sites(acting: Membership) -> Iterable[Site]:
    sites = Site.objects.filter(organisation__is_workshop=True)
    if acting.description.reach == Reach.SITES:
        sites = sites.filter(organisation=acting.organisation)
    return sites.order_by("name")


@require_POST
@requires(Permission.DEVICE_VIEW)
def move_many(request: StaffRequest) -> HttpResponse:
    """What to do with the devices chosen in the list: labels, or a move, asked first and told device by device."""
    chosen = [code for text in request.POST.getlist("d") if (code := codes.parse(text))][: pages.SIZE * 10]
    devices = list(
        Device.objects.visible_to(request.acting)
        .filter(code__in=chosen)
        .select_related("type", "donation")
        .order_by("code")
    )
    if not devices:
        messages.warning(request, _("Choose at least one device."))
        return redirect("inventory:device-list")
    if request.POST.get("do") == "labels":
        return redirect(
            f"{reverse('inventory:labels')}?{urlencode({'codes': ' '.join(d.code for d in devices)})}"
        )
    stages = {device.stage for device in devices}
    moves = [one for one in free_moves(request.acting) if stages & RULES[one].sources]
    form = MoveForm(request.POST if request.POST.get("do") == "move" else None, moves=moves)
    context: dict[str, Any] = {"form": form, "devices": devices}
    if form.is_valid():
        context["outcomes"] = workflow.move_all(devices=devices, act=act_of(request), **form.cleaned_data)
        context["move"] = form.cleaned_data["move"]
    return render(request, "inventory/device_move.html", context)


@requires(Permission.DEVICE_VIEW)
def scanned(request: StaffRequest, code: str = "", bare: str = "") -> HttpResponse:
    """The address in a label's QR leads to the page of the device, or of the place."""
    if codes.is_practice(code or bare):
        return redirect("inventory:practice")
    named = codes.parse(code or bare)
    if named and Place.objects.visible_to(request.acting).filter(code=named).exists():
        return redirect("inventory:place-detail", named)
    return redirect("inventory:device-detail", device_of(request, code or bare).code)


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
        device,
        lambda act: workflow.move(
            device=device, move=wanted, act=act, reason_code=form.cleaned_data["reason_code"]
        ),
        done=_("Done: %(move)s.") % {"move": wanted.label},
    )


@require_POST
@requires(*MOVERS)
def undo(request: StaffRequest, code: str) -> HttpResponse:
    """Take back one's own last move of this device."""
    device = device_of(request, code)
    return carry_out(
        request,
        device,
        lambda act: workflow.undo(device=device, act=act),
        done=_("Your last move was taken back."),
    )


@require_POST
@requires(Permission.DEVICE_CORRECT)
def correct(request: StaffRequest, code: str) -> HttpResponse:
    """Take back the last move, whoever made it, with a reason."""
    device = device_of(request, code)
    return carry_out(
        request,
        device,
        lambda act: workflow.correct(
            device=device,
            act=act,
            reason_code=request.POST.get("reason_code", ""),
            note=request.POST.get("note", "").replace("\0", "").strip()[:500],
        ),
        done=_("The last move was taken back."),
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
        device,
        lambda act: workflow.describe(device=device, item=form.item(), act=act),
        done=_("The description is up to date."),
    )
