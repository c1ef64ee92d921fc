"""A hand-over day: for all who wait there, by rank, the device that fits best; one computation, no device offered twice."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beneficiaries.queries.fitting import (
    SHOWN,
    Candidate,
    Distance,
    Fit,
    Need,
    beside_the_choice,
    free_devices,
    meets,
    nearest_first,
    need_of,
    said_no_to,
    seen_from,
)
from beneficiaries.queries.ranking import Ranked, Ranking, named, ranking
from beneficiaries.queries.sets import DEVICES, devices_wanted
from reuse.accounts.models import Site
from reuse.core.models import DeviceType

NEAREST_SHOWN = 3  # sites named beside a shortage


class Within(TextChoices):
    """How wide the circle is drawn round the place: for the requests served, and for the devices that may be brought."""

    SITE = "site", gettext_lazy("this place")
    DEPARTMENT = "department", gettext_lazy("its department")
    NETWORK = "network", gettext_lazy("the whole network")


REACHED: Mapping[str, frozenset[Distance]] = {
    Within.SITE: frozenset({Distance.SAME_SITE}),
    Within.DEPARTMENT: frozenset({Distance.SAME_SITE, Distance.SAME_DEPARTMENT}),
    Within.NETWORK: frozenset(Distance),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request with what the rule offers it once all better-ranked ones were offered theirs."""

    ranked: Ranked
    fit: Fit
    lacking: tuple[
        DeviceType, ...
    ] = ()  # other devices of its set that are not free where the one offered lies

    @property
    def offered(self) -> Candidate:
        return self.fit.candidates[0]


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many requests for a type and a need go away with nothing, and where the nearest devices are."""

    type: DeviceType
    need: Need
    refs: tuple[str, ...]
    nearest: tuple[tuple[Site, int], ...]  # free devices that fit, further than devices are brought from
    weaker: int  # free devices of the type within reach that lack something

    @property
    def sentence(self) -> str:
        """4 requests (laptop, 8 GB of memory) have no device."""
        count = len(self.refs)
        return ngettext(
            "%(count)s request (%(type)s, %(need)s) has no device.",
            "%(count)s requests (%(type)s, %(need)s) have no device.",
            count,
        ) % {"count": count, "type": self.type, "need": self.need.words}

    @property
    def where(self) -> str:
        """Where the nearest ones are, or that there is none."""
        if not self.nearest:
            return _("No free device of the network fits.")
        named = ", ".join(f"{site} ({count})" for site, count in self.nearest)
        return _("Nearest: %(places)s.") % {"places": named}


@dataclass(frozen=True, slots=True)
class HandoverDay:
    """What would be handed over at a place on a day, by rank, and what is short."""

    site: Site
    ranking: Ranking
    lines: tuple[Line, ...]
    shortages: tuple[Shortage, ...]
    over_quota: tuple[Ranked, ...]  # their partner has had its share of the period

    def find(self, ref: str) -> Line | None:
        """The line of a request, if it is offered something."""
        return next((line for line in self.lines if line.ranked.request.ref == ref), None)


def handover_day(
    *, site: Site, on: date, serving: str = Within.SITE, bringing: str = Within.DEPARTMENT
) -> HandoverDay:
    """Whom the day may serve and with what. Eleven statements, however many wait and whatever lies in stock."""
    order = ranking(on=on)
    waiting = named([row for row in order.rows if _is_served(row, site, serving)])
    stock = [seen_from(site, device) for device in nearest_first(free_devices(), site)]
    refused = said_no_to(*(row.request for row in waiting))
    pairs = frozenset(refused.values_list("request", "device"))
    lines, shortages, over_quota = matched(waiting, stock, bringing=bringing, refused=pairs)
    return HandoverDay(site, order, _with_sets(lines, stock), shortages, over_quota)


def _with_sets(lines: Sequence[Line], stock: Sequence[Candidate]) -> tuple[Line, ...]:
    """The lines with what their sets lack, once all better-ranked ones had theirs."""
    free = Counter((one.device.type.code, one.device.site_id) for one in stock)
    wanted = devices_wanted([line.ranked.request for line in lines])
    types = {one.code: one for one in DeviceType.objects.filter(code__in=DEVICES.values())}
    found = []
    for line in lines:
        lacking = []
        for code in wanted[line.ranked.request.pk]:
            place = (code, line.offered.device.site_id)
            if free[place]:
                free[place] -= 1
            else:
                lacking.append(types[code])
        found.append(replace(line, lacking=tuple(lacking)))
    return tuple(found)


def _is_served(row: Ranked, site: Site, serving: str) -> bool:
    if serving == Within.NETWORK or row.request.site_id == site.pk:
        return True
    return serving == Within.DEPARTMENT and row.request.department == site.department


@dataclass(slots=True)
class _Pile:
    """The devices of a type that meet a need, nearest and most modest first; those gone are passed over."""

    near: list[Candidate]
    far: list[Candidate]
    keys: frozenset[int]
    left: int
    first: int = 0  # before it, all are taken
    short: list[str] = field(default_factory=list)

    def free(self, taken: Collection[int]) -> Iterable[Candidate]:
        """Those still there, best first."""
        while self.first < len(self.near) and self.near[self.first].device.pk in taken:
            self.first += 1
        return (one for one in islice(self.near, self.first, None) if one.device.pk not in taken)


def matched(
    rows: Sequence[Ranked],
    stock: Sequence[Candidate],
    *,
    bringing: str,
    refused: Collection[tuple[int, int]] = frozenset(),
) -> tuple[tuple[Line, ...], tuple[Shortage, ...], tuple[Ranked, ...]]:
    """Walk the ranks once: each takes the best device still free. `stock`: in the order of the best fit; reads nothing.

    `refused`: pairs of request and device already answered by a no. A partner gets no more than it is due.
    """
    reached = REACHED[bringing]
    piles: dict[tuple[int, Need], _Pile] = {}
    ready = Counter(one.device.type_id for one in stock if one.distance in reached)
    taken: set[int] = set()
    types: dict[int, DeviceType] = {}
    given: Counter[int] = Counter()
    lines, over_quota = [], []
    for row in rows:
        request = row.request
        if row.due is not None and given[request.partner_id] >= row.due:
            over_quota.append(row)
            continue
        key = (request.type_id, need_of(request))
        if key not in piles:
            types[request.type_id] = request.type
            piles[key] = _pile(stock, *key, reached, taken)
        pile = piles[key]
        free = (one for one in pile.free(taken) if (request.pk, one.device.pk) not in refused)
        found = tuple(islice(free, SHOWN))
        if not found:
            pile.short.append(request.ref)
            continue
        beside = beside_the_choice(request)
        lines.append(Line(row, Fit(key[1], found, (), ready[request.type_id], pile.left, beside)))
        device = found[0].device
        taken.add(device.pk)
        given[request.partner_id] += 1
        ready[request.type_id] -= 1
        for other in piles.values():
            other.left -= device.pk in other.keys
    shortages = (
        _shortage(types[type_id], need, pile, stock, taken, reached)
        for (type_id, need), pile in piles.items()
        if pile.short
    )
    return tuple(lines), tuple(shortages), tuple(over_quota)


def _pile(
    stock: Sequence[Candidate],
    type_id: int,
    need: Need,
    reached: Collection[Distance],
    taken: Collection[int],
) -> _Pile:
    fitting = [one for one in stock if one.device.type_id == type_id and meets(one.device, need)]
    near = [one for one in fitting if one.distance in reached]
    return _Pile(
        near=near,
        far=[one for one in fitting if one.distance not in reached],
        keys=frozenset(one.device.pk for one in near),
        left=sum(one.device.pk not in taken for one in near),
    )


def _shortage(
    of_type: DeviceType,
    need: Need,
    pile: _Pile,
    stock: Sequence[Candidate],
    taken: Collection[int],
    reached: Collection[Distance],
) -> Shortage:
    sites = {one.device.site_id: one.device.site for one in pile.far}
    counts = Counter(one.device.site_id for one in pile.far)  # in the order of the stock: nearest first
    weaker = sum(
        one.device.type_id == of_type.pk
        and one.distance in reached
        and one.device.pk not in taken
        and one.device.pk not in pile.keys
        for one in stock
    )
    nearest = tuple((sites[key], counts[key]) for key in list(counts)[:NEAREST_SHOWN])
    return Shortage(of_type, need, tuple(pile.short), nearest, weaker)
