"""The pages on persons' data, made from the columns, rules and roles there are: register, DPIA facts, one for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beneficiaries.queries import register
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission


@require_safe
@requires(Permission.REPORT_VIEW)
def processing(request: StaffRequest) -> HttpResponse:
    """The register of processing (GDPR, art. 30)."""
    context = {
        "lines": register.lines(),
        "recipients": register.recipients(),
        "measures": register.MEASURES,
        "network": _network(),
    }
    return render(request, "beneficiaries/privacy_register.html", context)


@require_safe
@requires(Permission.REPORT_VIEW)
def impact(request: StaffRequest) -> HttpResponse:
    """The facts of the data protection impact assessment (GDPR, art. 35)."""
    context = {"lines": register.lines(), "measures": register.MEASURES, "risks": register.RISKS}
    return render(request, "beneficiaries/privacy_dpia.html", context)


@require_safe
def yours(request: HttpRequest) -> HttpResponse:
    """What is kept of you, in plain words, and whom to speak to."""
    persons = [line for line in register.lines() if line.source]
    network = _network()
    contact = network and Membership.objects.filter(organisation=network, is_contact=True).first()
    context = {"lines": persons, "network": network, "contact": contact}
    return render(request, "beneficiaries/privacy_yours.html", context)


def _network() -> Organisation | None:
    return Organisation.objects.filter(is_network=True).first()
