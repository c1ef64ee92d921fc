"""Pages of those who look after an organisation: its people, invitations, requests to join and sites."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reuse.accounts import belongings, throttle, workflow
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.joining_forms import (
    AnswerForm,
    ColleagueForm,
    ColleagueInvitationForm,
    LeavingForm,
    PlaceForm,
)
from reuse.accounts.models import Invitation, Membership, Organisation, Registration, Site
from reuse.accounts.roles import Permission, Role
from reuse.core import clock

SHOWN = 200
HISTORY = 20
in_charge = requires(Permission.ORGANISATION_MANAGE)


@in_charge
def own(request: StaffRequest) -> HttpResponseBase:
    """One's own organisation."""
    return redirect("accounts:organisation-page", request.acting.organisation.public_id)


@requires(Permission.ACCOUNT_MANAGE)
def organisations(request: StaffRequest) -> HttpResponseBase:
    """Every organisation of the network, and those that ask to join."""
    wanted = request.GET.get("q", "").strip()
    today = clock.now().date()
    current = Q(memberships__user__is_active=True) & (
        Q(memberships__until=None) | Q(memberships__until__gte=today)
    )
    found = Organisation.objects.annotate(
        people=Count("memberships__user", filter=current, distinct=True),
        in_charge=Count(
            "memberships__user", filter=current & Q(memberships__is_in_charge=True), distinct=True
        ),
    )
    if wanted:
        number = wanted.replace(" ", "")
        found = found.filter(Q(name__icontains=wanted) | Q(siret__startswith=number) | Q(rna__iexact=number))
    context = {
        "organisations": found[:SHOWN],
        "q": wanted,
        "asking": Registration.objects.waiting().select_related("organisation")[:SHOWN],
    }
    return render(request, "accounts/organisations.html", context)


