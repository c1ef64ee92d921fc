"""Why the count of a batch differs from what was announced: said by type, before the reception closes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationMove
from inventory import queries
from inventory.models import CountDifference
from inventory.workflow.refusals import DifferenceOpen, ReasonNeeded
from reuse.accounts.acting import Act

_R = CountDifference.Reason
REASONS_OF = {
    CountDifference.Side.MISSING: (_R.KEPT, _R.MISCOUNTED, _R.OTHER_TYPE, _R.CARRIER, _R.OTHER),
    CountDifference.Side.UNEXPECTED: (_R.ADDED, _R.MISCOUNTED, _R.OTHER_TYPE, _R.OTHER_BATCH, _R.OTHER),
}


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a difference; `count`: the difference they saw."""

    type: str
    side: CountDifference.Side
    count: int
    reason: str
    words: str = ""


@transaction.atomic
def comment_differences(*, donation: Donation, comments: Sequence[Comment], act: Act) -> None:
    """Keep comments, each in place of the one before; the reception may go on."""
    donation = donations.held(donation, DonationMove.CLOSE_RECEPTION, act)
    keep_comments(donation, comments, act)


def keep_comments(donation: Donation, comments: Sequence[Comment], act: Act) -> None:
    """The same for a batch the caller holds. A comment of another count than the present one is refused."""
    lines = {(line.type.code, line.side): line for line in queries.count_differences(donation)}
    for one in comments:
        line = lines.get((one.type, one.side))
        if line is None or line.count != one.count:
            raise DifferenceOpen(_("The count has changed meanwhile: look at the differences again."))
        if one.reason not in REASONS_OF[one.side] or (one.reason == _R.OTHER and not one.words.strip()):
            raise ReasonNeeded(_("Choose a reason; another reason is said in words."))
        donation.differences.update_or_create(
            type=line.type,
            side=one.side,
            defaults={
                "count": one.count,
                "reason": one.reason,
                "words": one.words.strip(),
                "by": act.by,
                "at": act.at,
            },
        )


def check_settled(lines: Iterable[queries.DifferenceLine]) -> None:
    """Refuse while a difference is not explained."""
    if count := sum(not line.is_settled for line in lines):
        raise DifferenceOpen(
            ngettext(
                "%(count)d difference is not explained: say why before closing.",
                "%(count)d differences are not explained: say why before closing.",
                count,
            )
            % {"count": count}
        )
