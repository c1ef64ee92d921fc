"""Donations: what a donor announces, the sheets that list it, and who signed what."""

from donors.models.agreements import Signature
from donors.models.donations import Donation, DonationEvent, DonationEventNote, DonationLine, DonationQuerySet
from donors.models.lists import ColumnMemory, Sheet

__all__ = [
    "ColumnMemory",
    "Donation",
    "DonationEvent",
    "DonationEventNote",
    "DonationLine",
    "DonationQuerySet",
    "Sheet",
    "Signature",
]
