"""Waste in law: a device that becomes it or leaves it, a batch in kilograms."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from donors.models import Donation
from inventory import exports, queries, workflow
from inventory.forms import BatchWeightForm, BecomeWasteForm, LeaveWasteForm
from inventory.views.file import device_file
from inventory.views.subjects import device_of
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables


@require_POST
@requires(Permission.DEVICE_EXIT)
def become_waste(request: StaffRequest, code: str) -> HttpResponse:
    """Declare that a device is waste."""
    device = device_of(request, code)
    form = BecomeWasteForm(request.POST)
    reason = form.cleaned_data["reason_code"] if form.is_valid() else ""
    return carry_out(
        request,
        lambda act: workflow.become_waste(device=device, reason_code=reason, act=act),
        done=_("Noted: this device is waste until its exit is declared."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def leave_waste(request: StaffRequest, code: str) -> HttpResponse:
    """Declare that a device is waste no longer."""
    device, act = device_of(request, code), act_of(request)
    form = LeaveWasteForm(request.POST, rule=queries.criteria_on(act.on))
    if not form.is_valid():
        context = {**device_file(device, act), "leave_waste_form": form}
        return render(request, "inventory/device_detail.html", context, status=400)
    return carry_out(
        request,
        lambda act: workflow.leave_waste(device=device, act=act, **form.cleaned_data),
        done=_("The exit from waste status is recorded."),
        then=redirect("inventory:device-detail", device.code),
    )


@requires(Permission.DONATION_VIEW)
def weights(request: StaffRequest, ref: str) -> HttpResponse:
    """A batch in kilograms: what came in, and what became of it."""
    return render(request, "inventory/waste_weights.html", _weights(request, _donation(request, ref)))


@requires(Permission.DONATION_VIEW)
def weights_table(request: StaffRequest, ref: str) -> HttpResponseBase:
    """The same as CSV."""
    donation = _donation(request, ref)
    found = queries.batch_weights(donation, on=act_of(request).on)
    return _table(exports.weight_rows(found), f"poids-{donation.ref}.csv")


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def weigh_batch(request: StaffRequest, ref: str) -> HttpResponse:
    """Note what the scales said of the whole batch."""
    donation, form = _donation(request, ref), BatchWeightForm(request.POST)
    if not form.is_valid():
        context = {**_weights(request, donation), "form": form}
        return render(request, "inventory/waste_weights.html", context, status=400)
    return carry_out(
        request,
        lambda act: workflow.weigh_batch(donation=donation, grams=form.cleaned_data["grams"], act=act),
        done=_("The weight of the batch is noted."),
        then=redirect("inventory:donation-weights", donation.ref),
    )


def _weights(request: StaffRequest, donation: Donation) -> dict[str, Any]:
    act = act_of(request)
    found = queries.batch_weights(donation, on=act.on)
    is_here = act.organisation == donation.receiver or act.organisation.is_network
    may_weigh = is_here and act.membership.may(Permission.DEVICE_RECEIVE) and bool(found.types)
    return {"donation": donation, "weights": found, "form": BatchWeightForm() if may_weigh else None}


def _donation(request: StaffRequest, ref: str) -> Donation:
    visible = donation_queries.donations_for(request.acting).select_related("donor", "receiver", "site")
    return get_object_or_404(visible, ref=ref)


def _table(rows: Any, name: str) -> HttpResponseBase:
    answer = StreamingHttpResponse(tables.csv_lines(rows), content_type=tables.MEDIA_TYPES[tables.CSV])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
