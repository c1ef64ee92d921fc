"""The facts of a report of a period: its figures and how they divide, in whole numbers, with what they were taken from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from inventory import queries as inventory
from inventory.models import DeviceEvent
from inventory.queries import impact
from reuse.accounts.models import LegalKind, Membership, Site
from reuse.accounts.roles import Reach
from reuse.core.models import DeviceType
from reuse.reports.models import PeriodReport
from reuse.reports.queries import milestones, presets, rollups
from reuse.reports.queries.numbers import Spread
from reuse.reports.queries.progress import progress, targets
from reuse.reports.queries.snapshots import one_snapshot

Facts = dict[str, Any]
# Figures of cohorts go on growing: they would differ without anything noted late or taken back.
FIGURES: Final = tuple(one for one in milestones.FIGURES if one not in milestones.OF_COHORTS)
TOLD: Final = ("received", "ready", "handed_over", "recycled")  # of each month, type and place
WEIGHED: Final = ("received", "handed_over", "recycled")
METHOD: Final = 2  # of the wording and sums below: goes up when they change


def last_event() -> int:
    """The last event of devices that is written."""
    return DeviceEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def facts_of(*, since: date, until: date, site: Site | None, now: datetime, today: date) -> Facts:
    """All that a report of a period says, as of one instant; names as the active language has them.

    CO2e by the factors in force on the last day, weights by the usual weights of that day: told again later for the
    same period, both stay what they were.
    """
    with one_snapshot():
        earlier = presets.spanning(since, until).before
        return {
            "method": METHOD,
            "site": str(site.public_id) if site else "",
            "scope": site.name if site else "",
            "since": since.isoformat(),
            "until": until.isoformat(),
            "as_of": {"at": now.isoformat(), "day": today.isoformat(), "event": last_event()},
            **figures_of(since=since, until=until, site=site),
            "before": {
                "since": earlier.since.isoformat(),
                "until": earlier.until.isoformat(),
                "counts": _counts(earlier.since, earlier.until, _keys(site)),
            },
            "targets": [] if site else _targets(since, until),
        }


def figures_of(*, since: date, until: date, site: Site | None) -> Facts:
    """What the report counts in its period, from the roll-ups alone."""
    keys = _keys(site)
    types = {str(one.pk): one for one in DeviceType.objects.all()}
    by_type = _by_type(since, until, site, types)
    return {
        "counts": _counts(since, until, keys),
        "lead": _lead(since, until, keys),
        "months": _months(since, until, keys),
        "types": [
            {"code": types[key].code, "name": types[key].plural_name, **_counts_in(sums)}
            for key, sums in sorted(by_type.items(), key=lambda pair: _weight(pair[1]))
        ],
        "weights": weights(by_type, until),
        "impact": avoided(by_type, until),
        "places": [] if site else _places(since, until),
        "donors": [] if site else _donors(since, until),
    }


def _keys(site: Site | None) -> list[str] | None:
    return [str(site.pk)] if site else None


def visible_to(membership: Membership) -> QuerySet[PeriodReport]:
    """Who sees the network reads every report; a workshop those of the network and of its own sites; others none.

    A report tells small numbers, which would speak of another one's devices.
    """
    found = PeriodReport.objects.select_related("document__issuer", "site")
    match membership.description.reach:
        case Reach.NETWORK:
            return found
        case Reach.SITES:
            return found.filter(Q(site=None) | Q(site__organisation=membership.organisation))
        case _:
            return found.none()


def may_ask_for(membership: Membership) -> QuerySet[Site]:
    """The sites of which this membership may have a report made."""
    if membership.description.reach == Reach.NETWORK:
        return Site.objects.filter(organisation__is_workshop=True).order_by("name")
    return Site.objects.filter(organisation=membership.organisation).order_by("name")


def _counts(since: date, until: date, keys: list[str] | None) -> dict[str, int]:
    rows = rollups.read(FIGURES, since, until, slice="site" if keys else "", keys=keys)
    found: Counter[str] = Counter()
    for row in rows:
        found[row.figure] += row.sums.count
    return {figure: found[figure] for figure in FIGURES}


def _lead(since: date, until: date, keys: list[str] | None) -> Facts:
    """Days from reception to hand-over: the mean; of the network the median too, and where eight in ten lie."""
    rows = rollups.read([milestones.HANDED_OVER], since, until, slice="site" if keys else "days", keys=keys)
    if keys:
        days, dated = sum(row.sums.days for row in rows), sum(row.sums.dated for row in rows)
        return {"devices": dated, "mean_tenths": round(days * 10 / dated) if dated else None}
    spread = Spread({int(row.key): row.sums.count for row in rows})
    days = sum(length * count for length, count in spread.lengths.items())
    return {
        "devices": spread.count,
        "mean_tenths": round(days * 10 / spread.count) if spread.count else None,
        "median": spread.middle,
        "low": spread.low,
        "high": spread.high,
    }


def _months(since: date, until: date, keys: list[str] | None) -> list[Facts]:
    rows = rollups.read(TOLD, since, until, slice="site" if keys else "", keys=keys, each=rollups.MONTH)
    found: dict[str, Counter[str]] = {}
    month = since.replace(day=1)
    while month <= until:
        found[f"{month:%Y-%m}"] = Counter()
        month = rollups.next_month(month)
    for row in rows:
        found[f"{row.on:%Y-%m}"][row.figure] += row.sums.count
    return [{"month": month, **_told(counts)} for month, counts in found.items()]


def _told(counts: Mapping[str, int]) -> dict[str, int]:
    return {figure: counts.get(figure, 0) for figure in TOLD}


Sums = dict[str, rollups.Sums]  # by figure


def _by_type(since: date, until: date, site: Site | None, types: Iterable[str]) -> dict[str, Sums]:
    wanted = [f"{site.pk}:{key}" for key in types] if site else None
    rows = rollups.read(TOLD, since, until, slice="site_type" if site else "type", keys=wanted)
    found: dict[str, Sums] = {}
    for row in rows:
        found.setdefault(row.key.split(":")[-1], {})[row.figure] = row.sums
    return found


def _counts_in(sums: Sums) -> dict[str, int]:
    return _told({figure: one.count for figure, one in sums.items()})


def _weight(sums: Sums) -> tuple[int, ...]:
    """For the order of types: most handed over first."""
    counts = _counts_in(sums)
    return (-counts["handed_over"], -counts["received"], -counts["ready"], -counts["recycled"])


def weights(by_type: Mapping[str, Sums], until: date) -> list[Facts]:
    """Grams as weighed, else at the usual weight of the type; `unknown`: devices of types without one."""
    usual = inventory.usual_weights(until)
    told = []
    for figure in WEIGHED:
        grams = unknown = devices = 0
        for key, sums in by_type.items():
            one, each = sums.get(figure, rollups.Sums()), usual.get(int(key))
            others = one.count - one.weighed
            devices += one.count
            grams += one.grams + others * (each or 0)
            unknown += others if each is None else 0
        told.append({"figure": figure, "devices": devices, "grams": grams, "unknown": unknown})
    return told


def avoided(by_type: Mapping[str, Sums], until: date) -> Facts:
    reused = {int(key): sums["handed_over"].count for key, sums in by_type.items() if "handed_over" in sums}
    found = impact.estimate(reused, on=until)
    return {
        "low_g": found.low_g,
        "high_g": found.high_g,
        "devices": found.devices,
        "without": found.without,
        "versions": list(found.versions),
        "sources": list(found.sources),
    }


def _places(since: date, until: date) -> list[Facts]:
    """Each site with its department, most handed over first."""
    sites = {str(one.pk): one for one in Site.objects.all()}
    found: dict[str, Counter[str]] = {}
    for row in rollups.read(TOLD, since, until, slice="site"):
        found.setdefault(row.key, Counter())[row.figure] += row.sums.count
    told = [
        {"department": sites[key].department, "name": sites[key].name, **_told(counts)}
        for key, counts in found.items()
    ]
    return sorted(told, key=lambda one: (-one["handed_over"], -one["received"], one["name"]))


def _donors(since: date, until: date) -> list[Facts]:
    rows = rollups.read([milestones.RECEIVED], since, until, slice="donor_kind")
    counts = {row.key: row.sums.count for row in rows}
    return [
        {"kind": kind, "received": count}
        for kind, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if kind in LegalKind.values
    ]


def _targets(since: date, until: date) -> list[Facts]:
    """The targets whose time meets the period, with what was reached by its last day."""
    followed = [one for one in targets() if one.since <= until and one.until >= since]
    return [
        {
            "target": str(one.public_id),
            "name": str(one),
            "unit": one.unit,
            "since": one.since.isoformat(),
            "until": one.until.isoformat(),
            "quantity": one.quantity,
            "achieved": progress(one, as_of=until, is_short=True).achieved,
        }
        for one in followed
    ]
