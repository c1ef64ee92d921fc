"""What a batch waits for, and its events, as sentences made when they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors.models import Donation, DonationEvent
from donors.states import (
    DeclineReason,
    DonationEventKind,
    DonationMove,
    DonationStage,
    Lane,
    Party,
    SigningMethod,
)
from donors.workflow import Giver
from inventory.queries import Funnel
from reuse.accounts.acting import Act
from reuse.web.templatetags.look import day, euros, number


def waits_for(donation: Donation, funnel: Funnel, act: Act) -> str:
    """One sentence: whose turn it is."""
    is_donor = act.organisation == donation.donor
    if lacks_decision(donation) and (funnel.announced or donation.stage != DonationStage.DRAFT):
        return decision_awaited(donation, act.on)
    return _WAITING[DonationStage(donation.stage)](donation, funnel, is_donor)


def lacks_decision(donation: Donation) -> bool:
    """Whether a public body's gift waits for the decision that authorises it."""
    before = {DonationStage.DRAFT, DonationStage.ANNOUNCED, DonationStage.ACCEPTED}
    return donation.stage in before and donation.donor.is_public_body and not donation.deliberation_ref


def decision_awaited(donation: Donation, today: date) -> str:
    """Until when, and whether that day has passed."""
    known = getattr(donation, "deliberation", None)
    if known is None or known.expected_on is None:
        return _("Waits for the decision that authorises the gift.")
    if known.expected_on < today:
        words = _("Waits for the decision that authorises the gift: expected on %(day)s, it is late.")
    else:
        words = _("Waits for the decision that authorises the gift, expected on %(day)s.")
    return words % {"day": day(known.expected_on)}


def _draft(_donation: Donation, funnel: Funnel, _is_donor: bool) -> str:  # noqa: FBT001
    return (
        _("Waits for your signature.")
        if funnel.announced
        else _("Waits for its devices: a list, or quantities.")
    )


def _announced(donation: Donation, _funnel: Funnel, is_donor: bool) -> str:  # noqa: FBT001
    if not is_donor:
        return _("Waits for the answer of %(workshop)s.") % {"workshop": donation.receiver}
    return _("Signed. Waits for the answer of %(workshop)s.") % {"workshop": donation.receiver}


def _accepted(donation: Donation, _funnel: Funnel, _is_donor: bool) -> str:  # noqa: FBT001
    if donation.collection_on:
        words = (
            _("Accepted. Brought to the workshop on %(day)s.")
            if donation.delivery == Donation.Delivery.DROP_OFF
            else _("Accepted. Collected on %(day)s.")
        )
        return words % {"day": day(donation.collection_on)}
    return _("Accepted. Waits for a day to be agreed on.")


def _in_reception(donation: Donation, funnel: Funnel, _is_donor: bool) -> str:  # noqa: FBT001
    words = (
        ngettext(
            "Paused: %(seen)s seen of %(announced)s announced.",
            "Paused: %(seen)s seen of %(announced)s announced.",
            funnel.received,
        )
        if donation.reception_paused_at
        else _counting(funnel)
    )
    return words % {"seen": number(funnel.received), "announced": number(funnel.announced)}


def _counting(funnel: Funnel) -> str:
    return ngettext(
        "Being counted: %(seen)s seen of %(announced)s announced.",
        "Being counted: %(seen)s seen of %(announced)s announced.",
        funnel.received,
    )


def _closed(_donation: Donation, funnel: Funnel, _is_donor: bool) -> str:  # noqa: FBT001
    waiting = funnel.in_progress + max(0, funnel.ready - funnel.handed_over)
    if not waiting:
        return _("Every device has its outcome.")
    return ngettext(
        "%(count)s device is on its way to somebody.",
        "%(count)s devices are on their way to somebody.",
        waiting,
    ) % {"count": number(waiting)}


