"""The reception of a batch: its deliveries, its pauses, its differences, what is not kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationMove, DonationStage
from inventory import queries, workflow
from inventory.forms.receptions import DeliveryForm, RefuseForm
from inventory.models import Delivery, Device
from inventory.states import REFUSAL_REASONS, Stage
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

OPEN = (DonationStage.ACCEPTED, DonationStage.IN_RECEPTION)


@requires(Permission.DEVICE_RECEIVE, Permission.DONATION_REGISTER)
def reception(request: StaffRequest, ref: str) -> HttpResponse:
    """What came and when, what is missing, what is not kept; and the gestures that would succeed now."""
    donation, act = _donation(request, ref), act_of(request)
    lines = queries.count_lines(donation)
    refused = queries.refused_of(donation)
    deliveries = queries.deliveries_of(donation)
    may_receive = _may_receive(donation, request)
    context = {
        "donation": donation,
        "lines": lines,
        "differences": queries.count_differences(donation, lines),
        "deliveries": deliveries,
        "expected": next((one for one in deliveries if not one.arrived_at), None),
        "fates": queries.fates(donation),
        "refused": _with_reasons(refused),
        "is_donor": act.organisation == donation.donor,
        "waiting": sum(one.stage != Stage.RETURNED_TO_DONOR for one in refused),
        "may_receive": may_receive,
        "may_note_departure": act.organisation == donation.donor and donation.stage in OPEN,
        "may_close": donations.can(donation, DonationMove.CLOSE_RECEPTION, act),
        "may_give_back": may_receive and request.acting.may(Permission.DEVICE_EXIT),
    }
    return render(request, "inventory/reception.html", context)


def _may_receive(donation: Donation, request: StaffRequest) -> bool:
    is_here = request.acting.organisation_id == donation.receiver_id
    return is_here and request.acting.may(Permission.DEVICE_RECEIVE) and donation.stage in OPEN


def _with_reasons(refused: list[Device]) -> list[tuple[Device, object, str]]:
    """Each with its reason and the words beside it."""
    why = queries.refusal_events(refused)
    told = [(one, *why.get(one.pk, ("", ""))) for one in refused]
    return [(one, REFUSAL_REASONS.get(reason, ""), words) for one, reason, words in told]


@requires(Permission.DEVICE_RECEIVE)
def arrival(request: StaffRequest, ref: str, number: int | None = None) -> HttpResponse:
    """A delivery is here: its pallets and seals, as they are."""
    donation = _donation(request, ref)
    form = _delivery_form(request, donation, number, is_arrival=True)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        with refusals_shown(request, form):
            noted = workflow.note_arrival(
                donation=donation,
                number=number,
                carrier=form.cleaned_data["carrier"],
                pallets=form.pallets,
                act=act_of(request),
            )
            messages.success(request, _("Delivery %(number)d is noted.") % {"number": noted.number})
            return redirect("inventory:donation-reception", ref)
    return _delivery_page(request, donation, form, number)


@requires(Permission.DONATION_REGISTER, Permission.DEVICE_RECEIVE)
def departure(request: StaffRequest, ref: str, number: int | None = None) -> HttpResponse:
    """What leaves the donor: pallets and seals, noted by whoever closes the lorry's door."""
    donation = _donation(request, ref)
    form = _delivery_form(request, donation, number, is_arrival=False)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        act = act_of(request)
        with refusals_shown(request, form):
            noted = workflow.note_departure(
                donation=donation,
                number=number,
                carrier=form.cleaned_data["carrier"],
                on=act.on,
                pallets=form.pallets,
                act=act,
            )
            messages.success(request, _("Delivery %(number)d is noted.") % {"number": noted.number})
            return redirect("inventory:donation-reception", ref)
    return _delivery_page(request, donation, form, number)


def _delivery_form(
    request: StaffRequest, donation: Donation, number: int | None, *, is_arrival: bool
) -> DeliveryForm:
    delivery = None
    if number is not None:
        delivery = get_object_or_404(Delivery, donation=donation, number=number)
    data = request.POST if request.method == "POST" else None
    trip = None if delivery else donation_queries.trip_at_ramp(donation, act_of(request).on)
    carrier = delivery.carrier if delivery else (trip and trip.carrier and trip.carrier.name) or ""
    return DeliveryForm(data, delivery=delivery, is_arrival=is_arrival, initial={"carrier": carrier})


def _delivery_page(
    request: HttpRequest, donation: Donation, form: DeliveryForm, number: int | None
) -> HttpResponse:
    context = {"donation": donation, "form": form, "number": number}
    return render(request, "inventory/delivery.html", context)


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def pause(request: StaffRequest, ref: str) -> HttpResponse:
    """The rest comes another day."""
    donation = _donation(request, ref)
    return carry_out(
        request,
        lambda act: donations.pause_reception(donation=donation, act=act),
        done=_("The reception is paused: nothing of the batch is received until it is resumed."),
        then=redirect("inventory:donation-reception", ref),
    )


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def resume(request: StaffRequest, ref: str) -> HttpResponse:
    """The count goes on."""
    donation = _donation(request, ref)
    return carry_out(
        request,
        lambda act: donations.resume_reception(donation=donation, act=act),
        done=_("The reception goes on."),
        then=redirect("inventory:donation-reception", ref),
    )


@requires(Permission.DEVICE_RECEIVE)
def refuse(request: StaffRequest, ref: str) -> HttpResponse:
    """Devices that came and are not kept."""
    donation = _donation(request, ref)
    if not _may_receive(donation, request):
        raise Http404
    form = RefuseForm(
        request.POST if request.method == "POST" else None,
        donation=donation,
        membership=request.acting,
        initial={"devices": request.GET.get("device", "")[:60]},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            found = form.cleaned_data
            refused = workflow.refuse(
                devices=found["devices"], reason=found["reason"], words=found["words"], act=act_of(request)
            )
            messages.success(
                request,
                ngettext(
                    "%(count)d device refused: it waits here to go back.",
                    "%(count)d devices refused: they wait here to go back.",
                    len(refused),
                )
                % {"count": len(refused)},
            )
            return redirect("inventory:donation-reception", ref)
    return render(request, "inventory/refuse.html", {"donation": donation, "form": form})


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def keep(request: StaffRequest, ref: str) -> HttpResponse:
    """A refusal is lifted."""
    device = get_object_or_404(Device, donation=_donation(request, ref), code=request.POST.get("device", ""))
    return carry_out(
        request,
        lambda act: workflow.keep_after_all(device=device, act=act),
        done=_("%(device)s is kept after all.") % {"device": device},
        then=redirect("inventory:donation-reception", ref),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def give_back(request: StaffRequest, ref: str) -> HttpResponse:
    """What was refused goes back, with its slip."""
    donation = _donation(request, ref)
    carrier = request.POST.get("carrier", "").strip()[:80]
    return carry_out(
        request,
        lambda act: workflow.give_back(donation=donation, carrier=carrier, act=act),
        done=_("Given back. The slip is among the documents of the batch."),
        then=redirect("inventory:donation-reception", ref),
    )


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(donation_queries.donations_for(request.acting), ref=ref)
