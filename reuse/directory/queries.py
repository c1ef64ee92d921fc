"""Questions about places, whom to call and guides; nothing here writes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import ngettext

from reuse.accounts.models import Membership, Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core import communes, groupings
from reuse.directory.codes import AreaKind, Theme
from reuse.directory.models import Area, Contact, Entry, EntryQuerySet, Guide
from reuse.web.departments import NAMES
from reuse.web.regions import REGION_OF

MOST_AREAS = 30  # named on a page
_WIDTH: list[str] = [AreaKind.COMMUNE, AreaKind.EPCI, AreaKind.DEPARTMENT, AreaKind.REGION, AreaKind.COUNTRY]
STALE_AFTER = timedelta(days=183)  # a place or a link nobody looked at for six months


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: a town or a name, a department, a service, a public."""

    text: str = ""
    department: str = ""
    service: str = ""
    public: str = ""
    kind: str = ""


def entries(wanted: Wanted, *, of: EntryQuerySet | None = None) -> EntryQuerySet:
    """The places that answer, those of the department and those that serve it."""
    found = Entry.objects.public() if of is None else of
    if wanted.text:
        said = (
            Q(name__icontains=wanted.text)
            | Q(city__icontains=wanted.text)
            | Q(postal_code__startswith=wanted.text)
            | Q(parent__icontains=wanted.text)
        )
        found = found.filter(said | _for_communes(wanted.text)).distinct()
    if wanted.department:
        found = found.filter(_serves(wanted.department)).distinct()
    for field, code in (("services", wanted.service), ("publics", wanted.public)):
        if code:
            found = found.filter(pk__in=_holding(found, field, code))
    return found.filter(kind=wanted.kind) if wanted.kind else found


def _serves(department: str) -> Q:
    """In the department, or for it: one of its communes, the whole of it, its region, the country."""
    return (
        Q(department=department)
        | Q(areas__department=department)
        | Q(areas__kind=AreaKind.EPCI, areas__code__in=groupings.in_department(department))
        | Q(areas__kind=AreaKind.REGION, areas__code=REGION_OF.get(department, "-"))
        | Q(areas__kind=AreaKind.COUNTRY)
    )


def _for_communes(text: str) -> Q:
    """Places that serve a commune of this name or code, wherever they are; nothing where the text names none."""
    towns = [one for one in communes.meant(text) if communes.folded(one.name) == communes.folded(text)]
    towns = towns or [one for one in [communes.of_code(text)] if one]
    serves = Q(areas__kind=AreaKind.COMMUNE, areas__code__in=[one.code for one in towns])
    around = {one.code for town in towns if (one := groupings.of_commune(town.code))}
    serves |= Q(areas__kind=AreaKind.EPCI, areas__code__in=around)
    for department in {one.department for one in towns}:
        serves |= Q(areas__kind=AreaKind.DEPARTMENT, areas__code=department)
    return serves if towns else Q(pk__in=[])


def areas_in_words(entry: Entry) -> tuple[list[str | Promise], int]:
    """The territories a place serves as people name them, the widest first, and how many more there are."""
    areas = sorted(entry.areas.all(), key=lambda one: -_WIDTH.index(one.kind))
    return [_named(area) for area in areas[:MOST_AREAS]], max(len(areas) - MOST_AREAS, 0)


def _named(area: Area) -> str | Promise:
    match area.kind:
        case AreaKind.COMMUNE:
            return str(communes.of_code(area.code) or area.code)
        case AreaKind.EPCI if found := groupings.of_code(area.code):
            count = len(found.communes)
            words = ngettext("%(name)s (%(count)s commune)", "%(name)s (%(count)s communes)", count)
            return words % {"name": found, "count": count}
        case AreaKind.DEPARTMENT:
            return f"{NAMES.get(area.code, '')} ({area.code})"
        case AreaKind.COUNTRY:
            return AreaKind.COUNTRY.label
        case AreaKind.REGION:
            return area.code
    return str(area)


def serves(body: Organisation, *, commune: str, department: str) -> bool | None:
    """Whether a place of the organisation says that it serves a commune, or only its department once that is forgotten.

    None where its places name no territory: it serves whom it knows.
    """
    areas = territories([body]).get(body.pk, [])
    return any(_covers(area, commune, department) for area in areas) if areas else None


