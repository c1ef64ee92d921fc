"""A voucher: printed from its request, shown on a telephone to whoever holds its code, or withdrawn."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beneficiaries import queries, workflow
from beneficiaries.exports import voucher as paper
from beneficiaries.models import Request, Voucher
from beneficiaries.queries import aftersales
from beneficiaries.views.edge import today
from beneficiaries.views.requests import found
from labels.svg import code128_svg, qr_svg
from reuse.accounts import throttle
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.directory.queries import contact_for

SQUARE: Final = 6.5  # CSS pixels of a module: 280 wide, on the narrowest telephone
BAR: Final = 1.5
LOOKS, SECONDS = 60, 60  # at vouchers, from one address


def contact_of(known: Request, on: date) -> paper.Contact:
    """Whom the person calls: the desk of the department, else the structure that follows them."""
    desk = contact_for(known.department, on)
    if desk:
        return paper.Contact(f"{known.partner}, {desk.role}", desk.telephone, desk.hours)
    return paper.Contact(str(known.partner))


@require_POST
@never_cache
@requires(Permission.HAND_OVER)
def print_voucher(request: StaffRequest, ref: str) -> HttpResponse:
    """The voucher of an accepted request, printed again or anew."""
    act, known = act_of(request), found(request, ref)
    with refusals_shown(request):
        voucher = workflow.issue_voucher(request=known, act=act, is_lost="lost" in request.POST)
        drawn = paper.pdf(
            voucher, dearest=queries.dearest(known, today(act)), contact=contact_of(known, today(act))
        )
        name = _("voucher-%(ref)s") % {"ref": known.ref}
        return HttpResponse(
            drawn,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
        )
    return redirect("beneficiaries:request-detail", ref)


@never_cache
@require_safe
def by_address(request: HttpRequest, code: str) -> HttpResponse:
    """What the square of a voucher leads to: at a counter its hand-over, for whoever holds it the voucher itself."""
    acting: Membership | None = getattr(request, "acting", None)
    voucher = queries.voucher_named(code)
    if acting and acting.may(Permission.HAND_OVER) and "public" not in request.GET:
        if voucher:
            return redirect("beneficiaries:counter-voucher", voucher.public_id)
        messages.error(request, _("This names no voucher of ours."))
        return redirect("beneficiaries:counter")
    if not throttle.may_look(request, "voucher", most=LOOKS, seconds=SECONDS):
        return throttle.refused(request)
    context = {"voucher": voucher, "network": aftersales.network(), "contact": aftersales.network_contact()}
    response = render(
        request,
        "beneficiaries/voucher_shown.html",
        context | (_shown(voucher) if voucher else {}),
        status=200 if voucher else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _shown(voucher: Voucher) -> dict[str, Any]:
    """The symbols, large, and what stands on the paper; no name, and nothing of the case but its reference."""
    known = voucher.request
    on = clock.local_date(clock.now(), known.site.time_zone)
    square = qr_svg(paper.address_of(voucher), module=SQUARE, label=_("Square of the voucher"))
    bars = code128_svg(voucher.code, module=BAR, height=72, label=_("Bars of the voucher"))
    return {
        "refused": workflow.why_not(voucher, on),
        "symbols": [mark_safe(square), mark_safe(bars)],  # noqa: S308 - drawn here, labels escaped
        "sections": paper.sections(voucher, queries.dearest(known, on), contact_of(known, on)),
    }


@require_POST
@requires(Permission.HAND_OVER)
def withdraw_voucher(request: StaffRequest, ref: str) -> HttpResponse:
    """Make the voucher void."""
    known = found(request, ref)
    with refusals_shown(request):
        voucher = queries.voucher_of(known)
        if voucher and workflow.void_voucher(voucher=voucher, act=act_of(request)):
            messages.success(request, _("The voucher is void."))
    return redirect("beneficiaries:request-detail", ref)
