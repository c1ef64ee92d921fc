"""The letters of a batch, one at each step, left in the transaction of the verb that takes it.

Each goes to one side of the batch alone and says only what that side may read; its link leads to the page.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from donors import queries
from donors.models import Appointment, AppointmentProposal, Donation, Slot
from donors.states import DeclineReason, Party
from donors.workflow import calendars
from donors.workflow.calendars import hours, where
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import User
from reuse.documents.models import Document
from reuse.web.templatetags import look

BOTH = (Party.DONOR, Party.RECEIVER)


def announced(donation: Donation, *, devices: int, act: Act) -> None:
    """The donor reads what happens next, the workshop that a batch waits for its answer."""
    to_donor = {"devices": devices, "steps": partial(_next_steps, donation)}
    _write(donation, [Party.DONOR], "announced", to_donor, act.on)
    to_workshop = {"devices": devices, "facts": partial(_batch_facts, donation)}
    _write(donation, [Party.RECEIVER], "to_answer", to_workshop, act.on)


def accepted(donation: Donation, *, agreement: Document, act: Act) -> None:
    """The donor reads that the batch is taken, under which agreement."""
    _write(donation, [Party.DONOR], "accepted", {"agreement": agreement}, act.on)


def declined(donation: Donation, *, reason: DeclineReason, words: str, act: Act) -> None:
    """The donor reads why, and whom else to ask."""
    others = queries.other_workshops(donation)
    facts = {"reason": reason.label, "words": words, "others": others, "is_other": reason == "other"}
    _write(donation, [Party.DONOR], "declined", facts, act.on)


def cancelled(donation: Donation, *, act: Act) -> None:
    """The workshop reads that the donor took the announcement back."""
    _write(donation, [Party.RECEIVER], "cancelled", {}, act.on)


def date_proposed(proposal: AppointmentProposal, *, act: Act) -> None:
    """The other side reads the day, and that it waits for an answer."""
    donation = proposal.appointment.donation
    facts = {
        **_trip(proposal.appointment),
        "proposal": proposal,
        "facts": partial(_trip_facts, proposal.appointment, proposal.slot),
        "is_outside": proposal.party == Party.RECEIVER and not queries.is_offered(donation, proposal.on),
        "agreed_before": proposal.appointment.slot if proposal.appointment.is_agreed else None,
    }
    _write(donation, [_other(Party(proposal.party))], "date_proposed", facts, act.on)


def date_declined(proposal: AppointmentProposal, *, act: Act) -> None:
    """Who proposed the day reads that it does not suit."""
    facts = {**_trip(proposal.appointment), "proposal": proposal}
    _write(proposal.appointment.donation, [Party(proposal.party)], "date_declined", facts, act.on)


def date_agreed(appointment: Appointment, *, was: date | None, act: Act) -> None:
    """Both sides read the day agreed on, or the new one, with the invitation for their calendars."""
    facts = {**_trip(appointment), "was": was}
    _write(appointment.donation, BOTH, "date_agreed", facts, act.on, appointment)


def called_off(appointment: Appointment, *, words: str, act: Act) -> None:
    """Both sides read that the day agreed on no longer stands; their calendars take it out."""
    facts = {**_trip(appointment), "words": words}
    _write(appointment.donation, BOTH, "called_off", facts, act.on, appointment)


def day_before(appointment: Appointment, *, today: date) -> None:
    """Both sides read that it is tomorrow; the donor, how to pack."""
    donation = appointment.donation
    types = donation.lines.values_list("type__code", flat=True)
    facts = {**_trip(appointment), "advice": queries.packing_advice(types, today)}
    _write(donation, [Party.DONOR], "day_before", {**facts, "is_donor": True}, today)
    _write(donation, [Party.RECEIVER], "day_before", {**facts, "is_donor": False}, today)


def received(donation: Donation, *, counts: Mapping[str, Any], act: Act) -> None:
    """The donor reads what came of what was announced, and the number of the slip."""
    counts = {"slip": "", "missing": 0, "unexpected": 0, **counts}
    facts = {"counts": counts, "facts": partial(_count_facts, counts)}
    _write(donation, [Party.DONOR], "received", facts, act.on)


def certificates_ready(donation: Donation, *, document: Document, act: Act) -> None:
    """The donor reads that every medium of the batch is accounted for."""
    _write(donation, [Party.DONOR], "certificates_ready", {"document": document}, act.on)


def deliberation_expected(donation: Donation, *, on: date, act: Act) -> None:
    """The donor reads that the decision which authorises the gift is expected soon."""
    url = mails.address(reverse("donors:deliberation", args=[donation.ref]))
    _write(donation, [Party.DONOR], "deliberation_expected", {"on": on, "url": url}, act.on)


def value_to_restate(donation: Donation, *, stated: int, received: int, act: Act) -> None:
    """The donor reads that other devices came than those it stated a value for: it states it again, or has no receipt."""
    url = mails.address(reverse("inventory:gift-value", args=[donation.ref]))
    facts = {"stated": stated, "received": received, "url": url}
    _write(donation, [Party.DONOR], "value_to_restate", facts, act.on)


def receipt_issued(donation: Donation, *, document: Document, act: Act) -> None:
    """The donor reads the number of the receipt."""
    _write(donation, [Party.DONOR], "receipt_issued", {"document": document}, act.on)


def attestation_issued(donation: Donation, *, document: Document, act: Act) -> None:
    """The donor of a gift without a receipt reads the number of the attestation."""
    _write(donation, [Party.DONOR], "attestation_issued", {"document": document}, act.on)


def document_voided(document: Document, act: Act) -> None:
    """The donor reads that a document about their batch no longer counts, and why. Called by every voiding."""
    named = document.readers.values_list("organisation", flat=True)
    for donation in Donation.objects.filter(documents=document, donor__in=named).select_related(
        "donor", "receiver", "site"
    ):
        _write(donation, [Party.DONOR], "document_voided", {"document": document}, act.on)


# Facts are told as functions: the letter asks them in its reader's language


def _next_steps(donation: Donation) -> list[str]:
    workshop = {"workshop": donation.receiver}
    is_fetched = donation.delivery == Donation.Delivery.COLLECTION
    return [
        _("%(workshop)s answers: it signs the agreement, or says why it cannot take the batch.") % workshop,
        _("A day is agreed on; the devices are collected at your address.")
        if is_fetched
        else _("A day is agreed on; you bring the devices to the workshop."),
        _("%(workshop)s counts them, erases every disk, and you receive slip and certificates.") % workshop,
    ]


def _batch_facts(donation: Donation) -> list[tuple[str, object]]:
    days = "; ".join(
        f"{look.day(first)} – {look.day(last)}" for first, last in queries.offered_days(donation)
    )
    pairs = [
        (_("Batch"), donation),
        (_("Receives it"), donation.site),
        (_("Way to the workshop"), donation.get_delivery_display()),
        (_("Address"), donation.pickup_address),
        (_("Possible days"), days),
        (_("Word to the workshop"), donation.message),
    ]
    return [(label, value) for label, value in pairs if value]


def _trip_facts(appointment: Appointment, slot: Slot | None) -> list[tuple[str, object]]:
    donation, site = appointment.donation, appointment.site
    carrier = appointment.carrier
    pairs = [
        (_("Batch"), donation),
        (_("Day"), look.day(slot.on) if slot else ""),
        (_("Hours"), hours(slot) if slot and slot.start else ""),
        (_("Address of the collection"), donation.pickup_address if appointment.is_collection else ""),
        (_("Brought to"), "" if appointment.is_collection else where(site)),
        (_("Carrier"), ", ".join(filter(None, [carrier.name, carrier.telephone])) if carrier else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _count_facts(counts: Mapping[str, Any]) -> list[tuple[str, object]]:
    pairs = [
        (_("Announced"), counts.get("announced")),
        (_("Received"), counts.get("received")),
        (_("Missing"), counts.get("missing")),
        (_("Not announced"), counts.get("unexpected")),
    ]
    return [(label, look.number(value)) for label, value in pairs if value is not None]


def _trip(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment,
        "facts": partial(_trip_facts, appointment, appointment.slot),
        "is_collection": appointment.is_collection,
        "page": mails.address(reverse("donors:appointment", args=[appointment.donation.ref])),
    }


def _write(
    donation: Donation,
    parties: Iterable[Party],
    template: str,
    facts: Mapping[str, Any],
    today: date,
    appointment: Appointment | None = None,
) -> None:
    """One letter to each reader of these sides; with the invitation to the appointment, where there is one."""
    if mails.is_silent():
        return  # nobody need be looked for
    url = mails.address(reverse("inventory:donation-detail", args=[donation.ref]))
    for reader in _readers(donation, parties, today):
        mails.send(
            to=reader,
            template=f"donors/mail/{template}",
            context={"donation": donation, "url": url, **facts},
            attachments=[calendars.invitation(appointment, reader)] if appointment else (),
        )


_READERS: Mapping[Party, Callable[[Donation, date], list[User]]] = {
    Party.DONOR: queries.readers_for_donor,
    Party.RECEIVER: queries.readers_for_workshop,
}


def _readers(donation: Donation, parties: Iterable[Party], today: date) -> list[User]:
    """Each once, though they be of both sides."""
    found = [reader for party in parties for reader in _READERS[party](donation, today)]
    return list({reader.pk: reader for reader in found}.values())


def _other(party: Party) -> Party:
    return Party.RECEIVER if party == Party.DONOR else Party.DONOR
