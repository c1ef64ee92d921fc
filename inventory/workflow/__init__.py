"""The verbs of the inventory. A device's stage changes here and nowhere else; one module per noun."""

from inventory.workflow.certificates import certify_erasure
from inventory.workflow.devices import (
    Announced,
    Item,
    announce_items,
    describe,
    find_unlisted,
    issue_codes,
    withdraw_sheet,
)
from inventory.workflow.gates import current_check, media_refusal
from inventory.workflow.labels import KIND as LABELS
from inventory.workflow.labels import LabelRun, labels_printed, print_labels, record_labels
from inventory.workflow.media import (
    Reading,
    add_medium,
    attach_evidence,
    attest_reset,
    destroy_medium,
    remove_medium,
    state_no_storage,
)
from inventory.workflow.moves import (
    Outcome,
    allowed,
    correct,
    deliver,
    move,
    move_all,
    reserve,
    take_back,
    undo,
    unreserve,
)
from inventory.workflow.quality import checklist_for, fill_checklist, sign_off
from inventory.workflow.reception import close, counts_of
from inventory.workflow.scans import FIND, UNDO, Resolution, find, needs_reason, resolve, scan

__all__ = [
    "FIND",
    "LABELS",
    "UNDO",
    "Announced",
    "Item",
    "LabelRun",
    "Outcome",
    "Reading",
    "Resolution",
    "add_medium",
    "allowed",
    "announce_items",
    "attach_evidence",
    "attest_reset",
    "certify_erasure",
    "checklist_for",
    "close",
    "correct",
    "counts_of",
    "current_check",
    "deliver",
    "describe",
    "destroy_medium",
    "fill_checklist",
    "find",
    "find_unlisted",
    "issue_codes",
    "labels_printed",
    "media_refusal",
    "move",
    "move_all",
    "needs_reason",
    "print_labels",
    "record_labels",
    "remove_medium",
    "reserve",
    "resolve",
    "scan",
    "sign_off",
    "state_no_storage",
    "take_back",
    "undo",
    "unreserve",
    "withdraw_sheet",
]
