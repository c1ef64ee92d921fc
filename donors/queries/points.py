"""The sites that take batches: what each takes on a day, the nearest to an address first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from donors.models import CollectingRule
from donors.queries.distances import Position, centre_of, kilometres, postal_code_in
from reuse.accounts.models import Organisation, Site
from reuse.accounts.numbers import department_of


class Nearness(StrEnum):
    """What is known of the way: the same postal code, the same department, so many kilometres, or nothing."""

    HERE = "here"
    DEPARTMENT = "department"
    FAR = "far"
    UNKNOWN = "unknown"


_NEAREST = {Nearness.HERE: 0, Nearness.DEPARTMENT: 1, Nearness.FAR: 2, Nearness.UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class Point:
    """A site as a donor chooses it. `rule`: none, it takes everything; `km`: roughly, only to another department."""

    site: Site
    rule: CollectingRule | None
    nearness: Nearness
    km: int | None

    @property
    def collects(self) -> bool:
        return self.rule is None or self.rule.takes_collections

    @property
    def takes_drop_offs(self) -> bool:
        return self.rule is None or self.rule.takes_drop_offs

    @property
    def hours(self) -> str:
        """When one may come by."""
        return (self.rule.drop_off_hours if self.rule else "") or self.site.opening_hours

    @property
    def minimum(self) -> int:
        """The fewest devices it comes for; zero: any."""
        return self.rule.minimum if self.rule else 0

    def lacks(self, types: Iterable[str]) -> set[str]:
        """Of these types, those it does not take."""
        return set(types) - set(self.rule.types) if self.rule and self.rule.types else set()


def receiving_sites() -> list[Site]:
    """The workshops' sites a batch may be sent to."""
    return list(
        Site.objects.open()
        .filter(organisation__is_workshop=True)
        .select_related("organisation")
        .order_by("name")
    )


def rules_on(day: date) -> dict[int, CollectingRule]:
    """The rule in force at each site that has one, by the site's key: the latest that has begun."""
    return {rule.site_id: rule for rule in CollectingRule.objects.filter(since__lte=day).order_by("since")}


def rule_on(site: Site, day: date) -> CollectingRule | None:
    """The rule in force at a site."""
    return site.collecting_rules.filter(since__lte=day).order_by("-since").first()


def nearest_first(*, donor: Organisation, address: str, day: date) -> list[Point]:
    """Every receiving site as seen from the address, or from the donor's own where the address names no postal code."""
    code = postal_code_in(address) or donor.postal_code or postal_code_in(donor.address)
    department = department_of(code) or donor.department
    rules = rules_on(day)
    points = [_point(site, rules.get(site.pk), code, department) for site in receiving_sites()]
    return sorted(points, key=lambda one: (_NEAREST[one.nearness], one.km or 0, one.site.name))


def _point(site: Site, rule: CollectingRule | None, code: str, department: str) -> Point:
    if code and site.postal_code == code:
        return Point(site, rule, Nearness.HERE, None)
    if department and site.department == department:
        return Point(site, rule, Nearness.DEPARTMENT, None)
    here, there = centre_of(department), _position(site, rule)
    if here is None or there is None:
        return Point(site, rule, Nearness.UNKNOWN, None)
    return Point(site, rule, Nearness.FAR, max(1, round(kilometres(here, there))))


def _position(site: Site, rule: CollectingRule | None) -> Position | None:
    if rule and rule.latitude is not None and rule.longitude is not None:
        return Position(float(rule.latitude), float(rule.longitude))
    return centre_of(site.department or department_of(site.postal_code))
