"""The trips of a batch: a day is proposed, agreed on, declined, called off; what was loaded is noted.

Both sides propose and answer. The batch's row is held from the first line of every verb: of two people who agree at once
on two days, one succeeds, the other is told.
"""

from collections.abc import Collection
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Appointment, AppointmentProposal, Carrier, Donation, DonationEvent, Slot
from donors.states import DonationEventKind, Party
from donors.workflow import law, letters
from donors.workflow.trips import NotSure, Overtaken, check_day, doubts, for_party, fresh
from reuse.accounts.acting import Act
from reuse.core.ledger import Happening, record
from reuse.core.refusals import NotPermitted

State = Appointment.State


@transaction.atomic
def propose(
    *,
    donation: Donation,
    slot: Slot,
    act: Act,
    carrier: Carrier | None = None,
    words: str = "",
    known: Collection[str] = (),
) -> AppointmentProposal:
    """Put a day to the other side; it replaces the one that waited. A day agreed on before stands until the answer."""
    donation, party = for_party(donation, act)
    _check(donation, party, slot, carrier, act, known)
    appointment = _open_appointment(donation, act)
    _set_carrier(appointment, carrier, party)
    _answer(appointment, AppointmentProposal.Outcome.REPLACED, act)
    proposal = _put(appointment, party, slot, words, act)
    _record(donation, DonationEventKind.DATE_PROPOSED, act, slot=slot, party=party, note=words)
    letters.date_proposed(proposal, act=act)
    return proposal


@transaction.atomic
def agree(*, proposal: AppointmentProposal, act: Act, known: Collection[str] = ()) -> Appointment:
    """Say yes to the day the other side proposed."""
    proposal, party = _waiting(proposal, act)
    appointment = proposal.appointment
    if party == Party.RECEIVER:
        _check(appointment.donation, party, proposal.slot, appointment.carrier, act, known)
    check_day(proposal.slot, act)
    _answer(appointment, AppointmentProposal.Outcome.AGREED, act)
    return _settle(appointment, proposal.slot, act)


@transaction.atomic
def decline_day(*, proposal: AppointmentProposal, words: str, act: Act) -> AppointmentProposal:
    """Say no to the day the other side proposed; what was agreed on before stands."""
    proposal, party = _waiting(proposal, act)
    appointment = proposal.appointment
    _answer(appointment, AppointmentProposal.Outcome.DECLINED, act, words)
    proposal.refresh_from_db(fields=["outcome", "answer_words"])
    _record(
        appointment.donation,
        DonationEventKind.DATE_DECLINED,
        act,
        slot=proposal.slot,
        party=party,
        note=words,
    )
    letters.date_declined(proposal, act=act)
    return proposal


@transaction.atomic
def plan_collection(
    *,
    donation: Donation,
    on: date,
    act: Act,
    start: time | None = None,
    end: time | None = None,
    carrier: Carrier | None = None,
    words: str = "",
    known: Collection[str] = (),
) -> Appointment:
    """The workshop notes a day agreed on otherwise, by telephone: it stands at once, and both sides are written to."""
    donation, party = for_party(donation, act)
    if party != Party.RECEIVER:
        raise NotPermitted(_("The workshop notes a day agreed on by telephone; propose it instead."))
    slot = Slot(on, start, end)
    _check(donation, party, slot, carrier, act, known)
    appointment = _open_appointment(donation, act)
    if appointment.slot == slot and appointment.is_agreed and carrier == appointment.carrier:
        return appointment
    _set_carrier(appointment, carrier, party)
    _answer(appointment, AppointmentProposal.Outcome.REPLACED, act)
    _put(appointment, party, slot, words, act)
    _answer(appointment, AppointmentProposal.Outcome.AGREED, act)
    return _settle(appointment, slot, act)


@transaction.atomic
def call_off(*, appointment: Appointment, words: str, act: Act) -> Appointment:
    """Take back the day agreed on, or the one proposed; another may be proposed afterwards."""
    donation, _party = for_party(appointment.donation, act)
    appointment = fresh(appointment, donation)
    if appointment.state not in {State.PROPOSED, State.AGREED}:
        raise Overtaken(_("This appointment is over: it was loaded or called off."))
    _end(appointment, words, act)
    return appointment


def call_off_open(donation: Donation, act: Act) -> None:
    """The batch is cancelled, and its appointment with it. Called by the verb that cancels, which holds the batch."""
    for appointment in donation.appointments.open().select_related("carrier", "site"):
        appointment.donation = donation
        _end(appointment, "", act)


