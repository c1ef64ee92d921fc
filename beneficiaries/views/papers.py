"""Signed forms on paper: printed with their square, uploaded, attached by themselves or by hand, opened for a purpose."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.exports import signing
from beneficiaries.forms.identities import PurposeForm
from beneficiaries.forms.papers import PaperForm
from beneficiaries.models import Handover, Voucher
from beneficiaries.queries.papers import LATEST
from beneficiaries.views.counter import site_of
from beneficiaries.views.edge import show_errors, today
from beneficiaries.views.handovers import found
from inventory.models import Device
from inventory.queries import price_cap
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


def _answer(drawn: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


@requires(Permission.HAND_OVER)
def to_sign(request: StaffRequest, public_id: str) -> HttpResponse:
    """The form of a planned hand-over, to sign on paper."""
    act, known = act_of(request), found(request, public_id)
    others = [item.device for item in queries.items_of(known.allocation)]
    one = signing.Signing(
        request=known.request,
        device=known.device,
        cap=price_cap(known.device, on=today(act), others=others),
        site=str(known.site),
        items=[*_named(others), *queries.items_with(known.request, queries.set_rules(today(act))).values()],
        address=reverse("beneficiaries:handover-detail", args=[known.public_id]),
    )
    return _answer(signing.pdf(one, at=act.at), known.request.ref)


def _named(devices: Sequence[Device]) -> list[str]:
    return [f"{one.type} {one.name}, {one}" for one in devices]


@requires(Permission.HAND_OVER)
def to_sign_at_counter(request: StaffRequest, public_id: str, code: str) -> HttpResponse:
    """The form of a voucher and the device chosen, to sign on paper."""
    act = act_of(request)
    voucher = get_object_or_404(Voucher.objects.live().with_labels(), public_id=public_id)
    device, site = queries.device_named(code), site_of(request)
    if device is None or site is None:
        return redirect("beneficiaries:counter-voucher", public_id=public_id)
    offered = queries.parts_at(voucher.request, site)
    others = [part for _type, part in offered if part]
    one = signing.Signing(
        request=voucher.request,
        device=device,
        cap=price_cap(device, on=today(act), others=others),
        site=str(site),
        items=[
            *(f"{of_type} ______________" for of_type, _part in offered),
            *queries.items_with(voucher.request, queries.set_rules(today(act))).values(),
        ],
        address=reverse("beneficiaries:counter-voucher", args=[voucher.public_id]),
    )
    return _answer(signing.pdf(one, at=act.at), voucher.request.ref)


@requires(Permission.HAND_OVER)
def upload(request: StaffRequest) -> HttpResponse:
    """Scans of signed forms go to their hand-overs by their squares; one that cannot be read is placed by hand."""
    form = PaperForm(request.POST or None, request.FILES or None, membership=request.acting)
    if request.method == "POST" and form.is_valid():
        chosen: Handover | None = form.cleaned_data["handover"]
        missed = 0
        for number, page in enumerate(form.cleaned_data["file"], start=1):
            named = queries.handover_on(page.texts, request.acting)
            handover = named or chosen
            if handover is None:
                missed += 1
                continue
            with refusals_shown(request):
                workflow.attach_paper(handover=handover, image=page.image, act=act_of(request))
                messages.success(
                    request,
                    _("Page %(page)s is attached to %(ref)s.")
                    % {"page": number, "ref": handover.request.ref},
                )
        if not missed:
            return redirect("beneficiaries:papers")
        form.add_error(
            "handover",
            ngettext(
                "%(count)s page names no hand-over of yours: choose it, then send the page again.",
                "%(count)s pages name no hand-over of yours: send each again and choose its own.",
                missed,
            )
            % {"count": missed},
        )
    context = {"form": form, "missing": queries.papers_missing(request.acting)[:LATEST]}
    return render(request, "beneficiaries/papers.html", context)


@require_POST
@never_cache
@requires(Permission.HAND_OVER)
def signed_paper(request: StaffRequest, public_id: str) -> HttpResponse:
    """The signed page, for a purpose; each reading is noted."""
    known, form = found(request, public_id), PurposeForm(request.POST)
    if not form.is_valid():
        show_errors(request, form)
        return redirect("beneficiaries:handover-detail", public_id=public_id)
    with refusals_shown(request):
        image = workflow.open_paper(handover=known, act=act_of(request), **form.cleaned_data)
        if image is not None:
            return HttpResponse(image, content_type="image/jpeg")
        messages.warning(request, _("No signed form is attached."))
    return redirect("beneficiaries:handover-detail", public_id=public_id)
