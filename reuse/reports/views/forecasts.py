"""What a target's page says of where it will end and of what blocks it, and the page that says how that is found out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beneficiaries.states import RequestStage
from inventory.models import PartKind
from inventory.states import Stage
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.reports import queries
from reuse.reports.models import Forecast
from reuse.reports.queries import forecast as rules
from reuse.reports.queries import foreseen, openly
from reuse.reports.queries.disclosure import LEAST, in_steps
from reuse.reports.queries.obstacles import Kind, Obstacle
from reuse.reports.workflow.forecasts import MONTH_DAYS
from reuse.web import charts
from reuse.web.departments import NAMES
from reuse.web.templatetags.look import number


@dataclass(frozen=True, slots=True)
class Section:
    """A forecast as its page shows it."""

    row: Forecast
    errors: rules.Errors | None
    tests: Sequence[foreseen.Test]
    obstacles: Sequence[Mapping[str, Any]]
    drawn: charts.Forecast | None  # as the burn-up draws it
    achieved: int

    @property
    def missing(self) -> int:
        """What lacks at the end if it comes as is most likely."""
        return max(self.row.target.quantity - self._likely, 0)

    @property
    def likely_each_month(self) -> int:
        """What is foreseen on average, from that day to the last."""
        months = (self.row.target.until - self.row.as_of).days / MONTH_DAYS
        return round((self._likely - self.achieved) / max(months, 1))

    @property
    def _likely(self) -> int:
        return self.drawn.middle if self.drawn else 0

    @property
    def is_widened(self) -> bool:
        return self.row.widening > 1

    @property
    def inside(self) -> int:
        return sum(one.tested.is_inside for one in self.tests)

    @property
    def has_enough_tests(self) -> bool:
        return len(self.tests) >= rules.LEAST_TESTS


def section(request: HttpRequest, shown: queries.Progress) -> Section | None:
    """What is foreseen of a target, if it was looked at this week; to a reader of steps, told in steps."""
    row = foreseen.latest(shown.target, shown.as_of)
    if row is None:
        return None
    row.target = shown.target
    tests = foreseen.tests_of(row)
    return Section(
        row=row,
        errors=foreseen.errors_of(row),
        tests=[openly.trial_in_steps(one) for one in tests] if shown.is_stepped else tests,
        obstacles=() if shown.is_over else _in_words(request, foreseen.obstacles_of(row)),
        drawn=drawn(row, shown),
        achieved=in_steps(row.achieved) if shown.is_stepped else row.achieved,
    )


def drawn(row: Forecast | None, shown: queries.Progress) -> charts.Forecast | None:
    """Where a target will end, as bars and curves draw it."""
    found = foreseen.range_of(row) if row else None
    if found is None:
        return None
    told = openly.range_in_steps(found) if shown.is_stepped else found
    return charts.Forecast(told.low, told.middle, told.high)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How forecasts are made, with how good they were. Anyone may read it."""
    rows = foreseen.all_latest(timezone.localdate())
    context = {
        "told": [(row, found) for row in rows if (found := foreseen.errors_of(row))],
        "rules": {
            "version": rules.METHOD,
            "runs": rules.RUNS,
            "hand_overs": rules.LEAST_REACHED,
            "months": rules.MOST_MONTHS,
            "tests": rules.LEAST_TESTS,
        },
    }
    return render(request, "reports/forecast_method.html", context)


# What blocks, in words


def _in_words(request: HttpRequest, obstacles: Sequence[Obstacle]) -> list[dict[str, Any]]:
    """Lines of a list of what to do; who sees devices or requests gets the way to them, and the workshops."""
    acting: Membership | None = getattr(request, "acting", None)
    types = {kind.code: kind for kind in DeviceType.objects.all()} if obstacles else {}
    parts = {kind.code: str(kind) for kind in PartKind.objects.all()} if _names_parts(obstacles) else {}
    sites = _sites(obstacles) if acting is not None else {}
    lines = []
    reads_all = openly.reads_all(acting)
    for one in obstacles if reads_all else map(openly.obstacle_in_steps, obstacles):
        may_see = acting is not None and acting.may(_NEEDED[one.kind])
        places = [
            (
                _way(one, parts.get(name, name), sites.get(name, "")) if may_see else parts.get(name, name),
                count,
            )
            for name, count in one.places
        ]
        lines.append(
            {
                "number": one.count,
                "title": _title(one, types.get(one.type)),
                "detail": format_html_join(
                    " ",
                    "{}",
                    (
                        (words,)
                        for words in _details(one, places if may_see or one.kind == Kind.PARTS else [])
                    ),
                ),
                "url": _address(one, _only(one, sites)) if may_see else "",
                "action": _("See the requests") if one.kind == Kind.REQUESTS else _("See the devices"),
            }
        )
    return lines