def territories(bodies: Iterable[Organisation]) -> dict[int, list[Area]]:
    """The territories that the open places of each organisation serve, the widest first."""
    found = Area.objects.filter(entry__organisation__in=bodies, entry__closed_on=None)
    served: dict[int, list[Area]] = {}
    for area in sorted(found.select_related("entry"), key=lambda one: (-_WIDTH.index(one.kind), one.code)):
        served.setdefault(area.entry.organisation_id or 0, []).append(area)
    return served


def communes_of(areas: Iterable[Area]) -> set[str]:
    """The communes named one by one and those of the groupings; a department or a region is not spelt out."""
    found: set[str] = set()
    for area in areas:
        if area.kind == AreaKind.COMMUNE:
            found.add(area.code)
        elif area.kind == AreaKind.EPCI and (grouping := groupings.of_code(area.code)):
            found.update(grouping.communes)
    return found


def in_words(areas: Sequence[Area]) -> str:
    """The territories on one line, each once."""
    return ", ".join(dict.fromkeys(str(_named(area)) for area in areas))


def _covers(area: Area, commune: str, department: str) -> bool:
    match area.kind:
        case AreaKind.COUNTRY:
            return True
        case AreaKind.REGION:
            return REGION_OF.get(department) == area.code
        case AreaKind.DEPARTMENT:
            return area.code == department
        case AreaKind.EPCI if commune:
            return groupings.holds(area.code, commune)
        case AreaKind.COMMUNE if commune:
            return area.code == commune
    return area.department == department


def _holding(found: EntryQuerySet, field: str, code: str) -> list[int]:
    """Those whose list holds the code. Lists are JSON, which SQLite cannot look into by an index: read here.

    A place that names no public receives everyone.
    """
    is_for_all = field == "publics"
    return [
        key
        for key, known in found.order_by().values_list("pk", field)
        if code in known or (is_for_all and (not known or "everyone" in known))
    ]


def by_department(found: EntryQuerySet) -> dict[str, int]:
    """How many there are where."""
    counts = Counter(dict(found.order_by().values_list("pk", "department")).values())
    return {code: count for code, count in counts.items() if code in NAMES}


def editable(membership: Membership) -> EntryQuerySet:
    """What this person may change: the coordinator and the administrator all, others what is their organisation's."""
    if runs_directory(membership):
        return Entry.objects.all()
    if membership.may(Permission.ORGANISATION_MANAGE):
        return Entry.objects.filter(organisation=membership.organisation)
    return Entry.objects.none()


def runs_directory(membership: Membership | None) -> bool:
    """Whether the person looks after the whole directory."""
    return membership is not None and (
        membership.may(Permission.REQUEST_DECIDE) or membership.may(Permission.CONFIGURE)
    )


def stale(on: date) -> EntryQuerySet:
    """Places nobody said are right for six months."""
    limit = on - STALE_AFTER
    return Entry.objects.open().filter(Q(verified_on=None, updated_on__lt=limit) | Q(verified_on__lt=limit))


def missing_sites() -> QuerySet[Site]:
    """Sites that hand over devices or receive them, and that are in no directory yet."""
    return Site.objects.open().filter(entry=None).select_related("organisation")


def missing_partners() -> QuerySet[Organisation]:
    """Partners that are in no directory yet."""
    return Organisation.objects.partners().exclude(entries__site=None, entries__isnull=False)


def contact_for(department: str, on: date) -> Contact | None:
    """Whom to call there: the department's contact, else everybody's; the latest holds."""
    known = Contact.objects.filter(since__lte=on, department__in=["", department])
    return known.order_by("-department", "-since", "-id").first()


def guides(department: str, on: date, *, themes: Iterable[str] = (), language: str = "") -> QuerySet[Guide]:
    """Links in force for a department and for everywhere, the nearest first, then skills."""
    found = Guide.objects.on(on).filter(department__in=["", department])
    if themes:
        found = found.filter(theme__in=list(themes))
    if language:
        found = found.filter(language=language)
    return found.order_by("-department", "-theme", "title", "id")


def skills_help(department: str, on: date, *, most: int = 4) -> list[Guide]:
    """What to hand a person who learns: workshops near them first."""
    return list(guides(department, on, themes=(Theme.SKILLS, Theme.PROCEDURES))[:most])


def stale_guides(on: date) -> QuerySet[Guide]:
    """Links in force that nobody checked for six months, or ever."""
    is_old = Q(checked_on=None) | Q(checked_on__lt=on - STALE_AFTER)
    return Guide.objects.on(on).filter(is_old).order_by("checked_on", "id")
