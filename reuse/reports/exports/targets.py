"""Figures as files."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reuse.core.tables import Cell
from reuse.reports.queries import Progress
from reuse.reports.queries.families import Coverage


def progress_rows(progress: Progress, coverage: Coverage | None = None) -> Iterator[list[Cell]]:
    """A target's curve day by day, counted; its milestones; its parts; then what is declared, by whom and when."""
    counts = progress.target.counts
    counted = (
        _("received, counted from the ledger")
        if counts == "collected"
        else _("handed over, counted from the ledger")
    )
    unit = progress.target.get_unit_display().capitalize()
    yield [_("Figure"), _("Day"), unit, _("Declared by"), _("First day"), _("Last day"), _("Source")]
    for day in progress.days:
        yield [_in_steps(counted, progress), day.on, day.total, "", "", "", ""]
    for step in progress.steps:
        yield [_("milestone"), step.on, step.quantity, "", "", "", step.words]
    for part in coverage.parts if coverage else ():
        yield [
            _in_steps(_("part of it, counted: %(name)s") % {"name": part.target}, part),
            *(part.as_of, part.achieved, "", part.target.since, part.target.until, ""),
        ]
    for one in progress.declared:
        declared = _("declared by a partner") if one.is_partner else _("handed over before, declared")
        few = _("fewer than %(least)s") % {"least": one.step}
        yield [
            declared,
            one.on,
            one.quantity if one.step == 1 else few,
            one.by,
            one.since,
            one.until,
            one.source,
        ]


def _in_steps(figure: str, progress: Progress) -> str:
    """What a line counts, with how it is told."""
    if not progress.is_stepped:
        return figure
    return _("%(figure)s, in steps of %(least)s") % {"figure": figure, "least": progress.step}
