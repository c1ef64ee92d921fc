"""Pages about people and their accounts."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reuse.accounts import setup as first_steps
from reuse.accounts import tokens, workflow
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.forms import InvitationForm, PinForm, TokenForm
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import ApiToken, Invitation, Membership, Pin, Registration, User
from reuse.accounts.roles import Permission, Role
from reuse.accounts.workflow import letters
from reuse.core import clock

SHOWN = 300


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page that says what to do now."""
    acting: Membership | None = getattr(request, "acting", None)
    if acting is None:
        waiting = Registration.objects.waiting().filter(user=cast("User", request.user)).first()
        return render(request, "accounts/no_membership.html", {"waiting": waiting}, status=403)
    return redirect(acting.description.home)


@requires(Permission.ACCOUNT_MANAGE)
def people(request: StaffRequest) -> HttpResponseBase:
    """Everyone with a part in the network; the form invites one more."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        who = {"email": facts["email"], "name": facts["name"]}
        part = workflow.Part(role=Role(facts["role"]), site=facts["site"])
        with refusals_shown(request, form):
            workflow.invite(organisation=facts["organisation"], part=part, act=act_of(request), **who)
            messages.success(request, _("%(name)s is invited: %(email)s receives a link.") % who)
            return redirect("accounts:people")
    memberships = Membership.objects.select_related("user", "organisation", "site").order_by(
        "organisation__name", "user__name", "id"
    )
    wanted = request.GET.get("q", "").strip()
    role = request.GET.get("role", "")
    if wanted:
        memberships = memberships.filter(
            Q(user__name__icontains=wanted)
            | Q(user__email__icontains=wanted)
            | Q(organisation__name__icontains=wanted)
        )
    if role:
        memberships = memberships.filter(role=role)
    context = {
        "memberships": memberships[:SHOWN],
        "q": wanted,
        "role": role,
        "form": form,
        "roles": InvitationForm.base_fields["role"],
        "invitations": Invitation.objects.pending().select_related("organisation", "site")[:SHOWN],
        "body": None,
        "now": clock.now(),
        "letters_wait": first_steps.letters_wait(),
    }
    return render(request, "accounts/people.html", context)


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def end_membership(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A person's part ends today."""
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
    with refusals_shown(request):
        workflow.end_membership(membership=membership, on=clock.now().date(), act=act_of(request))
        messages.success(
            request, _("%(name)s no longer has this role from tomorrow.") % {"name": membership.user}
        )
    return redirect("accounts:people")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: parts played, tokens; password and second factor are linked."""
    form = TokenForm(request.POST or None)
    acting: Membership | None = getattr(request, "acting", None)
    fresh = ""
    if request.method == "POST" and acting and form.is_valid():
        fresh = workflow.issue_token(acting, name=form.cleaned_data["name"], now=clock.now())
        form = TokenForm()
    memberships = Membership.objects.current(clock.now().date()).filter(user=cast("User", request.user))
    context = {
        "memberships": memberships.select_related("organisation", "site"),
        "tokens": ApiToken.objects.filter(membership__user=cast("User", request.user)).select_related(
            "membership"
        ),
        "form": form,
        "fresh": fresh,
        "pin": Pin.objects.filter(user=cast("User", request.user)).first(),
        "letters": _letters(cast("User", request.user), list(memberships)),
        "looks_after_badges": acting is not None and acting.may(Permission.WORKSTATION_MANAGE),
    }
    return render(request, "accounts/account.html", context)


def _letters(user: User, memberships: list[Membership]) -> list[tuple[str, str | Promise, bool]]:
    """Each kind of letter the person's roles get: its code, its label, whether it is stopped."""
    stopped = letters.stopped_by(user)
    kinds = letters.kinds_for({Role(one.role) for one in memberships})
    return [(kind, label, kind in stopped) for kind, label in kinds.items()]


@login_required
@sensitive_post_parameters("pin", "again")
def pin(request: HttpRequest) -> HttpResponse:
    """Choose one's PIN, shortly after one's password: it opens workstations, together with the badge."""
    try:
        answer: HttpResponse = _choose_pin(request)
    except ReauthenticationRequired:
        if (
            request.method == "POST"
        ):  # kept until the password is typed, the form would leave the PIN in the session
            return redirect("accounts:pin")
        raise
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]
def _choose_pin(request: HttpRequest) -> HttpResponse:
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form, field="pin"):
            workflow.choose_pin(
                user=cast("User", request.user), pin=form.cleaned_data["pin"], now=clock.now()
            )
            messages.success(request, _("Your PIN is changed: it works at every workstation from now on."))
            return redirect("accounts:account")
    return render(request, "accounts/pin.html", {"form": form})


@require_POST
@login_required
def withdraw_token(request: HttpRequest, pk: int) -> HttpResponse:
    """A token stops working: here at once, in other processes within seconds."""
    token = get_object_or_404(ApiToken, pk=pk, membership__user=cast("User", request.user))
    token.delete()
    tokens.forget()
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:account")


@require_POST
@login_required
def choose_acting(request: HttpRequest) -> HttpResponse:
    """Act under another of one's memberships from now on."""
    wanted = request.POST.get("membership", "")
    membership = get_object_or_404(
        Membership.objects.current(clock.now().date()),
        user=cast("User", request.user),
        pk=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0,
    )
    request.session[SESSION_KEY] = membership.pk
    return redirect("home")
