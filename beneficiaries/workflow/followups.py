"""The verbs of the follow-up: consent asked, a link made, an answer kept without a link to anybody."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries.models import (
    FollowUpAnswer,
    FollowUpAsked,
    FollowUpConsent,
    FollowUpKey,
    Handover,
    HandoverEvent,
)
from beneficiaries.queries import followups
from beneficiaries.queries.loans import afterwards_rule
from beneficiaries.states import HandoverEventKind, HandoverStage
from beneficiaries.workflow.moves import HANDOVER, locked_handover
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import KeySpent, NoConsent
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Role
from reuse.core import chance
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def note_consent(*, handover: Handover, is_given: bool, act: Act) -> HandoverEvent:
    """What the person answered: may we ask in a few months? A no is a no, and may follow a yes."""
    act.require(Permission.HAND_OVER)
    held = locked_handover(handover, act)
    if held.stage != HandoverStage.DONE:
        raise MoveNotAllowed(_("This device is not with the person."), allowed=HANDOVER.allowed(held, act))
    FollowUpConsent.objects.update_or_create(
        handover=held, defaults={"is_given": is_given, "by": act.by, "at": act.at}
    )
    happening = Happening(kind=HandoverEventKind.FOLLOW_UP_ASKED, details={"given": is_given})
    return record(HandoverEvent, held, happening, act)


@transaction.atomic
def make_link(*, handover: Handover, months: int, act: Act) -> str:
    """The key of a link to the questions, told this once. The key knows no hand-over, the hand-over no key."""
    act.require(Permission.HAND_OVER)
    held = locked_handover(handover, act)
    rule = afterwards_rule(act.on)
    if rule is None or not followups.due(act.on, months).filter(pk=held.pk).exists():
        raise NoConsent(_("The person did not say yes, was asked already, or it is not time."))
    try:
        with transaction.atomic():
            FollowUpAsked.objects.create(handover=held, months=months, on=act.on)
    except IntegrityError as twice:
        raise NoConsent(_("The person did not say yes, was asked already, or it is not time.")) from twice
    token = chance.token_hex(16)
    request = held.request
    FollowUpKey.objects.create(
        months=months,
        department=request.department,
        age_band=request.age_band,
        programme=request.programme.code,
        type=request.type.code,
        token_hash=followups.hashed(token),
        until=act.on + timedelta(days=rule.link_days),
    )
    return token


@transaction.atomic
def answer_follow_up(*, token: str, answers: Mapping[str, Any], on: date) -> None:
    """Keep an answer and forget the key: it is used once, and nothing ties the two."""
    refuse_personal_data(answers.get("words", ""))
    key = (
        FollowUpKey.objects.select_for_update()
        .filter(token_hash=followups.hashed(token), until__gte=on)
        .first()
    )
    if key is None or not FollowUpKey.objects.filter(pk=key.pk).delete()[0]:
        raise KeySpent(_("This link was used, or its time is over. Thank you all the same."))
    FollowUpAnswer.objects.create(
        months=key.months,
        department=key.department,
        age_band=key.age_band,
        programme=key.programme,
        type=key.type,
        answered_in=on.replace(day=1),
        **answers,
    )


def show_words(*, answer: FollowUpAnswer, is_shown: bool, act: Act) -> None:
    """A coordinator read somebody's words, and shows them or not."""
    act.require(Permission.REQUEST_DECIDE)
    FollowUpAnswer.objects.filter(pk=answer.pk).update(is_shown=is_shown)


def forget_words(limit: datetime) -> int:
    """Own words go at the end of their time; what was ticked stays in the figures. Keys nobody used go too."""
    FollowUpKey.objects.filter(until__lt=limit.date()).delete()
    old = FollowUpAnswer.objects.filter(answered_in__lt=limit.date().replace(day=1)).exclude(words="")
    return old.update(words="", is_shown=None)


def remind_follow_ups(now: datetime) -> int:
    """Write to workers whose persons may be asked now, once for each month of the rule; return how many hand-overs."""
    rule = afterwards_rule(now.date())
    if rule is None:
        return 0
    found = [
        (one, months)
        for months in followups.months_of(rule)
        for one in followups.due(now.date(), months)
        .filter(consent__reminded_for__lt=months)
        .select_related("request__worker", "request__partner")
    ]
    found.sort(key=lambda pair: (pair[0].request.partner_id, pair[0].request.worker_id, pair[0].pk))
    for _key, pairs in groupby(found, lambda pair: (pair[0].request.partner_id, pair[0].request.worker_id)):
        _remind(list(pairs), now)
    return len(found)


@transaction.atomic
def _remind(pairs: list[tuple[Handover, int]], now: datetime) -> None:
    partner, worker = pairs[0][0].request.partner, pairs[0][0].request.worker
    for one, months in pairs:
        FollowUpConsent.objects.filter(handover=one).update(reminded_for=months)
    workers = Membership.objects.current(now.date()).filter(organisation=partner, role=Role.SOCIAL_WORKER)
    followed = workers.filter(user=worker)
    for membership in (followed if followed.exists() else workers).select_related("user"):
        mails.send(
            to=membership.user,
            template="beneficiaries/mail/follow_ups_due",
            context={"count": len(pairs), "url": mails.address(reverse("beneficiaries:follow-ups"))},
        )
