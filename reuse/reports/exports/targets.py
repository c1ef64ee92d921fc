"""Figures as files."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reuse.core.tables import Cell
from reuse.reports.queries import Progress


def progress_rows(progress: Progress) -> Iterator[list[Cell]]:
    """A target's curve day by day, counted; then what is declared, each with its declarer and its date."""
    counts = progress.target.counts
    counted, declared = (
        _("received, counted from the ledger")
        if counts == "collected"
        else _("handed over, counted from the ledger"),
        _("handed over before, declared"),
    )
    yield [_("Figure"), _("Day"), _("Devices"), _("Declared by")]
    for day in progress.days:
        yield [counted, day.on, day.total, ""]
    for one in progress.declared:
        yield [declared, one.on, one.quantity, one.by]
