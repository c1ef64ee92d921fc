"""An accessory: what came and went, one more or one less by a key or a barcode, and what goes with a device."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import AttachForm, CountForm, MovementForm
from inventory.models import AccessoryKind, AccessoryMovement, Device, DeviceAccessory
from inventory.views.places import sites_of
from inventory.views.subjects import device_of
from labels import svg
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission

SIZE = 50


@requires(Permission.DEVICE_VIEW)
def accessory_detail(request: StaffRequest, kind: str) -> HttpResponse:
    """One kind at a site: what came, what went and why; a movement of several, or a count."""
    one = get_object_or_404(AccessoryKind, code=kind)
    site, sites = _site(request)
    if site is None:
        raise Http404
    stock = site.accessory_stock.filter(kind=one).first()
    context = {
        "kind": one,
        "connector": queries.connector_name(one.connector),
        "site": site,
        "sites": sites,
        "quantity": stock.quantity if stock else 0,
        "page": Paginator(queries.movements(site, one), SIZE).get_page(request.GET.get("page")),
        "may_work": request.acting.may(Permission.DEVICE_WORK),
        "movement_form": MovementForm(),
        "count_form": CountForm(),
    }
    return render(request, "inventory/accessory_detail.html", context)


@requires(Permission.DEVICE_WORK)
def accessory_sheet(request: StaffRequest) -> HttpResponse:
    """A barcode for one more and one for one less of each kind, to print or to scan from the screen."""
    cards = [
        (
            kind,
            [
                (_card(text, f"{sign} {kind}"), f"{sign} {kind}", text)
                for sign, text in zip(("+1", "−1"), queries.entry_texts(kind), strict=True)
            ],
        )
        for kind in AccessoryKind.objects.all()
    ]
    return render(request, "inventory/accessory_sheet.html", {"cards": cards})


def _card(text: str, label: str) -> str:
    return mark_safe(svg.code128_svg(text, height=72, label=label))  # noqa: S308 - drawn by us


@require_POST
@requires(Permission.DEVICE_WORK)
def entry(request: StaffRequest) -> HttpResponse:
    """One more or one less, by a barcode of the sheet, a typed text or a button."""
    site, _sites = _site(request)
    text = request.POST.get("text", "")[:120]
    wanted = queries.entry_in(text, list(AccessoryKind.objects.all()))
    if site is None:
        raise Http404
    if wanted is None:
        messages.error(
            request,
            _("“%(text)s” names no single kind: scan the sheet, or type +2 and its name.") % {"text": text},
        )
        return _back(site)
    return _change(request, site, wanted.kind, wanted.change, "arrived" if wanted.change > 0 else "given")


@require_POST
@requires(Permission.DEVICE_WORK)
def move(request: StaffRequest, kind: str) -> HttpResponse:
    """Several at once, with their reason."""
    one = get_object_or_404(AccessoryKind, code=kind)
    site, _sites = _site(request)
    form = MovementForm(request.POST)
    if site is None or not form.is_valid():
        messages.error(request, _("Say how many, and why they came or went."))
        return redirect("inventory:accessory-list")
    return _change(request, site, one, form.change(), form.cleaned_data["reason"])


@require_POST
@requires(Permission.DEVICE_WORK)
def count(request: StaffRequest, kind: str) -> HttpResponse:
    """The quantity becomes what was counted."""
    one = get_object_or_404(AccessoryKind, code=kind)
    site, _sites = _site(request)
    form = CountForm(request.POST)
    if site is None or not form.is_valid():
        messages.error(request, _("Give the number that was counted."))
        return redirect("inventory:accessory-list")
    with refusals_shown(request):
        made = workflow.count_accessories(site=site, kind=one, act=act_of(request), **form.cleaned_data)
        messages.success(request, _("The quantity is corrected.") if made else _("The count agrees."))
    return _back(site, one)


@require_POST
@requires(Permission.DEVICE_WORK)
def undo(request: StaffRequest, public_id: str) -> HttpResponse:
    """Take back one's own latest movement of a kind."""
    seen = AccessoryMovement.objects.filter(stock__site__in=sites_of(request.acting))
    movement = get_object_or_404(seen.select_related("stock__site", "stock__kind"), public_id=public_id)
    return carry_out(
        request,
        lambda act: workflow.undo_movement(movement=movement, act=act),
        done=_("Taken back."),
        then=_back(movement.stock.site),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def attach(request: StaffRequest, code: str) -> HttpResponse:
    """An accessory goes with a device."""
    device = device_of(request, code)
    form = AttachForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an accessory."))
        return redirect("inventory:device-detail", device.code)
    kind = form.cleaned_data["accessory"]
    return carry_out(
        request,
        lambda act: workflow.attach_accessory(
            device=device, kind=kind, is_from_stock=not form.cleaned_data["came_with_it"], act=act
        ),
        done=_("Attached: %(kind)s.") % {"kind": kind},
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def detach(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """Taken from its device, back in stock."""
    device = device_of(request, code)
    accessory = get_object_or_404(DeviceAccessory, device=device, public_id=public_id)
    return carry_out(
        request,
        lambda act: workflow.detach_accessory(accessory=accessory, act=act),
        done=_("Taken off: it is back in stock."),
        then=redirect("inventory:device-detail", device.code),
    )


def shown_accessories(device: Device, act: Act) -> dict[str, Any]:
    """What the section of accessories on a device's page needs."""
    may_attach = act.membership.may(Permission.DEVICE_WORK) and device.stage in workflow.AT_HAND
    refusal = workflow.accessory_refusal(device) if device.stage in workflow.BEFORE_READY else None
    return {
        "accessories": [one for one in device.accessories.all() if one.detached_at is None],
        "attach_form": AttachForm(auto_id="attach_%s") if may_attach else None,
        "accessory_refusal": refusal,
    }


def _change(
    request: StaffRequest, site: Site, kind: AccessoryKind, change: int, reason: str
) -> HttpResponseRedirect:
    with refusals_shown(request):
        made = workflow.move_accessories(
            site=site, kind=kind, change=change, reason=reason, act=act_of(request)
        )
        said = _("%(kind)s: %(change)+d, that makes %(after)d.")
        messages.success(request, said % {"kind": kind, "change": change, "after": made.after})
    return _back(site, kind if request.POST.get("back") == "kind" else None)


def _back(site: Site, kind: AccessoryKind | None = None) -> HttpResponseRedirect:
    page = (
        reverse("inventory:accessory-detail", args=[kind.code])
        if kind
        else reverse("inventory:accessory-list")
    )
    return redirect(f"{page}?site={site.public_id}")


def _site(request: StaffRequest) -> tuple[Site | None, list[Site]]:
    """The site the request names, else one's own, else the first; with all one may choose from."""
    sites = sites_of(request.acting)
    named = request.POST.get("site") or request.GET.get("site") or ""
    if named and named not in {str(site.public_id) for site in sites}:
        raise Http404
    own = [
        site
        for site in sites
        if (str(site.public_id) == named if named else site.pk == request.acting.site_id)
    ]
    return next(iter([*own, *sites]), None), sites
