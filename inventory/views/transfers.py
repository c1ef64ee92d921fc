"""A transfer from its preparation to the end of its reception, and the gestures on it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import CallBackForm, SendForm, SettleForm
from inventory.models import ArrivalCheck, Transfer, TransferLine
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.lists import paging as pages

MOST_MISSING = 300  # a page of decisions; beyond, the rest follows once these are settled
KINDS = ("", "received", "missing", "unexpected")


@requires(Permission.DEVICE_VIEW)
def transfer_detail(request: StaffRequest, ref: str) -> HttpResponse:
    """What is on it, what came of it, and what may be done now."""
    return _page(request, transfer_of(request, ref))


def _page(request: StaffRequest, transfer: Transfer, **forms: Any) -> HttpResponse:
    acting, count = request.acting, queries.transfer_count(transfer)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    sends, receives = _is_of(request, transfer.from_site), _is_of(request, transfer.to_site)
    missing = _missing(transfer) if receives and transfer.is_on_the_way and count.missing else []
    context = {
        "transfer": transfer,
        "count": count,
        "kind": kind,
        "tabs": [(one, label, getattr(count, one or "listed")) for one, label in _labels().items()],
        "page": pages.latest_first(
            queries.transfer_lines(transfer, kind).order_by("-pk"), after=request.GET.get("after", "")
        ),
        "boxes": transfer.places.order_by("name"),
        "may_list": sends and transfer.is_draft and acting.may(Permission.DEVICE_WORK),
        "may_send": sends and transfer.is_draft and acting.may(Permission.DEVICE_EXIT),
        "may_call_back": _may_call_back(request, transfer, count),
        "may_receive": receives and transfer.is_on_the_way and acting.may(Permission.DEVICE_RECEIVE),
        "may_close": receives and transfer.is_on_the_way and acting.may(Permission.DEVICE_EXIT),
        "may_check": receives and acting.may(Permission.DEVICE_WORK),
        "arrival_check": ArrivalCheck.objects.filter(transfer=transfer).select_related("returned").first(),
        "sample": queries.sample_size(count.arrived, act_of(request).on) if transfer.is_closed else 0,
        "send_form": SendForm(),
        "call_back_form": CallBackForm(),
        "settle_form": SettleForm(missing=missing),
        **forms,
    }
    return render(request, "inventory/transfer_detail.html", context, status=400 if forms else 200)


def _may_call_back(request: StaffRequest, transfer: Transfer, count: queries.TransferCount) -> bool:
    """The sender's manager, while nothing was received."""
    is_sender = transfer.from_site.organisation_id == request.acting.organisation_id
    is_untouched = transfer.is_on_the_way and not count.arrived
    return is_sender and is_untouched and request.acting.may(Permission.DEVICE_EXIT)


def _labels() -> dict[str, str]:
    return {"received": _("Received"), "missing": _("Missing"), "unexpected": _("Unexpected")}


def _missing(transfer: Transfer) -> list[TransferLine]:
    waiting = queries.transfer_lines(transfer, "missing").filter(state=TransferLine.State.SENT)
    return list(waiting[:MOST_MISSING])


@require_POST
@requires(Permission.DEVICE_WORK)
def unlist(request: StaffRequest, ref: str) -> HttpResponse:
    """Take the devices chosen off, or a box with all that is in it."""
    transfer = transfer_of(request, ref)
    lines = transfer.lines.filter(device__code__in=request.POST.getlist("device"))
    if box := request.POST.get("box", ""):
        lines = transfer.lines.filter(place__code=box)
    keys = list(lines.values_list("device", flat=True))
    return carry_out(
        request,
        lambda act: workflow.unlist(transfer=transfer, devices=keys, act=act),
        done=ngettext("%(count)d device taken off.", "%(count)d devices taken off.", len(keys))
        % {"count": len(keys)},
        then=redirect("inventory:transfer-detail", transfer.ref),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def cancel(request: StaffRequest, ref: str) -> HttpResponse:
    """Give it up."""
    transfer = transfer_of(request, ref)
    return carry_out(
        request,
        lambda act: workflow.cancel_transfer(transfer=transfer, act=act),
        done=_("The transfer is cancelled; nothing has moved."),
        then=redirect("inventory:transfer-detail", transfer.ref),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def send(request: StaffRequest, ref: str) -> HttpResponse:
    """It leaves, with its slip."""
    transfer = transfer_of(request, ref)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, transfer, send_form=form)
    carrier = form.cleaned_data["carrier"]
    return carry_out(
        request,
        lambda act: workflow.send_transfer(transfer=transfer, carrier=carrier, act=act),
        done=_("It has left. Print the slip: it goes with the devices."),
        then=redirect("inventory:transfer-detail", transfer.ref),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def call_back(request: StaffRequest, ref: str) -> HttpResponse:
    """Back before anything was received."""
    transfer = transfer_of(request, ref)
    form = CallBackForm(request.POST)
    if not form.is_valid():
        return _page(request, transfer, call_back_form=form)
    reason = form.cleaned_data["reason"]
    return carry_out(
        request,
        lambda act: workflow.call_back_transfer(transfer=transfer, reason=reason, act=act),
        done=_("It is called back: the devices stand where they stood, and its slip is void."),
        then=redirect("inventory:transfer-detail", transfer.ref),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def close(request: StaffRequest, ref: str) -> HttpResponse:
    """End the reception, every missing device settled."""
    transfer = transfer_of(request, ref)
    form = SettleForm(request.POST, missing=_missing(transfer))
    if not form.is_valid():
        return _page(request, transfer, settle_form=form)
    return carry_out(
        request,
        lambda act: workflow.close_transfer(transfer=transfer, decisions=form.decisions, act=act),
        done=_("The reception is closed."),
        then=redirect("inventory:transfer-detail", transfer.ref),
    )


def transfer_of(request: StaffRequest, ref: str) -> Transfer:
    """The transfer of this number, if the person may see it; else there is no such page."""
    found = Transfer.objects.visible_to(request.acting).beside()
    return get_object_or_404(found.select_related("slip", "sent_by", "closed_by", "opened_by"), ref=ref)


def _is_of(request: StaffRequest, site: Site) -> bool:
    is_network = request.acting.description.reach == Reach.NETWORK
    return is_network or site.organisation_id == request.acting.organisation_id
