"""The words of the reception slip."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

ANNOUNCED = pgettext_lazy("document", "Announced")
RECEIVED = pgettext_lazy("document", "Received")
MISSING = pgettext_lazy("document", "Missing")
UNEXPECTED = pgettext_lazy("document", "Not announced")
RECEIVED_BY = pgettext_lazy("document", "Received by")
STARTED = pgettext_lazy("document", "Begun")
ENDED = pgettext_lazy("document", "Ended")
AGREEMENT = pgettext_lazy("document", "Gift agreement")
COUNT = pgettext_lazy("document", "Count by type")
TOTAL = pgettext_lazy("document", "Total")
REMARKS = pgettext_lazy("document", "Remarks")
FOR_THE_WORKSHOP = pgettext_lazy("document", "For the workshop")
FOR_THE_CARRIER = pgettext_lazy("document", "For the donor or its carrier")


def title() -> str:
    return pgettext("document", "Reception slip")


def lead(batch: str, donor: str) -> str:
    return pgettext("document", "Batch %(batch)s, given by %(donor)s") % {"batch": batch, "donor": donor}


def difference(missing: int, unexpected: int) -> tuple[str, str]:
    """The verdict on the count, and what it means."""
    if not missing and not unexpected:
        return pgettext("document", "What was announced was received"), pgettext(
            "document", "Count and list agree."
        )
    parts = []
    if missing:
        parts.append(
            npgettext("document", "%(n)s device missing", "%(n)s devices missing", missing) % {"n": missing}
        )
    if unexpected:
        parts.append(
            npgettext("document", "%(n)s device not announced", "%(n)s devices not announced", unexpected)
            % {"n": unexpected}
        )
    return ", ".join(parts), pgettext(
        "document", "The gift bears on what was received; differences are listed below."
    )


def missing_list(count: int) -> str:
    return pgettext("document", "Missing: announced, not received (%(n)s)") % {"n": count}


def without_list(quantity: str, type_name: str) -> str:
    """Missing of a quantity announced by hand."""
    return pgettext("document", "%(type)s: %(quantity)s, announced without a list") % {
        "type": type_name,
        "quantity": quantity,
    }


def unexpected_list(count: int) -> str:
    return pgettext("document", "Not announced: received all the same (%(n)s)") % {"n": count}


def received_list(count: int) -> str:
    return pgettext("document", "Received (%(n)s)") % {"n": count}


KEPT = pgettext_lazy("document", "Kept")
REFUSED = pgettext_lazy("document", "Refused")
SENT_ON = pgettext_lazy("document", "Sent elsewhere")
DELIVERIES = pgettext_lazy("document", "Deliveries")
ARRIVED = pgettext_lazy("document", "Arrived")
CARRIER = pgettext_lazy("document", "Carrier")
PALLET = pgettext_lazy("document", "Pallet")
SEAL_DEPARTED = pgettext_lazy("document", "Seal at departure")
SEAL_ARRIVED = pgettext_lazy("document", "Seal at arrival")
KILOGRAMS = pgettext_lazy("document", "kg")
NOT_ARRIVED = pgettext_lazy("document", "did not arrive")
OTHER_SEAL = pgettext_lazy("document", "another seal")
DIFFERENCES = pgettext_lazy("document", "Differences explained")
DIFFERENCE = pgettext_lazy("document", "Difference")
EXPLANATION = pgettext_lazy("document", "Explanation")
REASON = pgettext_lazy("document", "Reason")
NOW = pgettext_lazy("document", "Now")
GONE_BACK = pgettext_lazy("document", "gone back")
WAITS_HERE = pgettext_lazy("document", "waits for the donor")
GIVEN_BACK = pgettext_lazy("document", "Given back")
HANDED_BY = pgettext_lazy("document", "Handed by")


def refused_list(count: int) -> str:
    return pgettext("document", "Not kept (%(n)s)") % {"n": count}


def sent_on_list(count: int) -> str:
    return pgettext("document", "Sent on to another site (%(n)s)") % {"n": count}


def sent_on(count: str, site: str, transfer: str) -> str:
    return pgettext("document", "%(n)s to %(site)s, transfer %(transfer)s") % {
        "n": count,
        "site": site,
        "transfer": transfer,
    }


def counted(count: str, side: str, number: int) -> str:
    """A difference in words: 2 missing, 1 not announced."""
    words = (
        npgettext("document", "%(n)s missing", "%(n)s missing", number)
        if side == "missing"
        else npgettext("document", "%(n)s not announced", "%(n)s not announced", number)
    )
    return words % {"n": count}


def return_title() -> str:
    return pgettext("document", "Slip of devices given back")


def return_lead(count: str, donor: str, number: int) -> str:
    return npgettext(
        "document",
        "%(n)s device given back to %(donor)s",
        "%(n)s devices given back to %(donor)s",
        number,
    ) % {"n": count, "donor": donor}


RETURN_NOTE = pgettext_lazy(
    "document",
    "These devices came with the batch and were not kept: they are no part of the gift. Their storage media were neither read nor erased; from now on they are again under their owner's control.",
)

NEXT = pgettext_lazy(
    "document",
    "From now on each device bears a code and is followed until its outcome. Devices that hold data stay under control until each of their media is erased and verified, or destroyed.",
)
