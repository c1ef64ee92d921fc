"""Facts of each kind of document, as the apps above state them, and documents issued with them."""

from io import BytesIO
from typing import Any

import pypdfium2

# Registers the renderers, as the apps do when they are ready.
from reuse.documents import workflow
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from tests import people

STROKES = [[[100, 500], [160, 300], [200, 620], [900, 430]], [[300, 700]]]
CODE = "BCDEFGHJK"


def gift(devices: int = 3, **changed: Any) -> dict[str, Any]:
    return {
        "batch": "L26-0042",
        "lane": "public_gift_social",
        "erasure_level": "Purge",
        "donor": {
            "name": "Communauté du Val d’Orge",
            "legal_form": "Établissement public",
            "address": "1 place de l’Hôtel-de-Ville, 91700 Sainte-Geneviève",
            "siret": "20005648600017",
            "signatory_name": "Çağla Łukasiewicz",
            "signatory_function": "Directrice",
        },
        "receiver": {
            "name": "Atelier du Drac",
            "legal_form": "Association d’intérêt général",
            "address": "12 rue des Peupliers, 38000 Grenoble",
            "rna": "W381001234",
            "signatory_name": "Nguyễn Thị Hồng",
            "signatory_function": "Présidente",
        },
        "public_gift": {
            "legal_basis": "l’article L3212-2, 3°, du CG3P",
            "cap_cents": 30000,
            "cap_source": "article D3212-3",
            "deliberation_reference": "2026-114",
        },
        "lines": [{"type": "Ordinateur portable", "quantity": 180}, {"type": "Écran", "quantity": 90}],
        "devices": [counted(row) for row in range(devices)],
        "signatures": [
            {
                "party": "donor",
                "name": "Çağla Łukasiewicz",
                "function": "Directrice",
                "method": "account",
                "at": "2026-11-20T13:05:00.000000Z",
            }
        ],
        **changed,
    }


def counted(row: int) -> dict[str, str]:
    return {
        "code": CODE,
        "type": "Ordinateur portable",
        "model": "Dell Latitude 5400",
        "tag": f"VDO-{row:05}",
        "serial": f"7XK{row:04}QR0O",
    }


def slip(*, missing: int = 2, unexpected: int = 1, **changed: Any) -> dict[str, Any]:
    def found(row: int) -> dict[str, str]:
        device = counted(row)
        return {"name": device.pop("model"), **device}

    return {
        "batch": "L26-0042",
        "donor": "Communauté du Val d’Orge",
        "workshop": "Atelier du Drac",
        "site": "Grenoble",
        "started_at": "2026-12-02T08:10:00.000000Z",
        "ended_at": "2026-12-02T15:40:00.000000Z",
        "received_by": "Nadia Benali",
        "lines": [{"type": "Ordinateur portable", "announced": 10, "received": 10 - missing + unexpected}],
        "missing": [found(100 + row) for row in range(missing)],
        "missing_quantities": [],
        "unexpected": [found(200 + row) for row in range(unexpected)],
        **changed,
    }


def medium(result: str = "erased", **changed: Any) -> dict[str, Any]:
    return {
        "manufacturer": "Samsung",
        "model": "MZVLB256",
        "serial": "S4GGNX0M000001",
        "size_gb": 256,
        "technology": "SSD",
        "interface": "NVMe",
        "result": result,
        "method": "NVMe Format, SES 1",
        "level": "purge",
        "tool": "nwipe",
        "tool_version": "0.38",
        "verification": "lecture complète",
        "started_at": "2026-12-03T09:02:11.000000Z",
        "ended_at": "2026/12/03 10:11:12",
        "performed_by": "Nadia Benali",
        "verified_by": "Paul Roux",
        "report_sha256": "a3f5" * 16,
        **changed,
    }


def erased(*media: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "code": CODE,
        "type": "Ordinateur portable",
        "manufacturer": "HP",
        "model": "EliteBook 840",
        "serial": "5CG0001ZQ0",
        "media": list(media),
        **changed,
    }


PLACE = {
    "batch": "L26-0042",
    "donor": "Communauté du Val d’Orge",
    "workshop": "Atelier du Drac",
    "site": "Grenoble",
}


def certificate(*media: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**PLACE, "device": erased(*media, **changed)}


def batch_certificate(devices: int) -> dict[str, Any]:
    return {**PLACE, "devices": [erased(medium(serial=f"S4GG{row:08}")) for row in range(devices)]}


def hand_over(**changed: Any) -> dict[str, Any]:
    return {
        "case": "D26-00381",
        "structure": "CCAS de Fontaine",
        "handed_over_by": "Samira Sociale",
        "handed_over_at": "2026-12-18T13:30:00Z",
        "device": {
            "code": CODE,
            "type": "Ordinateur portable",
            "model": "HP EliteBook 840",
            "serial": "5CG0001ZQ0",
        },
        "accessories": ["Chargeur", "Souris"],
        "price_cents": 7000,
        "cap_cents": 18000,
        "cap_source": "décret 2022-1413",
        "warranty": "Garantie légale de conformité\u202f: deux ans.",
        "warranty_until": "2028-12-18",
        "recipient_signature": {"method": "drawn", "at": "2026-12-18T13:34:00Z", "strokes": STROKES},
        **changed,
    }


def recycling() -> dict[str, Any]:
    return {
        "workshop": "Atelier du Drac",
        "site": "Grenoble",
        "recycler": "Recyclage Sud",
        "carrier": "Transports Isère",
        "pallet": "P26-0012",
        "left_at": "2026-12-20T09:00:00Z",
        "weight_grams": 312_500,
        "handed_by": "Sonia Manager",
        "devices": [
            {"code": CODE, "type": "Écran", "name": "Dell P2217"},
            {"code": CODE, "type": "Ordinateur portable", "name": "HP 840", "data": "détruit"},
            {"code": CODE, "type": "Écran", "name": "Dell P2217"},
        ],
    }


FACTS = {
    Kind.GIFT_AGREEMENT: gift(),
    Kind.RECEPTION_SLIP: slip(),
    Kind.ERASURE_CERTIFICATE: certificate(medium()),
    Kind.BATCH_ERASURE_CERTIFICATE: batch_certificate(3),
    Kind.HAND_OVER_FORM: hand_over(),
    Kind.RECYCLING_SLIP: recycling(),
}


def issued(kind: Kind = Kind.GIFT_AGREEMENT, facts: dict[str, Any] | None = None, **how: Any) -> Document:
    """A document issued by the workshop's manager."""
    manager = people.manager()
    return workflow.issue(
        kind=kind, issuer=manager.organisation, facts=facts or FACTS[kind], act=people.act(manager), **how
    )


def pages(pdf: bytes) -> list[str]:
    """The text of each page, its no-break spaces as spaces, its lines joined."""
    opened = pypdfium2.PdfDocument(BytesIO(pdf))
    texts = [page.get_textpage().get_text_bounded() for page in opened]
    return [" ".join(text.replace("\u00a0", " ").split()) for text in texts]
