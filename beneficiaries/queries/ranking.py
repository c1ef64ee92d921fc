"""The queue as the database holds it, put in the order of `order`: a published rule, whole numbers, four statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, F, Q, prefetch_related_objects
from django.utils.translation import gettext as _

from beneficiaries.models import PartnerQuota, Placement, RankingRule, Request
from beneficiaries.queries import order
from beneficiaries.queries.order import Circumstances, Due, Entrant, Factor, FactorCode, Place, Weights
from beneficiaries.states import HandoverStage, RequestStage, RuleStage
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal


class NoRule(Refusal):
    """No ranking rule was published by that day."""

    reason = "no_ranking_rule"


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

    @property
    def due(self) -> int | None:
        """Devices the partner may still have in the period; None: no quota."""
        owed = (factor.value for factor in self.factors if factor.code == FactorCode.DUE)
        return None if self.quota is None else next(owed, 0)

    @property
    def placement(self) -> Placement | None:
        """The person's decision that moved it, if there is one."""
        return getattr(self.request, "placement", None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The queue on a day, first first, under a version of the rule."""

    rule: RankingRule
    on: date
    rows: tuple[Ranked, ...]

    def find(self, request: Request) -> Ranked | None:
        """The place of one request, if it waits."""
        return next((row for row in self.rows if row.request.pk == request.pk), None)


def rule_in_force(on: date) -> RankingRule:
    """The latest rule adopted and begun by that day."""
    rule = (
        RankingRule.objects.filter(stage=RuleStage.ADOPTED, since__lte=on)
        .order_by("-since", "-version")
        .first()
    )
    if rule is None:
        raise NoRule(_("No ranking rule is published yet: an administrator publishes one first."))
    return rule


def weights_of(rule: RankingRule) -> Weights:
    """The rule as the pure functions take it."""
    return Weights(**{name: getattr(rule, name) for name in RankingRule.WEIGHTS})


def ranking(*, on: date, device_type: DeviceType | None = None, rule: RankingRule | None = None) -> Ranking:
    """Waiting requests in order: most points first, then the oldest. Four statements, however many wait.

    Those for one type of device stand in the same order and places as among all. `rule`: another than the one in force.
    Of ten thousand few are shown: who shows them loads their names (`named`).
    """
    rule = rule or rule_in_force(on)
    queue = Request.objects.at_stage(RequestStage.WAITING).select_related("placement")
    queue = queue.annotate(time_zone=F("site__time_zone"))
    waiting = {one.pk: one for one in (queue.filter(type=device_type) if device_type else queue)}
    about = Circumstances(on, _quotas(on), _territory_gaps(rule, on))
    placed = order.ordered((_entrant(one) for one in waiting.values()), weights_of(rule), about)
    return Ranking(rule, on, tuple(_ranked(placed, waiting, about)))


def named(rows: Sequence[Ranked]) -> Sequence[Ranked]:
    """The same rows with the names a list shows of them: three statements."""
    prefetch_related_objects([row.request for row in rows], "partner", "type", "purpose")
    return rows


def _ranked(
    placed: Iterable[order.Placed], waiting: dict[int, Request], about: Circumstances
) -> Iterable[Ranked]:
    for one in placed:
        due = about.dues.get(one.entrant.partner)
        yield Ranked(
            request=waiting[one.entrant.key],
            position=one.position,
            of=one.of,
            factors=one.factors,
            quota=due.quantity if due else None,
            is_quota_reached=bool(due and due.is_reached),
        )


def _entrant(request: Request) -> Entrant:
    assert request.submitted_at is not None  # noqa: S101 - the database says so of every request sent
    moved: Placement | None = getattr(request, "placement", None)
    return Entrant(
        key=request.pk,
        queue=request.type_id,
        partner=request.partner_id,
        department=request.department,
        sent_at=request.submitted_at,
        sent=clock.local_date(request.submitted_at, request.time_zone),  # type: ignore[attr-defined]  # annotated
        is_urgent=bool(request.urgency),
        place=Place(moved.where, moved.after_id, moved.at) if moved else None,
    )


def _quotas(on: date) -> dict[int, Due]:
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
    return {row.organisation_id: Due(row.since, row.quantity, row.served) for row in periods}


def _territory_gaps(rule: RankingRule, on: date) -> dict[str, int]:
    """How far each department lies behind the network, over the rule's window."""
    start = datetime.combine(on - timedelta(days=rule.window_days), time.min, UTC)
    end = datetime.combine(on + timedelta(days=1), time.min, UTC)
    rows = (
        Request.objects.filter(submitted_at__gte=start, submitted_at__lt=end)
        .exclude(stage__in=[RequestStage.DECLINED, RequestStage.CANCELLED])
        .order_by()
        .values_list("department")
        .annotate(filed=Count("pk"), served=Count("pk", filter=Q(stage=RequestStage.SERVED)))
    )
    return order.gaps({department: (filed, served) for department, filed, served in rows})
