"""Whether a request meets its programme's conditions, each said in plain words. A person decides all the same."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from beneficiaries.models import Attestation, Criterion, Programme, Request
from reuse.core import clock
from reuse.core.translated import in_language


@dataclass(frozen=True, slots=True)
class Condition:
    """One criterion, and what the worker attested of it. `is_met` is None while nothing was."""

    code: str
    label: str
    question: str
    is_always_needed: bool
    is_met: bool | None
    seen_on: date | None

    @property
    def mark(self) -> str:
        """The look's mark for it: red only where something that is always needed lacks."""
        if self.is_met:
            return "ok"
        return "no" if self.is_always_needed and self.is_met is False else "wait"

    @property
    def words(self) -> str:
        """Met, not met, or not said."""
        return {True: _("met"), False: _("not met"), None: _("not said")}[self.is_met]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Every condition, and what follows: all of those always needed, and one of the others if there are any."""

    programme: str
    conditions: tuple[Condition, ...]

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions always needed that are not met."""
        return tuple(one for one in self.conditions if one.is_always_needed and not one.is_met)

    @property
    def met_choices(self) -> int:
        """How many of those of which one is enough are met."""
        return sum(1 for one in self.conditions if not one.is_always_needed and one.is_met)

    @property
    def choices(self) -> int:
        """How many criteria there are of which one is enough."""
        return sum(1 for one in self.conditions if not one.is_always_needed)

    @property
    def is_met(self) -> bool:
        return not self.missing and (self.met_choices > 0 or self.choices == 0)

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        if self.is_met:
            return _("The conditions of “%(programme)s” are met.") % {"programme": self.programme}
        if self.missing:
            return _("Not met: “%(label)s” is always needed.") % {"label": self.missing[0].label}
        return _("Not met: at least one of the %(count)s other criteria is needed, none is met.") % {
            "count": self.choices
        }


def criteria_in_force(programme: Programme, on: date) -> QuerySet[Criterion]:
    """The programme's criteria on a day."""
    return programme.criteria.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def eligibility(request: Request) -> Eligibility:
    """Each criterion in force on the day the request was sent (a draft: last written), with its latest attestation."""
    written = request.submitted_at or request.last_at or request.created_at
    on = clock.local_date(written, request.site.time_zone)
    latest: dict[int, Attestation] = {row.criterion_id: row for row in request.attestations.all()}
    return Eligibility(
        programme=str(request.programme),
        conditions=tuple(
            Condition(
                code=criterion.code,
                label=in_language(criterion.label),
                question=in_language(criterion.question),
                is_always_needed=criterion.group == Criterion.Group.ALL,
                is_met=latest[criterion.pk].is_met if criterion.pk in latest else None,
                seen_on=latest[criterion.pk].seen_on if criterion.pk in latest else None,
            )
            for criterion in criteria_in_force(request.programme, on)
        ),
    )
