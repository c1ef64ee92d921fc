"""Questions about the trips of batches: days offered and agreed on, vans, packing, who is written to."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from django.db.models import Q

from donors.models import (
    Appointment,
    AppointmentProposal,
    AppointmentQuerySet,
    Carrier,
    CarrierQuerySet,
    Donation,
    DonationQuerySet,
    PackingAdvice,
    Slot,
)
from donors.queries.batches import donations_for
from donors.queries.points import receiving_sites
from donors.states import DonationStage
from reuse.accounts.models import Membership, MembershipQuerySet, Site, SiteQuerySet, User
from reuse.accounts.roles import ROLES, Permission, Reach


def offered_days(donation: Donation) -> list[tuple[date, date]]:
    """The windows the donor offered, as first and last days; none: any day will do."""
    return [(window.first_on, window.last_on) for window in donation.windows.all()]


def is_offered(donation: Donation, on: date) -> bool:
    """Whether the donor said this day is possible, or said nothing."""
    windows = offered_days(donation)
    return not windows or any(first <= on <= last for first, last in windows)


def appointments_for(membership: Membership) -> AppointmentQuerySet:
    """The trips of the batches this membership may see, with what a calendar shows of them."""
    return (
        Appointment.objects.visible_to(membership)
        .select_related("donation__donor", "donation__receiver", "site", "carrier")
        .in_order()
    )


def van_taken(carrier: Carrier, slot: Slot, *, but: Donation) -> Appointment | None:
    """What the organisation's own van is promised to at that time, for another batch."""
    if not carrier.is_own_van:
        return None
    taken = carrier.appointments.open().filter(state=Appointment.State.AGREED).during(slot)
    return taken.exclude(donation=but).select_related("donation").first()


def packing_advice(types: Iterable[str], on: date) -> list[PackingAdvice]:
    """How to pack devices of these types, in the words of that day."""
    return list(PackingAdvice.objects.in_force(on).about(list(types)))


def readers_for_donor(donation: Donation, today: date) -> list[User]:
    """Who is written to at the donor's: who answers for the batch while they are there, else the contact person, else all."""
    parts = _parts(Permission.DONATION_REGISTER, today).filter(organisation=donation.donor)
    for some in (
        [part for part in parts if part.user_id == (donation.contact_id or donation.created_by_id)],
        [part for part in parts if part.is_contact],
    ):
        if some:
            return _people(some)
    return _people(parts)


def readers_for_workshop(donation: Donation, today: date) -> list[User]:
    """Who is written to at the workshop: those who decide there, else its contact person, else the network's coordinators."""
    deciding = _parts(Permission.DONATION_DECIDE, today)
    here = deciding.filter(organisation=donation.receiver).filter(Q(site=None) | Q(site=donation.site))
    contact = Membership.objects.current(today).filter(organisation=donation.receiver, is_contact=True)
    network = deciding.filter(organisation__is_network=True)
    found = (_people(parts.select_related("user")) for parts in (here, contact, network))
    return next((people for people in found if people), [])


def _parts(permission: Permission, today: date) -> MembershipQuerySet:
    roles = [role for role, description in ROLES.items() if permission in description.permissions]
    return Membership.objects.current(today).filter(role__in=roles).select_related("user").order_by("pk")


def _people(parts: Iterable[Membership]) -> list[User]:
    """Each once, whatever their parts."""
    return list({part.user_id: part.user for part in parts}.values())


def other_workshops(donation: Donation) -> list[Site]:
    """Three other sites that receive batches, those of the same department first: whom else to ask."""
    near = donation.donor.department or donation.site.department
    sites = [site for site in receiving_sites() if site.organisation_id != donation.receiver_id]
    return sorted(sites, key=lambda site: site.department != near)[:3]


def trip_at_ramp(donation: Donation, today: date) -> Appointment | None:
    """The trip that leaves today, or should have left."""
    agreed = donation.appointments.filter(state=Appointment.State.AGREED, on__lte=today)
    return agreed.select_related("carrier", "donation", "site").first()


def calendar_sites(membership: Membership) -> SiteQuerySet:
    """The sites whose trips this membership sees."""
    sites = Site.objects.open().filter(organisation__is_workshop=True)
    if membership.description.reach == Reach.NETWORK:
        return sites
    return sites.filter(organisation=membership.organisation)


def calendar_carriers(membership: Membership) -> CarrierQuerySet:
    """The carriers of those sites' organisations, and of one's own."""
    owners = calendar_sites(membership).order_by().values("organisation")
    return Carrier.objects.filter(Q(organisation__in=owners) | Q(organisation=membership.organisation))


def double_booked(appointments: Iterable[Appointment]) -> set[int]:
    """The trips for which the same van is promised elsewhere at the same time."""
    by_van: dict[tuple[int, date], list[Appointment]] = {}
    for one in appointments:
        if one.is_agreed and one.on and one.carrier and one.carrier.is_own_van:
            by_van.setdefault((one.carrier.pk, one.on), []).append(one)
    pairs = (pair for trips in by_van.values() for pair in combinations(trips, 2))
    return {one.pk for a, b in pairs if _overlap(a, b) for one in (a, b)}


def _overlap(one: Appointment, other: Appointment) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


def without_day(membership: Membership) -> DonationQuerySet:
    """Accepted batches on their way to nobody's calendar yet: no day is agreed on."""
    return donations_for(membership).at_stage(DonationStage.ACCEPTED).filter(collection_on=None)


def waiting_proposal(donation: Donation) -> AppointmentProposal | None:
    """The day that waits for one side's answer."""
    waiting = AppointmentProposal.Outcome.WAITING
    return AppointmentProposal.objects.filter(appointment__donation=donation, outcome=waiting).first()
