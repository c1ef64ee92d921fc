"""Writes places, referents, guides and whom to call, each by those who look after it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts import numbers
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Organisation, Site, User
from reuse.core import communes, groupings
from reuse.core.refusals import NotPermitted, Refusal
from reuse.directory import queries
from reuse.directory.codes import AreaKind, Kind
from reuse.directory.models import Area, Contact, Entry, Guide, Referent
from reuse.web.departments import NAMES
from reuse.web.regions import REGION_OF

_PLACE = ("address", "postal_code", "city", "department")
_KINDS = {LegalKind.ASSOCIATION: Kind.ASSOCIATION, LegalKind.GENERAL_INTEREST: Kind.ASSOCIATION}


class PersonalMailbox(Refusal):
    """A mailbox that is somebody's account."""

    reason = "personal_mailbox"


@transaction.atomic
def save_entry(*, entry: Entry | None, facts: Mapping[str, Any], areas: Iterable[Area], act: Act) -> Entry:
    """Change a place, or add one. Saying it again says that it is right today."""
    if entry is None and not queries.runs_directory(act.membership):
        raise NotPermitted(_("Your role does not allow this."))
    held = entry or Entry()
    if entry is not None:
        _require(entry, act)
    require_role_mailbox(facts.get("email", ""))
    for name, value in facts.items():
        setattr(held, name, value)
    held.department = numbers.department_of(held.postal_code) or held.department
    held.updated_on = held.verified_on = act.on
    _locate(held)
    held.save()
    set_areas(held, areas)
    return held


@transaction.atomic
def verify_entry(*, entry: Entry, act: Act) -> Entry:
    """What is said of the place is right today."""
    _require(entry, act)
    entry.verified_on = act.on
    entry.save(update_fields=["verified_on"])
    return entry


@transaction.atomic
def close_entry(*, entry: Entry, act: Act) -> Entry:
    """The place is there no more: it leaves the public list and stays written."""
    _require(entry, act)
    entry.closed_on = None if entry.closed_on else act.on
    entry.save(update_fields=["closed_on"])
    return entry


@transaction.atomic
def set_referent(*, entry: Entry, theme: str, role: str, email: str, telephone: str, act: Act) -> Referent:
    """Whom to write to about a theme; the one before is replaced."""
    _require(entry, act)
    require_role_mailbox(email)
    facts = {"role": role, "email": email, "telephone": telephone}
    return Referent.objects.update_or_create(entry=entry, theme=theme, defaults=facts)[0]


@transaction.atomic
def drop_referent(*, referent: Referent, act: Act) -> None:
    """Nobody is named for the theme any more."""
    _require(referent.entry, act)
    referent.delete()


@transaction.atomic
def gather(*, on: date) -> int:
    """Our sites and partners stand in the directory, where they are and how they are called: how many were added."""
    added = [Entry(organisation=site.organisation, site=site) for site in queries.missing_sites()]
    added += [Entry(organisation=partner) for partner in queries.missing_partners()]
    for entry in added:
        _follow(entry)
        entry.kind, entry.updated_on = _kind_of(entry), on
        _locate(entry)
    Entry.objects.bulk_create(added)
    follow(on=on)
    return len(added)


@transaction.atomic
def follow(*, on: date) -> None:
    """Names and addresses are those of the organisations and sites; what closed there is closed here."""
    for entry in Entry.objects.exclude(organisation=None).select_related("organisation", "site"):
        before = {name: getattr(entry, name) for name in ("name", "siret", "rna", "closed_on", *_PLACE)}
        _follow(entry)
        if any(getattr(entry, name) != value for name, value in before.items()):
            entry.updated_on = on
            entry.save()


def add_contact(*, department: str, role: str, telephone: str, hours: str, since: date, act: Act) -> Contact:
    """Whom to call from a day on; those before stay written."""
    _require_network(act)
    return Contact.objects.create(
        department=department, role=role, telephone=telephone, hours=hours, since=since
    )


