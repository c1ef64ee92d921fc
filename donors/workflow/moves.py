"""One move of a batch, written to its ledger."""

from collections.abc import Mapping
from typing import Any

from donors.models import Donation, DonationEvent
from donors.states import RULES, DonationEventKind, DonationMove
from reuse.accounts.acting import Act
from reuse.core.ledger import Happening, record


def move(
    donation: Donation,
    which: DonationMove,
    act: Act,
    *,
    reason_code: str = "",
    note: str = "",
    details: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> DonationEvent:
    """Make the move the caller has checked."""
    happening = Happening(
        kind=DonationEventKind.MOVED,
        move=which,
        to_stage=RULES[which].target,
        reason_code=reason_code,
        details=details,
        note=note,
        changes=changes,
    )
    return record(DonationEvent, donation, happening, act)
