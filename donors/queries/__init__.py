"""Questions about donations that pages and reports ask."""

from donors.queries.announcing import Advice, Gap, LockRow, advice, announced_count, gaps, lock_rows
from donors.queries.batches import (
    batches_of,
    column_memory,
    donations_for,
    donations_to_decide,
    named,
    open_campaigns,
    sheets_settled_before,
)
from donors.queries.distances import Position, centre_of, kilometres, postal_code_in
from donors.queries.point_words import site_name, way_there
from donors.queries.points import Nearness, Point, nearest_first, receiving_sites, rule_on, rules_on

__all__ = [
    "Advice",
    "Gap",
    "LockRow",
    "Nearness",
    "Point",
    "Position",
    "advice",
    "announced_count",
    "batches_of",
    "centre_of",
    "column_memory",
    "donations_for",
    "donations_to_decide",
    "gaps",
    "kilometres",
    "lock_rows",
    "named",
    "nearest_first",
    "open_campaigns",
    "postal_code_in",
    "receiving_sites",
    "rule_on",
    "rules_on",
    "sheets_settled_before",
    "site_name",
    "way_there",
]