_NEEDED: Mapping[Kind, Permission] = {
    Kind.STAGE: Permission.DEVICE_VIEW,
    Kind.PARTS: Permission.DEVICE_VIEW,
    Kind.SIGNATURE: Permission.DEVICE_VIEW,
    Kind.REQUESTS: Permission.REQUEST_VIEW,
}


def _sites(obstacles: Sequence[Obstacle]) -> Mapping[str, str]:
    """The sites these name, where the name is one site's alone."""
    names = {name for one in obstacles for name, _count in one.places}
    found = Site.objects.filter(name__in=names).values_list("name", "public_id") if names else []
    known = Counter(name for name, _key in found)
    return {name: str(key) for name, key in found if known[name] == 1}


def _only(one: Obstacle, sites: Mapping[str, str]) -> str:
    """The site where all of them wait, if it is one."""
    name, count = one.places[0] if one.places else ("", 0)
    return sites.get(name, "") if count == one.count else ""


def _way(one: Obstacle, name: str, site: str) -> str:
    """The name of a site, with the way to the devices that wait there."""
    return format_html('<a href="{}">{}</a>', _address(one, site), name) if site else name


def _names_parts(obstacles: Sequence[Obstacle]) -> bool:
    return any(one.kind == Kind.PARTS for one in obstacles)


def _title(one: Obstacle, kind: DeviceType | None) -> str:
    named = "" if kind is None else str(kind) if one.count == 1 else kind.plural_name
    match one.kind:
        case Kind.STAGE:
            words = ngettext("%(type)s waits at “%(stage)s”", "%(type)s wait at “%(stage)s”", one.count)
            return words % {"type": named, "stage": Stage(one.stage).label}
        case Kind.PARTS:
            return ngettext("device waits for a part", "devices wait for a part", one.count)
        case Kind.SIGNATURE:
            return ngettext(
                "tested device waits for the second signature",
                "tested devices wait for the second signature",
                one.count,
            )
        case Kind.REQUESTS:
            words = ngettext(
                "request for %(type)s waits in %(department)s",
                "requests for %(type)s wait in %(department)s",
                one.count,
            )
            plural = kind.plural_name if kind else ""
            return words % {
                "type": plural,
                "department": f"{NAMES.get(one.department, '')} ({one.department})",
            }


def _details(one: Obstacle, places: Sequence[tuple[str, int]]) -> list[str]:
    found = []
    if one.kind == Kind.REQUESTS:
        ready = ngettext(
            "%(count)s device of this type is ready there.",
            "%(count)s devices of this type are ready there.",
            one.ready,
        )
        if one.is_least:
            found.append(_("At least: people are told in steps of %(least)s.") % {"least": LEAST})
        none = _("No device of this type is ready there.")
        return [*found, ready % {"count": number(one.ready)} if one.ready else none]
    waited = ngettext("For %(days)d day on average.", "For %(days)d days on average.", one.days)
    found.append(waited % {"days": one.days})
    if one.gain:
        brings = ngettext(
            "Releasing them brings the forecast %(count)s nearer.",
            "Releasing them brings the forecast %(count)s nearer.",
            one.gain,
        )
        found.append(brings % {"count": number(one.gain)})
    if places:
        listed = format_html_join(", ", "{} {}", ((name, number(count)) for name, count in places))
        found.append(format_html(escape(_("Above all: %(places)s.")) % {"places": "{}"}, listed))
    return found


def _address(one: Obstacle, site: str = "") -> str:
    match one.kind:
        case Kind.STAGE:
            return _filtered("inventory:device-list", stage=one.stage, type=one.type, site=site)
        case Kind.PARTS:
            return reverse("inventory:part-needs")
        case Kind.SIGNATURE:
            return _filtered("inventory:device-list", stage=Stage.QUALITY_CHECK, site=site)
        case Kind.REQUESTS:
            return _filtered(
                "beneficiaries:request-list",
                stage=RequestStage.WAITING,
                type=one.type,
                department=one.department,
            )


def _filtered(name: str, **filters: str) -> str:
    return f"{reverse(name)}?{urlencode({key: value for key, value in filters.items() if value})}"
