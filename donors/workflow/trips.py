"""What every verb of a trip asks first: which side somebody is of, whether the day can be, what to know before."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from donors import queries
from donors.models import Appointment, Carrier, Donation, Slot
from donors.states import DonationStage, Party
from donors.workflow.calendars import hours
from donors.workflow.rights import locked
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal, passes

FURTHEST = timedelta(days=731)


class DayNotPossible(Refusal):
    """The day lies in the past, too far away, or ends before it begins."""

    reason = "day_not_possible"


class Overtaken(Refusal):
    """Somebody proposed, agreed or called off meanwhile."""

    reason = "overtaken"


class NotSure(Refusal):
    """Nothing forbids it, but the person should know: `doubts` says what. Asked again with their codes, it is done."""

    reason = "not_sure"

    def __init__(self, doubts: "list[Doubt]") -> None:
        super().__init__(" ".join(doubt.words for doubt in doubts), allowed=[doubt.code for doubt in doubts])
        self.doubts = doubts


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to know before a day is agreed on."""

    code: str
    words: str


def party_of(donation: Donation, act: Act) -> Party:
    """The side for which somebody may propose and answer."""
    if act.organisation == donation.donor and act.membership.may(Permission.DONATION_REGISTER):
        return Party.DONOR
    act.require(Permission.DONATION_DECIDE)
    if act.organisation != donation.receiver and not act.organisation.is_network:
        raise NotPermitted(_("This batch belongs to another organisation."))
    return Party.RECEIVER


def side_of(donation: Donation, act: Act) -> Party | None:
    """As `party_of`, for pages that show only what would succeed."""
    try:
        return party_of(donation, act)
    except Refusal:
        return None


def side_at_ramp(donation: Donation, act: Act) -> Party:
    """The side for which somebody notes what leaves: who registers at the donor's, who receives at the workshop."""
    if act.organisation == donation.donor and act.membership.may(Permission.DONATION_REGISTER):
        return Party.DONOR
    if act.organisation == donation.receiver and act.membership.may(Permission.DEVICE_RECEIVE):
        return Party.RECEIVER
    raise NotPermitted(_("This batch belongs to another organisation."))


def may_load(donation: Donation, act: Act) -> bool:
    """Whether a page offers to note what leaves."""
    return passes(side_at_ramp, donation, act) and may_travel(donation)


def may_travel(donation: Donation) -> bool:
    """Days are agreed on once both sides have signed, and until the reception is closed."""
    return donation.stage in {DonationStage.ACCEPTED, DonationStage.IN_RECEPTION}


def for_party(donation: Donation, act: Act) -> tuple[Donation, Party]:
    donation = locked(donation)
    party = party_of(donation, act)
    if not may_travel(donation):
        raise MoveNotAllowed(
            _("A day is agreed on once both sides have signed, and until the reception is closed.")
        )
    return donation, party


def fresh(appointment: Appointment, donation: Donation) -> Appointment:
    fresh = Appointment.objects.select_related("carrier", "site").get(pk=appointment.pk)
    fresh.donation = donation
    return fresh


def doubts(donation: Donation, party: Party, slot: Slot, carrier: Carrier | None) -> list[Doubt]:
    """What the workshop should know before this day stands. The donor is told nothing of other batches."""
    if party == Party.DONOR:
        return []
    found = []
    if not queries.is_offered(donation, slot.on):
        found.append(Doubt("outside_window", _("The donor did not offer this day.")))
    if carrier and (taken := queries.van_taken(carrier, slot, but=donation)):
        found.append(
            Doubt(
                "van_taken",
                _("“%(van)s” is promised to batch %(ref)s on that day (%(hours)s).")
                % {"van": carrier, "ref": taken.donation.ref, "hours": hours(taken.slot)},
            )
        )
    return found


def check_day(slot: Slot, act: Act) -> None:
    if not act.on <= slot.on <= act.on + FURTHEST:
        raise DayNotPossible(_("Choose a day from today on, within two years."))
    if (slot.start is None) != (slot.end is None) or (slot.start and slot.end and slot.end <= slot.start):
        raise DayNotPossible(_("Give both hours, the later one second, or none."))
