"""A stocktake: what differs, deciding, closing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import DecisionForm
from inventory.models import Stocktake
from inventory.states import REASONS, Move
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.lists import paging as pages


@requires(Permission.DEVICE_VIEW)
def stocktake_detail(request: StaffRequest, ref: str) -> HttpResponse:
    """How far it is, what differs, what was decided."""
    stocktake, acting = _stocktake(request, ref), request.acting
    count = queries.stocktake_count(stocktake)
    kind = request.GET.get("kind") or _first_kind(count)
    kind = kind if kind in _labels() else queries.MISSING
    lines = pages.latest_first(
        queries.stocktake_lines(stocktake, kind).select_related("decided_by").order_by("-pk"),
        after=request.GET.get("after", ""),
    )
    decisions = _decisions(request, kind) if stocktake.is_open else []
    context = {
        "stocktake": stocktake,
        "count": count,
        "kind": kind,
        "tabs": [(one, label, getattr(count, one)) for one, label in _labels().items()],
        "page": lines,
        "counters": queries.counters_of(stocktake),
        "decisions": decisions,
        "reasons": REASONS[Move.DECLARE_LOST].items() if kind == queries.MISSING else (),
        "may_count": stocktake.is_open and acting.may(Permission.DEVICE_WORK),
        "may_close": stocktake.is_open and acting.may(Permission.DEVICE_EXIT),
    }
    return render(request, "inventory/stocktake_detail.html", context)


def _labels() -> dict[str, str]:
    return {
        queries.MISSING: _("Missing"),
        queries.MISPLACED: _("Recorded elsewhere"),
        queries.UNEXPECTED: _("Unexpected"),
        queries.LEFT: _("Gone out meanwhile"),
        queries.FOUND: _("Found"),
    }


def _first_kind(count: queries.StocktakeCount) -> str:
    """What waits for a decision comes first; while counting, what is still missing."""
    return next(
        (
            kind
            for kind in (queries.MISPLACED, queries.UNEXPECTED)
            if getattr(count, kind) and not count.missing
        ),
        queries.MISSING,
    )


def _decisions(request: StaffRequest, kind: str) -> list[tuple[str, str]]:
    """What may be decided of a kind, by this person; the ordinary one first."""
    may_lose = request.acting.may(Permission.DEVICE_EXIT)
    match kind:
        case queries.MISSING:
            lost = [("lost", _("Declare lost"))] if may_lose else []
            return [*lost, ("ignored", _("Leave as it is"))]
        case queries.MISPLACED | queries.UNEXPECTED:
            return [("put_here", _("Put here")), ("ignored", _("Leave as it is"))]
    return []


@require_POST
@requires(Permission.DEVICE_WORK)
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """One decision for the devices chosen."""
    stocktake = _stocktake(request, ref)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose devices and a decision."))
        return redirect("inventory:stocktake-detail", ref)
    found = form.cleaned_data
    with refusals_shown(request):
        count = workflow.decide_difference(
            stocktake=stocktake,
            lines=found["line"],
            decision=found["decision"],
            reason_code=found["reason"],
            act=act_of(request),
        )
        said = ngettext("%(count)d difference decided.", "%(count)d differences decided.", count)
        messages.success(request, said % {"count": count})
    return redirect("inventory:stocktake-detail", ref)


@require_POST
@requires(Permission.DEVICE_WORK)
def take_back(request: StaffRequest, ref: str) -> HttpResponse:
    """A decision is open again, and its device as it was."""
    stocktake = _stocktake(request, ref)
    wanted = request.POST.get("taken", "")
    lines = [int(wanted)] if wanted.isdecimal() and len(wanted) < 19 else []
    return carry_out(
        request,
        lambda act: workflow.take_back_decisions(stocktake=stocktake, lines=lines, act=act),
        done=_("The decision is taken back."),
        then=redirect("inventory:stocktake-detail", stocktake.ref),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def close(request: StaffRequest, ref: str) -> HttpResponse:
    """Issue the receipt."""
    stocktake = _stocktake(request, ref)
    return carry_out(
        request,
        lambda act: workflow.close_stocktake(stocktake=stocktake, act=act),
        done=_("The stocktake is closed and its receipt issued."),
        then=redirect("inventory:stocktake-detail", stocktake.ref),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def cancel(request: StaffRequest, ref: str) -> HttpResponse:
    """Give it up."""
    stocktake = _stocktake(request, ref)
    return carry_out(
        request,
        lambda act: workflow.cancel_stocktake(stocktake=stocktake, act=act),
        done=_("The stocktake is given up; no receipt is issued."),
        then=redirect("inventory:stocktake-detail", stocktake.ref),
    )


def _stocktake(request: StaffRequest, ref: str) -> Stocktake:
    return get_object_or_404(
        queries.stocktakes(request.acting).select_related(
            "site__organisation", "place", "opened_by", "closed_by", "receipt"
        ),
        ref=ref,
    )
