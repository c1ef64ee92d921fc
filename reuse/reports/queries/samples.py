"""Which devices an audit looks at: drawn from those a number counts, the same for the same seed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from heapq import nsmallest
from typing import Any

from django.db.models import Q

from inventory.models import Device, DeviceEvent, Evidence, RecyclingPallet
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from reuse.reports.models import Milestone


def drawn(codes: Iterable[str], *, seed: str, size: int) -> list[str]:
    """The codes whose SHA-256 of seed, colon and code is smallest: nobody chooses, anybody draws them again."""
    return nsmallest(size, codes, key=lambda code: (digest(seed, code), code))


def digest(seed: str, code: str) -> str:
    """What a device is drawn by."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def codes_behind(figure: str, since: date, until: date, narrowing: Mapping[str, Any]) -> Iterator[str]:
    """The codes of the devices a number counts."""
    found = Milestone.objects.filter(figure=figure, on__range=(since, until), **narrowing)
    yield from found.values_list("device__code", flat=True).iterator()


def devices(codes: Iterable[str]) -> list[Device]:
    """The devices drawn, in the order drawn."""
    found = {
        one.code: one
        for one in Device.objects.filter(code__in=codes).select_related("type", "site", "donation__donor")
    }
    return [found[code] for code in codes]


def ledger_of(device: Device) -> list[DeviceEvent]:
    """Every event of a device, oldest first, with all its hash covers."""
    events = device.events.select_related("device", "by", "for_organisation", "site", "corrects")
    return list(events.order_by("seq"))


def evidence_of(device: Device) -> list[Evidence]:
    """The reports of tools about a device."""
    return list(device.evidence.select_related("file").order_by("pk"))


def papers_of(device: Device) -> list[Document]:
    """Its certificates of erasure, alone or with its batch, and the slips of the pallets it left on."""
    donation = device.donation
    of_batch = donation.documents.filter(kind=Kind.BATCH_ERASURE_CERTIFICATE)
    with_batch = [
        one.pk
        for one in of_batch
        if any(told["code"] == device.code for told in one.facts.get("devices", []))
    ]
    alone = Document.objects.readable_by(donation.donor).filter(
        kind=Kind.ERASURE_CERTIFICATE, facts__device__code=device.code
    )
    slips = RecyclingPallet.objects.filter(lines__device=device).values("slip")
    found = Document.objects.filter(
        Q(pk__in=with_batch) | Q(pk__in=alone.values("pk")) | Q(pk__in=slips), purged_at=None
    )
    return list(found.select_related("issuer", "file").order_by("pk"))
