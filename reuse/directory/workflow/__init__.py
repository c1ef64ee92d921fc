"""The only modules that write the directory."""

from reuse.directory.workflow.entries import (
    PersonalMailbox,
    add_contact,
    area_meant,
    area_of,
    check_guide,
    close_entry,
    drop_referent,
    follow,
    gather,
    save_entry,
    save_guide,
    set_referent,
    verify_entry,
)
from reuse.directory.workflow.imports import Line, Outcome, forget_drafts, keep_draft, plan, take, take_draft

__all__ = [
    "Line",
    "Outcome",
    "PersonalMailbox",
    "add_contact",
    "area_meant",
    "area_of",
    "check_guide",
    "close_entry",
    "drop_referent",
    "follow",
    "forget_drafts",
    "gather",
    "keep_draft",
    "plan",
    "save_entry",
    "save_guide",
    "set_referent",
    "take",
    "take_draft",
    "verify_entry",
]
