"""What a target counts: the one place that says which hand-overs, and how many on which day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from beneficiaries.models import Handover
from beneficiaries.states import HandoverStage
from inventory.models import Device, DeviceEvent
from inventory.states import SAME_PERSON, EventKind, Move
from reuse.core.models import DeviceType
from reuse.reports.codes import Area, AreaKind, department_of_district
from reuse.reports.models import Claim, LaterOfHome, Target
from reuse.reports.queries import milestones, rollups, slicing
from reuse.reports.queries.targets import handed_over, received
from reuse.reports.queries.territories import sites_within

FIGURE_OF: Final = {
    Target.Counts.COLLECTED: milestones.RECEIVED,
    Target.Counts.HANDED_OVER: milestones.HANDED_OVER,
}
DONE = (HandoverStage.DONE, HandoverStage.RETURNED)
_Row = TypeVar("_Row", Device, DeviceEvent)


def counted(target: Target, since: date, until: date) -> Iterator[tuple[date, int]]:
    """How many the target counts on each day from `since` to `until` on which it counts any, first day first.

    From the roll-ups where they know what the target asks for: one statement, two where early returns are taken off.
    """
    if (
        target.is_exclusive
        or target.campaign_id
        or target.unit == Target.Unit.HOUSEHOLDS
        or _names_districts(target)
    ):
        per_day = counting(target, since, until).order_by("on").values_list("on")
        yield from per_day.annotate(count=Count("device", distinct=True))
    else:
        yield from sorted(_rolled_up(target, since, until).items())


def _names_districts(target: Target) -> bool:
    return any(area.kind == AreaKind.PRIORITY for area in target.territory)


def _rolled_up(target: Target, since: date, until: date) -> Counter[date]:
    types, sites = types_of(target), sites_within(target.territory)
    of_slice, keys = slicing.told_apart(types, sites)
    days: Counter[date] = Counter()
    for row in rollups.read(
        [FIGURE_OF[Target.Counts(target.counts)]], since, until, slice=of_slice, keys=keys, each=rollups.DAY
    ):
        if row.on:
            days[row.on] += row.sums.count
    if target.returns_within_days and target.counts == Target.Counts.HANDED_OVER:
        days.subtract(
            rollups.returned_within(target.returns_within_days, since, until, types=types, sites=sites)
        )
    return +days


def types_of(target: Target) -> frozenset[int] | None:
    """The keys of the types of device a target counts; None where it counts every type."""
    chosen = {kind.pk: kind.is_computer for kind in target.types.all()}
    if target.unit != Target.Unit.COMPUTERS:
        return frozenset(chosen) or None
    computers = DeviceType.objects.filter(is_computer=True).values_list("pk", flat=True)
    return frozenset(computers) & frozenset(chosen) if chosen else frozenset(computers)


def counting(target: Target, since: date, until: date) -> QuerySet[DeviceEvent]:
    """The events a target counts: those that fit it; of an exclusive target, those claimed for it."""
    found = fitting(target, since, until)
    if target.is_exclusive:
        found = found.filter(Exists(_claims().filter(target=target)))
    return found


def counted_elsewhere(target: Target, since: date, until: date) -> int:
    """How many that fit an exclusive target another one counts."""
    if not target.is_exclusive:
        return 0
    return fitting(target, since, until).filter(Exists(_claims().exclude(target=target))).count()


def _claims() -> QuerySet[Claim]:
    return Claim.objects.filter(event=OuterRef("pk"), device=OuterRef("device"), released_at=None)


def fitting(target: Target, since: date, until: date) -> QuerySet[DeviceEvent]:
    """The events that fit a target, whoever else counts them."""
    if target.counts == Target.Counts.COLLECTED:
        return narrowed(target, received(since, until), "device__")
    found = narrowed(target, handed_over(since, until), "device__")
    if target.unit == Target.Unit.HOUSEHOLDS:
        found = found.filter(Exists(_first_of_a_home()))
    if target.returns_within_days:
        found = found.exclude(came_back(target.returns_within_days))
    return found


def came_back(days: int) -> Exists:
    """Whether the device of a hand-over came back so soon. What was repaired for the same person has not come back."""
    returns = Q(move=Move.TAKE_BACK) & ~Q(reason_code=SAME_PERSON) | Q(kind=EventKind.NOT_GOING_BACK)
    soon = OuterRef("on") + timedelta(days=days)
    later = DeviceEvent.objects.filter(device=OuterRef("device"), seq__gt=OuterRef("seq"), on__lte=soon)
    return Exists(later.filter(returns))


def of_hand_over() -> QuerySet[Handover]:
    """The hand-over to a person, behind an event of its device; a structure's devices have none."""
    return Handover.objects.filter(device=OuterRef("device"), handed_over_on=OuterRef("on"), stage__in=DONE)


def later_of_homes() -> QuerySet[Handover]:
    """Hand-overs to a home that had a device before: the same request, or one its partner filed for the same home."""
    request = Q(request=OuterRef("request"))
    home = Q(request__partner=OuterRef("request__partner"), request__household=OuterRef("request__household"))
    before = Q(handed_over_on__lt=OuterRef("handed_over_on")) | Q(
        handed_over_on=OuterRef("handed_over_on"), pk__lt=OuterRef("pk")
    )
    earlier = Handover.objects.filter(before, stage__in=DONE)
    return Handover.objects.filter(stage__in=DONE).filter(
        Q(Exists(earlier.filter(request)))
        | Q(request__household__isnull=False) & Q(Exists(earlier.filter(home)))
    )


def _first_of_a_home() -> QuerySet[Handover]:
    known = LaterOfHome.objects.filter(handover=OuterRef("pk"))
    return of_hand_over().exclude(pk__in=later_of_homes().values("pk")).exclude(Exists(known))


def narrowed(target: Target, found: QuerySet[_Row], device: str = "") -> QuerySet[_Row]:
    """What is of the target's types, unit, territory and campaign. `device`: the way from a row to its device."""
    types = [kind.pk for kind in target.types.all()]
    if types:
        found = found.filter(**{f"{device}type__in": types})
    if target.unit == Target.Unit.COMPUTERS:
        found = found.filter(**{f"{device}type__is_computer": True})
    if target.campaign_id:
        found = found.filter(**{f"{device}donation__for_campaign__campaign": target.campaign_id})
    return _placed(target.territory, found, device)


def _placed(areas: tuple[Area, ...], found: QuerySet[_Row], device: str) -> QuerySet[_Row]:
    """By the site that hands over; in priority districts by what the request says of the person's home."""
    sites = sites_within(areas)
    if sites is None:
        return found
    wanted = Q(site__in=sites)
    if device:  # an event of someone who acts at no site happened where the device lies
        wanted |= Q(site=None, device__site__in=sites)
    for area in areas:
        if area.kind == AreaKind.PRIORITY:
            wanted |= _in_districts(area, device)
    return found.filter(wanted)


def _in_districts(area: Area, device: str) -> Q:
    department = department_of_district(area.code)
    if not device:  # what is in the chain may go anywhere in the department
        return Q(site__department=department) if department else Q(pk__isnull=False)
    if area.is_one_district:
        return Q(pk__in=[])
    homes = of_hand_over().filter(request__in_priority_area=True)
    return Q(Exists(homes.filter(request__department=department) if department else homes))
