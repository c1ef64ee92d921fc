"""Requests for a device, what was attested of them, the device allocated, and the hand-over.

No name, no address, but in `identities`.
"""

from beneficiaries.models.aftersales import AfterSalesCase, AfterSalesEvent, AfterSalesEventNote
from beneficiaries.models.allocations import LIVE, Allocation, AllocationEvent, AllocationEventNote
from beneficiaries.models.appointments import Appointment, HoldingRule
from beneficiaries.models.collective import (
    CollectiveDevice,
    CollectiveEvent,
    CollectiveQuota,
    CollectiveRequest,
    PoolLoan,
)
from beneficiaries.models.conditions import (
    Appeal,
    Commission,
    CommissionLine,
    CommissionSession,
    CriteriaVersion,
    CriterionAmount,
)
from beneficiaries.models.confirmations import WaitingRule
from beneficiaries.models.followups import (
    AfterwardsRule,
    FollowUpAnswer,
    FollowUpAsked,
    FollowUpConsent,
    FollowUpKey,
)
from beneficiaries.models.handovers import Handover, HandoverEvent, HandoverEventNote
from beneficiaries.models.identities import HandoverSignature, Identity, SignedPaper
from beneficiaries.models.keeping import Erasure, KeepingRule
from beneficiaries.models.paper import PaperForm
from beneficiaries.models.quick_start import QuickStartSheet
from beneficiaries.models.reference import Criterion, PartnerQuota, Programme, PurposeProfile
from beneficiaries.models.requests import (
    COMMUNE,
    Attestation,
    Request,
    RequestEvent,
    RequestEventNote,
    RequestQuerySet,
)
from beneficiaries.models.rules import Placement, RankingRule, RuleRemark
from beneficiaries.models.sets import AllocationItem, SetRule
from beneficiaries.models.terms import HandoverTerms, Payment, PaymentMeans
from beneficiaries.models.vouchers import Voucher, VoucherRule

__all__ = [
    "COMMUNE",
    "LIVE",
    "AfterSalesCase",
    "AfterSalesEvent",
    "AfterSalesEventNote",
    "AfterwardsRule",
    "Allocation",
    "AllocationEvent",
    "AllocationEventNote",
    "AllocationItem",
    "Appeal",
    "Appointment",
    "Attestation",
    "CollectiveDevice",
    "CollectiveEvent",
    "CollectiveQuota",
    "CollectiveRequest",
    "Commission",
    "CommissionLine",
    "CommissionSession",
    "CriteriaVersion",
    "Criterion",
    "CriterionAmount",
    "Erasure",
    "FollowUpAnswer",
    "FollowUpAsked",
    "FollowUpConsent",
    "FollowUpKey",
    "Handover",
    "HandoverEvent",
    "HandoverEventNote",
    "HandoverSignature",
    "HandoverTerms",
    "HoldingRule",
    "Identity",
    "KeepingRule",
    "PaperForm",
    "PartnerQuota",
    "Payment",
    "PaymentMeans",
    "Placement",
    "PoolLoan",
    "Programme",
    "PurposeProfile",
    "QuickStartSheet",
    "RankingRule",
    "Request",
    "RequestEvent",
    "RequestEventNote",
    "RequestQuerySet",
    "RuleRemark",
    "SetRule",
    "SignedPaper",
    "Voucher",
    "VoucherRule",
    "WaitingRule",
]
