"""The verbs of the inventory. A device's stage changes here and nowhere else; one module per noun."""

from inventory.workflow.badges import issue_badge
from inventory.workflow.certificates import certify_batch, certify_erasure
from inventory.workflow.devices import (
    Announced,
    Item,
    announce_items,
    describe,
    find_unlisted,
    withdraw_sheet,
)
from inventory.workflow.evidence import Reading, attach_evidence, contradiction, open_evidence
from inventory.workflow.gates import current_check, media_refusal
from inventory.workflow.imports import (
    IMPORT,
    MOST_DEVICES,
    finish_import,
    in_chunks,
    items_of,
    may_import,
    start_import,
)
from inventory.workflow.inbox import KIND as EVIDENCE
from inventory.workflow.inbox import (
    assign,
    bring_back,
    keep_report,
    look_again,
    receive_reports,
    set_aside,
    take_in,
)
from inventory.workflow.labels import KIND as LABELS
from inventory.workflow.labels import labels_printed, print_labels
from inventory.workflow.media import (
    add_medium,
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
from inventory.workflow.numbering import issue_codes
from inventory.workflow.paperwork import agreement_facts, slip_facts
from inventory.workflow.places import (
    close_place,
    create_place,
    create_places,
    may_keep,
    move_place,
    rename_place,
    reopen_place,
)
from inventory.workflow.quality import checklist_for, fill_checklist, sign_off
from inventory.workflow.reception import close, counts_of, listed, named
from inventory.workflow.resolving import Resolution, resolve, resolve_all
from inventory.workflow.scans import FIND, find, needs_reason, scan
from inventory.workflow.series import (
    MOST_LINES,
    Line,
    Plan,
    end_series,
    preview,
    put_aside,
    series_of,
    undo_scans,
)

__all__ = [
    "EVIDENCE",
    "FIND",
    "IMPORT",
    "LABELS",
    "MOST_DEVICES",
    "MOST_LINES",
    "Announced",
    "Item",
    "Line",
    "Outcome",
    "Plan",
    "Reading",
    "Resolution",
    "add_medium",
    "agreement_facts",
    "allowed",
    "announce_items",
    "assign",
    "attach_evidence",
    "attest_reset",
    "bring_back",
    "certify_batch",
    "certify_erasure",
    "checklist_for",
    "close",
    "close_place",
    "contradiction",
    "correct",
    "counts_of",
    "create_place",
    "create_places",
    "current_check",
    "deliver",
    "describe",
    "destroy_medium",
    "end_series",
    "fill_checklist",
    "find",
    "find_unlisted",
    "finish_import",
    "in_chunks",
    "issue_badge",
    "issue_codes",
    "items_of",
    "keep_report",
    "labels_printed",
    "listed",
    "look_again",
    "may_import",
    "may_keep",
    "media_refusal",
    "move",
    "move_all",
    "move_place",
    "named",
    "needs_reason",
    "open_evidence",
    "preview",
    "print_labels",
    "put_aside",
    "receive_reports",
    "remove_medium",
    "rename_place",
    "reopen_place",
    "reserve",
    "resolve",
    "resolve_all",
    "scan",
    "series_of",
    "set_aside",
    "sign_off",
    "slip_facts",
    "start_import",
    "state_no_storage",
    "take_back",
    "take_in",
    "undo",
    "undo_scans",
    "unreserve",
    "withdraw_sheet",
]
