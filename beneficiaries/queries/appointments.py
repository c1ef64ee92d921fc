"""Until when a device is held, which times of a day are still free, and who is to be reminded: by the rule in force."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from beneficiaries.models import Allocation, Handover, HoldingRule
from beneficiaries.states import AllocationStage, HandoverStage
from reuse.accounts.models import Membership, Site
from reuse.core import clock


@dataclass(frozen=True, slots=True)
class Hours:
    """When people come on a day, how long each has, and how many come at once."""

    opens: time
    closes: time
    minutes: int
    per_slot: int

    @classmethod
    def of(cls, rule: HoldingRule) -> Self:
        return cls(rule.opens, rule.closes, rule.slot_minutes, rule.per_slot)

    def times(self, on: date, zone: str) -> Iterator[datetime]:
        """The times of a day, in order; the last ends before the place closes."""
        start, end = (datetime.combine(on, at, ZoneInfo(zone)) for at in (self.opens, self.closes))
        while start + timedelta(minutes=self.minutes) <= end:
            yield start
            start += timedelta(minutes=self.minutes)


def holding_rule(on: date) -> HoldingRule | None:
    """The rule in force: the latest begun. Without one nothing expires."""
    return HoldingRule.objects.filter(since__lte=on).first()


def held_until(allocation: Allocation, at: datetime) -> date | None:
    """The last day a device reserved now is kept."""
    on = clock.local_date(at, allocation.device.site.time_zone)
    rule = holding_rule(on)
    return on + timedelta(days=rule.hold_days) if rule else None


def keeps_until(allocation: Allocation) -> date | None:
    """The last day, which an appointment puts off."""
    handover: Handover | None = getattr(allocation, "handover", None)
    if handover is None or handover.stage != HandoverStage.PLANNED or allocation.held_until is None:
        return allocation.held_until
    return max(allocation.held_until, clock.local_date(handover.planned_at, allocation.device.site.time_zone))


def expired(now: datetime) -> QuerySet[Allocation]:
    """Reserved devices whose last day is over and whom nobody is expected to collect, oldest first."""
    to_come = Handover.objects.filter(
        stage=HandoverStage.PLANNED, planned_at__gte=now - timedelta(days=1)
    ).values("allocation")
    over = Allocation.objects.filter(stage=AllocationStage.ACCEPTED, held_until__lt=now.date())
    return over.exclude(pk__in=to_come).order_by("held_until", "pk")


def free_slots(site: Site, on: date, hours: Hours, *, since: datetime | None = None) -> list[datetime]:
    """The times of the day that are free, each as often as people may still come then."""
    midnight = datetime.combine(on, time.min, ZoneInfo(site.time_zone))
    planned = Handover.objects.filter(
        site=site,
        stage=HandoverStage.PLANNED,
        planned_at__gte=midnight - timedelta(minutes=hours.minutes),
        planned_at__lt=midnight + timedelta(days=1),
    ).values_list("planned_at", flat=True)
    taken = Counter(_slot_of(at, hours, on, site.time_zone) for at in planned)
    return [
        at
        for at in hours.times(on, site.time_zone)
        if since is None or at >= since
        for _place in range(hours.per_slot - taken[at])
    ]


def _slot_of(at: datetime, hours: Hours, on: date, zone: str) -> datetime | None:
    """The time of the day an appointment falls into: one made by hand may begin between two."""
    span = timedelta(minutes=hours.minutes)
    return next((slot for slot in hours.times(on, zone) if slot <= at < slot + span), None)


def appointments_of_day(membership: Membership, site: Site, on: date) -> QuerySet[Handover]:
    """Who comes on a day, by time; no person is named."""
    midnight = datetime.combine(on, time.min, ZoneInfo(site.time_zone))
    found = Handover.objects.visible_to(membership).filter(
        site=site, planned_at__gte=midnight, planned_at__lt=midnight + timedelta(days=1)
    )
    found = found.exclude(stage=HandoverStage.CANCELLED).with_labels()
    return found.select_related("appointment", "request__site").order_by("planned_at", "pk")


def to_remind_of(now: datetime) -> QuerySet[Handover]:
    """Appointments close by of which nobody was reminded, by worker."""
    rule = holding_rule(now.date())
    if rule is None:
        return Handover.objects.none()
    return Handover.objects.filter(
        stage=HandoverStage.PLANNED,
        appointment__reminded_at=None,
        appointment__isnull=False,
        planned_at__gt=now,
        planned_at__lte=now + timedelta(days=rule.remind_days),
    ).order_by(F("request__worker"), "planned_at", "pk")
