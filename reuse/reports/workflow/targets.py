"""The only module that writes targets: each change is a version, with its reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.workflow.personal import refuse_personal_data
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal
from reuse.reports.models import Target, TargetVersion
from reuse.reports.queries import families, territories

FURTHEST_YEARS = 50  # beyond, a date was mistyped, and no chart could show the period
MOST_MILESTONES = 24
_KEPT = (
    *("name", "programme", "source", "source_url", "source_on", "counts", "unit", "areas", "since", "until"),
    *("quantity", "milestones", "returns_within_days", "is_exclusive"),
)


class WrongPeriod(Refusal):
    """A target ends after it begins."""

    reason = "wrong_period"


class WrongTarget(Refusal):
    """What a target says does not hold together."""

    reason = "wrong_target"


@transaction.atomic
def set_target(*, act: Act, types: Sequence[DeviceType] = (), **facts: Any) -> Target:
    """Set a target. `facts`: the fields of Target (name and programme as maps of languages, period, quantity…)."""
    act.require(Permission.TARGET_SET)
    target = Target(set_by=act.by, set_at=act.at, **facts)
    _check(target, act)
    target.save()
    target.types.set(types)
    _keep(target, act, reason="")
    return target


@transaction.atomic
def change_target(
    *, target: Target, reason: str, act: Act, types: Sequence[DeviceType] | None = None, **facts: Any
) -> Target:
    """Say a target otherwise from now on. What it said before stays readable, with the reason of the change.

    Whether it is exclusive is said once, when it is set: what it claims is claimed for ever.
    """
    act.require(Permission.TARGET_SET)
    held = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if held.ended_at:
        raise WrongTarget(_("The target has ended: it changes no more."))
    if facts.get("is_exclusive", held.is_exclusive) != held.is_exclusive:
        raise WrongTarget(_("Whether a target is exclusive is said when it is set, once."))
    before = facts_of(held)
    for name, value in facts.items():
        setattr(held, name, value)
    _check(held, act)
    held.version += 1
    held.save()
    if types is not None:
        held.types.set(types)
    if facts_of(held) == before:
        raise WrongTarget(_("Nothing is changed."))
    _keep(held, act, reason=reason)
    return held


@transaction.atomic
def end_target(*, target: Target, act: Act, reason: str) -> Target:
    """Stop following a target; its row and its progress stay readable, and what it claimed stays claimed."""
    act.require(Permission.TARGET_SET)
    held = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if held.ended_at:
        raise WrongTarget(_("The target has ended: it changes no more."))
    held.ended_at = act.at
    held.version += 1
    held.save(update_fields=["ended_at", "version"])
    _keep(held, act, reason=reason)
    return held


def facts_of(target: Target) -> dict[str, Any]:
    """All that a target says, as its journal keeps it."""
    return {
        **{name: _plain(getattr(target, name)) for name in _KEPT},
        "types": list(target.types.order_by("order", "code").values_list("code", flat=True)),
        "funder": target.funder.name if target.funder else "",
        "parent": str(target.parent.public_id) if target.parent else "",
        "is_ended": target.ended_at is not None,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _keep(target: Target, act: Act, *, reason: str) -> None:
    reason = reason.strip()
    if target.version > 1 and not reason:
        raise WrongTarget(_("Say why: the reason is shown with the change."))
    refuse_personal_data(reason)
    TargetVersion.objects.create(
        target=target,
        number=target.version,
        facts=facts_of(target),
        reason=reason,
        by=act.by,
        for_organisation=act.organisation,
        at=act.at,
    )


def _check(target: Target, act: Act) -> None:
    if target.until <= target.since:
        raise WrongPeriod(_("The last day comes after the first."))
    if target.until.year > act.at.year + FURTHEST_YEARS or target.since.year < act.at.year - FURTHEST_YEARS:
        raise WrongPeriod(_("A target lies within fifty years of today."))
    for area in target.territory:
        if not territories.exists(area):
            raise WrongTarget(_("No territory has this code: %(codes)s.") % {"codes": area.code})
    target.milestones = _milestones(target)
    if target.unit == Target.Unit.HOUSEHOLDS and (
        target.counts != Target.Counts.HANDED_OVER or target.returns_within_days
    ):
        raise WrongTarget(
            _("Households count by what is handed over to them; a return does not take a household off.")
        )
    if target.is_exclusive and target.counts != Target.Counts.HANDED_OVER:
        raise WrongTarget(_("Only hand-overs are claimed for one target alone."))
    _check_family(target)
    for text in (*target.name.values(), *target.programme.values(), target.source):
        refuse_personal_data(text)


def _milestones(target: Target) -> list[dict[str, Any]]:
    """By day, each in the period, each of more than the one before."""
    steps = sorted(target.steps, key=lambda one: one.on)
    if len(steps) > MOST_MILESTONES:
        raise WrongTarget(_("A target has at most %(most)d milestones.") % {"most": MOST_MILESTONES})
    last = 0
    for step in steps:
        if not target.since < step.on < target.until or not last < step.quantity < target.quantity:
            raise WrongTarget(
                _(
                    "A milestone lies inside the period, and asks for more than the one before and less than the whole."
                )
            )
        refuse_personal_data(step.words)
        last = step.quantity
    return [{"on": one.on.isoformat(), "quantity": one.quantity, "words": one.words.strip()} for one in steps]


def _check_family(target: Target) -> None:
    """A target is in no circle, counts what its parent counts, and one of a line at most is exclusive."""
    above = families.line(target)
    if target in above:
        raise WrongTarget(_("A target is not part of itself."))
    below = families.descendants(target)
    if any(_counted(one) != _counted(target) for one in (*above[:1], *below)):
        raise WrongTarget(_("A part counts what the whole counts."))
    if target.is_exclusive and any(one.is_exclusive for one in (*above, *below)):
        raise WrongTarget(
            _(
                "One target of a line alone is exclusive: what the whole claims, its parts count without claiming."
            )
        )


def _counted(target: Target) -> tuple[str, bool]:
    """What adds up: devices of any type, or homes."""
    return target.counts, target.unit == Target.Unit.HOUSEHOLDS


def milestone(on: date, quantity: int, words: str) -> Mapping[str, Any]:
    """A milestone as `set_target` takes it."""
    return {"on": on.isoformat(), "quantity": quantity, "words": words}
