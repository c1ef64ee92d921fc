"""Figures: named functions over the ledgers, each defined as docs/glossary.md defines it; one module per subject."""

from reuse.reports.queries.counting import counted, counting, fitting
from reuse.reports.queries.declared import Declared, declared, declared_for, declared_hand_overs
from reuse.reports.queries.figures import SLICES, Figures, figures
from reuse.reports.queries.progress import Blocker, Day, Progress, Step, progress, targets
from reuse.reports.queries.targets import handed_over

__all__ = [
    "SLICES",
    "Blocker",
    "Day",
    "Declared",
    "Figures",
    "Progress",
    "Step",
    "counted",
    "counting",
    "declared",
    "declared_for",
    "declared_hand_overs",
    "figures",
    "fitting",
    "handed_over",
    "progress",
    "targets",
]
