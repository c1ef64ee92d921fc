"""What a site takes from donors: decided by its managers, from a day on."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import CollectingRule
from donors.queries import rule_on
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.refusals import NotPermitted, Refusal

POSITION = ("latitude", "longitude")


class ComesTooLate(Refusal):
    """What has begun is never rewritten."""

    reason = "comes_too_late"


def may_decide_collecting(site: Site, membership: Membership) -> bool:
    """Its own managers, the network's coordinators, an administrator."""
    if membership.may(Permission.CONFIGURE):
        return True
    is_theirs = membership.description.reach == Reach.NETWORK or membership.organisation == site.organisation
    return is_theirs and membership.may(Permission.DONATION_DECIDE)


@transaction.atomic
def decide_collecting(*, site: Site, since: date, rule: dict[str, Any], act: Act) -> CollectingRule:
    """The site's rule from a day on. `rule`: the fields of CollectingRule; only an administrator changes the position."""
    site = Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)
    if not may_decide_collecting(site, act.membership):
        raise NotPermitted(_("Your role does not allow this."))
    if since < act.on:
        raise ComesTooLate(_("A rule begins today at the earliest: what was in force stays readable."))
    before = rule_on(site, since)
    if not act.membership.may(Permission.CONFIGURE):
        rule = {**rule, **{name: getattr(before, name, None) for name in POSITION}}
    made, _is_new = CollectingRule.objects.update_or_create(
        site=site, since=since, defaults={**rule, "by": act.by, "at": act.at}
    )
    return made
