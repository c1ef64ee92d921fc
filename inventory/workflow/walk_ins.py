"""A device somebody brings without an account: received at once, a slip issued, nothing known of the person."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation
from donors.workflow import Giver
from inventory.models import BlankLabel, WalkInDonor
from inventory.workflow import reception
from inventory.workflow.devices import find_unlisted
from inventory.workflow.items import Item
from inventory.workflow.paperwork import LANGUAGE, slip_facts
from inventory.workflow.refusals import ParameterMissing
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType

MOST_WALK_IN = 50


@transaction.atomic
def receive_walk_in(
    *,
    site: Site,
    quantities: Mapping[str, int],
    act: Act,
    giver: Giver = Giver.PERSON,
    labels: Sequence[BlankLabel] = (),
) -> Donation:
    """Make a batch of what was brought, by type, receive all of it and close it. `labels`: blank ones, stuck in this order."""
    act.require(Permission.DEVICE_RECEIVE)
    items = [Item(type=code) for code, quantity in quantities.items() for _nth in range(quantity)]
    if not 0 < len(items) <= MOST_WALK_IN:
        raise ParameterMissing(_("Enter from 1 to %(most)d devices.") % {"most": MOST_WALK_IN})
    if labels and len(labels) != len(items):
        raise ParameterMissing(
            _("There are %(labels)d blank labels for %(devices)d devices.")
            % {"labels": len(labels), "devices": len(items)}
        )
    types = DeviceType.objects.in_bulk(list(quantities), field_name="code")
    donation = donations.open_walk_in(
        donor=standing_donor(site),
        site=site,
        lines={types[code]: quantity for code, quantity in quantities.items() if quantity},
        giver=giver,
        act=act,
    )
    for nth, item in enumerate(items):
        find_unlisted(donation=donation, item=item, act=act, label=labels[nth] if labels else None)
    facts = slip_facts(donation, remarks="", act=act)
    reception.close(donation=donation, facts=facts, act=act)
    donation.refresh_from_db()
    return donation


def standing_donor(site: Site) -> Organisation:
    """The body that stands for a site's private persons; made with the first gift. The site is held: two gifts make one."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    known = WalkInDonor.objects.filter(site=site).select_related("organisation").first()
    if known:
        return known.organisation
    with translation.override(LANGUAGE):
        name = _("Private persons, %(site)s") % {"site": site}
    body = Organisation.objects.create(
        name=name[:160], legal_kind=LegalKind.PERSONS, is_donor=True, department=site.department
    )
    WalkInDonor.objects.create(site=site, organisation=body)
    return body
