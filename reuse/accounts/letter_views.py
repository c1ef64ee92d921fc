"""Stopping letters: by the link at their foot, in one gesture and without an account, or on one's account page."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from reuse.accounts.models import User
from reuse.accounts.workflow import letters
from reuse.core import clock


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; the button, or the mail program's own, stops this kind of letter."""
    meant = letters.meant_by(token)
    if meant is None:
        raise Http404
    user, kind = meant
    if request.method == "POST":
        letters.stop(user=user, kind=kind, now=clock.now())
    context = {"label": letters.label_of(kind), "is_stopped": kind in letters.stopped_by(user)}
    return render(request, "accounts/letter_stop.html", context)


@require_POST
@login_required
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """Stop one kind of letter, or have it sent again."""
    user = cast("User", request.user)
    if request.POST.get("wanted"):
        letters.resume(user=user, kind=kind)
        messages.success(request, _("You receive this letter again."))
    else:
        letters.stop(user=user, kind=kind, now=clock.now())
        messages.success(request, _("You no longer receive this letter."))
    return redirect("accounts:account")
