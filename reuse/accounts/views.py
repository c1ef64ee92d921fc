"""Pages about people and their accounts."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import Permission
from reuse.core import clock


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page that says what to do now."""
    acting: Membership | None = getattr(request, "acting", None)
    if acting is None:
        return render(request, "accounts/no_membership.html", status=403)
    return redirect(acting.description.home)


@requires(Permission.ACCOUNT_MANAGE)
def people(request: StaffRequest) -> HttpResponseBase:
    """Everyone with an account, their organisation and role."""
    memberships = Membership.objects.select_related("user", "organisation", "site").order_by(
        "organisation__name", "user__name", "id"
    )
    wanted = request.GET.get("q", "").strip()
    if wanted:
        memberships = memberships.filter(user__name__icontains=wanted) | memberships.filter(
            organisation__name__icontains=wanted
        )
    return render(request, "accounts/people.html", {"memberships": memberships[:500], "q": wanted})


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: memberships, password, second factor."""
    memberships = Membership.objects.current(clock.now().date()).filter(user=cast("User", request.user))
    return render(
        request, "accounts/account.html", {"memberships": memberships.select_related("organisation", "site")}
    )


@require_POST
@login_required
def choose_acting(request: HttpRequest) -> HttpResponse:
    """Act under another of one's memberships from now on."""
    membership = get_object_or_404(
        Membership.objects.current(clock.now().date()),
        user=cast("User", request.user),
        pk=request.POST.get("membership"),
    )
    request.session[SESSION_KEY] = membership.pk
    return redirect("home")
