"""Closing a reception: what came, what did not, and the slip that says so."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationMove
from inventory import queries
from inventory.models import CountDifference, Device, DeviceEvent
from inventory.states import EventKind, Stage
from inventory.workflow import differences, moves, receiving
from inventory.workflow.receiving import named
from reuse.accounts.acting import Act
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document


@transaction.atomic
def close(
    *, donation: Donation, facts: Mapping[str, Any], act: Act, comments: Sequence[differences.Comment] = ()
) -> Document:
    """End the count: what was announced and not seen is `not_delivered`; the numbered slip is issued to both sides.

    `facts`: what the slip says of the parties (inventory.documents says which); counts, differences, deliveries and
    what is not kept are added here. `comments`: on differences that have none yet. Raises DifferenceOpen while one is
    not explained.
    """
    donation = donations.held(donation, DonationMove.CLOSE_RECEPTION, act)
    differences.keep_comments(donation, comments, act)
    open_ones = queries.count_differences(donation)
    differences.check_settled(open_ones)
    _declare_missing(donation, open_ones, act)
    counts = counts_of(donation)
    slip = documents.issue(
        kind=Kind.RECEPTION_SLIP,
        issuer=donation.receiver,
        facts={**facts, **counts, **receiving.facts_of(donation, open_ones)},
        act=act,
        readers=[donation.donor],
    )
    donations.attach_document(donation=donation, document=slip)
    totals = {
        name: sum(line[name] for line in counts["lines"])
        for name in ("announced", "received", "missing", "unexpected")
    }
    donations.close_reception(donation=donation, act=act, details={**totals, "slip": slip.number})
    kept = {kind.code: count for kind, count in queries.gift_counts(donation).items()}
    donations.ask_value_again(donation=donation, received=kept, act=act)
    return slip


def _declare_missing(donation: Donation, open_ones: Sequence[queries.DifferenceLine], act: Act) -> None:
    """Those its donor kept are told apart from those nobody knows of."""
    kept = {
        one.type.pk
        for one in open_ones
        if one.side == CountDifference.Side.MISSING
        and one.comment
        and one.comment.reason == CountDifference.Reason.KEPT
    }
    missing = list(Device.objects.filter(donation=donation, stage=Stage.ANNOUNCED))
    for reason, those in (
        ("kept", [one for one in missing if one.type_id in kept]),
        ("missing", [one for one in missing if one.type_id not in kept]),
    ):
        for start in range(0, len(those), 500):
            moves.declare_not_delivered(devices=those[start : start + 500], act=act, reason_code=reason)


def counts_of(donation: Donation) -> dict[str, Any]:
    """Announced, received, missing and unexpected of a batch: by type, and one by one for what differs.

    A device found at reception first fills a quantity announced by hand for its type; beyond it is unexpected.
    """
    labels: dict[str, str] = {}
    open_quantities: Counter[str] = Counter()
    for line in donation.lines.select_related("type"):
        open_quantities[line.type.code] += line.quantity
        labels[line.type.code] = str(line.type)
    announced, received = Counter(open_quantities), Counter[str]()
    missing: list[dict[str, str]] = []
    unexpected: list[dict[str, str]] = []
    absent, beyond = Counter[str](), Counter[str]()
    for device in listed(donation):
        code = device.type.code
        labels[code] = str(device.type)
        is_here = device.stage not in {Stage.ANNOUNCED, Stage.NOT_DELIVERED}
        received[code] += is_here
        if not device.was_found:
            announced[code] += 1
            if not is_here:
                missing.append(named(device))
                absent[code] += 1
        elif is_here and open_quantities[code] > 0:
            open_quantities[code] -= 1
        elif is_here:
            unexpected.append(named(device))
            beyond[code] += 1
    lines = [
        {
            "type": labels[code],
            "announced": announced[code],
            "received": received[code],
            "missing": absent[code] + open_quantities[code],
            "unexpected": beyond[code],
        }
        for code in sorted(labels)
    ]
    uncounted = [
        {"type": labels[code], "quantity": left} for code, left in sorted(open_quantities.items()) if left > 0
    ]
    return {"lines": lines, "missing": missing, "missing_quantities": uncounted, "unexpected": unexpected}


def listed(donation: Donation) -> Iterable[Any]:
    """The batch's devices, imports that were undone left out; `was_found` tells those no list named."""
    found = DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND)
    undone = DeviceEvent.objects.filter(device=OuterRef("pk"), reason_code="import_undone")
    return (
        Device.objects.filter(~Exists(undone), donation=donation)
        .select_related("type")
        .prefetch_related("identifiers")
        .annotate(was_found=Exists(found))
        .order_by("pk")
    )
