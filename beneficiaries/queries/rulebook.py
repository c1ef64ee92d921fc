"""A version of the ranking rule said in plain words, all of it made from the rule itself; and what a draft would change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beneficiaries.models import RankingRule
from beneficiaries.queries import equity, order
from beneficiaries.queries.order import Circumstances, Due, Entrant, Factor
from beneficiaries.queries.ranking import Ranked, named, ranking, weights_of
from beneficiaries.states import AgeBand, RuleStage, Words

FIRST_SERVED = 50  # of whom equity is told before a rule is published
NAMES: dict[str, Words] = {
    "points_per_day": gettext_lazy("Points for each day of waiting"),
    "urgency_points": gettext_lazy("Points for a date to meet"),
    "points_per_device_due": gettext_lazy("Points for each device still due to the partner"),
    "most_due_points": gettext_lazy("At most, for the share of the partner"),
    "carried_over_points": gettext_lazy("Points for a request carried over"),
    "points_per_territory_gap": gettext_lazy(
        "Points for each ten points of percentage a territory is behind"
    ),
    "most_territory_points": gettext_lazy("At most, for the share of the territory"),
    "window_days": gettext_lazy("Days over which territories are compared"),
    "notice_days": gettext_lazy("Days the next version is public as a draft"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """What counts, how it is reckoned, and what it gives at most (0: no limit)."""

    label: str
    words: str
    most: int


@dataclass(frozen=True, slots=True)
class Change:
    """A weight as it was and as it is."""

    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Example:
    """An invented request, and its place by this very rule."""

    name: str
    factors: tuple[Factor, ...]
    position: int

    @property
    def points(self) -> int:
        return sum(factor.points for factor in self.factors)


def clauses(rule: RankingRule) -> list[Clause]:
    """Each weight in a sentence."""
    given = weights_of(rule)
    return [
        Clause(
            _("Waiting time"), _points(given.points_per_day, _("for each day since the request was sent")), 0
        ),
        Clause(
            _("A date to meet"),
            _points(given.urgency_points, _("when the partner gives a date and its reason")),
            given.urgency_points,
        ),
        Clause(
            _("Share of the partner"),
            _points(given.points_per_device_due, _("for each device still due to the partner in its period")),
            given.most_due_points if given.points_per_device_due else 0,
        ),
        Clause(
            _("Carried over"),
            _points(
                given.carried_over_points, _("when the request was sent before the partner's present period")
            ),
            given.carried_over_points,
        ),
        Clause(
            _("Share of the territory"),
            _points(
                given.points_per_territory_gap,
                _(
                    "for each ten points of percentage the department is served below the network over %(days)s days"
                )
                % {"days": given.window_days},
            ),
            given.most_territory_points if given.points_per_territory_gap else 0,
        ),
    ]


def _points(count: int, words: str) -> str:
    return ngettext("%(n)s point %(words)s", "%(n)s points %(words)s", count) % {"n": count, "words": words}


def version_before(rule: RankingRule) -> RankingRule | None:
    """The version adopted before this one; of a draft, the latest adopted."""
    adopted = RankingRule.objects.filter(stage=RuleStage.ADOPTED).exclude(pk=rule.pk)
    if rule.since:
        adopted = adopted.filter(since__lte=rule.since, version__lt=rule.version)
    return adopted.order_by("-since", "-version").first()


def changes(rule: RankingRule, before: RankingRule | None) -> list[Change]:
    """The weights that differ from those of another version."""
    if before is None:
        return []
    return [
        Change(str(label), getattr(before, name), getattr(rule, name))
        for name, label in NAMES.items()
        if getattr(before, name) != getattr(rule, name)
    ]


def example(rule: RankingRule) -> list[Example]:
    """Four invented requests, put in order by the rule."""
    on = date(2026, 6, 30)
    names = {
        1: _("Sent 60 days ago, nothing else"),
        2: _("Sent 20 days ago, a course begins soon"),
        3: _("Sent 45 days ago, 4 devices still due to the partner, carried over"),
        4: _("Sent 30 days ago, in a department served 20 points of percentage below the network"),
    }
    invented = [
        _invented(1, on, 60),
        _invented(2, on, 20, is_urgent=True),
        _invented(3, on, 45, partner=1),
        _invented(4, on, 30, department="B"),
    ]
    about = Circumstances(on, {1: Due(on - timedelta(30), 6, 2)}, {"B": 2})
    return [
        Example(names[one.entrant.key], one.factors, one.position)
        for one in order.ordered(invented, weights_of(rule), about)
    ]


def _invented(
    key: int, on: date, days: int, *, is_urgent: bool = False, partner: int = 0, department: str = "A"
) -> Entrant:
    sent = on - timedelta(days)
    return Entrant(key, 1, partner, department, datetime.combine(sent, time(9), UTC), sent, is_urgent)


@dataclass(frozen=True, slots=True)
class Shift:
    """A request that another rule would put elsewhere."""

    ref: str
    queue: str
    before: int
    after: int

    @property
    def gained(self) -> int:
        """Places gained; below zero, lost."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class GroupWaits:
    """The waits of a group among the first served, under both rules; None where fewer than five are seen."""

    label: str
    before: equity.Waits | None
    after: equity.Waits | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The present queue under the rule in force and under another."""

    shifts: Sequence[Shift]
    waiting: int
    first: int
    groups: Sequence[tuple[str, Sequence[GroupWaits]]]


def compare(rule: RankingRule, *, on: date, first: int = FIRST_SERVED) -> Comparison:
    """Who would move how far today, and how long the next `first` to be served would have waited."""
    now, then = named(ranking(on=on).rows), named(ranking(on=on, rule=rule).rows)
    places = {row.request.pk: row.position for row in then}
    shifts = [
        Shift(row.request.ref, str(row.request.type), row.position, places[row.request.pk])
        for row in now
        if row.position != places.get(row.request.pk, row.position)
    ]
    shifts.sort(key=lambda one: (-abs(one.gained), one.ref))
    before, after = (_waited(rows, first) for rows in (now, then))
    groups = [
        (str(_("All together")), [GroupWaits("", equity.waits(before), equity.waits(after))]),
        *(
            (title, _groups(name, before, after))
            for name, title in (
                ("partner", _("By partner")),
                ("department", _("By department")),
                ("age_band", _("By age band")),
            )
        ),
    ]
    return Comparison(shifts, len(now), min(first, len(now)), groups)


def _waited(rows: Iterable[Ranked], first: int) -> list[equity.Waited]:
    within = [row for row in rows if not row.is_quota_reached][:first]
    return [
        equity.Waited(
            row.factors[0].value,
            {
                "partner": str(row.request.partner),
                "department": row.request.department,
                "age_band": row.request.age_band,
            },
        )
        for row in within
    ]


def _groups(name: str, before: list[equity.Waited], after: list[equity.Waited]) -> list[GroupWaits]:
    old, new = equity.by_group(before, name), equity.by_group(after, name)
    label: Callable[[str], str] = (lambda code: str(AgeBand(code).label)) if name == "age_band" else str
    return [GroupWaits(label(code), old.get(code), new.get(code)) for code in sorted({*old, *new})]
