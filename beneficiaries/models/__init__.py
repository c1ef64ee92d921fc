"""Requests for a device, what was attested of them, the device allocated, and the hand-over.

No name, no address, but in `identities`.
"""

from beneficiaries.models.allocations import LIVE, Allocation, AllocationEvent, AllocationEventNote
from beneficiaries.models.handovers import Handover, HandoverEvent, HandoverEventNote
from beneficiaries.models.identities import HandoverSignature, Identity
from beneficiaries.models.reference import Criterion, PartnerQuota, Programme, PurposeProfile, RankingRule
from beneficiaries.models.requests import COMMUNE, Attestation, Request, RequestEvent, RequestEventNote

__all__ = [
    "COMMUNE",
    "LIVE",
    "Allocation",
    "AllocationEvent",
    "AllocationEventNote",
    "Attestation",
    "Criterion",
    "Handover",
    "HandoverEvent",
    "HandoverEventNote",
    "HandoverSignature",
    "Identity",
    "PartnerQuota",
    "Programme",
    "PurposeProfile",
    "RankingRule",
    "Request",
    "RequestEvent",
    "RequestEventNote",
]
