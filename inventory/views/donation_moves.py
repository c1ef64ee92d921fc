"""The gestures on a batch: signing, answering, planning, counting, importing. Each asks one verb."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from donors import workflow as donations
from donors.models import Donation, Sheet
from donors.states import DonationMove, Party
from inventory import queries, workflow
from inventory.forms.donations import DeclineForm
from inventory.forms.receptions import CloseForm
from inventory.forms.signing import GiftSignForm
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.DONATION_REGISTER)
def sign(request: StaffRequest, ref: str) -> HttpResponse:
    """The donor reads, ticks, signs: the batch is announced."""
    donation, act = _donation(request, ref), act_of(request)
    if not donations.can(donation, DonationMove.ANNOUNCE, act):
        return _already(request, donation)
    form = GiftSignForm(
        request.POST if request.method == "POST" else None,
        party=Party.DONOR,
        above=workflow.above_cap(donation),
        initial={"signer_name": str(request.user)},
    )
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda act: workflow.announce_gift(donation=donation, act=act, **form.signature()),
            done=_("Signed and announced. The workshop answers you here."),
            then=redirect("inventory:donation-detail", donation.ref),
        )
    return _sign_page(request, donation, form, Party.DONOR)


@requires(Permission.DONATION_DECIDE)
def accept(request: StaffRequest, ref: str) -> HttpResponse:
    """The receiving organisation signs its commitment; the numbered agreement is issued."""
    donation, act = _donation(request, ref), act_of(request)
    if not donations.can(donation, DonationMove.ACCEPT, act):
        return _already(request, donation)
    form = GiftSignForm(
        request.POST if request.method == "POST" else None,
        party=Party.RECEIVER,
        initial={"signer_name": str(request.user)},
    )
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda act: workflow.accept_gift(donation=donation, act=act, **form.signature()),
            done=_("Accepted. The agreement bears its number and both signatures."),
            then=redirect("inventory:donation-detail", donation.ref),
        )
    return _sign_page(request, donation, form, Party.RECEIVER)


def _sign_page(request: StaffRequest, donation: Donation, form: GiftSignForm, party: Party) -> HttpResponse:
    lines, listed = queries.count_lines(donation), donation.devices.exclude(stage=Stage.NOT_DELIVERED).count()
    context = {
        "donation": donation,
        "form": form,
        "is_donor": party == Party.DONOR,
        "lines": lines,
        "total": sum(line.announced for line in lines),
        "unchecked": donation.sheets.filter(state=Sheet.State.READ),
        "gaps": donation_queries.gaps(donation, listed=listed),
        "advice": donation_queries.advice(donation, act_of(request).on, listed=listed),
        "lacks_decision": donation.donor.is_public_body and not donation.deliberation_ref,
        "above": workflow.above_cap(donation) if party == Party.DONOR else [],
    }
    return render(request, "inventory/donation_sign.html", context)


@requires(Permission.DONATION_DECIDE)
def decline(request: StaffRequest, ref: str) -> HttpResponse:
    """The batch cannot be taken: the donor reads why."""
    donation, act = _donation(request, ref), act_of(request)
    if not donations.can(donation, DonationMove.DECLINE, act):
        return _already(request, donation)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data
        return carry_out(
            request,
            lambda act: donations.decline(donation=donation, act=act, **why),
            done=_("Declined. The donor reads why."),
            then=redirect("inventory:donation-detail", donation.ref),
        )
    return render(request, "inventory/donation_decline.html", {"donation": donation, "form": form})


@requires(Permission.DONATION_REGISTER)
def cancel(request: StaffRequest, ref: str) -> HttpResponse:
    """The donor takes the announcement back, before anything was collected; asked once more first."""
    donation, act = _donation(request, ref), act_of(request)
    if not donations.can(donation, DonationMove.CANCEL, act):
        return _already(request, donation)
    if request.method == "POST":
        return carry_out(
            request,
            lambda act: donations.cancel(donation=donation, act=act),
            done=_("The batch is cancelled."),
            then=redirect("inventory:donation-detail", donation.ref),
        )
    return render(request, "inventory/donation_cancel.html", {"donation": donation})


@require_POST
@requires(Permission.DONATION_DECIDE)
def transport_slip(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """The paper that travels with the batch, under its number; both parties sign it at the ramp."""
    donation = _donation(request, ref)
    trip = get_object_or_404(donation.appointments, public_id=public_id)
    facts = workflow.transport_facts(trip)
    return carry_out(
        request,
        lambda act: donations.attach_slip(appointment=trip, facts=facts, act=act),
        done=_("The transport slip is among the documents of the batch."),
        then=redirect("donors:appointment", ref),
    )


@requires(Permission.DEVICE_RECEIVE)
def close(request: StaffRequest, ref: str) -> HttpResponse:
    """The count is shown, then closed: the slip states every difference."""
    donation, act = _donation(request, ref), act_of(request)
    if not donations.can(donation, DonationMove.CLOSE_RECEPTION, act):
        return _already(request, donation)
    lines = queries.count_lines(donation)
    form = CloseForm(
        request.POST if request.method == "POST" else None, lines=queries.count_differences(donation, lines)
    )
    if request.method == "POST" and form.is_valid() and (closed := _closed(request, donation, form)):
        return closed
    context = {
        "donation": donation,
        "form": form,
        "lines": lines,
        "totals": {
            name: sum(getattr(line, name) for line in lines)
            for name in ("announced", "received", "missing", "unexpected")
        },
        "waiting": Device.objects.filter(donation=donation, stage=Stage.ANNOUNCED)
        .select_related("type")
        .order_by("pk")[:50],
    }
    return render(request, "inventory/donation_close.html", context)


def _closed(request: StaffRequest, donation: Donation, form: CloseForm) -> HttpResponse | None:
    """Keep what was said of the differences; close too, unless the count is to go on. None: refused, as the form says."""
    act = act_of(request)
    with refusals_shown(request, form):
        if "later" in request.POST:
            workflow.comment_differences(donation=donation, comments=form.comments, act=act)
            messages.success(request, _("The explanations are kept; the reception is still open."))
            return redirect("inventory:donation-reception", donation.ref)
        facts = workflow.slip_facts(donation, remarks=form.cleaned_data["remarks"], act=act)
        workflow.close(donation=donation, facts=facts, comments=form.comments, act=act)
        messages.success(request, _("The reception is closed. Its slip is with both sides."))
        return redirect("inventory:donation-detail", donation.ref)
    return None


@require_POST
@requires(Permission.DEVICE_CORRECT)
def reopen(request: StaffRequest, ref: str) -> HttpResponse:
    """Devices turned up after all."""
    donation = _donation(request, ref)
    return carry_out(
        request,
        lambda act: donations.reopen(donation=donation, act=act),
        done=_("The reception is open again."),
        then=redirect("inventory:donation-detail", donation.ref),
    )


@require_POST
@requires(Permission.DONATION_REGISTER, Permission.DEVICE_RECEIVE)
def announce_sheet(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Import the rows that are ready, as a job."""
    kept = _sheet(request, ref, public_id)
    if not workflow.may_import(kept):
        messages.error(request, _("Nothing of this list can be imported any more."))
        return redirect("donors:sheet", ref, public_id)
    with refusals_shown(request):
        job = workflow.start_import(sheet=kept, act=act_of(request))
        return redirect("jobs:job-detail", job.public_id)
    return redirect("donors:sheet", ref, public_id)


@require_POST
@requires(Permission.DONATION_REGISTER, Permission.DEVICE_RECEIVE)
def withdraw_sheet(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Undo an import: what nobody has seen yet is taken back."""
    kept = _sheet(request, ref, public_id)
    with refusals_shown(request):
        count = workflow.withdraw_sheet(sheet=kept, act=act_of(request))
        messages.success(
            request,
            ngettext(
                "The import is undone: %(count)d device taken back.",
                "The import is undone: %(count)d devices taken back.",
                count,
            )
            % {"count": count},
        )
    return redirect("donors:sheet", ref, public_id)


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(
        donation_queries.donations_for(request.acting).select_related("agreement"), ref=ref
    )


def _sheet(request: StaffRequest, ref: str, public_id: UUID) -> Sheet:
    donation = _donation(request, ref)
    return get_object_or_404(
        donation.sheets.select_related("donation__donor", "donation__receiver"), public_id=public_id
    )


def _already(request: StaffRequest, donation: Donation) -> HttpResponse:
    """The gesture no longer applies: say where the batch stands."""
    messages.info(
        request,
        _("This is no longer to be done: the batch is %(stage)s.") % {"stage": donation.get_stage_display()},
    )
    return redirect("inventory:donation-detail", donation.ref)
