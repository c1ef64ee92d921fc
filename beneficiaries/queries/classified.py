"""What each column of a case holds. A column that is added is classified here first: a test wants none left out."""

from collections.abc import Mapping
from enum import StrEnum

from django.apps import apps
from django.db.models import Model

from reuse.core.ledger import LedgerEntry, Subject


class Category(StrEnum):
    """Kinds of data: what a column holds decides why, how long, and who."""

    REFERENCE = "reference"
    COARSE = "coarse"
    PLACE = "place"
    NEED = "need"
    MARK = "mark"
    REMARK = "remark"
    NOTE = "note"
    IDENTITY = "identity"
    SIGNATURE = "signature"
    STAFF = "staff"
    COURSE = "course"
    PROOF = "proof"
    RULE = "rule"


_R, _C, _K, _S, _P = Category.REFERENCE, Category.COARSE, Category.COURSE, Category.STAFF, Category.PROOF
SUBJECT = {"stage": _C, "stage_since": _K, "last_seq": _P, "last_hash": _P, "last_at": _K}
ENTRY = {
    **dict.fromkeys(("seq", "scan", "corrects", "note_digest", "hash_version", "previous_hash", "hash"), _P),
    **dict.fromkeys(("kind", "move", "from_stage", "to_stage", "reason_code", "details"), _C),
    **dict.fromkeys(("at", "on", "recorded_at", "site"), _K),
    **dict.fromkeys(("by", "for_organisation"), _S),
    **dict.fromkeys(("request", "allocation", "handover", "case", "collective"), _R),
}
_COARSE = dict.fromkeys(("months", "department", "age_band", "programme", "type"), _C)
_NOTES = {"salt": _P, "text": Category.NOTE, "event": _R}
FIELDS: Mapping[str, Mapping[str, Category]] = {
    "Request": {
        **dict.fromkeys(("public_id", "ref"), _R),
        **dict.fromkeys(("partner", "worker"), _S),
        **dict.fromkeys(("programme", "type", "purpose", "age_band", "department", "in_priority_area"), _C),
        **dict.fromkeys(("connection", "connection_help", "skills_help", "urgency"), _C),
        **dict.fromkeys(("channel", "behalf", "on_word"), _C),
        **dict.fromkeys(
            ("site", "needed_by", "created_at", "submitted_at", "confirmed_at", "reminded_at", "loan_until"),
            _K,
        ),
        **dict.fromkeys(("accessories", "features", "sheet_language"), Category.NEED),
        **dict.fromkeys(("commune", "household"), Category.PLACE),
        **dict.fromkeys(("mark", "mark_digest"), Category.MARK),
        "information": Category.REMARK,
    },
    "RequestEventNote": _NOTES,
    "AllocationEventNote": _NOTES,
    "HandoverEventNote": _NOTES,
    "AfterSalesEventNote": _NOTES,
    "FollowUpConsent": {
        "handover": _R,
        **dict.fromkeys(("is_given", "reminded_for"), _C),
        "by": _S,
        "at": _K,
    },
    "CollectiveRequest": {
        **dict.fromkeys(("public_id", "ref"), _R),
        **dict.fromkeys(("partner", "worker"), _S),
        **dict.fromkeys(("use", "type", "purpose", "quantity"), _C),
        **dict.fromkeys(("site", "sent_at", "delivered_on", "document"), _K),
    },
    "CollectiveDevice": {
        **dict.fromkeys(("collective", "replaces"), _R),
        "is_owed": _C,
        **dict.fromkeys(("device", "released_at", "checked_on", "needs_reset", "slip"), _K),
    },
    "PoolLoan": {
        "item": _R,
        "borrower": Category.MARK,
        **dict.fromkeys(("lent_on", "due_on", "returned_on", "reminded_at"), _K),
    },
    "FollowUpAsked": {"handover": _R, "months": _C, "on": _K},
    "FollowUpKey": {**_COARSE, "token_hash": _P, "until": _K},
    "FollowUpAnswer": {
        **_COARSE,
        **dict.fromkeys(("works", "used", "uses", "helped", "connected", "needs", "is_shown"), _C),
        "answered_in": _K,
        "words": Category.REMARK,
    },
    "AfterSalesCase": {
        **dict.fromkeys(("public_id", "ref", "handover", "item"), _R),
        **dict.fromkeys(("fault", "is_public", "is_under_warranty", "outcome"), _C),
        **dict.fromkeys(("device", "site", "opened_at", "closed_on"), _K),
        "opened_for": _S,
    },
    "Attestation": {
        **dict.fromkeys(("request", "criterion"), _R),
        "is_met": _C,
        **dict.fromkeys(("seen_on", "at"), _K),
        "by": _S,
    },
    "Allocation": {
        **dict.fromkeys(("public_id", "request"), _R),
        **dict.fromkeys(("facts", "by_rule", "answer"), _C),
        **dict.fromkeys(("device", "created_at", "held_until", "prolonged_on"), _K),
    },
    "AllocationItem": {
        "allocation": _R,
        **dict.fromkeys(("device", "released_at", "handed_over_on", "lane", "cap_cents", "cap_rule"), _K),
    },
    "Handover": {
        **dict.fromkeys(("public_id", "allocation", "request"), _R),
        **dict.fromkeys(
            (
                "device",
                "site",
                "planned_at",
                "handed_over_on",
                "warranty_until",
                "document",
                "loan_reminded_at",
            ),
            _K,
        ),
        **dict.fromkeys(("lane", "cap_cents", "cap_rule", "price_cents", "signature_method"), _K),
    },
    "Appointment": {
        "handover": _R,
        **dict.fromkeys(("minutes", "moved_at", "missed_at", "reminded_at"), _K),
    },
    "Identity": {
        "request": _R,
        **dict.fromkeys(("name", "telephone", "recorded_at"), Category.IDENTITY),
    },
    "HandoverSignature": {
        "handover": _R,
        **dict.fromkeys(("name", "strokes", "salt"), Category.SIGNATURE),
    },
    "SignedPaper": {
        **dict.fromkeys(("signature", "image", "sha256"), Category.SIGNATURE),
        "at": _K,
        "by": _S,
    },
    "Voucher": {
        **dict.fromkeys(("public_id", "request", "handover"), _R),
        **dict.fromkeys(("issued_at", "valid_until", "used_at", "voided_at"), _K),
        **dict.fromkeys(("code", "collected_by", "void_reason"), _K),
        "issued_by": _S,
    },
    "Payment": {
        "handover": _R,
        **dict.fromkeys(("means", "amount_cents", "number"), _K),
    },
    "HandoverTerms": {
        "handover": _R,
        **dict.fromkeys(("missing", "sim_given", "workshop_at", "workshop_place", "mediator", "receipt"), _K),
    },
    "CommissionSession": {
        **dict.fromkeys(("public_id", "commission"), _R),
        "on": _K,
        "signed_list": _P,
        "created_by": _S,
    },
    "CommissionLine": {
        **dict.fromkeys(("session", "request"), _R),
        **dict.fromkeys(("decision", "reason_code"), _C),
        "by": _S,
        "at": _K,
    },
    "Appeal": {
        "request": _R,
        **dict.fromkeys(("declined_by", "contested_by", "answered_by"), _S),
        **dict.fromkeys(("contested_on", "answered_on"), _K),
        "is_upheld": _C,
    },
    "Placement": {
        **dict.fromkeys(("request", "after"), _R),
        **dict.fromkeys(("where", "reason_code"), _C),
        "by": _S,
        "at": _K,
    },
    "PaperForm": {**dict.fromkeys(("code", "lot", "request"), _R), "partner": _S, "by": _S, "at": _K},
    "Erasure": {"ref": _R, "by": _S, "organisation": _S, "at": _K},
}
# Tables that hold the network's rules and nobody's data.
RULES = frozenset(
    {
        *("Programme", "Criterion", "CriteriaVersion", "CriterionAmount", "PartnerQuota", "PurposeProfile"),
        *("RankingRule", "RuleRemark", "Commission", "KeepingRule", "WaitingRule"),
        *("PaymentMeans", "VoucherRule", "QuickStartSheet"),
        *("AfterwardsRule", "HoldingRule", "CollectiveQuota", "SetRule"),
    }
)


def category_of(model: type[Model], name: str) -> Category | None:
    """What a column holds; None when nobody has said it yet."""
    if model.__name__ in RULES:
        return Category.RULE
    known = dict(FIELDS.get(model.__name__, {}))
    if issubclass(model, LedgerEntry):
        known |= ENTRY
    if issubclass(model, Subject):
        known |= SUBJECT
    return known.get(name)


def unclassified() -> list[str]:
    """Columns of persons' data nobody has classified: a test wants none."""
    return [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("beneficiaries").get_models()
        for field in model._meta.concrete_fields
        if not field.primary_key and category_of(model, field.name) is None
    ]
