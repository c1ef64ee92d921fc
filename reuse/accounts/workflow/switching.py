"""Badges at a workstation, to take over or to sign: the badge says who, the PIN proves it, every try is recorded."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reuse.accounts.models import Badge, BadgeRecord, Membership, Workstation
from reuse.accounts.workflow import pins
from reuse.accounts.workflow.workstations import record
from reuse.core.refusals import Refusal

FLOOD = 20  # wrong tries at one workstation, whosever the badges
FLOOD_TIME = timedelta(minutes=10)
Kind = BadgeRecord.Kind


class NotTogether(Refusal):
    """This badge and this PIN open nothing here; which of them is wrong is not told."""

    reason = "not_together"


class Locked(Refusal):
    """Too many wrong tries with this badge, or at this workstation."""

    reason = "locked"


def switch(*, code: str, pin: str, workstation: Workstation, now: datetime) -> Badge:
    """The badge of the person who takes over; raises NotTogether or Locked. The caller opens their session."""
    return _judged(code, pin, workstation, now, Kind.SWITCHED)


def prove_badge(
    *, code: str, pin: str, workstation: Workstation, now: datetime
) -> tuple[Membership, pins.ProvenPin]:
    """Who signs at a workstation where somebody else works, and their proof; raises NotTogether or Locked."""
    badge = _judged(code, pin, workstation, now, Kind.SIGNED)
    return badge.membership, pins.ProvenPin(badge.membership.user_id, now)


def _judged(code: str, pin: str, workstation: Workstation, now: datetime, right: BadgeRecord.Kind) -> Badge:
    """The live badge that goes with the PIN, recorded as `right`.

    Not one transaction: a wrong try stays counted although it is refused, and no row is held while the PIN is judged.
    """
    badge = _badge(code, workstation, now)
    if (
        BadgeRecord.objects.filter(
            workstation=workstation, kind__in=BadgeRecord.WRONG, at__gt=now - FLOOD_TIME
        ).count()
        >= FLOOD
    ):
        kind, until = Kind.FLOODED, None
    elif badge is None:
        kind, until = _judge_nobody(code, pin, now)
    else:
        kind, until = _judge(badge, pin, now, right)
    holder = badge.membership.user if badge else None
    by = holder if kind == right else None
    record(kind, at=now, by=by, holder=holder, workstation=workstation, code=code)
    if badge is None or kind != right:
        raise _refusal(kind, until, now)
    return badge


def _badge(code: str, workstation: Workstation, now: datetime) -> Badge | None:
    """The live badge of someone who works for this workstation's organisation."""
    found = (
        Badge.objects.filter(
            code=code, ended_at=None, membership__organisation=workstation.site.organisation_id
        )
        .select_related("membership__user", "membership__organisation", "membership__site")
        .first()
    )
    if found is None or not found.membership.user.is_active:
        return None
    until = found.membership.until
    return None if until and until < now.date() else found


def _judge(
    badge: Badge, pin: str, now: datetime, right: BadgeRecord.Kind
) -> tuple[BadgeRecord.Kind, datetime | None]:
    user = badge.membership.user
    tried = pins.count_try(user, now)
    if tried is None:
        kind, until = _judge_nobody(badge.code, pin, now)
        return (Kind.NO_PIN if kind == Kind.UNKNOWN_BADGE else kind), until
    is_right = pins.is_right(pin, tried.digest)
    if not tried.digest:
        return Kind.LOCKED, tried.locked_until
    if not is_right:
        return Kind.WRONG_PIN, tried.locked_until
    pins.forget_tries(user)
    return right, None


def _judge_nobody(code: str, pin: str, now: datetime) -> tuple[BadgeRecord.Kind, datetime | None]:
    """The same time and the same answers as for somebody: who has a badge is not told."""
    pins.is_right(pin, "")
    if not code:  # what was typed is no code at all
        return Kind.UNKNOWN_BADGE, None
    earlier = BadgeRecord.objects.filter(code=code, kind__in=BadgeRecord.WRONG, at__gt=now - pins.LOCK)
    wrong = list(earlier.order_by("at").values_list("at", flat=True)[: pins.TRIES])
    if len(wrong) == pins.TRIES:
        return Kind.LOCKED, wrong[-1] + pins.LOCK
    return Kind.UNKNOWN_BADGE, now + pins.LOCK if len(wrong) == pins.TRIES - 1 else None


def _refusal(kind: BadgeRecord.Kind, until: datetime | None, now: datetime) -> Refusal:
    if kind == Kind.FLOODED:
        return Locked(
            _("Too many wrong tries on this computer: wait 10 minutes, or sign in with your password.")
        )
    if until is None:
        return NotTogether(
            _(
                "This badge and this PIN do not go together. "
                "If you have no PIN yet, sign in with your password and choose one."
            )
        )
    minutes = -(-int((until - now).total_seconds()) // 60)
    return Locked(
        ngettext(
            "Too many wrong tries with this badge: wait %(count)d minute, or ask your manager.",
            "Too many wrong tries with this badge: wait %(count)d minutes, or ask your manager.",
            minutes,
        )
        % {"count": minutes}
    )
