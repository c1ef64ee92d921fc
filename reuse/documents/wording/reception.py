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


NEXT = pgettext_lazy(
    "document",
    "From now on each device bears a code and is followed until its outcome. Devices that hold data stay under control until each of their media is erased and verified, or destroyed.",
)
