"""The order of the queue as pure functions over values: the page, the simulation and the tests share them.

Nothing here reads a database or a clock. What may change a rank is what these values hold, and no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beneficiaries.states import Where


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
class Weights:
    """What a version of the rule gives for what."""

    points_per_day: int
    urgency_points: int
    points_per_device_due: int
    most_due_points: int
    carried_over_points: int
    points_per_territory_gap: int
    most_territory_points: int
    window_days: int = 90

    def __post_init__(self) -> None:
        """Refuse a rule under which somebody might wait for ever: waiting counts, and all else has its limit."""
        is_bounded = (self.most_due_points or not self.points_per_device_due) and (
            self.most_territory_points or not self.points_per_territory_gap
        )
        if self.points_per_day < 1 or not is_bounded:
            raise ValueError("a day of waiting gives at least one point, and every share has its limit")

    @property
    def most_beside_waiting(self) -> int:
        """What all other factors together may give."""
        return (
            self.urgency_points + self.most_due_points + self.carried_over_points + self.most_territory_points
        )

    @property
    def longest_lead(self) -> int:
        """After so many days more of waiting, nothing puts anyone behind a later request."""
        return -(-self.most_beside_waiting // self.points_per_day)


@dataclass(frozen=True, slots=True)
class Place:
    """A person's decision about a request's place. `after`: the key of the one it follows."""

    where: str
    after: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Entrant:
    """All that the rule knows of a waiting request: which queue, since when, for whom it counts, whether a date is given."""

    key: int
    queue: int  # the type of device
    partner: int
    department: str
    sent_at: datetime
    sent: date  # the same, as a local day
    is_urgent: bool
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What a partner is due in its period, and what it had of it."""

    since: date
    quantity: int
    served: int

    @property
    def is_reached(self) -> bool:
        return self.served >= self.quantity


@dataclass(frozen=True, slots=True)
class Placed:
    """An entrant with its place in its queue, and the operations that gave it."""

    entrant: Entrant
    position: int
    of: int
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rule looks at beside the requests: quotas by partner, and by department how far it lies behind."""

    on: date
    dues: Mapping[int, Due]
    gaps: Mapping[str, int]


def factors(entrant: Entrant, weights: Weights, about: Circumstances) -> tuple[Factor, ...]:
    """The operations of one request."""
    due = about.dues.get(entrant.partner)
    return (
        Factor.of(FactorCode.WAITING, max((about.on - entrant.sent).days, 0), weights.points_per_day),
        Factor.of(FactorCode.URGENCY, int(entrant.is_urgent), weights.urgency_points),
        Factor.of(
            FactorCode.DUE,
            max(due.quantity - due.served, 0) if due else 0,
            weights.points_per_device_due,
            weights.most_due_points,
        ),
        Factor.of(
            FactorCode.CARRIED_OVER, int(bool(due and entrant.sent < due.since)), weights.carried_over_points
        ),
        Factor.of(
            FactorCode.TERRITORY,
            about.gaps.get(entrant.department, 0),
            weights.points_per_territory_gap,
            weights.most_territory_points,
        ),
    )


def ordered(entrants: Iterable[Entrant], weights: Weights, about: Circumstances) -> tuple[Placed, ...]:
    """Most points first, then the oldest; then those a person placed are put where that person said."""
    scored = [(one, factors(one, weights, about)) for one in entrants]
    scored.sort(key=lambda pair: (-sum(f.points for f in pair[1]), pair[0].sent_at, pair[0].key))
    if any(one.place for one, _factors in scored):
        scored = _with_places(scored)
    totals: dict[int, int] = {}
    for one, _factors in scored:
        totals[one.queue] = totals.get(one.queue, 0) + 1
    places: dict[int, int] = {}
    found = []
    for one, given in scored:
        places[one.queue] = places.get(one.queue, 0) + 1
        found.append(Placed(one, places[one.queue], totals[one.queue], given))
    return tuple(found)


_Scored = tuple[Entrant, tuple[Factor, ...]]


def _with_places(scored: Sequence[_Scored]) -> list[_Scored]:
    """Those placed first before all others, the earliest decision first; the others behind the one they follow."""
    kept = [pair for pair in scored if pair[0].place is None]
    moved = sorted(
        ((pair[0].place, pair) for pair in scored if pair[0].place),
        key=lambda found: (found[0].at, found[1][0].key),
    )
    kept[:0] = [pair for place, pair in moved if place.where == Where.FIRST]
    others = [(place, pair) for place, pair in moved if place.where != Where.FIRST]
    while others:
        here = {pair[0].key: at for at, pair in enumerate(kept)}
        found = next((one for one in others if one[0].after in here), None)
        if found is None:  # whom they were to follow has left: the rule's place again
            return _merged(kept, [pair for _place, pair in others])
        place, pair = found
        kept.insert(here[place.after or 0] + 1, pair)
        others.remove(found)
    return kept


def _merged(kept: list[_Scored], others: Sequence[_Scored]) -> list[_Scored]:
    """Each of the others before the first that is behind it by the rule and that no person placed."""
    for pair in sorted(others, key=_by_rule):
        at = next(
            (at for at, one in enumerate(kept) if one[0].place is None and _by_rule(one) > _by_rule(pair)),
            len(kept),
        )
        kept.insert(at, pair)
    return kept


def _by_rule(pair: _Scored) -> tuple[int, datetime, int]:
    return (-sum(factor.points for factor in pair[1]), pair[0].sent_at, pair[0].key)


def servable(placed: Iterable[Placed], dues: Mapping[int, Due]) -> Iterable[Placed]:
    """In order, those whose partner has not had all of its quota: the others wait for the next period."""
    left = {partner: due.quantity - due.served for partner, due in dues.items()}
    for one in placed:
        partner = one.entrant.partner
        if left.get(partner, 1) > 0:
            if partner in left:
                left[partner] -= 1
            yield one


def gaps(counts: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """From filed and served by department: tens of points of percentage its served share lies below the network's."""
    filed = sum(one for one, _served in counts.values())
    if not filed:
        return {}
    network = sum(served for _filed, served in counts.values()) * 100 // filed
    return {
        department: max(network - served * 100 // of, 0) // 10 for department, (of, served) in counts.items()
    }
