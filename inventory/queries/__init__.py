"""Questions about devices that pages and reports ask: one module per subject."""

from inventory.queries.commands import command_in
from inventory.queries.devices import (
    FEW,
    DeviceFilter,
    devices,
    donors_devices,
    ready_devices,
    timeline,
    without_label,
)
from inventory.queries.flow import Funnel, StageCount, funnel, funnels, moved_on, not_undone, stage_counts
from inventory.queries.places import (
    Branch,
    comings_and_goings,
    devices_in,
    path_of,
    path_words,
    place_named,
    places_matching,
    tree_in,
    tree_of,
    within,
)
from inventory.queries.prices import PriceCap, price_cap
from inventory.queries.reception import CountLine, Reception, count_lines, receptions, waiting_quantities
from inventory.queries.work import checks_to_sign, colleagues, failed_media, scans_of

__all__ = [
    "FEW",
    "Branch",
    "CountLine",
    "DeviceFilter",
    "Funnel",
    "PriceCap",
    "Reception",
    "StageCount",
    "checks_to_sign",
    "colleagues",
    "comings_and_goings",
    "command_in",
    "count_lines",
    "devices",
    "devices_in",
    "donors_devices",
    "failed_media",
    "funnel",
    "funnels",
    "moved_on",
    "not_undone",
    "path_of",
    "path_words",
    "place_named",
    "places_matching",
    "price_cap",
    "ready_devices",
    "receptions",
    "scans_of",
    "stage_counts",
    "timeline",
    "tree_in",
    "tree_of",
    "waiting_quantities",
    "within",
    "without_label",
]
