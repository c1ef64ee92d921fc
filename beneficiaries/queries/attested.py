"""Whether what a worker attested still answers the conditions of the day; if not, what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beneficiaries.models import Criterion, Request
from beneficiaries.queries.eligibility import criteria_in_force
from reuse.core.translated import in_language


@dataclass(frozen=True, slots=True)
class Change:
    """A condition that is not what the worker attested, and how."""

    code: str
    label: str
    how: str

    def __str__(self) -> str:
        return _("“%(label)s” (%(how)s)") % {"label": self.label, "how": self.how}


def changes_since(request: Request, on: date) -> Sequence[Change]:
    """What the conditions of a day ask that was not attested as it stands now; beside it, what they ask no longer.

    Empty while nothing was attested: nothing changed for who said nothing. What is only dropped asks nothing again.
    """
    rows = request.attestations.select_related("criterion").prefetch_related("criterion__amounts")
    attested = {row.criterion.code: row.criterion for row in rows}
    if not attested:
        return ()
    present = {one.code: one for one in criteria_in_force(request.programme, on).prefetch_related("amounts")}
    asked = [
        Change(code, in_language(one.label), how)
        for code, one in present.items()
        if (how := _how(attested.get(code), one))
    ]
    dropped = [
        Change(code, in_language(one.label), _("no longer asked"))
        for code, one in attested.items()
        if code not in present
    ]
    return [*asked, *dropped] if asked else ()


def _how(attested: Criterion | None, now: Criterion) -> str:
    """How a condition differs from the one attested; empty when its words and its amounts are the same."""
    if attested is None:
        return pgettext("condition", "new")
    if _amounts(attested) != _amounts(now):
        return _("other amount")
    if _words(attested) != _words(now):
        return _("other words")
    return ""


def _amounts(one: Criterion) -> set[tuple[object, ...]]:
    return {(row.department, row.comparison, row.quantity, row.unit) for row in one.amounts.all()}


def _words(one: Criterion) -> tuple[object, ...]:
    return one.label, one.question, one.is_declared
