"""A year of requests in memory, served in the order of a rule by the very functions that rank the real queue."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from beneficiaries.queries import equity, order
from beneficiaries.queries.order import Circumstances, Due, Entrant, Weights
from beneficiaries.states import AgeBand

YEAR = 365
FIRST_DAY = date(2026, 1, 1)
QUEUES = 4  # types of device, seven in ten of the first
PARTNERS = 24
DEPARTMENTS = ("01", "26", "38", "42", "69", "73", "74")
GROUPS = ("partner", "department", "age_band", "urgent")
URGENT = 0.2
PERIOD_DAYS = 91
SUPPLY = 0.9  # devices for each request
OVER = 1.15  # what partners are due together, for each device there will be


@dataclass(frozen=True, slots=True)
class Person:
    """A request to come; the age band is kept to follow equity, and the rule does not see it."""

    entrant: Entrant
    age_band: str


@dataclass(frozen=True, slots=True)
class World:
    """What happens whatever the rule: who asks when, what is ready when, what each partner is due."""

    people: Sequence[Person]
    ready: Mapping[date, Mapping[int, int]]  # by day and queue
    quotas: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who was served on which day, by key; what each partner had of each period."""

    served: Mapping[int, date]
    by_period: Mapping[tuple[int, date], int]
    last_day: date


def world(*, requests: int, seed: int) -> World:
    """So many requests over a year; the same seed gives the same."""
    chances = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    shares = [chances.uniform(0.4, 2) for _ in range(PARTNERS)]
    homes = [chances.choice(DEPARTMENTS) for _ in range(PARTNERS)]
    people = []
    for key in range(1, requests + 1):
        partner = chances.choices(range(PARTNERS), shares)[0]
        sent = FIRST_DAY + timedelta(days=chances.randrange(YEAR))
        at = datetime.combine(sent, time(8 + chances.randrange(10), chances.randrange(60)), UTC)
        entrant = Entrant(
            key=key,
            queue=_queue(chances),
            partner=partner,
            department=homes[partner] if chances.random() < 0.8 else chances.choice(DEPARTMENTS),
            sent_at=at,
            sent=sent,
            is_urgent=chances.random() < URGENT,
        )
        people.append(Person(entrant, chances.choice(AgeBand.values)))
    ready: dict[date, dict[int, int]] = {}
    for _ in range(round(requests * SUPPLY)):
        stock = ready.setdefault(FIRST_DAY + timedelta(days=chances.randrange(YEAR)), {})
        queue = _queue(chances)
        stock[queue] = stock.get(queue, 0) + 1
    periods = YEAR // PERIOD_DAYS
    due = {
        at: max(round(requests * SUPPLY * OVER * share / sum(shares) / periods), 1)
        for at, share in enumerate(shares)
    }
    return World(people, ready, due)


def _queue(chances: random.Random) -> int:
    return 0 if chances.random() < 0.7 else chances.randrange(1, QUEUES)


def run(around: World, weights: Weights) -> Outcome:
    """Day after day: who asks joins the queue, what is ready goes down it, to partners within their quota."""
    arriving: dict[date, list[Entrant]] = {}
    for person in around.people:
        arriving.setdefault(person.entrant.sent, []).append(person.entrant)
    waiting: dict[int, dict[int, Entrant]] = {queue: {} for queue in range(QUEUES)}
    stock = dict.fromkeys(range(QUEUES), 0)
    served: dict[int, date] = {}
    by_period: dict[tuple[int, date], int] = {}
    recent = _Window(weights.window_days)
    for on in (FIRST_DAY + timedelta(days=day) for day in range(YEAR)):
        for entrant in arriving.get(on, ()):
            waiting[entrant.queue][entrant.key] = entrant
            recent.filed(entrant)
        for queue, count in around.ready.get(on, {}).items():
            stock[queue] += count
        since = _period(on)
        for queue in (queue for queue, count in stock.items() if count and waiting[queue]):
            dues = {
                partner: Due(since, quantity, by_period.get((partner, since), 0))
                for partner, quantity in around.quotas.items()
            }
            placed = order.ordered(waiting[queue].values(), weights, Circumstances(on, dues, recent.gaps(on)))
            for one in list(islice(order.servable(placed, dues), stock[queue])):
                entrant = waiting[queue].pop(one.entrant.key)
                served[entrant.key] = on
                by_period[(entrant.partner, since)] = by_period.get((entrant.partner, since), 0) + 1
                recent.served(entrant)
                stock[queue] -= 1
    return Outcome(served, by_period, FIRST_DAY + timedelta(days=YEAR - 1))


def _period(on: date) -> date:
    return FIRST_DAY + timedelta(days=(on - FIRST_DAY).days // PERIOD_DAYS * PERIOD_DAYS)


class _Window:
    """Filed and served of the last days, by department."""

    def __init__(self, days: int) -> None:
        self._length = timedelta(days=days)
        self._filed: list[Entrant] = []
        self._served: set[int] = set()

    def filed(self, entrant: Entrant) -> None:
        self._filed.append(entrant)

    def served(self, entrant: Entrant) -> None:
        self._served.add(entrant.key)

    def gaps(self, on: date) -> dict[str, int]:
        self._filed = [one for one in self._filed if one.sent >= on - self._length]
        counts: dict[str, tuple[int, int]] = {}
        for one in self._filed:
            filed, served = counts.get(one.department, (0, 0))
            counts[one.department] = (filed + 1, served + (one.key in self._served))
        return order.gaps(counts)


def figures(around: World, outcome: Outcome) -> dict[str, Any]:
    """How long people waited or still wait, all together and by group. Nobody overrules a simulation."""
    rows = list(_waited(around.people, outcome))
    return {
        "requests": len(rows),
        "unserved": sum(not row.is_served for row in rows),
        "overruled": 0,
        "waiting": equity.waits(rows).told(),
        **{
            f"by_{name}": {
                code: group and group.told() for code, group in equity.by_group(rows, name).items()
            }
            for name in GROUPS
        },
    }


def _waited(people: Iterable[Person], outcome: Outcome) -> Iterable[equity.Waited]:
    for one in people:
        entrant = one.entrant
        end = outcome.served.get(entrant.key)
        yield equity.Waited(
            days=((end or outcome.last_day) - entrant.sent).days,
            groups={
                "partner": f"partner {entrant.partner + 1:02d}",
                "department": entrant.department,
                "age_band": one.age_band,
                "urgent": "yes" if entrant.is_urgent else "no",
            },
            is_served=end is not None,
        )
