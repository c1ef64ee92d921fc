"""What a target counts: the one place that says which hand-overs, and how many on which day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from beneficiaries.models import Handover
from beneficiaries.states import HandoverStage
from inventory.models import DeviceEvent
from inventory.states import SAME_PERSON, EventKind, Move
from reuse.core.models import DeviceType
from reuse.reports.codes import AreaKind, department_of_district
from reuse.reports.models import Claim, LaterOfHome, Target
from reuse.reports.queries import milestones
from reuse.reports.queries.portions import EVERY, Portion, Sought
from reuse.reports.queries.targets import TAKEN_BACK, handed_over, received
from reuse.reports.queries.territories import sites_in_reach, sites_within

DONE: Final = (HandoverStage.DONE, HandoverStage.RETURNED)


def counted(target: Target, since: date, until: date) -> Iterator[tuple[date, int]]:
    """How many the target counts on each day from `since` to `until` on which it counts any, first day first: as many
    as `counting` finds in the ledgers.
    """
    yield from sorted(sought(target).by_day(since, until).items())


def counted_by_both(one: Target, other: Target, until: date) -> int:
    """How many devices count for the one and for the other."""
    both = sought(one) & sought(other)
    return both.total(max(one.since, other.since), min(one.until, other.until, until))


def sought(target: Target) -> Sought:
    """What the target counts, as the roll-ups know it."""
    found = _fits(target)
    return found.claimed_by(frozenset({target.pk})) if target.is_exclusive else found


def _fits(target: Target) -> Sought:
    whole, sites, districts = _whole(target), sites_within(target.territory), _districts(target)
    portions = [replace(whole, sites=sites)]
    if sites is not None and districts:
        portions.append(replace(whole, outside=sites, districts=EVERY if "" in districts else districts))
    is_handed_over = target.counts == Target.Counts.HANDED_OVER
    return Sought(_figure(target), tuple(portions), target.returns_within_days if is_handed_over else 0)


def in_reach(target: Target) -> Portion:
    """Where devices stand that may come to count for it."""
    return replace(_whole(target), sites=sites_in_reach(target.territory))


def _whole(target: Target) -> Portion:
    """Of its types and its campaign, wherever."""
    campaigns = frozenset({target.campaign_id}) if target.campaign_id else None
    return Portion(types=types_of(target), campaigns=campaigns)


def _figure(target: Target) -> str:
    if target.counts == Target.Counts.COLLECTED:
        return milestones.RECEIVED
    return milestones.HOMES if target.unit == Target.Unit.HOUSEHOLDS else milestones.HANDED_OVER


def _districts(target: Target) -> frozenset[str]:
    """The departments whose priority districts it names, empty: every one. Of one by its own code nobody is known to live
    there; and what is received is at no home yet.
    """
    if target.counts == Target.Counts.COLLECTED:
        return frozenset()
    areas = [area for area in target.territory if area.kind == AreaKind.PRIORITY and not area.is_one_district]
    return frozenset(department_of_district(area.code) for area in areas)


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
    others = Target.objects.filter(is_exclusive=True).exclude(pk=target.pk).order_by()
    return _fits(target).claimed_by(frozenset(others.values_list("pk", flat=True))).total(since, until)


def claimable(target: Target, until: date, most: int) -> list[int]:
    """The devices whose hand-over may be claimed for an exclusive target: at least so many, first handed over first, if
    there are. Of what is folded: `fitting` has the last word.
    """
    return _fits(target).unclaimed(target.since, min(target.until, until), most)


def _claims() -> QuerySet[Claim]:
    return Claim.objects.filter(event=OuterRef("pk"), device=OuterRef("device"), released_at=None)


def fitting(target: Target, since: date, until: date) -> QuerySet[DeviceEvent]:
    """The events that fit a target, whoever else counts them."""
    if target.counts == Target.Counts.COLLECTED:
        return _narrowed(target, received(since, until))
    found = _narrowed(target, handed_over(since, until))
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
    return Exists(later.filter(returns).exclude(TAKEN_BACK))


def of_hand_over() -> QuerySet[Handover]:
    """The hand-over to a person, behind an event of its device, the first of that day; a structure's devices have none."""
    same_day = Handover.objects.filter(
        device=OuterRef("device"), handed_over_on=OuterRef("on"), stage__in=DONE
    )
    before = Handover.objects.filter(
        device=OuterRef("device"),
        handed_over_on=OuterRef("handed_over_on"),
        stage__in=DONE,
        pk__lt=OuterRef("pk"),
    )
    return same_day.exclude(Exists(before))


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


def _narrowed(target: Target, found: QuerySet[DeviceEvent]) -> QuerySet[DeviceEvent]:
    """What is of the target's types, unit, territory and campaign."""
    types = [kind.pk for kind in target.types.all()]
    if types:
        found = found.filter(device__type__in=types)
    if target.unit == Target.Unit.COMPUTERS:
        found = found.filter(device__type__is_computer=True)
    if target.campaign_id:
        found = found.filter(device__donation__for_campaign__campaign=target.campaign_id)
    return _placed(target, found)


def _placed(target: Target, found: QuerySet[DeviceEvent]) -> QuerySet[DeviceEvent]:
    """By the site that hands over; in priority districts by what the request says of the person's home."""
    sites = sites_within(target.territory)
    if sites is None:
        return found
    wanted = Q(site__in=sites)
    wanted |= Q(site=None, device__site__in=sites)  # whoever acts at no site acts where the device lies
    for department in _districts(target):
        homes = of_hand_over().filter(request__in_priority_area=True)
        wanted |= Q(Exists(homes.filter(request__department=department) if department else homes))
    return found.filter(wanted)
