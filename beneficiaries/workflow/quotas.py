"""Quotas of partners are set together, for a period: the ranking reads them from its next look on."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import PartnerQuota
from beneficiaries.queries import quotas
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal


class PeriodsOverlap(Refusal):
    """A partner would have two quotas on one day."""

    reason = "periods_overlap"


@transaction.atomic
def set_quotas(*, since: date, until: date, quantities: Mapping[Organisation, int | None], act: Act) -> None:
    """Each partner's quota of the period; None takes it away. Nothing is written when periods would overlap."""
    act.require(Permission.REQUEST_DECIDE)
    list(Organisation.objects.select_for_update().filter(pk__in=[one.pk for one in quantities]))
    others = {one.organisation_id: one for one in quotas.overlapping(since, until)}
    met = [
        str(partner)
        for partner, quantity in quantities.items()
        if quantity is not None and partner.pk in others
    ]
    if met:
        raise PeriodsOverlap(
            _("Already a quota on some of these days: %(partners)s.") % {"partners": ", ".join(met[:5])}
        )
    for partner, quantity in quantities.items():
        if quantity is None:
            PartnerQuota.objects.filter(organisation=partner, since=since, until=until).delete()
        else:
            PartnerQuota.objects.update_or_create(
                organisation=partner, since=since, defaults={"until": until, "quantity": quantity}
            )
