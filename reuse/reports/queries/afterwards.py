"""What people say three and six months after, in a few shares; of fewer than five answers nothing."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from beneficiaries.models import FollowUpAnswer
from beneficiaries.states.aftersales import Connected, Helped, Used
from reuse.reports.queries.disclosure import in_steps
from reuse.reports.queries.numbers import Share
from reuse.reports.queries.presets import Period
from reuse.reports.queries.suppression import LEAST

# A share of the answers: which question, and which answers to it count.
ASKED: Final = {
    "used": frozenset({Used.DAILY, Used.WEEKLY, Used.RARELY}),
    "helped": frozenset({Helped.MUCH, Helped.SOME}),
    "connected": frozenset({Connected.HOME, Connected.MOBILE}),
}


@dataclass(frozen=True, slots=True)
class Afterwards:
    """So many months after: the share of each question."""

    months: int
    answers: int
    shares: dict[str, Share]


def afterwards(period: Period, *, least: int = 1) -> list[Afterwards]:
    """**Follow-up**: the answers of the months a period touches, by how long after the hand-over. One statement.

    `least`: in which steps counts are told, for those who must not learn how few said otherwise.
    """
    whole = FollowUpAnswer.objects.filter(answered_in__range=(period.since.replace(day=1), period.until))
    rows = whole.order_by().values("months", *ASKED).annotate(count=Count("pk"))
    answers, parts = Counter[int](), Counter[tuple[int, str]]()
    for row in rows:
        answers[row["months"]] += row["count"]
        for name, wanted in ASKED.items():
            parts[row["months"], name] += row["count"] if row[name] in wanted else 0
    return [
        Afterwards(
            months,
            in_steps(count, to=least),
            {
                name: Share(in_steps(parts[months, name], to=least), in_steps(count, to=least))
                for name in ASKED
            },
        )
        for months, count in sorted(answers.items())
        if count >= LEAST
    ]
