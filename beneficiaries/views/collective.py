"""The pages of collective requests and of lending pools: nothing here names a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import workflow
from beneficiaries.forms.collective import LendForm, QuotaForm, TogetherForm
from beneficiaries.forms.handing_over import ScannedField
from beneficiaries.models import CollectiveRequest
from beneficiaries.queries import collective as queries
from beneficiaries.states.collective import COLLECTIVE_REASONS, CollectiveMove, CollectiveStage, CollectiveUse
from beneficiaries.views.edge import show_errors
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

MOST = 100
_PLAIN = {
    CollectiveMove.RESERVE: workflow.reserve_together,
    CollectiveMove.RELEASE: workflow.release_together,
    CollectiveMove.CANCEL: workflow.cancel_together,
}
_POOL_ACTS = {
    "back": workflow.bring_back,
    "reset": workflow.state_reset,
    "check": workflow.check_in_pool,
}


def _found(request: StaffRequest, ref: str) -> CollectiveRequest:
    return get_object_or_404(CollectiveRequest.objects.visible_to(request.acting).with_labels(), ref=ref)


@requires(Permission.REQUEST_VIEW)
def index(request: StaffRequest) -> HttpResponse:
    """The queue of structures, by date; what each may still have; for coordinators the quotas."""
    act = act_of(request)
    may_decide = request.acting.may(Permission.REQUEST_DECIDE)
    form = QuotaForm(request.POST or None) if may_decide else None
    if request.method == "POST" and form and form.is_valid():
        with refusals_shown(request, form):
            workflow.set_collective_quota(**form.cleaned_data, act=act)
            messages.success(request, _("Noted."))
            return redirect("beneficiaries:collective-list")
    seen = CollectiveRequest.objects.visible_to(request.acting).with_labels()
    context = {
        "rows": seen.order_by("-pk")[:MOST],
        "form": form,
        "left": None if may_decide else queries.quota_left(request.acting.organisation, act.on),
        "may_ask": request.acting.may(Permission.REQUEST_FILE),
    }
    return render(request, "beneficiaries/collective_list.html", context)


@requires(Permission.REQUEST_FILE)
def ask(request: StaffRequest) -> HttpResponse:
    """Ask for several devices."""
    act = act_of(request)
    form = TogetherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            facts = {**form.cleaned_data, "use": CollectiveUse(form.cleaned_data["use"])}
            asked = workflow.ask_together(**facts, act=act)
            messages.success(request, _("The request is sent. A coordinator decides."))
            return redirect("beneficiaries:collective", asked.ref)
    left = queries.quota_left(request.acting.organisation, act.on)
    return render(request, "beneficiaries/collective_form.html", {"form": form, "left": left})


@requires(Permission.REQUEST_VIEW)
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One collective request: where it stands, its place in the queue, its devices, its slip."""
    known, act = _found(request, ref), act_of(request)
    allowed = set(workflow.COLLECTIVE.allowed(known, act))
    items = known.items.filter(released_at=None).select_related("device__type", "replaces__device", "slip")
    owed = known.items.filter(is_owed=True).select_related("device__type")
    context = {
        "known": known,
        "place": queries.position(known),
        "left": queries.quota_left(known.partner, act.on),
        "is_beyond": known.stage == CollectiveStage.SENT and queries.is_beyond_quota(known, act.on),
        "items": items,
        "owed": owed,
        "events": queries.events(known),
        "may_replace": act.membership.may(Permission.HAND_OVER)
        and act.membership.may(Permission.ALLOCATION_DECIDE),
        "fitting": len(queries.fitting(known)) if CollectiveMove.RESERVE in allowed else 0,
        "gestures": [(move, CollectiveMove(move).label) for move in _PLAIN if move in allowed],
        "may_accept": CollectiveMove.ACCEPT in allowed,
        "may_decline": CollectiveMove.DECLINE in allowed,
        "may_deliver": CollectiveMove.DELIVER in allowed,
        "accepting": COLLECTIVE_REASONS[CollectiveMove.ACCEPT].items(),
        "declining": COLLECTIVE_REASONS[CollectiveMove.DECLINE].items(),
    }
    return render(request, "beneficiaries/collective_detail.html", context)


@require_POST
@requires(Permission.REQUEST_VIEW)
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """Make one move of a collective request."""
    known, move, act = _found(request, ref), request.POST.get("move", ""), act_of(request)
    reason = request.POST.get("reason_code", "")[:40]
    with refusals_shown(request):
        if move == CollectiveMove.ACCEPT:
            workflow.accept_together(collective=known, act=act, reason_code=reason)
        elif move == CollectiveMove.DECLINE:
            workflow.decline_together(collective=known, act=act, reason_code=reason)
        elif move == CollectiveMove.DELIVER:
            name = request.POST.get("received_by", "").replace("\0", "")
            scanned = ScannedField().clean(request.POST.get("scanned", "").replace("\0", "")[:2000])
            workflow.deliver_together(collective=known, received_by=name, scanned=scanned, act=act)
        elif move == "replace":
            given = {
                name: request.POST.get(name, "").replace("\0", "")[:120] for name in ("code", "received_by")
            }
            workflow.replace_device(collective=known, act=act, **given)
        elif move in _PLAIN:
            _PLAIN[CollectiveMove(move)](collective=known, act=act)
        else:
            messages.error(request, _("There is no such action."))
            return redirect("beneficiaries:collective", ref)
        messages.success(request, _("Noted."))
    return redirect("beneficiaries:collective", ref)


@requires(Permission.REQUEST_FILE)
def pool(request: StaffRequest) -> HttpResponse:
    """The structure's lending pool: lend, note a return, say that data are erased, check once a year; all by scanning."""
    act = act_of(request)
    form = LendForm(request.POST if request.POST.get("do") == "lend" else None)
    if request.method == "POST":
        if form.is_bound and form.is_valid():
            with refusals_shown(request, form):
                workflow.lend(**form.cleaned_data, act=act)
                messages.success(request, _("Lent."))
                return redirect("beneficiaries:pool")
        elif form.is_bound:
            show_errors(request, form)
        elif verb := _POOL_ACTS.get(request.POST.get("do", "")):
            with refusals_shown(request):
                item = verb(code=request.POST.get("code", "").replace("\0", "")[:120], act=act)
                messages.success(request, _("Noted for %(device)s.") % {"device": item.device})
            return redirect("beneficiaries:pool")
    rows = queries.in_pool(request.acting, act.on)
    context = {"rows": rows, "form": form, "to_check": sum(row.is_to_check for row in rows)}
    return render(request, "beneficiaries/pool.html", context)
