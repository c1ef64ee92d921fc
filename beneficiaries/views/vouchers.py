"""A voucher printed from its request, or withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.exports import voucher as paper
from beneficiaries.models import Request
from beneficiaries.views.edge import today
from beneficiaries.views.requests import found
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


def contact_of(known: Request, act: Act) -> paper.Contact:
    """Whom the person calls: the desk of the department, else the structure that follows them."""
    desk = queries.contact_for(known.department, today(act))
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
        drawn = paper.pdf(voucher, dearest=queries.dearest(known, today(act)), contact=contact_of(known, act))
        name = _("voucher-%(ref)s") % {"ref": known.ref}
        return HttpResponse(
            drawn,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
        )
    return redirect("beneficiaries:request-detail", ref)


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
