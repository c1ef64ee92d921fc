"""Drafting a batch: new, or gone on with until it is signed."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from donors import queries, workflow
from donors.forms import DonationForm
from donors.models import Donation
from donors.states import DonationStage
from donors.views.sheets import keep
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.DONATION_REGISTER)
def new(request: StaffRequest) -> HttpResponse:
    """A batch in two minutes. Sent twice, it is one batch."""
    donor = request.acting.organisation
    if request.method != "POST":
        like = queries.donations_for(request.acting).first() if "like" in request.GET else None
        return _page(request, DonationForm.blank(donor=donor, like=like))
    form = DonationForm(request.POST, request.FILES, donor=donor)
    if not form.is_valid():
        return _page(request, form)
    act = act_of(request)
    try:
        donation = _create(form, act)
    except IntegrityError:
        sent_before = get_object_or_404(
            Donation, public_id=form.cleaned_data["once"], donor=request.acting.organisation
        )
        return redirect("inventory:donation-detail", sent_before.ref)
    return _onwards(request, donation, form.cleaned_data["sheet"], act)


@requires(Permission.DONATION_REGISTER)
def edit(request: StaffRequest, ref: str) -> HttpResponse:
    """A draft, gone on with."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    if donation.stage != DonationStage.DRAFT:
        messages.warning(request, _("This batch is signed: it can no longer be changed."))
        return redirect("inventory:donation-detail", donation.ref)
    if request.method != "POST":
        return _page(request, DonationForm.of(donation), donation)
    form = DonationForm(request.POST, request.FILES, donor=donation.donor)
    if not form.is_valid():
        return _page(request, form, donation)
    act, site = act_of(request), form.cleaned_data["site"]
    with refusals_shown(request):
        with transaction.atomic():
            workflow.describe(
                donation=donation, act=act, site=site, receiver=site.organisation, **form.description()
            )
            workflow.set_lines(donation=donation, lines=form.lines(), act=act)
        return _onwards(request, donation, form.cleaned_data["sheet"], act)
    return redirect("inventory:donation-detail", donation.ref)


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
    workflow.set_lines(donation=donation, lines=form.lines(), act=act)
    return donation


def _onwards(
    request: StaffRequest, donation: Donation, dropped: "UploadedFile[bytes] | None", act: Act
) -> HttpResponse:
    """To the list that was dropped, to the signature, or back to the batch."""
    if dropped:
        return keep(request, donation, dropped, act)
    if request.POST.get("do") == "sign":
        return redirect("inventory:donation-sign", donation.ref)
    messages.success(request, _("The draft is saved."))
    return redirect("inventory:donation-detail", donation.ref)


def _page(request: StaffRequest, form: DonationForm, donation: Donation | None = None) -> HttpResponse:
    context = {
        "form": form,
        "donation": donation,
        "sheets": donation.sheets.all() if donation else (),
        "has_earlier": not donation and queries.donations_for(request.acting).exists(),
    }
    return render(request, "donors/donation_form.html", context)
