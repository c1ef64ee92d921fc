"""The only module that writes targets."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal
from reuse.reports.models import Target

FURTHEST_YEARS = 50  # beyond, a date was mistyped, and no chart could show the period


class WrongPeriod(Refusal):
    """A target ends after it begins."""

    reason = "wrong_period"


@transaction.atomic
def set_target(*, act: Act, types: Sequence[DeviceType] = (), **facts: Any) -> Target:
    """Set a target. `facts`: the fields of Target (name and programme as maps of languages, period, quantity…)."""
    act.require(Permission.TARGET_SET)
    if facts["until"] <= facts["since"]:
        raise WrongPeriod(_("The last day comes after the first."))
    if (
        facts["until"].year > act.at.year + FURTHEST_YEARS
        or facts["since"].year < act.at.year - FURTHEST_YEARS
    ):
        raise WrongPeriod(_("A target lies within fifty years of today."))
    target = Target.objects.create(set_by=act.by, set_at=act.at, **facts)
    target.types.set(types)
    return target


@transaction.atomic
def end_target(*, target: Target, act: Act) -> Target:
    """Stop following a target; its row and its progress stay readable."""
    act.require(Permission.TARGET_SET)
    target.ended_at = act.at
    target.save(update_fields=["ended_at"])
    return target
