"""Whether a request meets its programme's conditions, each said in plain words. A person decides all the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beneficiaries.models import (
    Attestation,
    Criterion,
    CriterionAmount,
    Programme,
    Request,
)
from beneficiaries.states import Comparison, Unit
from reuse.core import clock
from reuse.core.translated import in_language
from reuse.web.templatetags.look import day, euros


@dataclass(frozen=True, slots=True)
class Condition:
    """One criterion, and what the worker attested of it. `is_met` is None while nothing was."""

    code: str
    label: str
    question: str
    is_always_needed: bool
    is_met: bool | None
    seen_on: date | None
    family: str = ""
    amount: str = ""  # what is asked there on that day, in words
    is_declared: bool = False

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
    """Every condition, and what follows: all of those always needed, and one of each family of the others."""

    programme: str
    conditions: tuple[Condition, ...]

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions always needed that are not met."""
        return tuple(one for one in self.conditions if one.is_always_needed and not one.is_met)

    @property
    def families(self) -> dict[str, list[Condition]]:
        """Those of which one is enough, by the family they belong to."""
        found: dict[str, list[Condition]] = {}
        for one in self.conditions:
            if not one.is_always_needed:
                found.setdefault(one.family, []).append(one)
        return found

    @property
    def missing_families(self) -> list[tuple[str, int]]:
        """The families of which none is met, with how many criteria each has."""
        return [
            (name, len(members))
            for name, members in self.families.items()
            if not any(one.is_met for one in members)
        ]

    @property
    def is_met(self) -> bool:
        return not self.missing and not self.missing_families

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        if self.is_met:
            return _("The conditions of “%(programme)s” are met.") % {"programme": self.programme}
        if self.missing:
            return _("Not met: “%(label)s” is always needed.") % {"label": self.missing[0].label}
        family, count = self.missing_families[0]
        if family:
            return _("Not met: at least one of “%(family)s” is needed, none is met.") % {"family": family}
        return _("Not met: at least one of the %(count)s other criteria is needed, none is met.") % {
            "count": count
        }


def criteria_in_force(programme: Programme, on: date) -> QuerySet[Criterion]:
    """The programme's criteria on a day."""
    return programme.criteria.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def eligibility(request: Request) -> Eligibility:
    """Each criterion in force on the day the request was sent (a draft: last written), with its latest attestation."""
    written = request.submitted_at or request.last_at or request.created_at
    on = clock.local_date(written, request.site.time_zone)
    latest: dict[int, Attestation] = {row.criterion_id: row for row in request.attestations.all()}
    there = CriterionAmount.objects.filter(department__in=["", request.department])
    criteria = criteria_in_force(request.programme, on).prefetch_related(
        Prefetch("amounts", there, to_attr="there")
    )
    return Eligibility(
        programme=str(request.programme),
        conditions=tuple(_condition(criterion, latest.get(criterion.pk)) for criterion in criteria),
    )


def _condition(criterion: Criterion, seen: Attestation | None) -> Condition:
    amounts: Sequence[CriterionAmount] = criterion.there  # type: ignore[attr-defined]  # prefetched
    return Condition(
        code=criterion.code,
        label=in_language(criterion.label),
        question=in_language(criterion.question),
        is_always_needed=criterion.group == Criterion.Group.ALL,
        is_met=seen.is_met if seen else None,
        seen_on=seen.seen_on if seen else None,
        family=criterion.family,
        amount=amount_in_words(amounts),
        is_declared=criterion.is_declared,
    )


def asked_in_words(criterion: Criterion) -> str:
    """What the worker is asked to have seen, with every amount in words: everybody's, then those of departments."""
    amounts = [amount_in_words([one]) for one in criterion.amounts.all()]
    seen = [_("Declared by the person: no document.")] if criterion.is_declared else []
    details = [f"{text[:1].upper()}{text[1:]}." for text in amounts] + seen
    return "\n".join(filter(None, [in_language(criterion.question), " ".join(details)]))


def amount_in_words(amounts: Iterable[CriterionAmount]) -> str:
    """The department's own amount, else everybody's: at most 800 €, value of 1 April 2026."""
    chosen = max(amounts, key=lambda one: one.department, default=None)
    if chosen is None:
        return ""
    shown = {"compared": Comparison(chosen.comparison).label, "quantity": _quantity(chosen)}
    words = _("%(compared)s %(quantity)s") % shown
    facts = {"amount": words, "day": day(chosen.as_of), "department": chosen.department}
    if chosen.department:
        return _("%(amount)s in department %(department)s, value of %(day)s") % facts
    return _("%(amount)s, value of %(day)s") % facts


def _quantity(amount: CriterionAmount) -> str:
    match amount.unit:
        case Unit.MONTH:
            return ngettext("%(n)s month", "%(n)s months", amount.quantity) % {"n": amount.quantity}
        case Unit.EURO_MONTH:
            return _("%(euros)s a month") % {"euros": euros(amount.quantity)}
        case Unit.EURO_DAY:
            return _("%(euros)s a day") % {"euros": euros(amount.quantity)}
        case Unit.MONTH_PERSON:
            return _("%(euros)s a month for each person of the household") % {"euros": euros(amount.quantity)}
        case Unit.DAY_PERSON:
            return _("%(euros)s a day for each person of the household") % {"euros": euros(amount.quantity)}
    return euros(amount.quantity)
