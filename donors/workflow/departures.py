"""A trip as it happens: both sides reminded the day before, what is loaded, the slip that goes with it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Appointment, DonationEvent
from donors.states import DonationEventKind, Party
from donors.workflow import letters
from donors.workflow.rights import locked
from donors.workflow.trips import DayNotPossible, Overtaken, fresh, party_of, side_at_ramp
from reuse.accounts.acting import Act
from reuse.core import clock
from reuse.core.ledger import Happening, canonical, record
from reuse.core.refusals import NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

REMINDED_FROM = 9  # o'clock, the day before
State = Appointment.State


def to_remind(now: datetime) -> list[Appointment]:
    """Those of tomorrow, as each site's clock has it, of which nobody was reminded yet."""
    around = (clock.local_date(now, "Etc/GMT+12"), clock.local_date(now, "Etc/GMT-14") + timedelta(days=1))
    agreed = Appointment.objects.filter(state=State.AGREED).between(*around).select_related("site")
    return [one for one in agreed.in_order() if one.reminded_for != one.on and one.on == _tomorrow(one, now)]


@transaction.atomic
def remind(*, appointment: Appointment, now: datetime) -> bool:
    """Write to both sides that it is tomorrow; once for each day agreed on, whoever asks again."""
    donation = locked(appointment.donation)
    appointment = fresh(appointment, donation)
    if not appointment.is_agreed or appointment.reminded_for == appointment.on:
        return False
    if appointment.on is None or appointment.on != _tomorrow(appointment, now):
        return False
    appointment.reminded_for = appointment.on
    appointment.save(update_fields=["reminded_for"])
    letters.day_before(appointment, today=appointment.on - timedelta(days=1))
    return True


def _tomorrow(appointment: Appointment, now: datetime) -> date | None:
    """The day to remind of at this hour; none before the morning."""
    local = now.astimezone(ZoneInfo(appointment.site.time_zone))
    return local.date() + timedelta(days=1) if local.hour >= REMINDED_FROM else None


@transaction.atomic
def load(*, appointment: Appointment, pallets: int, seals: Sequence[str], act: Act) -> Appointment:
    """The trip has left. Called by the verb that keeps what is on it, pallet by pallet."""
    donation = locked(appointment.donation)
    party = side_at_ramp(donation, act)
    appointment = fresh(appointment, donation)
    if appointment.state not in {State.AGREED, State.LOADED}:
        raise Overtaken(_("Agree on a day first."))
    if not appointment.may_be_loaded(act.on):
        raise DayNotPossible(_("What is loaded is noted on the day itself, or after."))
    appointment.state, appointment.loaded_at = State.LOADED, act.at
    appointment.save(update_fields=["state", "loaded_at"])
    details = {"pallets": pallets, "seals": ", ".join(seals), "party": str(party)}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.LOADED, details=details), act)
    return appointment


@transaction.atomic
def attach_slip(*, appointment: Appointment, facts: Mapping[str, Any], act: Act) -> Document:
    """Issue the transport slip; while the facts are the same it is the same paper, else the former one is void.

    `facts`: what it says (inventory.documents says which).
    """
    donation = locked(appointment.donation)
    if party_of(donation, act) != Party.RECEIVER:
        raise NotPermitted(_("The workshop makes the transport slip."))
    trip = fresh(appointment, donation)
    if not trip.has_day:
        raise Overtaken(_("Agree on a day first."))
    old = trip.slip
    if old and not old.is_void and old.facts == json.loads(canonical(facts)):
        return old
    if old and not old.is_void:
        documents.void(old, reason=_("Replaced by another transport slip"), act=act)
    slip = documents.issue(
        kind=Kind.TRANSPORT_SLIP, issuer=donation.receiver, facts=facts, act=act, readers=[donation.donor]
    )
    trip.slip = slip
    trip.save(update_fields=["slip"])
    donation.documents.add(slip)
    return slip
