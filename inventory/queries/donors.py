"""Donors: who gave, how much, and how far it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max
from django.utils import timezone

from donors.models import Donation
from inventory.models import Device
from inventory.queries.flow import not_undone
from reuse.accounts.models import Membership, Organisation, OrganisationQuerySet
from reuse.core.prefixes import begins


@dataclass(frozen=True, slots=True)
class Giver:
    """A donor as a list tells of it: batches, the day of the last, devices received and handed over."""

    donor: Organisation
    batches: int
    last_on: date | None
    received: int
    handed_over: int


def donors_like(
    membership: Membership, *, text: str = "", legal_kind: str = "", department: str = ""
) -> OrganisationQuerySet:
    """Whoever gave a batch one may see. `text`: how a name, a SIRET or an RNA begins."""
    seen = Donation.objects.visible_to(membership).order_by().values("donor")
    found = Organisation.objects.filter(pk__in=seen)
    if text:
        number = "".join(text.split())
        ways = (begins("name", text), begins("siret", number), begins("rna", number))
        first, *others = (Organisation.objects.order_by().filter(way).values_list("pk") for way in ways)
        found = found.filter(pk__in=first.union(*others))
    if legal_kind:
        found = found.filter(legal_kind=legal_kind)
    return found.filter(department=department) if department else found


def givers_among(donors: Sequence[Organisation], membership: Membership) -> list[Giver]:
    """Each with what was given, in two statements: of the batches one may see."""
    seen = Donation.objects.visible_to(membership).filter(donor__in=donors).order_by()
    given = {
        donor: (count, timezone.localtime(last).date())
        for donor, count, last in seen.values_list("donor").annotate(
            count=Count("pk"), last=Max("created_at")
        )
    }
    devices = Device.objects.filter(not_undone(), donation__in=seen, received_at__isnull=False).order_by()
    came = {
        donor: (count, handed_over)
        for donor, count, handed_over in devices.values_list("donation__donor").annotate(
            count=Count("pk"), done=Count("first_handed_over_on")
        )
    }
    found = []
    for donor in donors:
        batches, last_on = given.get(donor.pk, (0, None))
        received, handed_over = came.get(donor.pk, (0, 0))
        found.append(Giver(donor, batches, last_on, received, handed_over))
    return found
