"""One box for everything: a code, a serial number, a batch, a request."""

from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from donors import queries as donation_queries
from inventory import codes, queries, workflow
from inventory.states import END, UNDO
from inventory.views.series import start_address
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

SHOWN = 30
ANYONE = (
    Permission.DEVICE_VIEW,
    Permission.DONATION_VIEW,
    Permission.REQUEST_VIEW,
    Permission.REPORT_VIEW,
)


@requires(*ANYONE)
def search(request: StaffRequest) -> HttpResponse:
    """Go straight to the one device a text names; else show what begins with it, among what one may see."""
    text = request.GET.get("q", "").strip()[:240]
    acting = request.acting
    named = workflow.resolve(text, membership=acting) if text else None
    if named and len(named.devices) == 1:
        return redirect("inventory:device-detail", named.devices[0].code)
    if named and named.place:
        return redirect("inventory:place-detail", named.place.code)
    if (
        named
        and named.command
        and named.command.action not in {UNDO, END}
        and acting.may(Permission.DEVICE_WORK)
    ):
        return redirect(start_address(named.command.action, named.command.params))
    may_be_form = acting.may(Permission.REQUEST_FILE) and "no_form" not in request.GET
    if named and named.names_nothing and may_be_form and (form := _form_url(text)):
        return redirect(form)  # it leads back here when no form has this number
    devices = list(named.devices) if named else []
    if text and not devices:
        devices = list(queries.devices(acting, queries.DeviceFilter(text=text))[:SHOWN])
    return render(
        request,
        "inventory/search.html",
        {
            "text": text,
            "devices": devices,
            "named": named,
            "is_ambiguous": bool(named and named.devices),
            "donations": _donations(request, text),
            "requests_url": _requests_url(text) if acting.may(Permission.REQUEST_VIEW) else "",
        },
    )


def _donations(request: StaffRequest, text: str) -> list[object]:
    if not text:
        return []
    begins = Q(ref__istartswith=text) | Q(title__icontains=text) | Q(donor__name__istartswith=text)
    return list(donation_queries.donations_for(request.acting).filter(begins)[:SHOWN])


def _requests_url(text: str) -> str:
    try:
        return f"{reverse('beneficiaries:request-list')}?{urlencode({'q': text})}"
    except NoReverseMatch:
        return ""


def _form_url(text: str) -> str:
    """Where a code that names nothing here may lead: the number of a request form on paper."""
    read = (codes.parse(reading) for reading, _fault in codes.readings(text))
    code = next(filter(None, read), None)
    try:
        return reverse("beneficiaries:paper-scanned", args=[code]) if code else ""
    except NoReverseMatch:
        return ""