# What the verbs share


def _check(
    donation: Donation,
    party: Party,
    slot: Slot,
    carrier: Carrier | None,
    act: Act,
    known: Collection[str],
) -> None:
    check_day(slot, act)
    if carrier and carrier.organisation not in {donation.receiver, act.organisation}:
        raise NotPermitted(_("This carrier belongs to another organisation."))
    left = [doubt for doubt in doubts(donation, party, slot, carrier) if doubt.code not in known]
    if left:
        raise NotSure(left)


def _open_appointment(donation: Donation, act: Act) -> Appointment:
    opened = donation.appointments.open().select_related("carrier", "site").first()
    found = opened or Appointment.objects.create(
        donation=donation, site=donation.site, delivery=donation.delivery, changed_at=act.at
    )
    found.donation = donation
    return found


def _set_carrier(appointment: Appointment, carrier: Carrier | None, party: Party) -> None:
    """The workshop names who drives; the donor's proposal leaves it as it is."""
    if party == Party.RECEIVER and appointment.carrier != carrier:
        appointment.carrier = carrier
        appointment.save(update_fields=["carrier"])


def _put(appointment: Appointment, party: Party, slot: Slot, words: str, act: Act) -> AppointmentProposal:
    return AppointmentProposal.objects.create(
        appointment=appointment,
        party=party,
        on=slot.on,
        start=slot.start,
        end=slot.end,
        words=words.strip(),
        by=act.by,
        at=act.at,
    )


def _answer(
    appointment: Appointment, outcome: AppointmentProposal.Outcome, act: Act, words: str = ""
) -> None:
    """Close the proposal that waits, if one does."""
    appointment.proposals.filter(outcome=AppointmentProposal.Outcome.WAITING).update(
        outcome=outcome, answered_by=act.by, answered_at=act.at, answer_words=words.strip()
    )


def _waiting(proposal: AppointmentProposal, act: Act) -> tuple[AppointmentProposal, Party]:
    """The proposal as it stands now, its batch held, for somebody of the side that was asked."""
    donation, party = for_party(proposal.appointment.donation, act)
    fresh = AppointmentProposal.objects.select_related("appointment__carrier", "appointment__site").get(
        pk=proposal.pk
    )
    fresh.appointment.donation = donation
    if not fresh.is_waiting:
        raise Overtaken(_("This proposal no longer waits: another day was proposed or agreed on meanwhile."))
    if fresh.party == party:
        raise NotPermitted(_("Your own side proposed this day: the other one answers."))
    return fresh, party


def _settle(appointment: Appointment, slot: Slot, act: Act) -> Appointment:
    law.require_complete(appointment.donation, act.on)
    was = appointment.slot if appointment.is_agreed else None
    appointment.sequence += 1 if was else 0
    appointment.state, appointment.changed_at = State.AGREED, act.at
    appointment.on, appointment.start, appointment.end = slot.on, slot.start, slot.end
    appointment.save(update_fields=["sequence", "state", "changed_at", "on", "start", "end"])
    changes = {"collection_on": slot.on}
    _record(appointment.donation, DonationEventKind.CHANGED, act, slot=slot, changes=changes)
    letters.date_agreed(appointment, was=was.on if was else None, act=act)
    return appointment


def _end(appointment: Appointment, words: str, act: Act) -> None:
    was_agreed = appointment.is_agreed
    _answer(appointment, AppointmentProposal.Outcome.WITHDRAWN, act)
    appointment.state, appointment.changed_at = State.CALLED_OFF, act.at
    appointment.sequence += 1
    appointment.save(update_fields=["state", "changed_at", "sequence"])
    slot, changes = appointment.slot, {"collection_on": None}
    kind = DonationEventKind.CALLED_OFF
    _record(appointment.donation, kind, act, slot=slot, note=words, changes=changes)
    if was_agreed:
        letters.called_off(appointment, words=words, act=act)


def _record(
    donation: Donation,
    kind: DonationEventKind,
    act: Act,
    *,
    slot: Slot | None,
    party: Party | None = None,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    details: dict[str, Any] = {"collection_on": str(slot.on)} if slot else {}
    if slot and slot.start and slot.end:
        details["hours"] = f"{slot.start:%H:%M}–{slot.end:%H:%M}"
    if party:
        details["party"] = str(party)
    happening = Happening(kind=kind, details=details, note=note.strip(), changes=changes)
    record(DonationEvent, donation, happening, act)