def save_guide(*, guide: Guide | None, facts: Mapping[str, Any], act: Act) -> Guide:
    """Add a link, or change one; it is checked today."""
    _require_network(act)
    held = guide or Guide()
    for name, value in facts.items():
        setattr(held, name, value)
    held.checked_on = act.on
    held.save()
    return held


def check_guide(*, guide: Guide, act: Act) -> Guide:
    """Somebody followed the link today, and it leads where it says."""
    _require_network(act)
    guide.checked_on = act.on
    guide.save(update_fields=["checked_on"])
    return guide


def set_areas(entry: Entry, areas: Iterable[Area]) -> None:
    """The territories a place serves, instead of those before."""
    entry.areas.all().delete()
    found = {(area.kind, area.code): area for area in areas}
    for area in found.values():
        area.entry = entry
    Area.objects.bulk_create(found.values())


def area_of(code: str) -> Area | None:
    """What a code of the Code officiel géographique names; nothing when it is none."""
    text = code.strip().upper()
    if text in {"FRANCE", "99100"}:
        return Area(kind=AreaKind.COUNTRY, code="france")
    if text in NAMES:
        return Area(kind=AreaKind.DEPARTMENT, code=text, department=text)
    region = next((name for name in REGION_OF.values() if name.upper() == text), None)
    if region:
        return Area(kind=AreaKind.REGION, code=region)
    if len(text) == 9 and text.isdigit():
        known = groupings.of_code(text)
        departments = known.departments if known else []
        return Area(kind=AreaKind.EPCI, code=text, department=departments[0] if len(departments) == 1 else "")
    department = text[:3] if text.startswith("97") else text[:2]
    if len(text) == 5 and text[2:].isdigit() and department in NAMES:
        return Area(kind=AreaKind.COMMUNE, code=text, department=department)
    return None


def area_meant(text: str) -> Area | None:
    """The same for what a person types: a name says it too, when it names one commune or one grouping alone."""
    known = area_of(text)
    if known and known.kind == AreaKind.EPCI and groupings.of_code(known.code) is None:
        return None
    if known:
        return known
    found = [one.code for one in communes.meant(text)] or [one.code for one in groupings.named(text)]
    return area_of(found[0]) if len(found) == 1 else None


def _locate(entry: Entry) -> None:
    """The code of its commune, where its name and department tell it."""
    towns = communes.meant(f"{entry.city} {entry.department}") if entry.city and entry.department else []
    if len(towns) == 1:
        entry.city_code = towns[0].code


def require_role_mailbox(email: str) -> None:
    """Raise PersonalMailbox when the address is a person's account: the directory is public."""
    if email and User.objects.filter(email__iexact=email).exists():
        raise PersonalMailbox(_("Give the mailbox of a role (accueil@…), not a person’s: everyone reads it."))


def _follow(entry: Entry) -> None:
    body: Organisation | None = entry.organisation
    if body is None:
        return
    place: Site | Organisation = entry.site or body
    entry.name = place.name[:150]
    entry.siret, entry.rna = body.siret, body.rna
    for name in _PLACE:
        if value := getattr(place, name):
            setattr(entry, name, value)
    if entry.site:
        entry.parent = body.name
        entry.closed_on = entry.site.closed_on or entry.closed_on


def _kind_of(entry: Entry) -> Kind:
    """What the legal kind and the name tell; a person may say otherwise."""
    body = entry.organisation
    if entry.site is not None or body is None:
        return Kind.WORKSHOP if body and body.is_workshop else Kind.OTHER
    folded = body.name.casefold()
    if "ccas" in folded or "cias" in folded:
        return Kind.CCAS
    if "france services" in folded:
        return Kind.FRANCE_SERVICES
    if body.legal_kind == LegalKind.COUNCIL:
        return Kind.DEPARTMENT if "départ" in folded else Kind.COUNCIL
    return _KINDS.get(LegalKind(body.legal_kind), Kind.OTHER)


def _require(entry: Entry, act: Act) -> None:
    if not queries.editable(act.membership).filter(pk=entry.pk).exists():
        raise NotPermitted(_("This place is another organisation’s."))


def _require_network(act: Act) -> None:
    if not queries.runs_directory(act.membership):
        raise NotPermitted(_("Your role does not allow this."))
