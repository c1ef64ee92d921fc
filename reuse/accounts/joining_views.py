"""Pages of those who join: an organisation registers, an address is confirmed, an invitation is taken."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from reuse.accounts import throttle, workflow
from reuse.accounts.joining_forms import PasswordForm, RegistrationForm
from reuse.accounts.models import Invitation, Registration, User
from reuse.core import clock
from reuse.core.refusals import Refusal

ONWARD = 200  # letters of an address, at most
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def register(request: HttpRequest) -> HttpResponse:
    """An organisation asks to join. The answer is the same whether the address or the organisation is known or not."""
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/register.html", {"form": form, "onward": _onward(request)})
    if not throttle.allows(request, "register"):
        return throttle.refused(request)
    application = form.application()
    if throttle.allows(request, "register_letter", key=application.email.lower()):
        language, onward = get_language() or "fr", _onward(request)
        workflow.register(application=application, language=language, now=clock.now(), onward=onward)
    return redirect("accounts:register-sent")


def _onward(request: HttpRequest) -> str:
    """The page of ours that led to the registration, if there was one: it opens once the address is confirmed."""
    wanted = request.GET.get("next", "")[:ONWARD]
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""


def register_sent(request: HttpRequest) -> HttpResponse:
    """A letter is on its way, whoever it is for."""
    return render(request, "accounts/register_sent.html")


@never_cache
@sensitive_post_parameters("password", "again")
def register_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The address is confirmed: by a new password, or by whoever is signed in. Opening the page alone does nothing."""
    try:
        asked = workflow.confirmable(key, clock.now())
    except Refusal as refusal:
        return _ended(request, refusal)
    answer = _answered(request, asked, asked.person, partial(workflow.confirm, key=key))
    if isinstance(answer, HttpResponse):
        return answer
    _welcome(request, answer)
    is_in = answer.state == Registration.State.ACCEPTED
    return redirect(_onward(request) or "home") if is_in else redirect("home")


@never_cache
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """An invitation is read, and taken: by a new password, or by whoever is signed in."""
    try:
        offered = workflow.acceptable(key, clock.now())
    except Refusal as refusal:
        return _ended(request, refusal)
    answer = _answered(request, offered, offered.name, partial(workflow.take, key=key))
    if isinstance(answer, HttpResponse):
        return answer
    messages.success(request, _("Welcome to %(name)s.") % {"name": answer.organisation})
    return redirect("home")


def _answered(
    request: HttpRequest, offer: Registration | Invitation, name: str, take: Callable[..., Any]
) -> Any:
    """What `take` gave, with its person signed in; or the page to show before."""
    signed_in = request.user if isinstance(request.user, User) else None
    known = User.objects.filter(email=offer.email).first()
    if signed_in is None and known is not None:
        return redirect_to_login(request.get_full_path())
    if signed_in != known:
        return render(request, "accounts/wrong_person.html", {"email": offer.email}, status=403)
    form = PasswordForm(request.POST if request.method == "POST" else None, email=offer.email, name=name)
    if request.method != "POST" or (known is None and not form.is_valid()):
        context = {"offer": offer, "form": form, "is_known": known is not None}
        return render(request, f"accounts/{offer._meta.model_name}.html", context)
    password = "" if known else form.cleaned_data["password"]
    try:
        taken = take(password=password, signed_in=signed_in, now=clock.now())
    except Refusal as refusal:
        return _ended(request, refusal)
    if signed_in is None:
        login(request, taken.user, backend=BACKEND)
    return taken


def _welcome(request: HttpRequest, asked: Registration) -> None:
    if asked.state == Registration.State.ACCEPTED:
        messages.success(
            request, _("%(name)s has joined the network: you can announce a batch.") % {"name": asked.name}
        )
    else:
        messages.success(
            request,
            _("Your address is confirmed. Your request is with those who answer for %(name)s.")
            % {"name": asked.name},
        )


def _ended(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "accounts/link_ended.html", {"message": refusal.message}, status=404)
