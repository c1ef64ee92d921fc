"""What is done to many devices of the list at once: an action, foreseen first; labels."""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import labels
from inventory import codes, queries, workflow
from inventory.forms import BulkForm, DeviceFilterForm, bulk_actions
from inventory.models import Device
from inventory.views.device_list import DEVICES
from inventory.views.donation_list import DONATIONS
from inventory.workflow import MOST_AT_ONCE
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.lists import rows
from reuse.lists.views import chosen_rows
from reuse.web.templatetags.look import number

FEW_LABELS = 300  # codes an address can hold
SHOWN = 500


@require_POST
@requires(Permission.DEVICE_VIEW)
def act_on_many(request: StaffRequest) -> HttpResponseBase:
    """The devices chosen in the list: labels, or an action that is foreseen, then carried out."""
    back = f"{reverse('inventory:device-list')}?{_filters(request).query()}"
    return _act_on(request, _chosen(request), back=back)


@require_POST
@requires(Permission.DEVICE_WORK, Permission.DEVICE_EXIT, Permission.LABEL_PRINT)
def act_on_batches(request: StaffRequest) -> HttpResponseBase:
    """The devices of the batches chosen in their list, in the same way."""
    batches = chosen_rows(request, DONATIONS)
    devices = Device.objects.visible_to(request.acting).filter(
        queries.not_undone(), merged_into=None, donation__in=[batch.pk for batch in batches]
    )
    return _act_on(request, devices, back=reverse("inventory:donation-list"))


def _act_on(request: StaffRequest, chosen: QuerySet[Device], *, back: str) -> HttpResponseBase:
    devices = list(chosen.select_related("type", "donation").order_by("code")[: MOST_AT_ONCE + 1])
    if not devices:
        messages.warning(request, _("Choose at least one device."))
        return redirect(back)
    if len(devices) > MOST_AT_ONCE:
        messages.error(
            request,
            _("That is more than %(most)s devices: narrow the list first.") % {"most": number(MOST_AT_ONCE)},
        )
        return redirect(back)
    named = [device.code for device in devices]
    if request.POST.get("do") == "labels" and len(named) <= FEW_LABELS:
        return redirect(f"{reverse('inventory:labels')}?{urlencode({'codes': ' '.join(named)})}")
    return render(request, "inventory/device_move.html", _context(request, devices))


def _context(request: StaffRequest, devices: Sequence[Device]) -> dict[str, Any]:
    do = request.POST.get("do")
    actions = bulk_actions(request.acting, {device.stage for device in devices})
    form = BulkForm(
        request.POST if do in {"foresee", "move"} else None, actions=actions, membership=request.acting
    )
    context: dict[str, Any] = {
        "form": form,
        "count": len(devices),
        "devices": devices[:SHOWN],
        "codes": "\n".join(device.code for device in devices),
        "query": request.POST.get("query", "")[:4000],
        "may_print": request.acting.may(Permission.LABEL_PRINT),
        "label_format": labels.DEFAULT.name,
        **dict.fromkeys(("outcomes", "foreseen", "passing", "refused")),
    }
    if form.is_valid():
        with refusals_shown(request, form):  # the action may lack what it needs
            context |= _outcomes(request, form, devices)
    return context


def _outcomes(request: StaffRequest, form: BulkForm, devices: Sequence[Device]) -> dict[str, Any]:
    """What would become of each device, or what has; refusals first."""
    is_done = request.POST.get("do") == "move"
    verb = workflow.act_on_all if is_done else workflow.foresee
    action = form.cleaned_data["move"]
    outcomes = list(verb(devices=devices, action=action, params=form.params, act=act_of(request)))
    outcomes.sort(key=lambda one: (one.refusal is None, one.device.code))
    refused = sum(one.refusal is not None for one in outcomes)
    return {
        "move": action,
        "outcomes" if is_done else "foreseen": outcomes[:SHOWN],
        "passing": len(outcomes) - refused,
        "refused": refused,
    }


def _chosen(request: StaffRequest) -> QuerySet[Device]:
    """All of the filter, or those ticked, or those of the page before (`codes`)."""
    if request.POST.get("all"):
        return queries.devices(request.acting, _filters(request).wanted)
    texts = [*request.POST.getlist("row"), *request.POST.get("codes", "").split()]
    named = {code for text in texts[: MOST_AT_ONCE + 1] if (code := codes.parse(text))}
    return Device.objects.visible_to(request.acting).filter(code__in=named)


def _filters(request: StaffRequest) -> DeviceFilterForm:
    """The filters of the page the selection was made on."""
    form = rows.asked(DEVICES, request.POST.get("query", ""), request.acting, clock.now())
    return cast("DeviceFilterForm", form)
