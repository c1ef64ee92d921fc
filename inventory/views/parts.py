"""A part: its way, what is done with it, and which devices could give one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import codes, queries, workflow
from inventory.forms import HarvestForm, NeedForm, ShelfForm
from inventory.models import Device, Part, PartNeed
from inventory.states import SCRAP_REASONS, Stage
from inventory.views import sentences
from inventory.views.subjects import device_of
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

MOST = 200  # machines that could give


@requires(Permission.DEVICE_VIEW)
def part_givers(request: StaffRequest) -> HttpResponse:
    """The stripped devices that could give what one in repair waits for."""
    need = _need_of(request, request.GET.get("need", ""))
    found = queries.givers(request.acting, need.kind, wanted_by=need.device)
    return render(request, "inventory/part_givers.html", {"need": need, "devices": list(found[:MOST])})


@requires(Permission.DEVICE_VIEW)
def part_detail(request: StaffRequest, public_id: str) -> HttpResponse:
    """One part: where it comes from, where it went, and what may be done with it now."""
    part = _part_of(request, public_id)
    context = {
        "part": part,
        "events": [sentences.told(event) for event in reversed(queries.way_of(part))],
        "may_work": request.acting.may(Permission.DEVICE_WORK),
        "shelf_form": ShelfForm(membership=request.acting),
        "reasons": SCRAP_REASONS.items(),
        "may_come_out": bool(part.fitted_in and part.fitted_in.stage in workflow.GIVING),
    }
    return render(request, "inventory/part_detail.html", context)


@require_POST
@requires(Permission.DEVICE_WORK)
def fit(request: StaffRequest, public_id: str) -> HttpResponse:
    """Fit a part into the device whose code was scanned or typed."""
    part = _part_of(request, public_id)
    code = codes.in_address(request.POST.get("device", "")) or codes.parse(request.POST.get("device", ""))
    bearing = {"identifiers__kind": "code", "identifiers__normalised": code}
    device = Device.objects.visible_to(request.acting).filter(**bearing).first() if code else None
    if device is None:
        messages.error(request, _("No device bears this code."))
        return redirect("inventory:part-detail", part.public_id)
    return carry_out(
        request,
        lambda act: workflow.fit(part=part, device=device, act=act),
        done=_("Fitted in %(device)s.") % {"device": device},
        then=redirect("inventory:part-detail", part.public_id),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def give_back(request: StaffRequest, public_id: str) -> HttpResponse:
    """Out of the machine again, onto a shelf."""
    part = _part_of(request, public_id)
    form = ShelfForm(request.POST, membership=request.acting)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["place"])))
        return redirect("inventory:part-detail", part.public_id)
    return carry_out(
        request,
        lambda act: workflow.return_part(part=part, place=form.cleaned_data["place"], act=act),
        done=_("The part is back in stock."),
        then=redirect("inventory:part-detail", part.public_id),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def scrap(request: StaffRequest, public_id: str) -> HttpResponse:
    """Thrown away, with its reason."""
    part, reason = _part_of(request, public_id), request.POST.get("reason_code", "")
    return carry_out(
        request,
        lambda act: workflow.scrap_part(part=part, reason_code=reason, act=act),
        done=_("The part is scrapped."),
        then=redirect("inventory:part-detail", part.public_id),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def undo(request: StaffRequest, public_id: str) -> HttpResponse:
    """Take back one's own last gesture with this part."""
    part = _part_of(request, public_id)
    return carry_out(
        request,
        lambda act: workflow.undo_part(part=part, act=act),
        done=_("Your last gesture with this part was taken back."),
        then=redirect("inventory:part-detail", part.public_id),
    )


# On a device's page


@require_POST
@requires(Permission.DEVICE_WORK)
def harvest(request: StaffRequest, code: str) -> HttpResponse:
    """Take a part out of a device."""
    device = device_of(request, code)
    form = HarvestForm(
        request.POST, device=device, kinds=queries.kinds_for(device), membership=request.acting
    )
    return _checked(
        request,
        device,
        form,
        lambda act: workflow.harvest(device=device, act=act, **form.cleaned_data),
        done=_("The part is in stock."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def fit_here(request: StaffRequest, code: str) -> HttpResponse:
    """Fit a part chosen from the stock into this device."""
    device = device_of(request, code)
    part = _part_of(request, request.POST.get("part", ""))
    return carry_out(
        request,
        lambda act: workflow.fit(part=part, device=device, act=act),
        done=_("Fitted: %(part)s.") % {"part": part},
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def await_part(request: StaffRequest, code: str) -> HttpResponse:
    """State which part this device waits for."""
    device = device_of(request, code)
    form = NeedForm(request.POST, kinds=queries.kinds_for(device))
    return _checked(
        request,
        device,
        form,
        lambda act: workflow.await_part(device=device, act=act, **form.cleaned_data),
        done=_("Noted: it is in the list of devices that wait for a part."),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def call_off(request: StaffRequest, code: str, public_id: str) -> HttpResponse:
    """It no longer waits for this part."""
    device = device_of(request, code)
    need = get_object_or_404(PartNeed, device=device, public_id=public_id)
    return carry_out(
        request,
        lambda act: workflow.call_off(need=need, act=act),
        done=_("It no longer waits for this part."),
        then=redirect("inventory:device-detail", device.code),
    )


def shown_parts(device: Device, act: Act, *, may_work: bool) -> dict[str, Any]:
    """What the section of parts on a device's page needs."""
    is_in_repair = may_work and device.stage == Stage.REPAIR
    may_give = device.stage in workflow.GIVING and act.membership.may(Permission.DEVICE_WORK)
    kinds = queries.kinds_for(device) if may_give else []
    needs = [need for need in device.part_needs.all() if need.ended_at is None] if is_in_repair else []
    return {
        "parts": queries.parts_about(device),
        "waits": queries.waits(act.membership, needs),
        "part_specs": [spec for kind in kinds for spec in kind.specs],
        "harvest_form": HarvestForm(device=device, kinds=kinds, membership=act.membership)
        if may_give
        else None,
        "need_form": NeedForm(kinds=kinds, auto_id="need_%s") if is_in_repair else None,
        "fitting": list(queries.fitting(device, kinds)[:MOST]) if is_in_repair else [],
    }


def _checked(
    request: StaffRequest, device: Device, form: Any, verb: Callable[[Act], object], *, done: str
) -> HttpResponse:
    """Say what is wrong with a form, or ask the verb; back to the device either way."""
    if form.is_valid():
        return carry_out(request, verb, done=done, then=redirect("inventory:device-detail", device.code))
    wrong = [
        _("%(field)s: %(fault)s") % {"field": form.fields[name].label, "fault": " ".join(map(str, texts))}
        for name, texts in form.errors.items()
    ]
    messages.error(request, " ".join(wrong))
    return redirect("inventory:device-detail", device.code)


def _part_of(request: StaffRequest, public_id: str) -> Part:
    """The part of this identifier, if the person may see it; else there is no such page."""
    found = Part.objects.visible_to(request.acting).shown()
    return get_object_or_404(found, public_id=_uuid(public_id))


def _need_of(request: StaffRequest, public_id: str) -> PartNeed:
    return get_object_or_404(queries.open_needs(request.acting), public_id=_uuid(public_id))


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise Http404 from None
