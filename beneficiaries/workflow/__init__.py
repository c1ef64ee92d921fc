"""The verbs of requests, allocations and hand-overs. Their stages change here and nowhere else; one module per noun."""

from beneficiaries.workflow.allocations import (
    accept_proposal,
    answer,
    cancel_allocation,
    overrule,
    propose,
    refuse_proposal,
    reserve_for,
)
from beneficiaries.workflow.appeals import answer_appeal, contest, name_contact, others_who_decide
from beneficiaries.workflow.commissions import (
    Verdict,
    attach_list,
    decide_session,
    end_commission,
    name_commission,
    plan_session,
)
from beneficiaries.workflow.conditions import Amount, Wording, publish_criteria
from beneficiaries.workflow.confirmations import ask_confirmations, confirm, pause_unanswered
from beneficiaries.workflow.corrections import UNDER_WAY, add_information, duplicate, undo_cancel
from beneficiaries.workflow.handovers import (
    Signature,
    cancel_handover,
    hand_over,
    plan_handover,
    report_fault,
    take_back,
)
from beneficiaries.workflow.identities import (
    Opened,
    forget_identity,
    keep_identity,
    open_identity,
)
from beneficiaries.workflow.moves import ALLOCATION, HANDOVER, REQUEST
from beneficiaries.workflow.paper import enter_form, print_forms
from beneficiaries.workflow.papers import attach_paper, open_paper
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.placements import place, unplace
from beneficiaries.workflow.quotas import PeriodsOverlap, set_quotas
from beneficiaries.workflow.requests import (
    accept,
    cancel,
    decline,
    file_request,
    hand_all_on,
    hand_on,
    pause,
    resume,
    review,
    save_draft,
    submit,
)
from beneficiaries.workflow.retention import anonymise, erase, forget_due, forget_signature, forgets
from beneficiaries.workflow.rules import (
    adopt_rule,
    drop_rule,
    leave_remark,
    publish_draft,
    read_remark,
    write_rule,
)
from beneficiaries.workflow.terms import Paid, Terms
from beneficiaries.workflow.vouchers import (
    GOOD_FOR,
    Given,
    choose_with_voucher,
    issue_voucher,
    redeem,
    void_voucher,
    why_not,
)

__all__ = [
    "ALLOCATION",
    "GOOD_FOR",
    "HANDOVER",
    "REQUEST",
    "UNDER_WAY",
    "Amount",
    "Given",
    "Opened",
    "Paid",
    "PeriodsOverlap",
    "Signature",
    "Terms",
    "Verdict",
    "Wording",
    "accept",
    "accept_proposal",
    "add_information",
    "adopt_rule",
    "anonymise",
    "answer",
    "answer_appeal",
    "ask_confirmations",
    "attach_list",
    "attach_paper",
    "cancel",
    "cancel_allocation",
    "cancel_handover",
    "choose_with_voucher",
    "confirm",
    "contest",
    "decide_session",
    "decline",
    "drop_rule",
    "duplicate",
    "end_commission",
    "enter_form",
    "erase",
    "file_request",
    "forget_due",
    "forget_identity",
    "forget_signature",
    "forgets",
    "hand_all_on",
    "hand_on",
    "hand_over",
    "issue_voucher",
    "keep_identity",
    "leave_remark",
    "name_commission",
    "name_contact",
    "open_identity",
    "open_paper",
    "others_who_decide",
    "overrule",
    "pause",
    "pause_unanswered",
    "place",
    "plan_handover",
    "plan_session",
    "print_forms",
    "propose",
    "publish_criteria",
    "publish_draft",
    "read_remark",
    "redeem",
    "refuse_personal_data",
    "refuse_proposal",
    "report_fault",
    "reserve_for",
    "resume",
    "review",
    "save_draft",
    "set_quotas",
    "submit",
    "take_back",
    "undo_cancel",
    "unplace",
    "void_voucher",
    "why_not",
    "write_rule",
]
