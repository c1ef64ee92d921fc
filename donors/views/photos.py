"""Photos of a batch: the donor and the workshop it goes to see them, nobody else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from donors import queries, workflow
from donors.forms import PhotosForm
from donors.models import Donation, DonationPhoto
from donors.states import DonationStage
from reuse.accounts.answers import kept_file, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@require_POST
@requires(Permission.DONATION_REGISTER)
def add(request: StaffRequest, ref: str) -> HttpResponse:
    """Photos of a batch that is announced already."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    form = PhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["photos"])))
        return _back(donation)
    with refusals_shown(request):
        for picture in form.cleaned_data["photos"]:
            workflow.add_photo(donation=donation, picture=picture, act=act_of(request))
        messages.success(request, _("The photos are kept."))
    return _back(donation)


@require_safe
@requires(Permission.DONATION_VIEW)
def photo(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponseBase:
    """One photo; each opening is recorded."""
    file = _photo(request, ref, public_id).file
    return kept_file(request, file, purpose="batch", holder=request.acting.organisation, as_attachment=False)


@require_POST
@requires(Permission.DONATION_REGISTER)
def drop(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """A photo is taken back."""
    shown = _photo(request, ref, public_id)
    with refusals_shown(request):
        workflow.drop_photo(photo=shown, act=act_of(request))
    return _back(shown.donation)


def _photo(request: StaffRequest, ref: str, public_id: UUID) -> DonationPhoto:
    """The network's own people see batches, not what stands in a donor's rooms."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    if request.acting.organisation not in (donation.donor, donation.receiver):
        raise Http404
    return get_object_or_404(donation.photos.select_related("file__owner", "donation"), public_id=public_id)


def _back(donation: Donation) -> HttpResponse:
    is_draft = donation.stage == DonationStage.DRAFT
    return redirect("donors:donation-edit" if is_draft else "inventory:donation-detail", donation.ref)
