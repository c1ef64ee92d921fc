"""Badges of the people who work with devices: issued, printed, ended; their PINs unlocked or withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms.workstations import BadgePrintForm
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Badge, Membership, Pin
from reuse.accounts.roles import Permission
from reuse.accounts.workstations import workstation_of
from reuse.core import clock


class Verb(Protocol):
    """What may be asked about a colleague."""

    def __call__(self, *, membership: Membership, act: Act) -> object: ...


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the list: a colleague, their badge and the state of their PIN."""

    membership: Membership
    badge: Badge | None
    has_pin: bool
    locked_until: datetime | None


@requires(Permission.WORKSTATION_MANAGE)
def badges(request: StaffRequest) -> HttpResponse:
    """Everyone who works with devices, with or without a badge."""
    return _list(request, BadgePrintForm(badges=_live(request)), status=200)


@require_POST
@requires(Permission.WORKSTATION_MANAGE)
def issue(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A new badge for a colleague; the former one ends."""
    return _changed(request, pk, workflow.issue_badge, done=_("%(name)s has a new badge: print it."))


@require_POST
@requires(Permission.WORKSTATION_MANAGE)
def end(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A badge was lost: it names nobody from now on."""
    return _changed(request, pk, _end_badges, done=_("The badge of %(name)s no longer works."))


def _end_badges(*, membership: Membership, act: Act) -> None:
    for badge in Badge.objects.filter(membership=membership, ended_at=None).select_related(
        "membership__user", "membership__organisation"
    ):
        accounts.end_badge(badge=badge, act=act)


@require_POST
@requires(Permission.WORKSTATION_MANAGE)
def unlock(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A colleague whose PIN is locked may try again."""
    return _changed(request, pk, accounts.unlock_pin, done=_("%(name)s may try again."))


@require_POST
@requires(Permission.WORKSTATION_MANAGE)
def withdraw_pin(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A colleague forgot their PIN: they choose another after their password."""
    done = _("%(name)s chooses a new PIN at the next sign-in with the password.")
    return _changed(request, pk, accounts.withdraw_pin, done=done)


@require_POST
@requires(Permission.WORKSTATION_MANAGE)
def print_badges(request: StaffRequest) -> HttpResponse:
    """Ask for labels of the chosen badges, which the journal remembers, and go to the job's page."""
    form = BadgePrintForm(request.POST, badges=_live(request))
    if form.is_valid():
        with refusals_shown(request, form):
            job = workflow.print_badges(
                badges=[badge.code for badge in form.cleaned_data["badge"]],
                paper=form.paper(workstation_of(request)),
                act=act_of(request),
            )
            return redirect("jobs:job-detail", job.public_id)
    return _list(request, form, status=400)


def _live(request: StaffRequest) -> QuerySet[Badge]:
    """The badges one looks after."""
    people = stations.badged_for(request.acting, clock.now().date())
    return Badge.objects.filter(ended_at=None, membership__in=people.prefetch_related(None)).select_related(
        "membership__user", "membership__organisation"
    )


def _list(request: StaffRequest, form: BadgePrintForm, *, status: int) -> HttpResponse:
    now = clock.now()
    people = [_person(one, now) for one in stations.badged_for(request.acting, now.date())]
    return render(request, "inventory/badges.html", {"people": people, "form": form}, status=status)


def _person(membership: Membership, now: datetime) -> Person:
    pin: Pin | None = getattr(membership.user, "pin", None)
    badge: Badge | None = next(iter(membership.live_badges), None)  # type: ignore[attr-defined]
    until = pin.locked_until if pin and pin.locked_until and pin.locked_until > now else None
    return Person(membership, badge, pin is not None, until)


def _changed(request: StaffRequest, pk: int, verb: Verb, *, done: str) -> HttpResponseBase:
    """Do it to a colleague one looks after, say so, show the list again."""
    membership = get_object_or_404(stations.badged_for(request.acting, clock.now().date()), pk=pk)
    return carry_out(
        request,
        lambda act: verb(membership=membership, act=act),
        done=done % {"name": membership.user},
        then=redirect("inventory:badges"),
    )
