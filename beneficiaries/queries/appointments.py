"""Until when a device is held, which times of a day are still free, and who is to be reminded: by the rule in force."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from beneficiaries.models import Allocation, Handover, HoldingRule
from beneficiaries.states import AllocationStage, HandoverStage
from reuse.accounts.models import Membership, Site
from reuse.core import clock
from reuse.directory import hours as reading
from reuse.directory import opening
from reuse.directory.models import Entry
from reuse.directory.opening import Span
from reuse.web.templatetags import look

PLANNED_AHEAD: Final = 28  # days looked through for a free time


@dataclass(frozen=True, slots=True)
class Hours:
    """How appointments are spread over a day: how long each is, how many people come at once; between which hours, if said."""

    minutes: int
    per_slot: int
    opens: time | None = None
    closes: time | None = None

    @classmethod
    def of(cls, rule: HoldingRule) -> Self:
        return cls(rule.slot_minutes, rule.per_slot)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def within(self, span: Span) -> Span:
        """The part of an opening that is meant."""
        return max(span[0], self.opens or time.min), min(span[1], self.closes or time.max)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of a day, and how many people may still come then."""

    at: datetime
    free: int
    of: int


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


def hours_of(site: Site) -> str:
    """The opening hours of a place, as the directory writes them; else as the site does."""
    entry = Entry.objects.open().filter(site=site).exclude(opening_hours="").first()
    return entry.opening_hours if entry else site.opening_hours


def hours_known(site: Site, on: date) -> bool:
    """Whether somebody wrote down when the place is open on that day."""
    return opening.spans(hours_of(site), on) is not None


def closed_on(site: Site, on: date) -> str:
    """That the place is closed on a day and when it is open, in words; empty when it is open, or nobody knows."""
    raw = hours_of(site)
    if opening.spans(raw, on) != ():
        return ""
    words = {"place": site, "day": f"{look.weekday(on)} {look.day(on)}", "hours": reading.read(raw).text}
    return _("Closed on %(day)s. %(place)s opens: %(hours)s.") % words


def slots(
    site: Site, on: date, hours: Hours, *, since: datetime | None = None, but: Handover | None = None
) -> list[Slot]:
    """The times of a day, in order: in the opening hours of the place, or those of the rule where nobody wrote them down.

    `but`: a hand-over whose own place counts as free. The last time ends before the place closes.
    """
    return _slots(site, on, hours, hours_of(site), _planned(site, (on, on), hours, but), since)


def _planned(
    site: Site, days: tuple[date, date], hours: Hours, but: Handover | None = None
) -> list[datetime]:
    """When people come from one day to another; who comes just before midnight too."""
    zone = ZoneInfo(site.time_zone)
    first, last = (datetime.combine(on, time.min, zone) for on in days)
    planned = Handover.objects.filter(
        site=site,
        stage=HandoverStage.PLANNED,
        planned_at__gte=first - hours.length,
        planned_at__lt=last + timedelta(days=1),
    )
    if but is not None:
        planned = planned.exclude(pk=but.pk)
    return list(planned.values_list("planned_at", flat=True))


def _slots(
    site: Site, on: date, hours: Hours, raw: str, planned: Iterable[datetime], since: datetime | None
) -> list[Slot]:
    starts = list(_starts(site, on, hours, raw))
    within = [at for at in planned if starts and starts[0] <= at < starts[-1] + hours.length]
    taken = Counter(slot_of(at, starts, hours) for at in within)
    return [
        Slot(at, max(hours.per_slot - taken[at], 0), hours.per_slot)
        for at in starts
        if since is None or at >= since
    ]


def _starts(site: Site, on: date, hours: Hours, raw: str) -> Iterator[datetime]:
    known = opening.spans(raw, on)
    if known is None:
        rule = holding_rule(on)
        known = ((hours.opens or rule.opens, hours.closes or rule.closes),) if rule else ()
    for span in known:
        opens, closes = (datetime.combine(on, at, ZoneInfo(site.time_zone)) for at in hours.within(span))
        while opens + hours.length <= closes:
            yield opens
            opens += hours.length


def slot_of(at: datetime, starts: Iterable[datetime], hours: Hours) -> datetime | None:
    """The time of the day an appointment falls into: one made by hand may begin between two."""
    return next((start for start in starts if start <= at < start + hours.length), None)


def free_slots(site: Site, on: date, hours: Hours, *, since: datetime | None = None) -> list[datetime]:
    """The times of the day that are free, each as often as people may still come then."""
    return [one.at for one in slots(site, on, hours, since=since) for _place in range(one.free)]


def first_free_day(site: Site, hours: Hours, *, since: datetime) -> date | None:
    """The first day from an instant on with a free time, within the weeks one plans for. Two statements for all of them."""
    first = clock.local_date(since, site.time_zone)
    days = [first + timedelta(days=after) for after in range(PLANNED_AHEAD)]
    raw, planned = hours_of(site), _planned(site, (days[0], days[-1]), hours)
    return next(
        (on for on in days if any(one.free for one in _slots(site, on, hours, raw, planned, since))), None
    )


def no_room(site: Site, at: datetime, hours: Hours, *, but: Handover | None = None) -> str:
    """Why nobody can come at that time of an open day, in words; empty when they can, or nobody knows the hours."""
    on = clock.local_date(at, site.time_zone)
    raw = hours_of(site)
    if opening.spans(raw, on) is None:
        return ""
    known = {one.at: one for one in slots(site, on, hours, but=but)}
    start = slot_of(at, known, hours)
    if start is None:
        words = {"place": site, "hours": reading.read(raw).text}
        return _("Nobody can come at that time. %(place)s opens: %(hours)s.") % words
    return "" if known[start].free else _("That time is full: choose another one.")


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
