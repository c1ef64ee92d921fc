"""Equity, from requests and their ledgers: waits, acceptance, decisions against the rule, group by group. Read by a job alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from beneficiaries.models import Handover, Request, RequestEvent
from beneficiaries.queries import equity
from beneficiaries.queries.equity import Waited
from beneficiaries.states import RequestMove, RequestStage
from reuse.reports.models import EquityReport
from reuse.reports.queries.numbers import Share
from reuse.reports.queries.suppression import LEAST, hidden

GROUPS: Final = ("partner", "department", "age_band", "urgent")
_FIELDS: Final = ("partner__name", "department", "age_band", "urgency")
_WAITS: Final = (RequestStage.WAITING,)
CHUNK: Final = 2000


@dataclass(slots=True)
class Decided:
    """So many decisions of each sort."""

    accepted: int = 0
    declined: int = 0
    proposals: int = 0
    overruled: int = 0


@dataclass(slots=True)
class Group:
    """The people and decisions of one group."""

    waited: list[Waited] = field(default_factory=list)
    decided: Decided = field(default_factory=Decided)


def latest() -> EquityReport | None:
    """The figures made last."""
    return EquityReport.objects.first()


def gather(since: date, until: date) -> dict[str, Any]:
    """All figures of a period as they are kept: of groups under five nothing, nor of one that others would give away."""
    whole, groups = Group(), {name: defaultdict[str, Group](Group) for name in GROUPS}
    for one in _waited(since, until):
        whole.waited.append(one)
        for name in GROUPS:
            groups[name][one.groups[name]].waited.append(one)
    for of, sort, is_overruled in _decisions(since, until):
        for group in (whole, *(groups[name][of[name]] for name in GROUPS)):
            _count(group.decided, sort, is_overruled=is_overruled)
    return {
        "whole": _told(whole) if len(whole.waited) >= LEAST else None,
        "groups": {name: _listed(groups[name]) for name in GROUPS},
    }


def _groups(row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    partner, department, age_band, urgency = (row[f"{prefix}{name}"] for name in _FIELDS)
    return dict(zip(GROUPS, (partner, department, age_band, "yes" if urgency else "no"), strict=True))


def _waited(since: date, until: date) -> Iterator[Waited]:
    """Who was served in the period, at their first hand-over, and who waits on its last day."""
    served = Handover.objects.filter(
        handed_over_on__range=(since, until), request__submitted_at__isnull=False
    )
    names = [f"request__{name}" for name in _FIELDS]
    rows = served.order_by("id").values("request_id", "handed_over_on", "request__submitted_at", *names)
    seen = set[int]()
    for row in rows.iterator(chunk_size=CHUNK):
        if row["request_id"] not in seen:
            seen.add(row["request_id"])
            days = (row["handed_over_on"] - row["request__submitted_at"].date()).days
            yield Waited(days, _groups(row, "request__"))
    waiting = Request.objects.filter(stage__in=_WAITS, submitted_at__date__lte=until).order_by("id")
    for row in waiting.values("submitted_at", *_FIELDS).iterator(chunk_size=CHUNK):
        yield Waited((until - row["submitted_at"].date()).days, _groups(row), is_served=False)


def _decisions(since: date, until: date) -> Iterator[tuple[dict[str, str], str, bool]]:
    """Every request accepted or declined, every device proposed, with whether a person chose otherwise than the rule."""
    moves = (RequestMove.ACCEPT, RequestMove.DECLINE, RequestMove.PROPOSE)
    events = RequestEvent.objects.filter(on__range=(since, until), move__in=moves).order_by("id")
    names = [f"request__{name}" for name in _FIELDS]
    for row in events.values("move", "details", *names).iterator(chunk_size=CHUNK):
        yield _groups(row, "request__"), row["move"], row["details"].get("by_rule") is False


def _count(decided: Decided, move: str, *, is_overruled: bool) -> None:
    match move:
        case RequestMove.ACCEPT:
            decided.accepted += 1
        case RequestMove.DECLINE:
            decided.declined += 1
        case _:
            decided.proposals += 1
            decided.overruled += is_overruled


def _told(group: Group) -> dict[str, Any]:
    served = equity.waits(one for one in group.waited if one.is_served)
    waiting = equity.waits(one for one in group.waited if not one.is_served)
    decided = group.decided
    return {
        "served": served.count if served.count >= LEAST else None,
        "wait": served.p50 if served.count >= LEAST else None,
        "wait_90": served.p90 if served.count >= LEAST else None,
        "waiting": waiting.count if waiting.count >= LEAST else None,
        "waiting_50": waiting.p50 if waiting.count >= LEAST else None,
        "accepted": _share(decided.accepted, decided.accepted + decided.declined),
        "overruled": _share(decided.overruled, decided.proposals),
    }


def _share(part: int, whole: int) -> int | None:
    """In whole percent; nothing where the part, the whole or the rest is small: one of twenty is one person."""
    share = Share(part, whole)
    return round(100 * share.part / share.whole) if whole and share.told(least=LEAST) else None


_SIZES: Final = ("served", "waiting", "decided", "proposed")


def _listed(groups: Mapping[str, Group]) -> list[dict[str, Any]]:
    """The groups by name. What a size hides is nowhere told; nor what the whole less the others would give away."""
    names = sorted(groups)
    hides = {
        size: {names[place] for place in hidden([_sizes(groups[name])[size] for name in names])}
        for size in _SIZES
    }
    rows = []
    for name in names:
        told = _told(groups[name])
        for size, columns in _COLUMNS.items():
            if name in hides[size]:
                told |= dict.fromkeys(columns)
        rows.append({"name": name, **told})
    return rows


_COLUMNS: Final = {
    "served": ("served", "wait", "wait_90"),
    "waiting": ("waiting", "waiting_50"),
    "decided": ("accepted",),
    "proposed": ("overruled",),
}


def _sizes(group: Group) -> Counter[str]:
    decided = group.decided
    return Counter(
        served=sum(one.is_served for one in group.waited),
        waiting=sum(not one.is_served for one in group.waited),
        decided=decided.accepted + decided.declined,
        proposed=decided.proposals,
    )