@in_charge
def organisation(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """People, invitations, requests and sites of one organisation; the form invites a colleague."""
    body = _body(request, public_id)
    roles = workflow.roles_to_give(request.acting, body)
    form = ColleagueInvitationForm(
        request.POST if request.method == "POST" else None, organisation=body, roles=roles
    )
    if request.method == "POST" and form.is_valid():
        if not throttle.allows(request, "invite"):
            return throttle.refused(request)
        who = {"email": form.cleaned_data["email"], "name": form.cleaned_data["name"]}
        with refusals_shown(request, form):
            workflow.invite(organisation=body, part=form.part(), act=act_of(request), **who)
            messages.success(request, _("%(name)s is invited: %(email)s receives a link.") % who)
            return redirect("accounts:organisation-page", body.public_id)
    return render(request, "accounts/organisation.html", _context(body, form, roles))


@require_POST
@in_charge
def resend(request: StaffRequest, public_id: UUID, pk: UUID) -> HttpResponseBase:
    """The invitation's letter again, with a fresh link."""
    if not throttle.allows(request, "invite"):
        return throttle.refused(request)
    invitation = _invitation(request, public_id, pk)
    return carry_out(
        request,
        lambda act: workflow.resend(invitation=invitation, act=act),
        done=_("%(name)s is invited: %(email)s receives a link.")
        % {"name": invitation.name, "email": invitation.email},
        then=redirect("accounts:organisation-page", public_id),
    )


@require_POST
@in_charge
def revoke(request: StaffRequest, public_id: UUID, pk: UUID) -> HttpResponseBase:
    """The invitation's link ends."""
    invitation = _invitation(request, public_id, pk)
    return carry_out(
        request,
        lambda act: workflow.revoke(invitation=invitation, act=act),
        done=_("The invitation is withdrawn: its link no longer works."),
        then=redirect("accounts:organisation-page", public_id),
    )


@require_POST
@in_charge
def answer(request: StaffRequest, pk: UUID) -> HttpResponseBase:
    """Somebody who asks to join is accepted in a role, or told why not."""
    asked = get_object_or_404(Registration.objects.waiting().select_related("organisation"), public_id=pk)
    body = asked.organisation
    if not (request.acting.runs(body) if body else request.acting.may(Permission.ACCOUNT_MANAGE)):
        raise Http404
    roles = workflow.roles_to_give(request.acting, body) if body else [Role.DONOR]
    form = AnswerForm(request.POST, roles=roles)
    with refusals_shown(request):
        _answer(request, asked, form)
    return (
        redirect("accounts:organisation-page", body.public_id) if body else redirect("accounts:organisations")
    )


@in_charge
def colleague(request: StaffRequest, public_id: UUID, pk: int) -> HttpResponseBase:
    """One colleague's part: changed here, or handed over when they leave."""
    membership = _membership(request, public_id, pk)
    roles = workflow.roles_to_give(request.acting, membership.organisation)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None, membership=membership, roles=roles
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.change_part(membership=membership, part=form.part(), act=act_of(request))
            messages.success(request, _("Saved."))
            return redirect("accounts:organisation-page", public_id)
    return render(request, "accounts/colleague.html", _leaving(request, membership) | {"form": form})


@require_POST
@in_charge
def leave(request: StaffRequest, public_id: UUID, pk: int) -> HttpResponseBase:
    """The person leaves; a colleague takes over what is in their name."""
    membership = _membership(request, public_id, pk)
    form = LeavingForm(request.POST, membership=membership)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague of your organisation."))
        return redirect("accounts:colleague", public_id, pk)
    with refusals_shown(request):
        workflow.leave(membership=membership, to=form.cleaned_data["to"], act=act_of(request))
        messages.success(request, _("%(name)s no longer has access here.") % {"name": membership.user})
        has_left = membership.user == request.user
        return redirect("home") if has_left else redirect("accounts:organisation-page", public_id)
    return redirect("accounts:colleague", public_id, pk)


@in_charge
def site(request: StaffRequest, public_id: UUID, pk: UUID | None = None) -> HttpResponseBase:
    """A site is added, or changed."""
    body = _body(request, public_id)
    held = get_object_or_404(body.sites.open(), public_id=pk) if pk else None
    initial = {name: getattr(held, name) for name in PlaceForm.base_fields} if held else None
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if held:
            workflow.change_place(site=held, place=form.place(), act=act_of(request))
        else:
            workflow.add_place(organisation=body, place=form.place(), act=act_of(request))
        messages.success(request, _("Saved."))
        return redirect("accounts:organisation-page", body.public_id)
    return render(request, "accounts/site.html", {"body": body, "site": held, "form": form})


@require_POST
@in_charge
def close_site(request: StaffRequest, public_id: UUID, pk: UUID) -> HttpResponseBase:
    """A site closes."""
    held: Site = get_object_or_404(_body(request, public_id).sites.open(), public_id=pk)
    return carry_out(
        request,
        lambda act: workflow.close_site(site=held, act=act),
        done=_("%(name)s is closed: nothing goes there any more.") % {"name": held},
        then=redirect("accounts:organisation-page", public_id),
    )


def _body(request: StaffRequest, public_id: UUID) -> Organisation:
    """The organisation, for those who look after it; others learn nothing of it."""
    body = get_object_or_404(Organisation, public_id=public_id)
    if not request.acting.runs(body):
        raise Http404
    return body


def _membership(request: StaffRequest, public_id: UUID, pk: int) -> Membership:
    """A part of today; or one that is over, while something is still in the person's name."""
    body, today = _body(request, public_id), clock.now().date()
    found = get_object_or_404(body.memberships.select_related("user", "organisation", "site"), pk=pk)
    is_current = body.memberships.current(today).filter(pk=pk).exists()
    if not is_current and not workflow.is_left_behind(found.user, body, today):
        raise Http404
    return found


def _invitation(request: StaffRequest, public_id: UUID, pk: UUID) -> Invitation:
    return get_object_or_404(_body(request, public_id).invitations.pending(), public_id=pk)


def _context(body: Organisation, form: ColleagueInvitationForm, roles: list[Role]) -> dict[str, object]:
    now = clock.now()
    people = body.memberships.current(now.date()).select_related("user", "organisation", "site")
    asking = Registration.objects.waiting().filter(organisation=body)
    return {
        "body": body,
        "form": form,
        "people": people.order_by("user__name", "id")[:SHOWN],
        "invitations": body.invitations.pending().select_related("site", "invited_by__user")[:SHOWN],
        "sites": body.sites.open(),
        "asking": asking[:SHOWN],
        "answer": AnswerForm(roles=roles),
        "left_behind": workflow.left_behind(body, now.date()),
        "records": body.records.select_related("by", "person", "site").order_by("-at", "-id")[:HISTORY],
        "now": now,
    }


def _leaving(request: StaffRequest, membership: Membership) -> dict[str, object]:
    """What goes to the colleague, shown before."""
    parts = workflow.parts_there(membership.user, membership.organisation, act_of(request))
    return {
        "membership": membership,
        "body": membership.organisation,
        "held": belongings.in_words(belongings.held(membership.user, membership.organisation)),
        "parts": parts,
        "is_contact": any(part.is_contact for part in parts),
        "is_last_in_charge": workflow.follows_in_charge(parts, act_of(request)),
        "leaving": LeavingForm(membership=membership),
    }


def _answer(request: StaffRequest, asked: Registration, form: AnswerForm) -> None:
    """Carry out the button pressed, and say so."""
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles you may give."))
    elif request.POST.get("answer") == "accept":
        role = Role(form.cleaned_data["role"] or Role.DONOR)
        workflow.accept(registration=asked, role=role, act=act_of(request))
        messages.success(request, _("%(name)s has access now, and is told so.") % {"name": asked.person})
    elif not form.cleaned_data["reason"]:
        messages.error(request, _("Say why: the person reads it."))
    else:
        workflow.decline(registration=asked, reason=form.cleaned_data["reason"], act=act_of(request))
        messages.success(request, _("%(name)s is told why.") % {"name": asked.person})
