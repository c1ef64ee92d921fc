"""The sites of an organisation: added, changed and closed by those who look after it."""

from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts import belongings, numbers
from reuse.accounts.acting import Act
from reuse.accounts.models import AccountRecord, Membership, Organisation, Site
from reuse.accounts.workflow.people import record
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal


class SiteInUse(Refusal):
    """People or devices are still there."""

    reason = "site_in_use"


class Place(TypedDict):
    """What is said of a site."""

    name: str
    address: str
    postal_code: str
    city: str
    opening_hours: str


@transaction.atomic
def add_place(*, organisation: Organisation, place: Place, act: Act) -> Site:
    """Another site. What may be erased or handed over there is the network's administrator's to say."""
    _require(organisation, act)
    department = numbers.department_of(place["postal_code"])
    where = {"department": department, "time_zone": clock.zone_of(department)}
    site = Site.objects.create(organisation=organisation, may_erase=False, **where, **place)
    _record(AccountRecord.Kind.SITE_ADDED, site, act)
    return site


@transaction.atomic
def change_place(*, site: Site, place: Place, act: Act) -> Site:
    """Its name, address or opening hours."""
    _require(site.organisation, act)
    held = Site.objects.select_for_update().get(pk=site.pk)
    for name, value in place.items():
        setattr(held, name, value)
    department = numbers.department_of(held.postal_code) or held.department
    if department != held.department:
        held.department, held.time_zone = department, clock.zone_of(department)
    held.save()
    _record(AccountRecord.Kind.SITE_CHANGED, held, act)
    return held


@transaction.atomic
def close_site(*, site: Site, act: Act) -> Site:
    """Nothing goes there any more; what happened there stays. Its people act for the whole organisation from now on."""
    _require(site.organisation, act)
    held = Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)
    if held.closed_on:
        return held
    reasons = belongings.kept_open_by(held)
    if reasons:
        raise SiteInUse(" ".join(reasons))
    Membership.objects.filter(site=held).update(site=None)
    held.closed_on, held.hands_over = act.on, False
    held.save(update_fields=["closed_on", "hands_over"])
    _record(AccountRecord.Kind.SITE_CLOSED, held, act)
    return held


def _require(organisation: Organisation, act: Act) -> None:
    if not act.membership.runs(organisation):
        raise NotPermitted(_("Your role does not allow this."))


def _record(kind: AccountRecord.Kind, site: Site, act: Act) -> None:
    record(kind, organisation=site.organisation, by=act.by, site=site, at=act.at)
