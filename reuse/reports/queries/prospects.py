"""What a forecast rests on, read from the milestones in few statements: for the nightly job, not for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db import connection

from inventory.states import Stage
from reuse.reports.codes import AreaKind
from reuse.reports.models import Target
from reuse.reports.queries import milestones
from reuse.reports.queries.chain import GONE, YEAR, Past, Spell, past
from reuse.reports.queries.counting import counted, in_reach
from reuse.reports.queries.forecast import AHEAD, MOST_MONTHS

WEEKS: Final = YEAR * MOST_MONTHS // 12 + YEAR + AHEAD + 1  # looked back on
TO_HAND_OVER: Final = (
    milestones.ANNOUNCED,
    milestones.RECEIVED,
    milestones.ERASED,
    milestones.READY,
    milestones.HANDED_OVER,
)
TO_COLLECT: Final = TO_HAND_OVER[:2]
_ON: Final = '"on"'
_OUT: Final = (milestones.RECYCLED, milestones.STRIPPED, milestones.DIVERTED)
_OUT_STAGES: Final = (Stage.LOST, Stage.RETURNED_TO_DONOR, Stage.NOT_DELIVERED)  # of these there is no figure


@dataclass(frozen=True, slots=True)
class Scope:
    """The devices a target looks at, None for all: of these types, last seen at these sites; and their chain to its end."""

    types: frozenset[int] | None
    sites: frozenset[int] | None
    chain: tuple[str, ...]

    def condition(self, name: str) -> str:
        """As SQL, for a column of each: `types` or `sites`."""
        keys = getattr(self, name)
        if keys is None:
            return ""
        column = {"types": "type_id", "sites": "site_id"}[name]
        return f" AND {column} IN ({', '.join(map(str, sorted(keys)))})" if keys else " AND 1 = 0"


def scope_of(target: Target) -> Scope:
    """The devices that may come to count for a target."""
    reach = in_reach(target)
    return Scope(
        types=reach.types,
        sites=reach.sites,
        chain=TO_COLLECT if target.counts == Target.Counts.COLLECTED else TO_HAND_OVER,
    )


def counted_by_week(target: Target, as_of: date) -> list[int]:
    """What the target counts, by week; nothing where that is all that reaches the end."""
    if not _counts_less(target):
        return []
    found = [0] * WEEKS
    for on, count in counted(target, as_of - timedelta(days=WEEKS * 7 - 1), as_of):
        found[WEEKS - 1 - (as_of - on).days // 7] += count
    return found


def _counts_less(target: Target) -> bool:
    return (
        target.is_exclusive
        or target.unit == Target.Unit.HOUSEHOLDS
        or target.returns_within_days > 0
        or any(area.kind == AreaKind.PRIORITY for area in target.territory)
    )


def months_before(as_of: date) -> list[int]:
    """The first weeks to begin in each of the months before a day, as weeks of the past; oldest first."""
    begun = as_of - timedelta(days=WEEKS * 7 - 1)  # of week 0
    days = [begun + timedelta(days=7 * week) for week in range(WEEKS)]
    return [week for week in range(1, WEEKS) if days[week].month != days[week - 1].month]


def day_of(week: int, as_of: date) -> date:
    """The first day of a week of the past."""
    return as_of - timedelta(days=(WEEKS - week) * 7 - 1)


def past_of(scope: Scope, as_of: date) -> Past:
    """The last weeks of these devices. One statement."""
    with connection.cursor() as cursor:
        begins = as_of - timedelta(days=WEEKS * 7)
        cursor.execute(_spells(scope), {"as_of": as_of, "since": begins})
        rows = cursor.fetchall()
    return past((_spell(*row) for row in rows), weeks=WEEKS, states=len(scope.chain) - 1)


def _spell(state: int, entered: int, left: int | None, to: int, is_first: int, count: int) -> Spell:
    """Weeks are read as so many ago. What left before it came, by a day entered late, left at once."""
    begun = WEEKS - 1 - max(entered, 0)
    ended = None if left is None else max(WEEKS - 1 - max(left, 0), begun)
    return Spell(state, begun, ended, to, bool(is_first), count)


def _spells(scope: Scope) -> str:
    """Each device's milestones side by side, then a row for each of its states, counted by weeks."""
    chain = scope.chain
    ons = ", ".join(
        f"MAX(CASE figure WHEN '{figure}' THEN \"on\" END) AS on_{state}"
        for state, figure in enumerate(chain)
    )
    at = ", ".join(f"MAX(CASE figure WHEN '{figure}' THEN site_id END)" for figure in reversed(chain))
    told = "\nUNION ALL ".join(_states(chain, state) for state in range(len(chain)))
    end = len(chain) - 1
    return f"""WITH reached AS (
    SELECT device_id, {ons}, COALESCE({at}) AS site_id,
        MIN(CASE WHEN figure IN ({_quoted(_OUT)}) THEN "on" END) AS out_on
    FROM reports_milestone WHERE figure IN ({_quoted((*chain, *_OUT))}){scope.condition("types")}{_seen(scope)}
    GROUP BY device_id
),
scoped AS (
    SELECT reached.*, COALESCE(out_on, date(device.stage_since)) AS gone_on
    FROM reached LEFT JOIN inventory_device device
        ON device.id = reached.device_id AND device.stage IN ({_quoted(_OUT_STAGES)})
    WHERE (on_{end} IS NULL OR on_{end} >= %(since)s) {scope.condition("sites").replace("site_id", "reached.site_id")}
),
told AS ({told})
SELECT state, {_weeks_ago("entered_on")} AS entered, {_weeks_ago("left_on")} AS gone, goal,
    is_first, COUNT(*) FROM told WHERE left_on IS NULL OR left_on >= %(since)s GROUP BY 1, 2, 3, 4, 5"""


