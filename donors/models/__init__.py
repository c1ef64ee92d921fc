"""Donations: what a donor announces, the sheets that list it, and who signed what."""

from donors.models.agreements import Signature
from donors.models.announcements import DonationAccessory, DonationPhoto, LockAnswer, LockGuide, PickupWindow
from donors.models.campaigns import Campaign, CampaignBatch, CampaignQuerySet
from donors.models.collections import (
    Appointment,
    AppointmentProposal,
    AppointmentQuerySet,
    CalendarLink,
    Carrier,
    CarrierQuerySet,
    PackingAdvice,
    Slot,
)
from donors.models.deliberations import Deliberation
from donors.models.donations import (
    LANE_UNTOLD,
    Donation,
    DonationEvent,
    DonationEventNote,
    DonationLine,
    DonationQuerySet,
)
from donors.models.lists import ColumnMemory, Sheet
from donors.models.points import CollectingRule
from donors.models.qualities import Qualification
from donors.models.receipts import Receipt, ValueStatement
from donors.models.signing import SigningLink

__all__ = [
    "LANE_UNTOLD",
    "Appointment",
    "AppointmentProposal",
    "AppointmentQuerySet",
    "CalendarLink",
    "Campaign",
    "CampaignBatch",
    "CampaignQuerySet",
    "Carrier",
    "CarrierQuerySet",
    "CollectingRule",
    "ColumnMemory",
    "Deliberation",
    "Donation",
    "DonationAccessory",
    "DonationEvent",
    "DonationEventNote",
    "DonationLine",
    "DonationPhoto",
    "DonationQuerySet",
    "LockAnswer",
    "LockGuide",
    "PackingAdvice",
    "PickupWindow",
    "Qualification",
    "Receipt",
    "Sheet",
    "Signature",
    "SigningLink",
    "Slot",
    "ValueStatement",
]
