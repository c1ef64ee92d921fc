"""Questions about requests: eligibility, rank, fit, and what each page lists. Reads only."""

from beneficiaries.queries.appointments import (
    Slot,
    appointments_of_day,
    closed_on,
    expired,
    first_free_day,
    free_slots,
    held_until,
    holding_rule,
    hours_known,
    keeps_until,
    no_room,
    slots,
    to_remind_of,
)
from beneficiaries.queries.attested import Change, changes_since
from beneficiaries.queries.commissions import Case, Standing, cases, commission_of, open_appeals, standing
from beneficiaries.queries.confirmations import to_confirm, to_remind, unanswered, waiting_rule
from beneficiaries.queries.eligibility import (
    Condition,
    Eligibility,
    asked_in_words,
    criteria_in_force,
    eligibility,
)
from beneficiaries.queries.explaining import contact_for
from beneficiaries.queries.fitting import Candidate, Distance, Fit, best_fit, candidate_for
from beneficiaries.queries.handing_over import CHARGER, dearest, items_with, legs_asked, payment_means
from beneficiaries.queries.handover_days import HandoverDay, Line, Shortage, Within, handover_day
from beneficiaries.queries.households import household_of, with_household
from beneficiaries.queries.identities import (
    Reading,
    is_ours,
    may_name,
    nameable_by,
    openings_like,
    readings_of,
)
from beneficiaries.queries.loans import afterwards_rule
from beneficiaries.queries.marks import mark_digest, marked
from beneficiaries.queries.order import Factor, FactorCode
from beneficiaries.queries.pages import (
    CoordinatorHome,
    WorkerHome,
    allocations_like,
    colleagues_of,
    coordinator_home,
    habits_of,
    handovers_like,
    programme_in_force,
    requests_like,
    unfinished_of,
    worker_home,
)
from beneficiaries.queries.paper import PaperLot, paper_lots
from beneficiaries.queries.papers import (
    handover_on,
    papers_missing,
    papers_of,
    signed_together,
    to_sign_together,
)
from beneficiaries.queries.preparation import Preparation, preparation
from beneficiaries.queries.quick_start import (
    language_named,
    quick_start,
    reviewed_sheets,
    sheet_languages,
)
from beneficiaries.queries.ranking import NoRule, Ranked, Ranking, ranking, rule_in_force, weights_of
from beneficiaries.queries.ready_texts import ready_texts, step_of
from beneficiaries.queries.retention import (
    ENDED,
    ended_holding,
    identities_to_forget,
    keeping_days,
    limits,
    signatures_to_forget,
)
from beneficiaries.queries.scanned import device_named, names_device, voucher_named
from beneficiaries.queries.sets import aside_for, wanted_with
from beneficiaries.queries.urgency import UrgencyShare, urgency_share
from beneficiaries.queries.vouchers import voucher_days, voucher_of

__all__ = [
    "CHARGER",
    "ENDED",
    "Candidate",
    "Case",
    "Change",
    "Condition",
    "CoordinatorHome",
    "Distance",
    "Eligibility",
    "Factor",
    "FactorCode",
    "Fit",
    "HandoverDay",
    "Line",
    "NoRule",
    "PaperLot",
    "Preparation",
    "Ranked",
    "Ranking",
    "Reading",
    "Shortage",
    "Slot",
    "Standing",
    "UrgencyShare",
    "Within",
    "WorkerHome",
    "afterwards_rule",
    "allocations_like",
    "appointments_of_day",
    "aside_for",
    "asked_in_words",
    "best_fit",
    "candidate_for",
    "cases",
    "changes_since",
    "closed_on",
    "colleagues_of",
    "commission_of",
    "contact_for",
    "coordinator_home",
    "criteria_in_force",
    "dearest",
    "device_named",
    "eligibility",
    "ended_holding",
    "expired",
    "first_free_day",
    "free_slots",
    "habits_of",
    "handover_day",
    "handover_on",
    "handovers_like",
    "held_until",
    "holding_rule",
    "hours_known",
    "household_of",
    "identities_to_forget",
    "is_ours",
    "items_with",
    "keeping_days",
    "keeps_until",
    "language_named",
    "legs_asked",
    "limits",
    "mark_digest",
    "marked",
    "may_name",
    "nameable_by",
    "names_device",
    "no_room",
    "open_appeals",
    "openings_like",
    "paper_lots",
    "papers_missing",
    "papers_of",
    "payment_means",
    "preparation",
    "programme_in_force",
    "quick_start",
    "ranking",
    "readings_of",
    "ready_texts",
    "requests_like",
    "reviewed_sheets",
    "rule_in_force",
    "sheet_languages",
    "signatures_to_forget",
    "signed_together",
    "slots",
    "standing",
    "step_of",
    "to_confirm",
    "to_remind",
    "to_remind_of",
    "to_sign_together",
    "unanswered",
    "unfinished_of",
    "urgency_share",
    "voucher_days",
    "voucher_named",
    "voucher_of",
    "waiting_rule",
    "wanted_with",
    "weights_of",
    "with_household",
    "worker_home",
]
