"""Which sites, departments and communes a territory is made of, and what people call it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from reuse.accounts.models import Site
from reuse.core import communes, groupings
from reuse.reports.codes import WHOLE, Area, AreaKind, department_of_district, district
from reuse.web.departments import NAMES
from reuse.web.regions import REGIONS

EVERYWHERE = Area(AreaKind.COUNTRY, "france")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a site lies: its department, and its commune where the address tells one (with the city, of an arrondissement)."""

    department: str
    communes: frozenset[str]


NOWHERE = Home("", frozenset())


@dataclass(frozen=True, slots=True)
class Ground:
    """Territories laid out: whole departments, communes of others, sites of others. `districts`: of some residents only."""

    departments: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()

    def meets(self, other: "Ground", homes: Mapping[str, Home]) -> bool:
        """Whether a hand-over may lie in both."""
        if self.departments & other.departments or self.communes & other.communes or self.sites & other.sites:
            return True
        return self._reaches(other, homes) or other._reaches(self, homes)

    def _reaches(self, other: "Ground", homes: Mapping[str, Home]) -> bool:
        """Whether a commune or a site of the other lies in this."""
        return any(self.has_commune(code) for code in other.communes) or any(
            self.has_site(site, homes.get(site, NOWHERE)) for site in other.sites
        )

    def has_commune(self, code: str) -> bool:
        return code in self.communes or communes.department_of(code) in self.departments

    def has_site(self, site: str, home: Home) -> bool:
        return (
            site in self.sites or home.department in self.departments or bool(home.communes & self.communes)
        )


def ground(areas: Iterable[Area]) -> Ground:
    """What these territories are made of. None at all: the whole country. A district lies in its department."""
    areas = tuple(areas) or (EVERYWHERE,)
    return Ground(
        departments=frozenset(code for area in areas for code in _departments(area)),
        communes=frozenset(code for area in areas for code in _communes(area)),
        sites=frozenset(area.code for area in areas if area.kind == AreaKind.SITE),
        districts=frozenset(area.code for area in areas if area.kind == AreaKind.PRIORITY),
    )


def _departments(area: Area) -> Iterator[str]:
    match area.kind:
        case AreaKind.COUNTRY:
            yield from NAMES
        case AreaKind.REGION:
            yield from REGIONS.get(area.code, "").split()
        case AreaKind.DEPARTMENT:
            yield area.code
        case AreaKind.PRIORITY:
            department = department_of_district(area.code)
            yield from [department] if department else NAMES


def _communes(area: Area) -> Iterable[str]:
    if area.kind == AreaKind.COMMUNE:
        return [area.code]
    grouping = groupings.of_code(area.code) if area.kind == AreaKind.EPCI else None
    return grouping.communes if grouping else []


def homes() -> dict[str, Home]:
    """Where every site lies, by its public identifier."""
    rows = Site.objects.order_by().values_list("public_id", "department", "city", "postal_code")
    return {
        str(key): Home(department, _commune(city, department, postal))
        for key, department, city, postal in rows
    }


@lru_cache(maxsize=4096)
def _commune(city: str, department: str, postal_code: str) -> frozenset[str]:
    """The commune an address names; nothing when it names none, or several."""
    found = communes.meant(f"{city} {department}".strip()) if city else []
    if len(found) > 1 and postal_code:
        found = [one for one in found if postal_code in one.postal_codes.split()]
    return frozenset({found[0].code, groupings.city_of(found[0].code)}) if len(found) == 1 else frozenset()


def sites_within(areas: Iterable[Area]) -> frozenset[int] | None:
    """The keys of the sites that lie in these territories; None where every place counts. Districts hold no site."""
    areas = tuple(areas)
    if not areas or any(area.kind == AreaKind.COUNTRY for area in areas):
        return None
    places = tuple(area for area in areas if area.kind != AreaKind.PRIORITY)
    if not places:
        return frozenset()
    wanted = ground(places)
    rows = Site.objects.order_by().values_list("pk", "public_id", "department", "city", "postal_code")
    return frozenset(
        key
        for key, public_id, department, city, postal in rows
        if wanted.has_site(str(public_id), Home(department, _commune(city, department, postal)))
    )


def sites_in_reach(areas: Iterable[Area]) -> frozenset[int] | None:
    """The keys of the sites from which devices may come to these territories: those that lie there; for the residents of
    priority districts all of the department, or of the country. None where every place counts.
    """
    areas = tuple(areas)
    found = sites_within(areas)
    districts = [area for area in areas if area.kind == AreaKind.PRIORITY]
    departments = {department_of_district(area.code) for area in districts}
    if found is None or "" in departments:
        return None
    around = Site.objects.filter(department__in=departments).values_list("pk", flat=True)
    return found | frozenset(around) if departments else found


def names(areas: Iterable[Area]) -> list[str]:
    """What people call these territories, as the row has them."""
    areas = tuple(areas)
    sites = [area.code for area in areas if area.kind == AreaKind.SITE]
    known = (
        {
            str(key): name
            for key, name in Site.objects.filter(public_id__in=sites).values_list("public_id", "name")
        }
        if sites
        else {}
    )
    return [
        known.get(area.code, area.code) if area.kind == AreaKind.SITE else name_of(area) for area in areas
    ]


def name_of(area: Area) -> str:
    """What people call a territory that is no site."""
    match area.kind:
        case AreaKind.COUNTRY:
            return _("the whole country")
        case AreaKind.DEPARTMENT:
            return f"{NAMES.get(area.code, '')} ({area.code})"
        case AreaKind.COMMUNE:
            return str(communes.of_code(area.code) or area.code)
        case AreaKind.PRIORITY if area.is_one_district:
            return _("priority district %(code)s") % {"code": area.code}
        case AreaKind.PRIORITY:
            department = department_of_district(area.code)
            if not department:
                return _("the priority districts (QPV)")
            return _("the priority districts (QPV) of %(department)s") % {
                "department": f"{NAMES.get(department, '')} ({department})"
            }
        case AreaKind.EPCI:
            return str(groupings.of_code(area.code) or area.code)
    return area.code


def exists(area: Area) -> bool:
    """Whether the code names a territory there is."""
    match area.kind:
        case AreaKind.COUNTRY:
            return area.code == EVERYWHERE.code
        case AreaKind.REGION:
            return area.code in REGIONS
        case AreaKind.DEPARTMENT:
            return area.code in NAMES
        case AreaKind.EPCI:
            return groupings.of_code(area.code) is not None
        case AreaKind.COMMUNE:
            return communes.of_code(area.code) is not None
        case AreaKind.SITE:
            return _is_uuid(area.code) and Site.objects.filter(public_id=area.code).exists()
        case AreaKind.PRIORITY if area.is_one_district:
            return district(area.code) == area
        case AreaKind.PRIORITY:
            return area.code in {WHOLE, *(f"{WHOLE}-{one}" for one in NAMES)}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def in_words(departments: Iterable[str]) -> list[str]:
    """Departments as people name them, those of a whole region by the region."""
    left = set(departments)
    told = []
    for region, codes in REGIONS.items():
        whole = set(codes.split())
        if whole <= left:
            told.append(region)
            left -= whole
    return told + [f"{NAMES.get(code, '')} ({code})" for code in sorted(left)]
