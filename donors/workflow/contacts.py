"""Who of the donor answers for a batch."""

from donors import queries
from donors.models import Donation, DonationEvent
from donors.states import DonationEventKind
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, User
from reuse.core.ledger import Happening, record


def hand_batches_on(user: User, to: Membership, act: Act) -> None:
    """The colleague is the contact of every batch of theirs that is not over. Runs in the caller's transaction."""
    for donation in queries.batches_of(user, to.organisation).select_for_update(of=("self",)):
        _name(donation, to.user, act)


def _name(donation: Donation, contact: User, act: Act) -> None:
    happening = Happening(
        kind=DonationEventKind.CHANGED,
        details={"contact": str(contact.public_id)},
        changes={"contact": contact},
    )
    record(DonationEvent, donation, happening, act)
