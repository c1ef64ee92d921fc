"""A partner's own mark is encrypted: it is found again by its digest, whole, inside that partner alone."""

from django.db.models import Q

from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Reach
from reuse.core import digests


def mark_digest(mark: str, partner: Organisation) -> str:
    """By what a mark is found: the same for any case and any spaces, different for every partner and installation."""
    return digests.keyed("mark", str(partner.public_id), mark)


def marked(text: str, membership: Membership) -> Q:
    """The condition that a request bears this mark of the membership's own organisation; never true for the network."""
    is_partner = membership.description.reach == Reach.ORGANISATION
    digest = mark_digest(text, membership.organisation) if is_partner else ""
    return Q(partner=membership.organisation, mark_digest=digest) if digest else Q(pk__in=[])
