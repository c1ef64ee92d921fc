"""The follow-up: who may be asked now, and what was answered. No answer leads back to anybody."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Random

from beneficiaries.models import (
    AfterwardsRule,
    FollowUpAnswer,
    FollowUpAsked,
    FollowUpKey,
    Handover,
)
from beneficiaries.queries.loans import afterwards_rule
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import Connected, Helped, NeededHelp, Use, Used, Works
from reuse.accounts.models import Membership

LEAST: Final = 5  # answers, for any of them to be told
QUESTIONS: Final[tuple[tuple[str, Any], ...]] = (
    ("works", Works),
    ("used", Used),
    ("uses", Use),
    ("helped", Helped),
    ("connected", Connected),
    ("needs", NeededHelp),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, each counted; none when too few answered."""

    code: str
    rows: list[tuple[str, int, float]]


def months_of(rule: AfterwardsRule) -> tuple[int, int]:
    return rule.first_months, rule.second_months


def before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))


def due(on: date, months: int) -> QuerySet[Handover]:
    """Hand-overs so many months ago of persons who said yes, still with them, not asked yet; for two months."""
    asked = FollowUpAsked.objects.filter(handover=OuterRef("pk"), months=months)
    return Handover.objects.filter(
        ~Exists(asked),
        stage=HandoverStage.DONE,
        consent__is_given=True,
        handed_over_on__lte=before(on, months),
        handed_over_on__gt=before(on, months + 2),
    ).order_by("handed_over_on", "pk")


def to_ask(membership: Membership, on: date) -> list[tuple[Handover, int]]:
    """What this membership may make a link for now, with the months since."""
    rule = afterwards_rule(on)
    if rule is None:
        return []
    seen = Handover.objects.visible_to(membership).values("pk")
    return [
        (one, months)
        for months in months_of(rule)
        for one in due(on, months).filter(pk__in=seen).select_related("request", "device__type")
    ]


def key_of(token: str, on: date) -> FollowUpKey | None:
    """The key a link holds, if it was not used and its days are not over."""
    return FollowUpKey.objects.filter(token_hash=hashed(token), until__gte=on).first()


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def answers(months: int | None = None, department: str = "") -> QuerySet[FollowUpAnswer]:
    """All answers, or those at so many months, or of a department."""
    found = FollowUpAnswer.objects.all()
    if months:
        found = found.filter(months=months)
    return found.filter(department=department) if department else found


def figures(found: QuerySet[FollowUpAnswer]) -> tuple[int | None, list[Question]]:
    """How many answered what. Fewer than LEAST answers are told as none, so nobody is recognised."""
    rows = list(found.values(*(name for name, _choices in QUESTIONS)))
    if len(rows) < LEAST:
        return None, []
    questions = []
    for name, choices in QUESTIONS:
        counted = Counter(value for row in rows for value in _many(row[name]))
        lines = [
            (str(choice.label), counted[choice.value], counted[choice.value] / len(rows))
            for choice in choices
        ]
        questions.append(Question(name, lines))
    return len(rows), questions


def _many(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def told_words(found: QuerySet[FollowUpAnswer]) -> list[str]:
    """Words a coordinator read and shows, in no order; none among few answers."""
    if found.count() < LEAST:
        return []
    return list(
        found.filter(is_shown=True).exclude(words="").order_by(Random()).values_list("words", flat=True)[:30]
    )


def words_to_read() -> QuerySet[FollowUpAnswer]:
    """Words nobody has read yet."""
    return FollowUpAnswer.objects.filter(is_shown=None).exclude(words="").order_by("id")
