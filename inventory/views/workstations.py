"""Workstations: a manager registers the computer they sit at; there, people take turns by badge and PIN."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from inventory.forms.workstations import BadgeCodeField, SwitchForm, WorkstationForm
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Badge
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import Refusal


class NotRegistered(Refusal):
    """The computer is no workstation."""

    reason = "not_registered"


@requires(Permission.WORKSTATION_MANAGE)
def workstations(request: StaffRequest) -> HttpResponse:
    """The computers one looks after; the form makes this one a workstation."""
    here = stations.workstation_of(request)
    sites = stations.sites_for(request.acting)
    form = WorkstationForm(
        request.POST or None, sites=sites, initial={"site": request.acting.site_id, "name": here or ""}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            made, secret = accounts.register_workstation(
                **form.cleaned_data, replaces=here, act=act_of(request)
            )
            messages.success(request, _("This computer is now “%(name)s”.") % {"name": made})
            answer = redirect("inventory:workstations")
            stations.remember(answer, secret)
            return answer
    listed = stations.workstations_for(request.acting)
    return render(
        request, "inventory/workstations.html", {"form": form, "here": here, "workstations": listed}
    )


@require_POST
@requires(Permission.WORKSTATION_MANAGE)
def end(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A computer is a workstation no more."""
    ended = get_object_or_404(stations.workstations_for(request.acting), public_id=public_id)
    here = stations.workstation_of(request)
    accounts.end_workstation(workstation=ended, act=act_of(request))
    messages.success(request, _("“%(name)s” takes no badge any more.") % {"name": ended})
    answer = redirect("inventory:workstations")
    if here and here.pk == ended.pk:
        answer.delete_cookie(stations.COOKIE)
    return answer


@never_cache
def badge(request: HttpRequest) -> HttpResponse:
    """Where a badge is shown and its PIN typed; `code` and `next` come in the address. Nothing changes here."""
    code = BadgeCodeField().clean(request.GET.get("code"))
    return _page(request, code, refusal="", status=200)


@require_POST
@never_cache
@sensitive_post_parameters("pin")
def switch(request: HttpRequest) -> HttpResponse:
    """The person of this badge takes over, in a session of their own: JSON for scripts, else the page asked for."""
    form = SwitchForm(request.POST)
    form.is_valid()
    code, now = form.cleaned_data.get("badge", ""), clock.now()
    try:
        here = stations.workstation_of(request)
        if here is None:
            raise NotRegistered(_("This computer is not registered: sign in with your password."))
        taken = accounts.switch(code=code, pin=form.cleaned_data.get("pin", ""), workstation=here, now=now)
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotRegistered) else 409
        if _is_fetch(request):
            return JsonResponse({"reason": refusal.reason, "message": refusal.message}, status=status)
        return _page(request, code, refusal=refusal.message, status=status)
    stations.open_session(request, taken, here, now)
    answer = JsonResponse(_person(request, taken)) if _is_fetch(request) else redirect(_next(request, taken))
    stations.remember(answer, request.COOKIES[stations.COOKIE])
    return answer


def _page(request: HttpRequest, code: str, *, refusal: str, status: int) -> HttpResponse:
    context = {
        "here": stations.workstation_of(request),
        "code": code,
        "was_read": bool(code) or not request.GET.get("code"),
        "next": _local(request) or "",
        "refusal": refusal,
    }
    return render(request, "inventory/workstation_badge.html", context, status=status)


def _person(request: HttpRequest, taken: Badge) -> dict[str, str]:
    """What an open page needs to go on under the new name; its forms take the new token."""
    membership = taken.membership
    return {
        "name": str(membership.user),
        "first_name": str(membership.user).split(" ")[0],
        "role": f"{membership.description.label}, {membership.organisation}",
        "person": str(membership.user.public_id),
        "home": reverse(membership.description.home),
        "csrf": get_token(request),
    }


def _next(request: HttpRequest, taken: Badge) -> str:
    return _local(request) or reverse(taken.membership.description.home)


def _local(request: HttpRequest) -> str | None:
    """The path to go on to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else None


def _is_fetch(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
