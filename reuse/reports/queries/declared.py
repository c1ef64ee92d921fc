"""What is declared and not counted: by workshops of the time before Reuse, by partners without it. One shape for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from inventory import queries as inventory
from inventory.models import DeclaredTotal
from inventory.states import Stage
from reuse.reports.models import PartnerTotal, Target
from reuse.reports.queries.territories import NOWHERE, Ground, Home, ground, homes, sites_within


@dataclass(frozen=True, slots=True)
class Declared:
    """So many, as `by` declares on a day: never in a counted figure. `undated`: of them, in nobody knows which month.

    `since` and `until`: the period a partner names. `is_partner`: it keeps no stock here; else a workshop, of the time
    before it did. `source`: the name of the file it is in.
    """

    by: str
    on: date
    quantity: int
    undated: int = 0
    since: date | None = None
    until: date | None = None
    is_partner: bool = False
    source: str = ""
    step: int = 1  # above 1: fewer than so many, by `queries.openly`


def declared_for(target: Target, *, until: date) -> list[Declared]:
    """What is declared of a target's types and territory in its period: the largest first, partners apart."""
    found = partner_totals_for(target, until=until)
    if target.counts == Target.Counts.HANDED_OVER and target.unit != Target.Unit.HOUSEHOLDS:
        return [*_of_workshops(target, until), *found]
    return found


def _of_workshops(target: Target, until: date) -> list[Declared]:
    """The past hand-overs workshops declare, in the target's period or in a month nobody knows."""
    totals = inventory.declared_totals().filter(
        Q(month=None) | Q(month__range=(target.since.replace(day=1), until)), outcome=Stage.HANDED_OVER
    )
    if types := [kind.pk for kind in target.types.all()]:
        totals = totals.filter(type__in=types)
    if target.unit == Target.Unit.COMPUTERS:
        totals = totals.filter(type__is_computer=True)
    sites = sites_within(target.territory)
    if sites is not None:
        totals = totals.filter(sheet__donation__site__in=sites)
    return declared(totals)


def declared(totals: Iterable[DeclaredTotal]) -> list[Declared]:
    """Declared totals by who declared them and on which day, the largest first."""
    sums: dict[tuple[str, date], list[int]] = {}
    for total in totals:
        key = (str(total.sheet.donation.receiver), timezone.localdate(total.at))
        found = sums.setdefault(key, [0, 0])
        found[0] += total.quantity
        found[1] += 0 if total.month else total.quantity
    told = [Declared(by, on, quantity, undated) for (by, on), (quantity, undated) in sums.items()]
    return sorted(told, key=lambda one: (-one.quantity, one.by, one.on))


def declared_hand_overs() -> list[Declared]:
    """All the hand-overs workshops declare of the time before they moved in here, and partners without Reuse."""
    totals = inventory.declared_totals().filter(outcome=Stage.HANDED_OVER)
    return [*declared(totals), *_told(partner_totals().filter(counts=Target.Counts.HANDED_OVER))]


def partner_totals() -> QuerySet[PartnerTotal]:
    """What partners declare and nothing has replaced."""
    found = PartnerTotal.objects.filter(replacement=None, quantity__gte=1)
    return found.select_related("type", "file", "by")


def partner_totals_for(target: Target, *, until: date) -> list[Declared]:
    """Those that lie in the target whole: period, type and territory. What is only partly in it cannot be parted."""
    found = partner_totals().filter(
        counts=target.counts, since__gte=target.since, until__lte=target.until, since__lte=until
    )
    if target.unit == Target.Unit.HOUSEHOLDS or target.campaign_id:
        return []  # devices are declared, not homes; and nobody's campaign
    if types := [kind.pk for kind in target.types.all()]:
        found = found.filter(type__in=types)
    if target.unit == Target.Unit.COMPUTERS:
        found = found.filter(type__is_computer=True)
    rows = list(found)
    if rows and target.territory:
        wide, places = ground(target.territory), homes()
        rows = [one for one in rows if one.area and _lies_in(ground(one.territory), wide, places)]
    return _told(rows)


def _lies_in(narrow: Ground, wide: Ground, places: Mapping[str, Home]) -> bool:
    """Whether all of one territory is in the other. Districts are in none but themselves."""
    if narrow.districts or wide.districts:
        return narrow.districts == wide.districts and narrow.departments == wide.departments
    return (
        narrow.departments <= wide.departments
        and all(wide.has_commune(code) for code in narrow.communes)
        and all(wide.has_site(site, places.get(site, NOWHERE)) for site in narrow.sites)
    )


def _told(totals: Iterable[PartnerTotal]) -> list[Declared]:
    rows = [
        Declared(
            by=one.organisation,
            on=one.declared_on,
            quantity=one.quantity,
            since=one.since,
            until=one.until,
            is_partner=True,
            source=one.file.name,
        )
        for one in totals
    ]
    return sorted(rows, key=lambda one: (-one.quantity, one.by, one.on))
