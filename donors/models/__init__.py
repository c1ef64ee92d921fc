"""Donations: what a donor announces, the sheets that list it, and who signed what."""

from donors.models.agreements import Signature
from donors.models.campaigns import Campaign, CampaignBatch, CampaignQuerySet
from donors.models.donations import Donation, DonationEvent, DonationEventNote, DonationLine, DonationQuerySet
from donors.models.lists import ColumnMemory, Sheet

__all__ = [
    "Campaign",
    "CampaignBatch",
    "CampaignQuerySet",
    "ColumnMemory",
    "Donation",
    "DonationEvent",
    "DonationEventNote",
    "DonationLine",
    "DonationQuerySet",
    "Sheet",
    "Signature",
]
