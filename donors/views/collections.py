"""The workshop's calendar of collections and drop-offs, its carriers, and the private links to read it elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from donors import queries, workflow
from donors.forms import CalendarForm, CarrierForm, LinkForm
from donors.models import Appointment, CalendarLink, Carrier
from reuse.accounts import mails
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock

MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid, or of the list."""

    on: date
    trips: Sequence[Appointment]
    is_within: bool = True


@requires(Permission.DEVICE_RECEIVE)
def calendar(request: StaffRequest) -> HttpResponse:
    """A month or a week: as a list by day, and as a grid where there is room."""
    act, form = act_of(request), CalendarForm(request.GET, membership=request.acting)
    first, last = form.days(act.on)
    monday, sunday = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.appointments_for(request.acting).dated().between(monday, sunday)
    for name in ("site", "carrier"):
        if chosen.get(name):
            found = found.filter(**{name: chosen[name]})
    trips = list(found[:MOST_SHOWN])
    by_day = {on: list(group) for on, group in groupby(trips, key=lambda trip: trip.on)}
    span = [monday + timedelta(days=n) for n in range((sunday - monday).days + 1)]
    grid = [Day(on, by_day.get(on, []), first <= on <= last) for on in span]
    is_week = (last - first).days == 6
    context = {
        "form": form,
        "is_filtered": any(chosen.get(name) for name in ("site", "carrier")),
        "is_week": is_week,
        "first": first,
        "last": last,
        "today": act.on,
        "days": [day for day in grid if day.trips and day.is_within],
        "weeks": [grid[n : n + 7] for n in range(0, len(grid), 7)],
        "double": queries.double_booked(trips),
        "may_decide": request.acting.may(Permission.DONATION_DECIDE),
        "waiting": queries.without_day(request.acting)[:20],
        **_neighbours(first, last, act.on, is_week=is_week),
    }
    return render(request, "donors/collections/calendar.html", context)


def _neighbours(first: date, last: date, today: date, *, is_week: bool) -> dict[str, str]:
    """The names, in the address, of what comes before and after, and of the other way to look."""
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    here = today if first <= today <= last else first
    name = _week if is_week else _month
    return {"before": name(before), "after": name(after), "week": _week(here), "month": _month(here)}


def _week(on: date) -> str:
    year, week, _day = on.isocalendar()
    return f"{year}-W{week:02}"


def _month(on: date) -> str:
    return f"{on:%Y-%m}"


# Carriers


@requires(Permission.DONATION_DECIDE)
def carriers(request: StaffRequest) -> HttpResponse:
    """Those of one's organisation, and a form for one more."""
    form = CarrierForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form, "name"):
            workflow.add_carrier(act=act_of(request), **form.cleaned_data)
            return redirect("donors:carrier-list")
    context = {"form": form, "carriers": request.acting.organisation.carriers.in_use()}
    return render(request, "donors/collections/carriers.html", context)


@requires(Permission.DONATION_DECIDE)
def carrier(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One of them, to correct or to retire."""
    known = _carrier(request, public_id)
    form = CarrierForm(request.POST) if request.method == "POST" else CarrierForm.of(known)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form, "name"):
            workflow.change_carrier(carrier=known, act=act_of(request), **form.cleaned_data)
            return redirect("donors:carrier-list")
    return render(request, "donors/collections/carrier.html", {"form": form, "carrier": known})


@require_POST
@requires(Permission.DONATION_DECIDE)
def retire(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """It is offered no more."""
    known = _carrier(request, public_id)
    return carry_out(
        request,
        lambda act: workflow.retire_carrier(carrier=known, act=act),
        done=_("“%(carrier)s” is offered no more.") % {"carrier": known},
        then=redirect("donors:carrier-list"),
    )


def _carrier(request: StaffRequest, public_id: UUID) -> Carrier:
    return get_object_or_404(request.acting.organisation.carriers.in_use(), public_id=public_id)


# The calendar elsewhere


@requires(Permission.DEVICE_RECEIVE)
def links(request: StaffRequest) -> HttpResponse:
    """One's private links; a new one is shown once."""
    form, address = LinkForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        key = workflow.open_calendar(name=form.cleaned_data["name"], act=act_of(request))
        address = mails.address(reverse("donors:calendar-feed", args=[key]))
    context = {
        "form": LinkForm() if address else form,
        "address": address,
        "links": CalendarLink.objects.filter(membership=request.acting, revoked_at=None),
    }
    answer = render(request, "donors/collections/links.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def close_link(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """It answers no more."""
    link = get_object_or_404(CalendarLink, membership=request.acting, public_id=public_id)
    return carry_out(
        request,
        lambda act: workflow.close_calendar(link=link, act=act),
        done=_("The link “%(name)s” answers no more.") % {"name": link},
        then=redirect("donors:calendar-links"),
    )


@require_GET
def feed(_request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar program reads with a private link: nothing but the trips its holder may see."""
    now = clock.now()
    reader = workflow.reader_of(key, now)
    if reader is None:
        raise Http404
    since = clock.local_date(now, reader.time_zone) - CalendarLink.DAYS_BACK
    trips = queries.appointments_for(reader).announced().filter(on__gte=since)
    with translation.override(reader.user.language):
        name = _("Collections, %(workshop)s") % {"workshop": reader.organisation}
        content = workflow.feed_of(trips[:MOST_SHOWN], name=name)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
