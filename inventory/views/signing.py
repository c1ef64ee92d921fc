"""The page of a link: whoever signs without an account reads the whole agreement, asks for a code, ticks and signs."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from donors import workflow as donations
from donors.documents.agreement import GiftAgreement, clauses
from donors.models import SigningLink
from donors.states import Party
from inventory import workflow
from inventory.forms.signing import LinkedSignForm
from reuse.accounts import throttle
from reuse.core import clock
from reuse.core.refusals import Refusal


@never_cache
@sensitive_post_parameters("code")
def signing(request: HttpRequest, key: str) -> HttpResponse:
    """Opening it changes nothing. A code is sent, or the agreement signed, by POST alone."""
    try:
        link = donations.opened(key, clock.now())
    except donations.SigningLinkEnded as ended:
        return render(request, "inventory/signing_ended.html", {"message": ended.message}, status=410)
    party = Party(link.party)
    above = workflow.above_cap(link.donation) if party == Party.DONOR else []
    shown = workflow.text_digest(link.donation)
    if request.method != "POST":
        return _page(request, link, LinkedSignForm(party=party, above=above, initial={"shown": shown}), shown)
    if not throttle.allows(request, "register"):
        return throttle.refused(request)
    if request.POST.get("do") == "code":
        return _code(request, key, link, shown, above)
    form = LinkedSignForm(request.POST, party=party, above=above)
    if not form.is_valid():
        return _page(request, link, form, shown)
    try:
        signed = workflow.sign_linked(
            key=key, answer=form.answer(), shown=form.cleaned_data["shown"], now=clock.now()
        )
    except donations.CodeRefused as refusal:
        form.add_error("code", refusal.message)
    except donations.SigningLinkEnded as ended:
        return render(request, "inventory/signing_ended.html", {"message": ended.message}, status=410)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
    else:
        return render(
            request, "inventory/signing_done.html", {"link": signed, "is_donor": party == Party.DONOR}
        )
    return _page(request, link, form, shown)


def _code(request: HttpRequest, key: str, link: SigningLink, shown: str, above: list[str]) -> HttpResponse:
    """Send it, and show the form again with what was filled in so far."""
    known = {name: value for name, value in request.POST.items() if name not in {"code", "strokes"}}
    drawn = LinkedSignForm.drawing(request.POST.get("strokes", ""))
    initial = {**known, "shown": shown, "strokes": drawn}
    form = LinkedSignForm(party=Party(link.party), above=above, initial=initial)
    told, error = "", ""
    try:
        donations.send_code(key=key, now=clock.now())
        told = _("A code is on its way to %(email)s. It works for a quarter of an hour.") % {
            "email": link.email
        }
    except Refusal as refusal:
        error = refusal.message
    return _page(request, link, form, shown, told=told, error=error)


def _page(
    request: HttpRequest,
    link: SigningLink,
    form: LinkedSignForm,
    shown: str,
    *,
    told: str = "",
    error: str = "",
) -> HttpResponse:
    if form.is_bound and form.data.get("shown") != shown:  # the text before the reader is the one to sign
        form.data = {**form.data.dict(), "shown": shown}  # type: ignore[attr-defined]
    facts = workflow.agreement_facts(link.donation, signer_name="", signer_function="")
    context = {
        "link": link,
        "donation": link.donation,
        "form": form,
        "is_donor": link.party == Party.DONOR,
        "facts": facts,
        "clauses": clauses(cast("GiftAgreement", facts)),
        "told": told,
        "error": error,
        "total": sum(line["quantity"] for line in facts["lines"]),
    }
    return render(request, "inventory/signing.html", context)