_WAITING: Mapping[DonationStage, Callable[[Donation, Funnel, bool], str]] = {
    DonationStage.DRAFT: _draft,
    DonationStage.ANNOUNCED: _announced,
    DonationStage.ACCEPTED: _accepted,
    DonationStage.IN_RECEPTION: _in_reception,
    DonationStage.CLOSED: _closed,
    DonationStage.DECLINED: lambda *_all: _("Declined: the reason is on its page."),
    DonationStage.CANCELLED: lambda *_all: _("Cancelled."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the timeline shows it."""

    at: datetime
    text: str
    detail: str
    is_bad: bool


def told(event: DonationEvent) -> Told:
    """The event in the reader's language; the free text beside it, where retention has left it."""
    return Told(
        at=event.at,
        text=_TOLD[DonationEventKind(event.kind)](event),
        detail=". ".join(filter(None, [_reason(event), event.note.text if hasattr(event, "note") else ""])),
        is_bad=event.to_stage in {DonationStage.DECLINED, DonationStage.CANCELLED},
    )


def _reason(event: DonationEvent) -> str:
    """Why a workshop declined, where it is one of the reasons listed."""
    known = {str(reason) for reason in DeclineReason} - {DeclineReason.OTHER}
    return str(DeclineReason(event.reason_code).label) if event.reason_code in known else ""


def _moved(event: DonationEvent) -> str:
    words = {
        DonationMove.ANNOUNCE: _("Announced to the workshop"),
        DonationMove.ACCEPT: _("Accepted, under agreement %(agreement)s"),
        DonationMove.DECLINE: _("Declined by the workshop"),
        DonationMove.CANCEL: _("Cancelled by the donor"),
        DonationMove.START_RECEPTION: _("Reception begun"),
        DonationMove.CLOSE_RECEPTION: _("Reception closed, under slip %(slip)s"),
        DonationMove.REOPEN: _("Reception reopened"),
    }[DonationMove(event.move)]
    return words % {name: event.details.get(name, "–") for name in ("agreement", "slip")}


def _signed(event: DonationEvent) -> str:
    if event.details.get("method") == SigningMethod.LINK:
        return (
            _("Signed by the donor, by link and code")
            if event.details.get("party") == Party.DONOR
            else _("Signed by the receiving organisation, by link and code")
        )
    return (
        _("Signed by the donor")
        if event.details.get("party") == Party.DONOR
        else _("Signed by the receiving organisation")
    )


def _by_donor(event: DonationEvent) -> bool:
    return bool(event.details.get("party") == Party.DONOR)


def _slot(event: DonationEvent) -> str:
    """The day an event speaks of, with its hours where it has them."""
    on = event.details.get("collection_on")
    told = day(date.fromisoformat(on)) if on else "–"
    return ", ".join(filter(None, [told, event.details.get("hours")]))


def _created(event: DonationEvent) -> str:
    match event.details.get("walk_in"):
        case None:
            return _("Draft begun")
        case Giver.UNKNOWN:
            return _("Found at the door: nobody announced it")
        case _:
            return _("Brought to the counter, without an account")


def _changed(event: DonationEvent) -> str:
    if "contact" in event.details:
        return _("A colleague answers for it now")
    match event.details.get("reception"):
        case "paused":
            return _("Reception paused")
        case "resumed":
            return _("Reception resumed")
        case _:
            return _("Day agreed: %(day)s") % {"day": _slot(event)}


def _day(event: DonationEvent, name: str) -> str:
    return day(date.fromisoformat(event.details[name]))


_TOLD: Mapping[DonationEventKind, Callable[[DonationEvent], str]] = {
    DonationEventKind.OPENED: lambda _event: _(
        "Opening stock: what lay in the workshop when it moved in here"
    ),
    DonationEventKind.CREATED: _created,
    DonationEventKind.MOVED: _moved,
    DonationEventKind.SIGNED: _signed,
    DonationEventKind.SHEET_ADDED: lambda event: (
        _("List dropped: %(name)s") % {"name": event.details.get("name")}
    ),
    DonationEventKind.SIGNATURE_ASKED: lambda event: (
        _("Signature asked for by letter, until %(day)s") % {"day": _day(event, "last_day")}
    ),
    DonationEventKind.SIGNATURE_WITHDRAWN: lambda _event: _("Request for a signature withdrawn"),
    DonationEventKind.DELIBERATION_EXPECTED: lambda event: (
        _("Decision expected on %(day)s") % {"day": _day(event, "expected_on")}
    ),
    DonationEventKind.DELIBERATION_ENTERED: lambda event: (
        _("Decision entered: %(reference)s of %(day)s")
        % {"reference": event.details.get("reference"), "day": _day(event, "decided_on")}
    ),
    DonationEventKind.VALUE_STATED: lambda event: (
        _("Value stated by the donor: %(amount)s") % {"amount": euros(event.details.get("total_cents"))}
    ),
    DonationEventKind.RECEIPT_ISSUED: lambda event: (
        _("Gift receipt %(number)s issued") % {"number": event.details.get("number")}
    ),
    DonationEventKind.RECEIPT_VOIDED: lambda event: (
        _("Gift receipt %(number)s made void") % {"number": event.details.get("number")}
    ),
    DonationEventKind.THANKED: lambda event: (
        _("Attestation %(number)s issued") % {"number": event.details.get("number")}
    ),
    DonationEventKind.LANE_CORRECTED: lambda event: (
        _("Legal lane corrected: %(lane)s") % {"lane": Lane(event.details["to"]).label}
    ),
    DonationEventKind.CHANGED: _changed,
    DonationEventKind.DATE_PROPOSED: lambda event: (
        (_("The donor proposes the %(day)s") if _by_donor(event) else _("The workshop proposes the %(day)s"))
        % {"day": _slot(event)}
    ),
    DonationEventKind.DATE_DECLINED: lambda event: (
        (_("The donor declines the %(day)s") if _by_donor(event) else _("The workshop declines the %(day)s"))
        % {"day": _slot(event)}
    ),
    DonationEventKind.CALLED_OFF: lambda event: _("Called off: %(day)s") % {"day": _slot(event)},
    DonationEventKind.LOADED: lambda event: (
        _("Loaded: %(pallets)s pallets, seals %(seals)s")
        % {name: event.details.get(name) or "–" for name in ("pallets", "seals")}
    ),
}
