"""When people meet: appointments at free times, one missed and given again, a hand-over day; what they answer months later."""

from datetime import datetime, timedelta

from beneficiaries import queries, workflow
from beneficiaries.models import Handover
from beneficiaries.queries import Within
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import Connected, Helped, Use, Used, Works
from reuse.accounts.models import Membership, Site
from reuse.demo.network import Network, act

HOURS = Hours(minutes=20, per_slot=2)
ACCEPTED = 3  # of the hand-over day; the next one is refused, the rest left for today
ASKED_AFTER = timedelta(days=93)
WORDS = "Je peux enfin faire mes démarches chez moi, et ma fille ses devoirs."


def next_free(site: Site, since: datetime) -> datetime:
    """The first time a place has room; the instant itself where it has none for weeks."""
    on = queries.first_free_day(site, HOURS, since=since)
    return queries.free_slots(site, on, HOURS, since=since)[0] if on else since


def hold_day(people: Network, at: datetime) -> None:
    """The coordinator goes through the next day of the counter: some are accepted, one is refused, the rest wait."""
    on = queries.first_free_day(people.counter, HOURS, since=at + timedelta(days=1))
    day = queries.handover_day(
        site=people.counter, on=at.date(), serving=Within.DEPARTMENT, bringing=Within.DEPARTMENT
    )
    choices = [
        workflow.Choice(
            line.ranked.request.ref,
            is_accepted=place < ACCEPTED,
            shown=line.offered.device.code,
            reason_code="" if place < ACCEPTED else "too_far",
        )
        for place, line in enumerate(day.lines[: ACCEPTED + 1])
    ]
    if on:
        workflow.decide_day(day=day, on=on, hours=HOURS, choices=choices, act=act(people.coordinator, at))


def ask_how_it_goes(handover: Handover, worker: Membership, at: datetime) -> None:
    """Three months later the person follows the link and answers; most are glad."""
    handover.refresh_from_db()
    rule = queries.afterwards_rule(at.date())
    if handover.stage != HandoverStage.DONE or rule is None:
        return
    token = workflow.make_link(handover=handover, months=rule.first_months, act=act(worker, at))
    workflow.answer_follow_up(token=token, answers=_answers(_number(handover)), on=at.date())


def _number(handover: Handover) -> int:
    """The number of its request: the same in every demo of these arguments, which no key is."""
    return int(handover.request.ref.rpartition("-")[2])


def _answers(number: int) -> dict[str, object]:
    """Answers that differ from one to the next, without a draw."""
    return {
        "works": (Works.YES, Works.YES, Works.PARTLY)[number % 3],
        "used": (Used.DAILY, Used.DAILY, Used.WEEKLY, Used.DAILY)[number % 4],
        "uses": [(Use.PROCEDURES, Use.JOB, Use.LEARNING, Use.HEALTH)[number % 4], Use.FAMILY],
        "helped": (Helped.MUCH, Helped.SOME, Helped.MUCH)[number % 3],
        "connected": (Connected.HOME, Connected.MOBILE, Connected.HOME, Connected.OUTSIDE)[number % 4],
        "needs": "learning" if number % 5 == 0 else "",
        "words": WORDS if number % 7 == 0 else "",
    }
