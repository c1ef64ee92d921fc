"""Figures: named functions over the ledgers, each defined as docs/glossary.md defines it; one module per subject."""

from reuse.reports.queries.figures import SLICES, Figures, figures
from reuse.reports.queries.targets import (
    Blocker,
    Day,
    Declared,
    Progress,
    counting_for,
    declared,
    declared_for,
    declared_hand_overs,
    handed_over,
    mean_lead_time,
    progress,
    targets,
)

__all__ = [
    "SLICES",
    "Blocker",
    "Day",
    "Declared",
    "Figures",
    "Progress",
    "counting_for",
    "declared",
    "declared_for",
    "declared_hand_overs",
    "figures",
    "handed_over",
    "mean_lead_time",
    "progress",
    "targets",
]