def _seen(scope: Scope) -> str:
    """Only devices that were at these sites once, so that a department costs what it has, not what the country has."""
    if scope.sites is None:
        return ""
    return f""" AND device_id IN (SELECT device_id FROM reports_milestone
        WHERE figure IN ({_quoted(scope.chain)}){scope.condition("sites")})"""


def _states(chain: Sequence[str], state: int) -> str:
    """The rows of one state: since when, until when, where to, and whether it was the first known."""
    later = range(state + 1, len(chain))
    left = f"COALESCE({', '.join([*(f'on_{other}' for other in later), 'gone_on'])}, NULL)"
    goals = " ".join(f"WHEN on_{other} IS NOT NULL THEN {other}" for other in later)
    goal = f"CASE {goals} ELSE {GONE} END" if goals else f"{GONE}"
    before = " OR ".join(f"on_{other} IS NOT NULL" for other in range(state)) or "1 = 0"
    return f"""SELECT {state} AS state, on_{state} AS entered_on, {left} AS left_on, {goal} AS goal,
        CASE WHEN {before} THEN 0 ELSE 1 END AS is_first FROM scoped WHERE on_{state} IS NOT NULL"""


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _weeks_ago(day: str) -> str:
    return f"{milestones.days_between('%(as_of)s', day)} / 7"


class Waiting(NamedTuple):
    """So many devices stand at a stage, at a site, after a state reached so many weeks ago; the days they waited there."""

    stage: str
    type_id: int
    site_id: int
    state: int
    age: int
    devices: int
    days: int


def waiting(scope: Scope, as_of: date) -> list[Waiting]:
    """What stands where today, of what has not reached the end. One statement."""
    states = scope.chain[:-1]
    stages = (Stage.ANNOUNCED,) if scope.chain == TO_COLLECT else milestones.STANDINGS
    joins = "\n".join(
        f"""LEFT JOIN reports_milestone on_{nth} ON on_{nth}.device_id = standing.device_id
            AND on_{nth}.figure = '{figure}'"""
        for nth, figure in enumerate(scope.chain)
    )
    state = " ".join(f'WHEN on_{nth}."on" IS NOT NULL THEN {nth}' for nth in reversed(range(len(states))))
    reached = ", ".join(f'on_{nth}."on"' for nth in reversed(range(len(states))))
    standing = [f"{milestones.STANDING}{stage}" for stage in stages]
    narrowed = (scope.condition("types") + scope.condition("sites")).replace("AND ", "AND standing.")
    with connection.cursor() as cursor:
        statement = f"""SELECT standing.figure, standing.type_id, standing.site_id, CASE {state} ELSE 0 END,
            {_weeks_ago(f"COALESCE({reached}, standing.{_ON})")}, COUNT(*),
            SUM({milestones.days_between("%(as_of)s", f"standing.{_ON}")})
            FROM reports_milestone standing {joins}
            WHERE standing.figure IN ({_quoted(standing)}) AND on_{len(states)}.device_id IS NULL{narrowed}
            GROUP BY 1, 2, 3, 4, 5"""
        cursor.execute(statement, {"as_of": as_of})
        return [
            Waiting(figure.removeprefix(milestones.STANDING), *map(int, rest))
            for figure, *rest in cursor.fetchall()
        ]
