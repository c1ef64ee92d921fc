"""The manager's page: work in progress against its limits, where devices wait, what fails, what is blocked and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms import LimitsForm, PeriodForm
from inventory.queries import conformity, management
from inventory.states import Stage
from inventory.views.places import sites_of
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.web import charts
from reuse.web.templatetags.look import duration, number

SIZE = 50
SLOWEST = 3
TONES = charts.TONES[::-1]  # the oldest in the strongest tone
AGES = (
    gettext_lazy("under 2 days"),
    gettext_lazy("under a week"),
    gettext_lazy("under 30 days"),
    gettext_lazy("longer"),
)
REASONS = {
    "failed_erasure": gettext_lazy("Erasure failed"),
    "media": gettext_lazy("A storage medium is not settled"),
    "part": gettext_lazy("Waiting for a part"),
    "locked": gettext_lazy("Locked to an account or by a password"),
    "waste": gettext_lazy("Waste in law, its exit not declared"),
    "unsigned": gettext_lazy("Tested, not signed yet"),
}


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as the page shows it: its devices by age, and the limit of the one site looked at."""

    stage: Stage
    count: int
    ages: charts.Bar
    told: str
    waiting: str
    limit: str
    is_over: bool
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class Small:
    """A small chart of one stage, of the same scale as the others."""

    flow: management.Flow
    columns: tuple[charts.Column, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A reason, and how many devices it holds back."""

    code: str
    label: object
    count: int


@requires(Permission.DEVICE_EXIT)
def management_page(request: StaffRequest) -> HttpResponse:
    """All figures of one period and of one site or all, in a fixed number of statements."""
    return render(request, "inventory/management.html", _page(request, _period(request)))


@require_POST
@requires(Permission.DEVICE_EXIT)
def limits(request: StaffRequest) -> HttpResponse:
    """Set the limits of a site."""
    sites = sites_of(request.acting)
    site = next((one for one in sites if str(one.public_id) == request.POST.get("site", "")), None)
    if site is None:
        raise Http404
    form = LimitsForm(request.POST, stages=management.WATCHED)
    if form.is_valid():
        with refusals_shown(request, form, field="since"):
            since = form.cleaned_data["since"]
            workflow.set_limits(site=site, limits=form.limits(), since=since, act=act_of(request))
            messages.success(request, _("The limits are set."))
            return redirect(f"{reverse('inventory:management')}?{urlencode({'site': site.public_id})}")
    context = {**_page(request, _period(request, site=site)), "limits_form": form}
    return render(request, "inventory/management.html", context, status=400)


@requires(Permission.DEVICE_EXIT)
def blocked(request: StaffRequest, reason: str) -> HttpResponse:
    """The devices behind a number, those that wait longest first."""
    if reason not in REASONS:
        raise Http404
    form = _period(request)
    found = management.blocked(form.chosen, reason)
    context = {
        "reason": REASONS[reason],
        "form": form,
        "page": Paginator(found, SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "inventory/management_blocked.html", context)


def _period(request: StaffRequest, *, site: Site | None = None) -> PeriodForm:
    data = {"site": str(site.public_id)} if site else request.GET
    return PeriodForm(data, sites=sites_of(request.acting), own=request.acting.site)


def _page(request: StaffRequest, form: PeriodForm) -> dict[str, Any]:
    now, sites, weeks = clock.now(), form.chosen, form.period
    today = clock.local_date(now, request.acting.time_zone)
    since = today - timedelta(weeks=weeks)
    only = sites[0] if len(sites) == 1 else None
    standings = management.standings(sites, now=now, on=today)
    flows = management.flows(sites, until=today, weeks=weeks)
    moving = [flow for flow in flows if flow.arrived or flow.left]
    counts = management.blocked_counts(sites)
    return {
        "form": form,
        "only": only,
        "weeks": weeks,
        "stages": _rows(standings, only, now),
        "ages": [(tone, words) for tone, words in zip(TONES, AGES, strict=True)],
        "warnings": list(_warnings(standings, {site.pk: site for site in sites}, now)),
        "smalls": _smalls(moving),
        "slowest": _slowest(moving),
        "first_pass": conformity.first_pass(sites, since=since, until=today),
        "by_donor": conformity.conformity(sites, conformity.BY_DONOR, since=since, until=today),
        "by_refurbisher": conformity.conformity(sites, conformity.BY_REFURBISHER, since=since, until=today),
        "blocked": [Blocked(code, REASONS[code], count) for code, count in counts.items() if count],
        **(_limits(only, today) if only else {"limits_form": None}),
    }


def _limits(site: Site, today: date) -> dict[str, Any]:
    """The form with what holds today, and what was set at any time."""
    held = management.limits_in_force([site], on=today).values()
    return {
        "limits_form": LimitsForm(stages=management.WATCHED, limits=held, initial={"since": today}),
        "limits_set": management.limits_set(site)[:SIZE],
    }


def _rows(standings: Sequence[management.Standing], only: Site | None, now: datetime) -> list[StageRow]:
    """Every stage, the bars against the longest."""
    by_stage = {stage: [one for one in standings if one.stage == stage] for stage in management.WATCHED}
    longest = max((sum(one.count for one in here) for here in by_stage.values()), default=0)
    most = max((one.most or 0 for one in standings), default=0) if only else 0
    return [_row(stage, here, only, now, whole=max(longest, most)) for stage, here in by_stage.items()]


def _row(
    stage: Stage, here: Sequence[management.Standing], only: Site | None, now: datetime, *, whole: int
) -> StageRow:
    ages = [sum(one.ages[place] for one in here) for place in range(len(AGES))]
    oldest = min((one.oldest_at for one in here if one.oldest_at), default=None)
    most = here[0].most if only and here else None
    return StageRow(
        stage=stage,
        count=sum(ages),
        ages=charts.bar(ages, whole=whole, target=most, tones=TONES),
        told=", ".join(f"{number(count)} {words}" for count, words in zip(ages, AGES, strict=True) if count),
        waiting=duration(now - oldest) if oldest else "",
        limit=number(most) if most is not None else "",
        is_over=any(one.is_over for one in here),
        is_late=any(one.is_late(now) for one in here),
        url=_devices(stage, only),
    )


def _devices(stage: Stage, only: Site | None) -> str:
    site = {"site": str(only.public_id)} if only else {}
    return f"{reverse('inventory:device-list')}?{urlencode({'stage': stage.value, **site})}"


def _warnings(
    standings: Sequence[management.Standing], sites: dict[int, Site], now: datetime
) -> Iterator[tuple[str, str]]:
    """Each limit that is passed: a sentence, and the way to the devices."""
    for one in standings:
        named = {"stage": one.stage.label, "site": sites[one.site]}
        if one.is_over:
            told = _("%(stage)s at %(site)s: %(count)s devices, %(most)s wanted at most.")
            yield (
                told % {**named, "count": number(one.count), "most": number(one.most)},
                _devices(one.stage, sites[one.site]),
            )
        if one.is_late(now) and one.oldest_at:
            told = _(
                "%(stage)s at %(site)s: the oldest has waited %(waiting)s, %(days)s days wanted at most."
            )
            waiting = duration(now - one.oldest_at)
            yield (
                told % {**named, "waiting": waiting, "days": number(one.days)},
                _devices(one.stage, sites[one.site]),
            )


def _smalls(moving: Sequence[management.Flow]) -> list[Small]:
    top = max((max(week.arrived, week.left) for flow in moving for week in flow.weeks), default=0)
    return [
        Small(flow, charts.columns([(week.arrived, week.left) for week in flow.weeks], top=top))
        for flow in moving
    ]


def _slowest(moving: Sequence[management.Flow]) -> list[management.Flow]:
    """Where devices stayed longest; being ready is no waiting of the workshop's."""
    known = [flow for flow in moving if flow.stay and flow.stage != Stage.READY]
    return sorted(known, key=lambda flow: flow.stay or timedelta(), reverse=True)[:SLOWEST]
