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
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.placements import place, unplace
from beneficiaries.workflow.requests import (
    accept,
    cancel,
    decline,
    department_of,
    file_request,
    hand_all_on,
    hand_on,
    pause,
    resume,
    review,
    save_draft,
    submit,
)
from beneficiaries.workflow.retention import anonymise, forget_due, forget_signature
from beneficiaries.workflow.rules import (
    adopt_rule,
    drop_rule,
    leave_remark,
    publish_draft,
    read_remark,
    write_rule,
)

__all__ = [
    "ALLOCATION",
    "HANDOVER",
    "REQUEST",
    "Opened",
    "Signature",
    "accept",
    "accept_proposal",
    "adopt_rule",
    "anonymise",
    "answer",
    "cancel",
    "cancel_allocation",
    "cancel_handover",
    "decline",
    "department_of",
    "drop_rule",
    "file_request",
    "forget_due",
    "forget_identity",
    "forget_signature",
    "hand_all_on",
    "hand_on",
    "hand_over",
    "keep_identity",
    "leave_remark",
    "open_identity",
    "overrule",
    "pause",
    "place",
    "plan_handover",
    "propose",
    "publish_draft",
    "read_remark",
    "refuse_personal_data",
    "refuse_proposal",
    "report_fault",
    "reserve_for",
    "resume",
    "review",
    "save_draft",
    "submit",
    "take_back",
    "unplace",
    "write_rule",
]
