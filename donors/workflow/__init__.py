"""The verbs of a batch. A donation's stage changes here and nowhere else; one module per noun."""

from donors.workflow.agreements import (
    STATEMENTS,
    STATEMENTS_VERSION,
    NothingAnnounced,
    StatementsMissing,
    accept,
    announce,
    cancel,
    decline,
)
from donors.workflow.drafts import create, describe, lane_for, open_stock, set_lines
from donors.workflow.lists import READING, UNREAD, add_sheet, map_columns, read_so, start_reading
from donors.workflow.reception import (
    attach_document,
    close_reception,
    plan_collection,
    reopen,
    start_reception,
)
from donors.workflow.rights import can, can_change_lists

__all__ = [
    "READING",
    "STATEMENTS",
    "STATEMENTS_VERSION",
    "UNREAD",
    "NothingAnnounced",
    "StatementsMissing",
    "accept",
    "add_sheet",
    "announce",
    "attach_document",
    "can",
    "can_change_lists",
    "cancel",
    "close_reception",
    "create",
    "decline",
    "describe",
    "lane_for",
    "map_columns",
    "open_stock",
    "plan_collection",
    "read_so",
    "reopen",
    "set_lines",
    "start_reading",
    "start_reception",
]
