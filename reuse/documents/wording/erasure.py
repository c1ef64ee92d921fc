"""The words of erasure certificates, field by field those of the sample certificate of NIST SP 800-88 revision 2."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

MEDIUM = pgettext_lazy("document", "Storage medium")
SIZE = pgettext_lazy("document", "Capacity")
TECHNOLOGY = pgettext_lazy("document", "Technology and interface")
RESULT = pgettext_lazy("document", "Result")
METHOD = pgettext_lazy("document", "Method")
LEVEL = pgettext_lazy("document", "Level (NIST SP 800-88)")
METHOD_AND_LEVEL = pgettext_lazy("document", "Method, level")
TOOL = pgettext_lazy("document", "Tool")
VERIFICATION = pgettext_lazy("document", "Verification")
STARTED = pgettext_lazy("document", "Begun")
ENDED = pgettext_lazy("document", "Ended")
PERFORMED_BY = pgettext_lazy("document", "Performed by")
VERIFIED_BY = pgettext_lazy("document", "Verified by")
SOURCE = pgettext_lazy("document", "Comes from")
RECORDED = pgettext_lazy("document", "Recorded")
RECORDED_BY = pgettext_lazy("document", "Recorded by")
REPORT = pgettext_lazy("document", "Tool's report (SHA-256)")
DESTINATION = pgettext_lazy("document", "What follows")
DESTROYED_BY = pgettext_lazy("document", "Destroyed by")
SLIP = pgettext_lazy("document", "Destruction slip")
PROOF = pgettext_lazy("document", "End, performed and verified by")
FOR_THE_WORKSHOP = pgettext_lazy("document", "For the workshop")
NOT_STATED = pgettext_lazy("document", "not stated")
NO_SERIAL = pgettext_lazy("document", "no serial number readable")

LEVELS = {
    "clear": pgettext_lazy("document", "Clear: data cannot be recovered by ordinary means"),
    "purge": pgettext_lazy("document", "Purge: data cannot be recovered by laboratory means"),
    "destroy": pgettext_lazy("document", "Destroy: the medium itself is destroyed"),
}
SHORT_LEVELS = {"clear": "Clear", "purge": "Purge", "destroy": "Destroy"}
RESULTS = {
    "erased": pgettext_lazy("document", "erased and verified"),
    "removed": pgettext_lazy("document", "removed from the device"),
    "destroyed": pgettext_lazy("document", "destroyed"),
    "failed": pgettext_lazy("document", "erasure failed"),
    "unproven": pgettext_lazy("document", "not proven"),
}
OUT_OF_THE_DEVICE = pgettext_lazy("document", "taken out of the device")
KEPT = pgettext_lazy("document", "Kept by the workshop until it is erased or destroyed")


def title() -> str:
    return pgettext("document", "Erasure certificate")


def batch_title() -> str:
    return pgettext("document", "Erasure certificate of a batch")


def batch_lead(batch: str, devices: int) -> str:
    return npgettext(
        "document", "Batch %(batch)s, %(n)s device", "Batch %(batch)s, %(n)s devices", devices
    ) % {
        "batch": batch,
        "n": devices,
    }


def medium_heading(number: int, total: int) -> str:
    return pgettext("document", "Storage medium %(number)s of %(total)s") % {"number": number, "total": total}


def verdict(media: int) -> tuple[str, str]:
    """For a device whose media are all settled."""
    if not media:
        return pgettext("document", "No data of its former holder remains"), pgettext(
            "document", "It holds no storage medium, as stated below."
        )
    return pgettext("document", "No data of its former holder remains"), npgettext(
        "document",
        "Its storage medium was dealt with as stated below.",
        "Its %(n)s storage media were each dealt with as stated below.",
        media,
    ) % {"n": media}


def batch_verdict() -> tuple[str, str]:
    return pgettext("document", "No data of their former holder remains"), pgettext(
        "document",
        "Each storage medium was dealt with as stated below; each device without storage was examined.",
    )


def unsettled(count: int) -> tuple[str, str]:
    """Not a certificate of erasure then, and it says so first."""
    return npgettext(
        "document",
        "%(n)s storage medium is not proven erased",
        "%(n)s storage media are not proven erased",
        count,
    ) % {"n": count}, pgettext(
        "document", "Named below: the device does not leave the workshop before that is dealt with."
    )


def no_storage(name: str, at: str) -> str:
    return pgettext("document", "No storage medium: examined and stated by %(name)s on %(at)s.") % {
        "name": name,
        "at": at,
    }


DEVICES = pgettext_lazy("document", "Devices")
MEDIA = pgettext_lazy("document", "Storage media")
ERASED = pgettext_lazy("document", "Erased and verified")
REMOVED_OR_DESTROYED = pgettext_lazy("document", "Removed or destroyed")
METHOD_NOTE = pgettext_lazy(
    "document",
    "Clear, Purge and Destroy are the levels of NIST SP 800-88 revision 2. The facts come from the reports of the erasure tools, kept as they were written and named by their SHA-256; where no tool reports (phones, tablets), from two people, each under their own name. A time without a zone is given as the tool wrote it.",
)
SHORT_DIGESTS = pgettext_lazy(
    "document",
    "In this table a report is named by the first sixteen characters of its SHA-256; the certificate of each device gives it whole.",
)
LEFT_OUT = pgettext_lazy("document", "Not covered by this certificate")
LEFT_OUT_NOTE = pgettext_lazy(
    "document", "These devices left the workshop otherwise; nothing is certified of their media."
)
WHY = pgettext_lazy("document", "Why")
STATEMENT = pgettext_lazy(
    "document",
    "The workshop certifies that the operations below were carried out on the media named, and that the persons named performed and verified them.",
)
