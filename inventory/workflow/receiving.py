"""What the reception slip tells beside the count: deliveries, explained differences, what is not kept."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from donors.models import Donation
from inventory import queries
from inventory.models import Delivery, Device, Identifier
from inventory.states import REFUSAL_REASONS, Stage

LANGUAGE = "fr"


def facts_of(donation: Donation, differences: Sequence[queries.DifferenceLine]) -> dict[str, Any]:
    """The facts of a reception, in the papers' language; what does not apply is an empty list."""
    fates = queries.fates(donation)
    with translation.override(LANGUAGE):
        return {
            "deliveries": [_delivery(one) for one in queries.deliveries_of(donation) if one.arrived_at],
            "differences": [_difference(one) for one in differences],
            "refused": refused_facts(queries.refused_of(donation)),
            "sent_on": [
                {"transfer": one.transfer, "site": one.site, "count": one.count} for one in fates.sent_on
            ],
            "kept": fates.kept,
        }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "number": delivery.number,
        "arrived_at": delivery.arrived_at.isoformat() if delivery.arrived_at else "",
        "carrier": delivery.carrier,
        "received_by": str(delivery.received_by or ""),
        "pallets": [
            {
                "name": pallet.name,
                "seal_departed": pallet.seal_departed,
                "seal_arrived": pallet.seal_arrived,
                "has_arrived": pallet.has_arrived,
                "weight_g": pallet.weight_g,
            }
            for pallet in delivery.pallets.all()
        ],
    }


def _difference(line: queries.DifferenceLine) -> dict[str, Any]:
    comment = line.comment
    return {
        "type": str(line.type),
        "side": line.side.value,
        "count": line.count,
        "reason": str(comment.get_reason_display()) if comment else "",
        "words": comment.words if comment else "",
    }


def refused_facts(devices: Sequence[Device]) -> list[dict[str, Any]]:
    """Refused devices as a document lists them, each with why, and whether it has gone back."""
    why = queries.refusal_events(devices)
    return [
        {
            **named(one),
            "reason": ". ".join(filter(None, _said(*why.get(one.pk, ("", ""))))),
            "is_gone": one.stage == Stage.RETURNED_TO_DONOR,
        }
        for one in devices
    ]


def _said(reason: str, words: str) -> tuple[str, str]:
    return str(REFUSAL_REASONS.get(reason, "")), words


def named(device: Device) -> dict[str, str]:
    """A device as a document lists it; what is not known is empty."""
    names = {one.kind: one.value for one in device.identifiers.all()}
    return {
        "code": device.code,
        "type": str(device.type),
        "name": device.name,
        "model": f"{device.manufacturer} {device.model}".strip(),
        "tag": names.get(Identifier.Kind.DONOR_TAG, ""),
        "serial": names.get(Identifier.Kind.SERIAL, ""),
    }
