"""Whose batch it is and how far it has come: asked by every verb, and by pages that show only what would succeed."""

from django.utils.translation import gettext as _

from donors.models import Donation
from donors.states import RULES, DonationMove, DonationStage
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import MoveNotAllowed, NotPermitted, passes


def locked(donation: Donation) -> Donation:
    """The batch as it stands now, held until the transaction ends."""
    return (
        Donation.objects.select_for_update(of=("self",))
        .select_related("donor", "receiver", "site")
        .get(pk=donation.pk)
    )


def held(donation: Donation, move: DonationMove, act: Act) -> Donation:
    """The batch as it stands now, held for a move that would pass: whoever else changes it waits."""
    donation = locked(donation)
    check_move(donation, move, act)
    return donation


def can(donation: Donation, move: DonationMove, act: Act) -> bool:
    """Whether the move would pass the table and the rights: for pages that show only what would succeed."""
    return passes(check_move, donation, move, act)


def check_move(donation: Donation, move: DonationMove, act: Act) -> None:
    """Refuse a move that the person, their organisation or the batch's stage does not allow."""
    rule = RULES[move]
    act.require(rule.permission)
    ours = donation.donor if rule.permission == Permission.DONATION_REGISTER else donation.receiver
    if act.organisation != ours and not act.organisation.is_network:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in rule.sources:
        raise MoveNotAllowed(
            _("“%(move)s” is not possible: the batch is %(stage)s.")
            % {"move": move.label, "stage": DonationStage(donation.stage).label}
        )


def can_change_lists(donation: Donation, act: Act) -> bool:
    """Whether a list may still be added to the batch, or taken back, by this person."""
    return passes(require_open, donation, act)


def require_open(donation: Donation, act: Act) -> None:
    """A list may be added by the donor until the batch is accepted, and by the receiver until it is closed."""
    by_donor = act.organisation == donation.donor and act.membership.may(Permission.DONATION_REGISTER)
    by_receiver = act.organisation == donation.receiver and act.membership.may(Permission.DEVICE_RECEIVE)
    donor_open = donation.stage in {DonationStage.DRAFT, DonationStage.ANNOUNCED}
    receiver_open = donation.stage in {
        DonationStage.ANNOUNCED,
        DonationStage.ACCEPTED,
        DonationStage.IN_RECEPTION,
    }
    if not (by_donor or by_receiver):
        raise NotPermitted(_("This batch belongs to another organisation."))
    if not (by_donor and donor_open) and not (by_receiver and receiver_open):
        raise MoveNotAllowed(_("This batch can no longer be changed."))


def require_draft(donation: Donation, act: Act) -> None:
    """Only its donor changes a batch, and only until it is signed."""
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donation.donor:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage != DonationStage.DRAFT:
        raise MoveNotAllowed(_("This batch is signed: it can no longer be changed."))
