"""A pallet for recycling, from open to certified, and what closes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inventory import codes, queries, workflow
from inventory.forms import (
    CertificateForm,
    ClosePalletForm,
    CollectPalletForm,
    LooseForm,
    ReopenPalletForm,
)
from inventory.models import PalletEvent, PalletLine, RecyclingPallet
from inventory.views.sentences import Told
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out, kept_file
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.web import charts
from reuse.web.templatetags.look import number

State = RecyclingPallet.State


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a pallet, on its way."""

    label: str
    is_done: bool
    is_current: bool


@requires(Permission.DEVICE_VIEW)
def pallet_detail(request: StaffRequest, code: str) -> HttpResponse:
    """A pallet: what lies on it, what keeps it from closing, its weights and papers."""
    return render(request, "inventory/pallet_detail.html", _file(request, _pallet(request, code)))


@require_POST
@requires(Permission.DEVICE_WORK)
def pallet_loose(request: StaffRequest, code: str) -> HttpResponse:
    """Waste without a label comes onto the pallet, or leaves it."""
    pallet = _pallet(request, code)
    line = request.POST.get("line", "")
    if line.isascii() and line.isdigit() and len(line) < 19:
        return carry_out(
            request,
            lambda act: workflow.remove_loose(pallet=pallet, line=int(line), act=act),
            done=_("Taken off the list."),
            then=redirect("inventory:pallet-detail", pallet.place.code),
        )
    form = LooseForm(request.POST)
    return _sent(
        request,
        pallet,
        loose_form=form,
        verb=lambda act: workflow.add_loose(pallet=pallet, act=act, **form.said()),
        done=_("Added to the pallet."),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def pallet_close(request: StaffRequest, code: str) -> HttpResponse:
    """Freeze the list and issue the slip."""
    pallet, form = _pallet(request, code), ClosePalletForm(request.POST)
    return _sent(
        request,
        pallet,
        close_form=form,
        verb=lambda act: workflow.close_pallet(pallet=pallet, act=act, **form.cleaned_data),
        done=_("The pallet is closed and its list is frozen: print the slip, it goes with the pallet."),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def pallet_reopen(request: StaffRequest, code: str) -> HttpResponse:
    """Before it is collected."""
    pallet, form = _pallet(request, code), ReopenPalletForm(request.POST)
    return _sent(
        request,
        pallet,
        reopen_form=form,
        verb=lambda act: workflow.reopen_pallet(pallet=pallet, act=act, **form.cleaned_data),
        done=_("The pallet is open again; its slip is void."),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def pallet_collect(request: StaffRequest, code: str) -> HttpResponse:
    """It has left the house."""
    pallet, form = _pallet(request, code), CollectPalletForm(request.POST)
    return _sent(
        request,
        pallet,
        collect_form=form,
        verb=lambda act: workflow.collect_pallet(pallet=pallet, act=act, **form.cleaned_data),
        done=_("Noted: it is in the register of outgoing waste."),
    )


@require_POST
@requires(Permission.DEVICE_EXIT)
def pallet_certify(request: StaffRequest, code: str) -> HttpResponse:
    """The recycler's certificate has come."""
    pallet, form = _pallet(request, code), CertificateForm(request.POST, request.FILES)

    return _sent(
        request,
        pallet,
        certificate_form=form,
        verb=lambda act: workflow.certify_pallet(pallet=pallet, scan=form.cleaned_data["file"], act=act),
        done=_("The certificate is kept."),
    )


@requires(Permission.DEVICE_VIEW)
def pallet_certificate(request: StaffRequest, code: str) -> HttpResponseBase:
    """The certificate itself, for the organisation that holds it; the opening is recorded."""
    pallet = _pallet(request, code)
    if pallet.certificate is None:
        raise Http404
    return kept_file(request, pallet.certificate, purpose="recycling certificate")


def _pallet(request: StaffRequest, code: str) -> RecyclingPallet:
    """The pallet of this code, if the person may see it; else there is no such page."""
    found = (
        RecyclingPallet.objects.visible_to(request.acting)
        .select_related("place__site__organisation", "slip", "certificate")
        .filter(place__code=codes.parse(code))
        .first()
    )
    if found is None:
        raise Http404
    return found


def _sent(
    request: StaffRequest,
    pallet: RecyclingPallet,
    *,
    verb: Callable[[Act], object],
    done: str,
    **named: forms.Form,
) -> HttpResponse:
    """Ask the verb with what the form says; a form with a fault is shown again with it."""
    [form] = named.values()
    if form.is_valid():
        return carry_out(
            request, verb, done=done, then=redirect("inventory:pallet-detail", pallet.place.code)
        )
    return render(request, "inventory/pallet_detail.html", {**_file(request, pallet), **named}, status=400)


def _file(request: StaffRequest, pallet: RecyclingPallet) -> dict[str, Any]:
    """What the page shows, in a fixed number of statements."""
    act = act_of(request)
    devices = list(queries.devices_on(pallet)) if pallet.is_open else []
    kept = list(pallet.lines.select_related("waste_code", "type", "device", "donation"))
    lines = [*workflow.draft_lines(pallet, devices, on=act.on), *kept]
    by_code = queries.by_code(lines)
    may_manage = act.membership.may(Permission.DEVICE_EXIT)
    return {
        "pallet": pallet,
        "place": pallet.place,
        "steps": _steps(pallet),
        "lines": [line for line in lines if line.device_id],
        "loose": [line for line in lines if not line.device_id],
        "count": len(devices) if pallet.is_open else sum(1 for line in lines if line.device_id),
        "obstacles": list(workflow.obstacles(devices, lines)),
        "grams": sum(one.grams for one in by_code),
        "difference": pallet.weight_g - sum(line.grams for line in lines) if pallet.weight_g else None,
        "estimated": sum(line.basis == PalletLine.Basis.DEFAULT and line.grams > 0 for line in lines),
        "weights": charts.bars(_row(one) for one in by_code),
        "events": [_told(event) for event in _events(pallet)],
        "may_work": act.membership.may(Permission.DEVICE_WORK),
        "may_manage": may_manage,
        "may_print": act.membership.may(Permission.LABEL_PRINT),
        **(_forms(pallet, act, len(devices)) if may_manage else {}),
        "loose_form": LooseForm(),
    }


def _forms(pallet: RecyclingPallet, act: Act, count: int) -> dict[str, forms.Form]:
    """The one gesture its state awaits, and the way back."""
    match pallet.state:
        case State.OPEN:
            partners = queries.last_partners(pallet.place.site)
            return {"close_form": ClosePalletForm(initial={**partners, "seen": count})}
        case State.CLOSED:
            return {
                "collect_form": CollectPalletForm(initial={"on": act.on}),
                "reopen_form": ReopenPalletForm(),
            }
        case State.COLLECTED:
            return {"certificate_form": CertificateForm()}
    return {}


def _steps(pallet: RecyclingPallet) -> list[Step]:
    order = list(State)
    reached = order.index(pallet.state)
    return [
        Step(str(state.label), is_done=position < reached, is_current=position == reached)
        for position, state in enumerate(order)
    ]


def _row(one: queries.CodeWeight) -> charts.Row:
    things = ngettext("%(count)s piece", "%(count)s pieces", one.things) % {"count": number(one.things)}
    return charts.Row(label=f"{one.code} {one.code.words}", value=round(one.grams / 1000, 2), detail=things)


def _events(pallet: RecyclingPallet) -> list[PalletEvent]:
    return list(pallet.events.select_related("by", "for_organisation", "note").order_by("-seq")[:50])


def _told(event: PalletEvent) -> Told:
    told = str(PalletEvent.Kind(event.kind).label)
    if slip := event.details.get("slip"):
        told = _("%(what)s, slip %(number)s") % {"what": told, "number": slip}
    if event.details.get("grams") and event.kind != PalletEvent.Kind.CLOSED:
        told = _("%(what)s: %(kilograms)s kg under %(code)s") % {
            "what": told,
            "kilograms": number(event.details["grams"] / 1000, 1),
            "code": event.details.get("code", ""),
        }
    who = _("by %(person)s, %(organisation)s") % {"person": event.by, "organisation": event.for_organisation}
    note = event.note.text if hasattr(event, "note") else ""
    return Told(event.at, told, " · ".join(filter(None, [note, who])))
