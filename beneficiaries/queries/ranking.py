"""The order of the queue: a published rule, few factors, whole numbers, every operation shown. No name, no origin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, F, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beneficiaries.models import PartnerQuota, RankingRule, Request
from beneficiaries.states import HandoverStage, RequestStage
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal


class NoRule(Refusal):
    """No ranking rule was published by that day."""

    reason = "no_ranking_rule"


class FactorCode(TextChoices):
    WAITING = "waiting", gettext_lazy("Waiting time")
    URGENCY = "urgency", gettext_lazy("A date to meet")
    DUE = "due", gettext_lazy("Share of the partner")
    CARRIED_OVER = "carried_over", gettext_lazy("Carried over")
    TERRITORY = "territory", gettext_lazy("Share of the territory")


@dataclass(frozen=True, slots=True)
class Factor:
    """One operation: `value` × `weight`, at most `limit` (0: no limit), gives `points`."""

    code: FactorCode
    value: int
    weight: int
    limit: int
    points: int

    @classmethod
    def of(cls, code: FactorCode, value: int, weight: int, limit: int = 0) -> "Factor":
        points = value * weight
        return cls(code, value, weight, limit, min(points, limit) if limit else points)

    @property
    def given(self) -> str:
        """The datum used, in words."""
        match self.code:
            case FactorCode.WAITING:
                return ngettext("%(n)s day", "%(n)s days", self.value) % {"n": self.value}
            case FactorCode.URGENCY:
                return _("a date is given") if self.value else _("no date")
            case FactorCode.DUE:
                return ngettext(
                    "%(n)s device still due in the period",
                    "%(n)s devices still due in the period",
                    self.value,
                ) % {"n": self.value}
            case FactorCode.CARRIED_OVER:
                return _("sent before the present period") if self.value else _("sent in the present period")
            case _:
                return _("%(n)s × 10 points of percentage below the network") % {"n": self.value}

    @property
    def operation(self) -> str:
        """The operation, as one would do it by hand."""
        shown = f"{self.value} × {self.weight} = {self.value * self.weight}"
        return (
            _("%(operation)s, at most %(limit)s") % {"operation": shown, "limit": self.limit}
            if self.limit
            else shown
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A request's place among those that wait for the same type of device, and why."""

    request: Request
    position: int
    of: int
    factors: tuple[Factor, ...]
    quota: int | None  # devices due to the partner in the period; None: no quota
    is_quota_reached: bool

    @property
    def points(self) -> int:
        return sum(factor.points for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The queue on a day, first first, under a version of the rule."""

    rule: RankingRule
    on: date
    rows: tuple[Ranked, ...]

    def find(self, request: Request) -> Ranked | None:
        """The place of one request, if it waits."""
        return next((row for row in self.rows if row.request.pk == request.pk), None)


@dataclass(frozen=True, slots=True)
class _Due:
    since: date
    quantity: int
    served: int


def rule_in_force(on: date) -> RankingRule:
    """The latest rule begun by that day."""
    rule = RankingRule.objects.filter(since__lte=on).first()
    if rule is None:
        raise NoRule(_("No ranking rule is published yet: an administrator publishes one first."))
    return rule


def ranking(*, on: date, device_type: DeviceType | None = None) -> Ranking:
    """Waiting requests in order: most points first, then the oldest. Four statements, however many wait.

    Those for one type of device stand in the same order and places as among all.
    """
    rule = rule_in_force(on)
    queue = Request.objects.at_stage(RequestStage.WAITING).with_labels().order_by("submitted_at", "pk")
    waiting = list(queue.filter(type=device_type) if device_type else queue)
    quotas = _quotas(on)
    gaps = _territory_gaps(rule, on)
    scored = [
        (
            request,
            _factors(request, rule, on, quotas.get(request.partner_id), gaps.get(request.department, 0)),
        )
        for request in waiting
    ]
    scored.sort(key=lambda pair: -sum(factor.points for factor in pair[1]))  # stable: the oldest stays first
    totals: dict[int, int] = {}
    for request in waiting:
        totals[request.type_id] = totals.get(request.type_id, 0) + 1
    return Ranking(rule, on, tuple(_placed(scored, totals, quotas)))


def _placed(
    scored: Iterable[tuple[Request, tuple[Factor, ...]]], totals: dict[int, int], quotas: dict[int, _Due]
) -> Iterable[Ranked]:
    places: dict[int, int] = {}
    for request, factors in scored:
        places[request.type_id] = places.get(request.type_id, 0) + 1
        due = quotas.get(request.partner_id)
        yield Ranked(
            request=request,
            position=places[request.type_id],
            of=totals[request.type_id],
            factors=factors,
            quota=due.quantity if due else None,
            is_quota_reached=bool(due and due.served >= due.quantity),
        )


def _factors(request: Request, rule: RankingRule, on: date, due: _Due | None, gap: int) -> tuple[Factor, ...]:
    assert request.submitted_at is not None  # noqa: S101 - the database says so of every request sent
    sent = clock.local_date(request.submitted_at, request.site.time_zone)
    return (
        Factor.of(FactorCode.WAITING, max((on - sent).days, 0), rule.points_per_day),
        Factor.of(FactorCode.URGENCY, int(bool(request.urgency)), rule.urgency_points),
        Factor.of(
            FactorCode.DUE,
            max(due.quantity - due.served, 0) if due else 0,
            rule.points_per_device_due,
            rule.most_due_points,
        ),
        Factor.of(FactorCode.CARRIED_OVER, int(bool(due and sent < due.since)), rule.carried_over_points),
        Factor.of(FactorCode.TERRITORY, gap, rule.points_per_territory_gap, rule.most_territory_points),
    )


def _quotas(on: date) -> dict[int, _Due]:
    """By partner: what it is due in the period that holds the day, and what it had of it."""
    served = Count(
        "organisation__requests__handovers",
        filter=Q(
            organisation__requests__handovers__stage=HandoverStage.DONE,
            organisation__requests__handovers__handed_over_on__gte=F("since"),
            organisation__requests__handovers__handed_over_on__lte=F("until"),
        ),
    )
    periods = PartnerQuota.objects.filter(since__lte=on, until__gte=on).annotate(served=served)
    return {row.organisation_id: _Due(row.since, row.quantity, row.served) for row in periods}


def _territory_gaps(rule: RankingRule, on: date) -> dict[str, int]:
    """By department: tens of points of percentage its served share lies below the network's, over the rule's window."""
    start = datetime.combine(on - timedelta(days=rule.window_days), time.min, UTC)
    end = datetime.combine(on + timedelta(days=1), time.min, UTC)
    rows = list(
        Request.objects.filter(submitted_at__gte=start, submitted_at__lt=end)
        .exclude(stage__in=[RequestStage.DECLINED, RequestStage.CANCELLED])
        .order_by()
        .values("department")
        .annotate(filed=Count("pk"), served=Count("pk", filter=Q(stage=RequestStage.SERVED)))
    )
    filed = sum(row["filed"] for row in rows)
    if not filed:
        return {}
    network = sum(row["served"] for row in rows) * 100 // filed
    return {row["department"]: max(network - row["served"] * 100 // row["filed"], 0) // 10 for row in rows}
