"""The words of erasure certificates, field by field those of the sample certificate of NIST SP 800-88 revision 2."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MEDIUM = gettext_lazy("Storage medium")
SIZE = gettext_lazy("Capacity")
TECHNOLOGY = gettext_lazy("Technology and interface")
RESULT = gettext_lazy("Result")
METHOD = gettext_lazy("Method")
LEVEL = gettext_lazy("Level (NIST SP 800-88)")
METHOD_AND_LEVEL = gettext_lazy("Method, level")
TOOL = gettext_lazy("Tool")
VERIFICATION = gettext_lazy("Verification")
STARTED = gettext_lazy("Begun")
ENDED = gettext_lazy("Ended")
PERFORMED_BY = gettext_lazy("Performed by")
VERIFIED_BY = gettext_lazy("Verified by")
REPORT = gettext_lazy("Tool's report (SHA-256)")
DESTINATION = gettext_lazy("What follows")
DESTROYED_BY = gettext_lazy("Destroyed by")
SLIP = gettext_lazy("Destruction slip")
PROOF = gettext_lazy("End, performed and verified by")
FOR_THE_WORKSHOP = gettext_lazy("For the workshop")
NOT_STATED = gettext_lazy("not stated")
NO_SERIAL = gettext_lazy("no serial number readable")

LEVELS = {
    "clear": gettext_lazy("Clear: data cannot be recovered by ordinary means"),
    "purge": gettext_lazy("Purge: data cannot be recovered by laboratory means"),
    "destroy": gettext_lazy("Destroy: the medium itself is destroyed"),
}
SHORT_LEVELS = {"clear": "Clear", "purge": "Purge", "destroy": "Destroy"}
RESULTS = {
    "erased": gettext_lazy("erased and verified"),
    "removed": gettext_lazy("removed from the device"),
    "destroyed": gettext_lazy("destroyed"),
    "failed": gettext_lazy("erasure failed"),
    "unproven": gettext_lazy("not proven"),
}


def title() -> str:
    return _("Certificate of data erasure")


def batch_title() -> str:
    return _("Certificate of data erasure of a batch")


def batch_lead(batch: str, devices: int) -> str:
    return ngettext("Batch %(batch)s, %(n)s device", "Batch %(batch)s, %(n)s devices", devices) % {
        "batch": batch,
        "n": devices,
    }


def medium_heading(number: int, total: int) -> str:
    return _("Storage medium %(number)s of %(total)s") % {"number": number, "total": total}


def verdict(media: int) -> tuple[str, str]:
    """For a device whose media are all settled."""
    if not media:
        return _("No data of its former holder remains"), _("It holds no storage medium, as stated below.")
    return _("No data of its former holder remains"), ngettext(
        "Its storage medium was dealt with as stated below.",
        "Its %(n)s storage media were each dealt with as stated below.",
        media,
    ) % {"n": media}


def batch_verdict() -> tuple[str, str]:
    return _("No data of their former holder remains"), _(
        "Each storage medium was dealt with as stated below; each device without storage was examined."
    )


def unsettled(count: int) -> tuple[str, str]:
    """Not a certificate of erasure then, and it says so first."""
    return ngettext(
        "%(n)s storage medium is not proven erased", "%(n)s storage media are not proven erased", count
    ) % {"n": count}, _("Named below: the device does not leave the workshop before that is dealt with.")


def no_storage(name: str, at: str) -> str:
    return _("No storage medium: examined and stated by %(name)s on %(at)s.") % {"name": name, "at": at}


DEVICES = gettext_lazy("Devices")
MEDIA = gettext_lazy("Storage media")
ERASED = gettext_lazy("Erased and verified")
REMOVED_OR_DESTROYED = gettext_lazy("Removed or destroyed")
METHOD_NOTE = gettext_lazy(
    "Clear, Purge and Destroy are the levels of NIST SP 800-88 revision 2. The facts come from the reports of the erasure tools, kept as they were written; the SHA-256 names each report. A time without a zone is given as the tool wrote it."
)
STATEMENT = gettext_lazy(
    "The workshop certifies that the operations below were carried out on the media named, and that the persons named performed and verified them."
)
