"""The words of the reception slip."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

ANNOUNCED = gettext_lazy("Announced")
RECEIVED = gettext_lazy("Received")
MISSING = gettext_lazy("Missing")
UNEXPECTED = gettext_lazy("Not announced")
RECEIVED_BY = gettext_lazy("Received by")
STARTED = gettext_lazy("Begun")
ENDED = gettext_lazy("Ended")
AGREEMENT = gettext_lazy("Gift agreement")
COUNT = gettext_lazy("Count by type")
TOTAL = gettext_lazy("Total")
REMARKS = gettext_lazy("Remarks")
FOR_THE_WORKSHOP = gettext_lazy("For the workshop")
FOR_THE_CARRIER = gettext_lazy("For the donor or its carrier")


def title() -> str:
    return _("Reception slip")


def lead(batch: str, donor: str) -> str:
    return _("Batch %(batch)s, given by %(donor)s") % {"batch": batch, "donor": donor}


def difference(missing: int, unexpected: int) -> tuple[str, str]:
    """The verdict on the count, and what it means."""
    if not missing and not unexpected:
        return _("What was announced was received"), _("Count and list agree.")
    parts = []
    if missing:
        parts.append(ngettext("%(n)s device missing", "%(n)s devices missing", missing) % {"n": missing})
    if unexpected:
        parts.append(
            ngettext("%(n)s device not announced", "%(n)s devices not announced", unexpected)
            % {"n": unexpected}
        )
    return ", ".join(parts), _("The gift bears on what was received; differences are listed below.")


def missing_list(count: int) -> str:
    return _("Missing: announced, not received (%(n)s)") % {"n": count}


def unexpected_list(count: int) -> str:
    return _("Not announced: received all the same (%(n)s)") % {"n": count}


def received_list(count: int) -> str:
    return _("Received (%(n)s)") % {"n": count}


NEXT = gettext_lazy(
    "From now on each device bears a code and is followed until its outcome. Devices that hold data stay under control until each of their media is erased and verified, or destroyed."
)
