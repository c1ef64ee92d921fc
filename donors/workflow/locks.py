"""What a donor says of the locks on its devices, until they are counted in."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, LockAnswer, LockGuide
from donors.states import DonationStage
from donors.workflow.rights import locked
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted, passes

ANSWERED_UNTIL = {
    DonationStage.DRAFT,
    DonationStage.ANNOUNCED,
    DonationStage.ACCEPTED,
    DonationStage.IN_RECEPTION,
}


def can_answer_locks(donation: Donation, act: Act) -> bool:
    """Whether this person may still say what is lifted."""
    return passes(_require, donation, act)


@transaction.atomic
def answer_locks(
    *, donation: Donation, answers: Mapping[tuple[DeviceType, LockGuide], str], act: Act
) -> None:
    """Write each answer over the one before; an empty one takes it back."""
    donation = locked(donation)
    _require(donation, act)
    before = {(one.type_id, one.lock_id): one for one in donation.lock_answers.all()}
    for (kind, lock), answer in answers.items():
        known = before.get((kind.pk, lock.pk))
        if known and known.answer == answer:
            continue
        if known:
            known.delete()
        if answer:
            LockAnswer.objects.create(
                donation=donation, type=kind, lock=lock, answer=answer, by=act.by, at=act.at
            )


def _require(donation: Donation, act: Act) -> None:
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donation.donor:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in ANSWERED_UNTIL:
        raise MoveNotAllowed(_("This batch can no longer be changed."))
