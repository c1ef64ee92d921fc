"""The only module that writes links to follow-up pages: made by the donor, opened by whoever holds one, taken back."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from donors.models import Donation
from donors.states import DonationStage
from inventory.models import FollowUpLink
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.accounts.workflow.tokens import digest
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

LONGEST = timedelta(days=730)
MOST = 20  # links of one batch that work at a time
# What may be shown by a link: the gift, what came, what was erased. Nothing with an amount, nothing about a person.
SHOWABLE = (
    Kind.GIFT_AGREEMENT,
    Kind.RECEPTION_SLIP,
    Kind.ERASURE_CERTIFICATE,
    Kind.BATCH_ERASURE_CERTIFICATE,
)


class LinkRefused(Refusal):
    """This link cannot be made: its end, its documents, or how many there are."""

    reason = "link_refused"


def showable(donation: Donation) -> list[Document]:
    """The documents of a batch that a link may show."""
    return list(donation.documents.filter(kind__in=SHOWABLE, voided_at=None).order_by("issued_at", "pk"))


@transaction.atomic
def share(
    *, donation: Donation, label: str, ends_on: date, documents: Sequence[UUID], act: Act
) -> tuple[FollowUpLink, str]:
    """Make a link to a batch's follow-up page; its key is told this once."""
    act.require(Permission.DONATION_REGISTER)
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    if donation.donor_id != act.organisation.pk:
        raise NotPermitted(_("Only the donor shares the follow-up of its batch."))
    if donation.stage == DonationStage.DRAFT:
        raise LinkRefused(_("A draft has nothing to follow yet: sign and announce it first."))
    if not act.on <= ends_on <= act.on + LONGEST:
        raise LinkRefused(_("A link ends between today and two years from now."))
    if FollowUpLink.objects.filter(donation=donation, revoked_at=None, ends_on__gte=act.on).count() >= MOST:
        raise LinkRefused(_("Twenty links to this batch work already: withdraw one first."))
    shown = [document for document in showable(donation) if document.public_id in set(documents)]
    if len(shown) != len(set(documents)):
        raise LinkRefused(_("One of these documents cannot be shown by a link."))
    key = secrets.token_urlsafe(32)
    link = FollowUpLink.objects.create(
        donation=donation,
        label=label,
        digest=digest(key),
        made_by=act.membership,
        made_at=act.at,
        ends_on=ends_on,
    )
    link.documents.set(shown)
    return link, key


@transaction.atomic
def revoke(*, link: FollowUpLink, act: Act) -> FollowUpLink:
    """From now on the link opens nothing. Done twice, the first time stands."""
    act.require(Permission.DONATION_REGISTER)
    link = FollowUpLink.objects.select_for_update(of=("self",)).select_related("donation").get(pk=link.pk)
    if link.donation.donor_id != act.organisation.pk:
        raise NotPermitted(_("Only the donor shares the follow-up of its batch."))
    if link.revoked_at is None:
        link.revoked_by, link.revoked_at = act.by, act.at
        link.save(update_fields=["revoked_by", "revoked_at"])
    return link


def followed(key: str, now: datetime) -> FollowUpLink | None:
    """The link of this key while it works; which of wrong, ended or withdrawn it is otherwise is not told."""
    today = clock.local_date(now, clock.HOME_ZONE)
    working = FollowUpLink.objects.filter(digest=digest(key), revoked_at=None, ends_on__gte=today)
    return working.select_related("donation__donor", "donation__receiver", "donation__site").first()


def opened(link: FollowUpLink, now: datetime) -> None:
    """Count one more opening, and the day of it. Nothing else is known of who opened."""
    today = clock.local_date(now, clock.HOME_ZONE)
    FollowUpLink.objects.filter(pk=link.pk).update(openings=F("openings") + 1, last_opened_on=today)
