"""What became of a batch: its donor's page, and the same by a link without an account. Devices, never people."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from donors import queries as donation_queries
from donors.models import Donation
from inventory import queries
from inventory.forms.followups import ShareForm
from inventory.models import FollowUpLink
from inventory.queries import impact, stays, whereabouts
from inventory.workflow import followups
from reuse.accounts import throttle
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.documents import queries as document_queries
from reuse.documents import workflow as documents
from reuse.web import charts
from reuse.web.templatetags.look import day

LINES = 50  # devices whose media are shown at a time
LOOKS, SECONDS = 120, 60  # at pages behind links, from one address
FRESH = "follow_up_link"  # of the session: the link just made, told once


@never_cache
@requires(Permission.DONATION_VIEW)
def follow_up(request: StaffRequest, ref: str) -> HttpResponse:
    """The batch's follow-up for those who see it; its donor also makes links to it here."""
    donation = _donation(request, ref)
    may_share = _may_share(request, donation)
    if request.method == "POST":
        if not may_share:
            raise PermissionDenied
        return _share(request, donation)
    return _page(request, donation, _share_form(request, donation) if may_share else None)


def _share(request: StaffRequest, donation: Donation) -> HttpResponse:
    form = _share_form(request, donation)
    if form.is_valid():
        with refusals_shown(request, form):
            facts = form.cleaned_data
            _link, key = followups.share(
                donation=donation,
                label=facts["label"],
                ends_on=facts["ends_on"],
                documents=[UUID(one) for one in facts["documents"]],
                act=act_of(request),
            )
            request.session[FRESH] = [donation.ref, key]
            return redirect(reverse("inventory:follow-up", args=[donation.ref]) + "#links")
    return _page(request, donation, form)


def _share_form(request: StaffRequest, donation: Donation) -> ShareForm:
    posted = request.POST if request.method == "POST" else None
    return ShareForm(posted, today=act_of(request).on, documents=followups.showable(donation))


def _page(request: StaffRequest, donation: Donation, form: ShareForm | None) -> HttpResponse:
    fresh = request.session.get(FRESH, ["", ""])
    link = ""
    if fresh[0] == donation.ref:
        link = settings.PUBLIC_URL + reverse("inventory:followed", args=[fresh[1]])
        del request.session[FRESH]
    context = {
        **_told(request, donation, masked=False),
        "documents": document_queries.with_openable(
            donation.documents.order_by("-issued_at"), request.acting
        ),
        "sheets": donation.sheets.filter(state="imported"),
        "form": form,
        "fresh": link,
        "links": FollowUpLink.objects.listed(donation) if form else [],
        "today": act_of(request).on,
        "is_donor": request.acting.organisation == donation.donor,
    }
    return render(request, "inventory/follow_up.html", context)


@require_POST
@requires(Permission.DONATION_REGISTER)
def revoke(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Take a link back."""
    donation = _donation(request, ref)
    link = get_object_or_404(FollowUpLink, donation=donation, public_id=public_id)
    return carry_out(
        request,
        lambda act: followups.revoke(link=link, act=act),
        done=_("The link is withdrawn: it opens nothing any more."),
        then=redirect(reverse("inventory:follow-up", args=[ref]) + "#links"),
    )


@require_safe
@never_cache
def followed(request: HttpRequest, key: str) -> HttpResponse:
    """The same page for whoever holds a link: figures, media with masked numbers, the documents chosen."""
    if not throttle.may_look(request, "follow-up", most=LOOKS, seconds=SECONDS):
        return _unlisted(throttle.refused(request))
    now = clock.now()
    link = followups.followed(key, now)
    if link is None:
        return _unlisted(render(request, "inventory/follow_up_ended.html", status=404))
    if request.method == "GET" and not request.GET:  # a further page of the media is the same visit
        followups.opened(link, now)
    context = {
        **_told(request, link.donation, masked=True),
        "link": link,
        "key": key,
        "documents": link.documents.filter(voided_at=None).order_by("issued_at"),
    }
    return _unlisted(render(request, "inventory/followed.html", context))


@require_safe
@never_cache
def followed_document(request: HttpRequest, key: str, public_id: UUID) -> HttpResponseBase:
    """A document the donor chose to show by this link."""
    if not throttle.may_look(request, "follow-up", most=LOOKS, seconds=SECONDS):
        return _unlisted(throttle.refused(request))
    link = followups.followed(key, clock.now())
    if link is None:
        raise Http404
    document = get_object_or_404(link.documents, public_id=public_id, voided_at=None)
    try:
        content = documents.content(document)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    return _unlisted(response)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Neither indexed, nor told to the next site as where one came from."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _told(request: HttpRequest, donation: Donation, *, masked: bool) -> dict[str, Any]:
    """All that the page tells of a batch, in a fixed number of statements."""
    now = clock.now()
    today = clock.local_date(now, donation.site.time_zone)
    [funnel] = queries.funnels([donation]).values()
    weights = queries.batch_weights(donation, on=today)
    lines, after = _media(request, donation, masked=masked)
    groups = whereabouts.groups_of([donation], now=now).get(donation.pk, [])
    return {
        "donation": donation,
        "funnel": funnel,
        "steps": list(_steps(donation, funnel)),
        "accounts": queries.accounts(donation),
        "lines": lines,
        "after": after,
        "continued": bool(_place(request)),
        "where": whereabouts.added_up(groups),
        "least": whereabouts.LEAST,
        "weights": weights,
        "impact": impact.estimate(
            {one.type.pk: one.fates["reused"].devices for one in weights.types}, on=today
        ),
        "stays": stays.stays(donation),
        "now": now,
    }


def _steps(donation: Donation, funnel: queries.Funnel) -> Iterator[charts.Step]:
    yield charts.Step(_("Announced"), funnel.announced, _("on %(day)s") % {"day": day(donation.created_at)})
    yield charts.Step(_("Received"), funnel.received)
    yield charts.Step(_("Data erased"), funnel.erased)
    yield charts.Step(_("Ready"), funnel.ready)
    yield charts.Step(_("Handed over"), funnel.handed_over)


def _media(
    request: HttpRequest, donation: Donation, *, masked: bool
) -> tuple[list[tuple[queries.Line, str]], int]:
    """A page of the batch's media, each with the serial number as this reader may see it."""
    devices = queries.to_account(donation)
    page = queries.page_of_devices(devices, after=_place(request), size=LINES + 1)
    lines = queries.lines_of(page[:LINES])
    shown = [(line, _serial(line.medium.serial if line.medium else "", masked=masked)) for line in lines]
    return shown, page[LINES - 1].pk if len(page) > LINES else 0


def _serial(serial: str, *, masked: bool) -> str:
    """The whole number, or its last four signs; of a number so short that these would tell it, nothing."""
    if not masked or not serial:
        return serial
    return f"…{serial[-4:]}" if len(serial) >= 8 else "…"


def _place(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0


def _may_share(request: StaffRequest, donation: Donation) -> bool:
    acting = request.acting
    return acting.organisation == donation.donor and acting.may(Permission.DONATION_REGISTER)


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(donation_queries.donations_for(request.acting), ref=ref)
