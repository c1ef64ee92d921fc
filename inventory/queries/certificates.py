"""Which certificate in force tells of a device's erasure."""

from collections.abc import Iterable

from donors.models import Donation
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

ERASURE = (Kind.BATCH_ERASURE_CERTIFICATE, Kind.ERASURE_CERTIFICATE)


def by_device(donations: Iterable[Donation]) -> dict[str, str]:
    """Code of a device → number of the latest erasure certificate in force that names it, in one statement."""
    of_donations = Donation.documents.through.objects.filter(donation__in=donations).values("document")
    issued = Document.objects.filter(pk__in=of_donations, kind__in=ERASURE, voided_at=None)
    return {
        device["code"]: document.number
        for document in issued.order_by("issued_at", "pk")
        for device in [*document.facts.get("devices", []), document.facts.get("device")]
        if device
    }
