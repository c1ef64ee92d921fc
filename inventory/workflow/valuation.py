"""What a donor's own list says of values, and what was really received: asked for by the papers. It values nothing."""

from donors.models import Donation
from inventory import queries
from inventory.models import Device
from inventory.queries.flow import not_undone
from inventory.workflow.paperwork import CAP_CENTS
from inventory.workflow.receiving import named

UNIT_VALUE = "price_cents"  # kept beside a device, as its donor's list said


def above_cap(donation: Donation) -> list[str]:
    """The devices whose list gives them a value above the law's cap for public gifts, by the donor's own names."""
    if not donation.donor.is_public_body:
        return []
    listed = (
        Device.objects.filter(not_undone(), donation=donation, extra__has_key=UNIT_VALUE)
        .select_related("type")
        .prefetch_related("identifiers")
        .order_by("pk")
    )
    return [_name(device) for device in listed if (unit_value(device) or 0) > CAP_CENTS]


def unit_value(device: Device) -> int | None:
    """Cents, as the donor's list said."""
    said = str(device.extra.get(UNIT_VALUE, ""))
    return int(said) if said.isascii() and said.isdigit() else None


def _name(device: Device) -> str:
    names = named(device)
    return names["tag"] or names["serial"] or f"{names['type']} {names['model']}".strip()


def received_counts(donation: Donation) -> dict[str, int]:
    """How many of each type were really received, by its code: what was refused is no gift."""
    return {kind.code: count for kind, count in queries.gift_counts(donation).items()}


def announced_counts(donation: Donation) -> dict[str, int]:
    """How many of each type the donor announced, by its code."""
    return {line.type.code: line.announced for line in queries.count_lines(donation) if line.announced}
