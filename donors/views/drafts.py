"""Drafting a batch: new, like an earlier one, or gone on with until it is signed."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from donors import queries, workflow
from donors.forms import MORE_ROWS, Begun, DonationForm
from donors.models import Donation
from donors.states import DonationStage
from donors.views.sheets import keep
from donors.workflow.campaigns import join as join_campaign
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.web.templatetags.look import clock as hour

EARLIER = 20  # batches offered to begin with


@requires(Permission.DONATION_REGISTER)
def new(request: StaffRequest) -> HttpResponse:
    """A batch in two minutes. Sent twice, it is one batch, as it was sent last."""
    if request.method != "POST":
        return _page(
            request, _form(request, Begun(like=_like(request), campaign=request.GET.get("campaign", "")))
        )
    form = _form(request, Begun())
    if not form.is_valid():
        return _page(request, form)
    act = act_of(request)
    try:
        donation = _create(form, act)
    except IntegrityError:
        donation = get_object_or_404(
            Donation, public_id=form.cleaned_data["once"], donor=request.acting.organisation
        )
        return _change(request, donation, form)
    return _onwards(request, donation, form, act)


@requires(Permission.DONATION_REGISTER)
def edit(request: StaffRequest, ref: str) -> HttpResponse:
    """A draft, gone on with."""
    donation = get_object_or_404(queries.donations_for(request.acting).select_related("contact"), ref=ref)
    if donation.stage != DonationStage.DRAFT:
        messages.warning(request, _("This batch is signed: it can no longer be changed."))
        return redirect("inventory:donation-detail", donation.ref)
    more = MORE_ROWS if "more" in request.GET else 0
    form = _form(request, Begun(donation=donation, more=more))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, donation)
    return _change(request, donation, form)


def _form(request: StaffRequest, begun: Begun) -> DonationForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return DonationForm(*sent, donor=request.acting.organisation, today=act_of(request).on, begun=begun)


def _like(request: StaffRequest) -> Donation | None:
    """The batch a new one begins like: the last one, or one that is named."""
    named = request.GET.get("like", "")
    found = queries.donations_for(request.acting).filter(is_opening_stock=False).select_related("contact")
    if not named:
        return None
    return found.first() if named == "last" else get_object_or_404(found, ref=named)


@transaction.atomic
def _create(form: DonationForm, act: Act) -> Donation:
    site, once = form.cleaned_data["site"], form.cleaned_data.get("once")
    donation = workflow.create(
        donor=act.organisation,
        receiver=site.organisation,
        site=site,
        act=act,
        **form.description(),
        **({"public_id": once} if once else {}),
    )
    _fill(donation, form, act)
    return donation


def _change(request: StaffRequest, donation: Donation, form: DonationForm) -> HttpResponse:
    act, site = act_of(request), form.cleaned_data["site"]
    with refusals_shown(request):
        with transaction.atomic():
            donation = workflow.describe(
                donation=donation, act=act, site=site, receiver=site.organisation, **form.description()
            )
            _fill(donation, form, act)
        return _onwards(request, donation, form, act)
    return redirect("inventory:donation-detail", donation.ref)


def _fill(donation: Donation, form: DonationForm, act: Act) -> None:
    workflow.set_lines(donation=donation, lines=form.quantities(), act=act)
    workflow.set_windows(donation=donation, windows=form.days(), act=act)
    workflow.set_accessories(donation=donation, counts=form.accessory_counts(), act=act)
    if form.has_campaigns:
        join_campaign(donation=donation, campaign=form.cleaned_data["campaign"], act=act)
    for picture in form.cleaned_data["photos"]:
        workflow.add_photo(donation=donation, picture=picture, act=act)


def _onwards(request: StaffRequest, donation: Donation, form: DonationForm, act: Act) -> HttpResponse:
    """To the list that was dropped, to the signature, to more rows, or back to the batch."""
    going, page = request.POST.get("do"), reverse("donors:donation-edit", args=[donation.ref])
    if going == "auto":
        said = _("Draft saved at %(time)s.") % {"time": hour(act.at)}
        return JsonResponse({"page": page, "said": said})
    if form.cleaned_data["sheet"]:
        return keep(request, donation, form.cleaned_data["sheet"], act)
    if going == "more":
        return redirect(f"{page}?more=1#what")
    if going == "sign" and not queries.gaps(donation):
        return redirect("inventory:donation-sign", donation.ref)
    messages.success(request, _("The draft is saved."))
    return redirect(page) if going == "sign" else redirect("inventory:donation-detail", donation.ref)


def _page(request: StaffRequest, form: DonationForm, donation: Donation | None = None) -> HttpResponse:
    if _is_automatic(request):
        return JsonResponse({"said": _("Not saved yet: something is to be corrected.")}, status=422)
    earlier = queries.donations_for(request.acting).filter(is_opening_stock=False)
    context: dict[str, Any] = {
        "form": form,
        "donation": donation,
        "sheets": donation.sheets.all() if donation else (),
        "photos": donation.photos.all() if donation else (),
        "gaps": queries.gaps(donation) if donation else (),
        "advice": queries.advice(donation, act_of(request).on) if donation else (),
        "earlier": () if donation else earlier[:EARLIER],
    }
    return render(request, "donors/donation_form.html", context)


def _is_automatic(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("do") == "auto"
