"""The verbs of a batch. A donation's stage changes here and nowhere else; one module per noun."""

from donors.workflow.agreements import (
    STATEMENTS,
    STATEMENTS_VERSION,
    NothingAnnounced,
    PlaceMissing,
    StatementsMissing,
    accept,
    announce,
    cancel,
    decline,
)
from donors.workflow.contacts import hand_batches_on
from donors.workflow.drafts import (
    Quantity,
    Window,
    create,
    describe,
    lane_for,
    open_stock,
    set_accessories,
    set_lines,
    set_windows,
)
from donors.workflow.lists import READING, UNREAD, add_sheet, map_columns, read_so, start_reading
from donors.workflow.locks import answer_locks, can_answer_locks
from donors.workflow.photos import MOST_PHOTOS, EnoughPhotos, add_photo, can_add_photos, drop_photo
from donors.workflow.points import ComesTooLate, decide_collecting, may_decide_collecting
from donors.workflow.reception import (
    attach_document,
    close_reception,
    plan_collection,
    reopen,
    start_reception,
)
from donors.workflow.rights import can, can_change_lists

__all__ = [
    "MOST_PHOTOS",
    "READING",
    "STATEMENTS",
    "STATEMENTS_VERSION",
    "UNREAD",
    "ComesTooLate",
    "EnoughPhotos",
    "NothingAnnounced",
    "PlaceMissing",
    "Quantity",
    "StatementsMissing",
    "Window",
    "accept",
    "add_photo",
    "add_sheet",
    "announce",
    "answer_locks",
    "attach_document",
    "can",
    "can_add_photos",
    "can_answer_locks",
    "can_change_lists",
    "cancel",
    "close_reception",
    "create",
    "decide_collecting",
    "decline",
    "describe",
    "drop_photo",
    "hand_batches_on",
    "lane_for",
    "map_columns",
    "may_decide_collecting",
    "open_stock",
    "plan_collection",
    "read_so",
    "reopen",
    "set_accessories",
    "set_lines",
    "set_windows",
    "start_reading",
    "start_reception",
]
