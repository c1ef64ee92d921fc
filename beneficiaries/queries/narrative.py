"""A request, an allocation, a hand-over told in sentences made when read, from codes and details."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beneficiaries.models import Allocation, Handover, Request
from beneficiaries.queries.fitting import Distance, Need, beside_the_choice
from beneficiaries.queries.order import Factor, FactorCode
from beneficiaries.states import (
    ALLOCATION_REASONS,
    EVENT_REASONS,
    HANDOVER_REASONS,
    OVERRULING,
    PROLONG_REASONS,
    REQUEST_REASONS,
    Accessory,
    AllocationEventKind,
    AllocationMove,
    Behalf,
    Channel,
    Connection,
    ConnectionHelp,
    Feature,
    HandoverEventKind,
    HandoverMove,
    OnWord,
    RequestEventKind,
    RequestMove,
    RequestStage,
    SkillsHelp,
    Where,
    Words,
)
from reuse.core import communes
from reuse.core.ledger import LedgerEntry
from reuse.web.templatetags.look import day

# Kind, or move, of an event: the sentence said of who did it.
REQUEST_SENTENCES: Mapping[str, Words] = {
    RequestEventKind.CREATED: gettext_lazy("Draft begun by %(name)s"),
    RequestEventKind.CHANGED: gettext_lazy("Corrected by %(name)s"),
    RequestEventKind.ATTESTED: gettext_lazy("Documents seen by %(name)s"),
    RequestEventKind.HANDED_ON: gettext_lazy("Entrusted to a colleague by %(name)s"),
    RequestEventKind.INFORMED: gettext_lazy("Information added by %(name)s"),
    RequestEventKind.REMINDED: gettext_lazy("Asked by letter whether it is still useful"),
    RequestEventKind.CONFIRMED: gettext_lazy("Still useful, says %(name)s"),
    RequestEventKind.VOUCHER_ISSUED: gettext_lazy("Voucher printed by %(name)s"),
    RequestEventKind.VOUCHER_VOIDED: gettext_lazy("Voucher made void by %(name)s"),
    RequestEventKind.RETURNED: gettext_lazy("Device returned, received by %(name)s"),
    RequestEventKind.PLACED: gettext_lazy("Moved in the queue by %(name)s"),
    RequestEventKind.UNPLACED: gettext_lazy("Back to the place the rule gives, by %(name)s"),
    RequestEventKind.POSTPONED: gettext_lazy("Put off to the next session of the commission"),
    RequestEventKind.CONTESTED: gettext_lazy("Decision contested by %(name)s"),
    RequestEventKind.ANSWERED: gettext_lazy("Contestation answered by %(name)s"),
    RequestEventKind.PROLONGED: gettext_lazy("Loan prolonged by %(name)s"),
    RequestEventKind.ANONYMISED: gettext_lazy("Anonymised at the end of its time"),
    RequestEventKind.IDENTITY_KEPT: gettext_lazy("Identity kept by %(name)s"),
    RequestEventKind.IDENTITY_FORGOTTEN: gettext_lazy("Identity erased by %(name)s"),
    RequestMove.SUBMIT: gettext_lazy("Request sent by %(name)s"),
    RequestMove.ACCEPT: gettext_lazy("Request accepted by %(name)s"),
    RequestMove.DECLINE: gettext_lazy("Request declined by %(name)s"),
    RequestMove.REVIEW: gettext_lazy("Looked at again by %(name)s"),
    RequestMove.CANCEL: gettext_lazy("Cancelled by %(name)s"),
    RequestMove.TAKE_UP: gettext_lazy("Draft taken up again by %(name)s"),
    RequestMove.REOPEN: gettext_lazy("Cancellation undone by %(name)s"),
    RequestMove.RESTORE: gettext_lazy("Cancellation undone by %(name)s: back in its place"),
    RequestMove.PAUSE: gettext_lazy("Put on hold by %(name)s"),
    RequestMove.RESUME: gettext_lazy("Back in the queue, by %(name)s"),
    RequestMove.PROPOSE: gettext_lazy("A device is proposed by %(name)s"),
    RequestMove.WITHDRAW: gettext_lazy("Back in its place in the queue"),
    RequestMove.RESERVE: gettext_lazy("Device reserved by %(name)s"),
    RequestMove.COLLECT: gettext_lazy("Device chosen with the voucher, before %(name)s"),
    RequestMove.SERVE: gettext_lazy("Device handed over by %(name)s"),
    RequestMove.RETURN: gettext_lazy("Device returned: the request waits again in its place"),
}
ALLOCATION_SENTENCES: Mapping[str, Words] = {
    AllocationEventKind.PROPOSED: gettext_lazy("Proposed by %(name)s"),
    AllocationEventKind.ANSWERED: gettext_lazy("Answer given by %(name)s"),
    AllocationEventKind.PROLONGED: gettext_lazy("Held longer, by %(name)s"),
    AllocationMove.ACCEPT: gettext_lazy("Accepted by %(name)s: the device is reserved"),
    AllocationMove.REFUSE: gettext_lazy("Refused by %(name)s"),
    AllocationMove.CANCEL: gettext_lazy("Released by %(name)s: the device is back in stock"),
    AllocationMove.COLLECT: gettext_lazy("Chosen with the voucher, before %(name)s"),
    AllocationMove.FULFIL: gettext_lazy("Handed over by %(name)s"),
}
HANDOVER_SENTENCES: Mapping[str, Words] = {
    HandoverEventKind.PLANNED: gettext_lazy("Planned by %(name)s"),
    HandoverEventKind.LOAN_REMINDED: gettext_lazy("Reminder of the loan sent to the worker"),
    HandoverEventKind.FOLLOW_UP_ASKED: gettext_lazy("Follow-up in a few months: answer noted by %(name)s"),
    HandoverEventKind.FAULT_REPORTED: gettext_lazy("Fault reported by %(name)s"),
    HandoverEventKind.PAPER_ATTACHED: gettext_lazy("Signed form attached by %(name)s"),
    HandoverEventKind.MISSED: gettext_lazy("Nobody came, says %(name)s"),
    HandoverEventKind.PART_RETURNED: gettext_lazy("A part of the set came back, noted by %(name)s"),
    HandoverEventKind.PART_ADDED: gettext_lazy("Another part of the set given by %(name)s"),
    HandoverEventKind.SIGNATURE_FORGOTTEN: gettext_lazy("Signature erased at the end of its time"),
    HandoverMove.PLAN: gettext_lazy("Appointment moved by %(name)s"),
    HandoverMove.HAND_OVER: gettext_lazy("Handed over and signed, by %(name)s"),
    HandoverMove.TAKE_BACK: gettext_lazy("Taken back by %(name)s"),
    HandoverMove.CANCEL: gettext_lazy("Appointment cancelled by %(name)s"),
}
BAD: frozenset[str] = frozenset(
    {RequestMove.DECLINE, AllocationMove.REFUSE, HandoverMove.TAKE_BACK, HandoverEventKind.FAULT_REPORTED}
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words, as the look's list of events takes it."""

    at: datetime
    text: str
    detail: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a request's road: done, the present one, or still to come."""

    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """One of the three things a person needs: device, connection, getting started."""

    label: str
    words: str
    mark: str


_ROAD = (
    (gettext_lazy("Request sent"), {RequestStage.DRAFT}),
    (gettext_lazy("Conditions checked"), {RequestStage.SUBMITTED}),
    (gettext_lazy("Device found"), {RequestStage.WAITING, RequestStage.PAUSED, RequestStage.PROPOSED}),
    (gettext_lazy("Device handed over"), {RequestStage.RESERVED}),
)


def steps(request: Request) -> list[Step]:
    """Where the request stands on its road; none when it left it."""
    if request.stage in {RequestStage.DECLINED, RequestStage.CANCELLED}:
        return []
    reached = next((at for at, (_label, stages) in enumerate(_ROAD) if request.stage in stages), len(_ROAD))
    return [Step(str(label), at < reached, at == reached) for at, (label, _stages) in enumerate(_ROAD)]


def facts(request: Request) -> list[tuple[str, object]]:
    """What is known of the need, label and value."""
    return [
        (_("Device"), f"{request.type}, {request.purpose}"),
        (_("Needs"), ", ".join(_labels(Feature, request.features))),
        (_("With it"), ", ".join(accessories(request))),
        (_("Date to meet"), _urgency(request)),
        (_("Lent until"), request.loan_until and day(request.loan_until)),
        (_("Age band"), request.get_age_band_display()),
        (
            _("Commune"),
            str(communes.of_code(request.commune) or request.commune or request.department),
        ),
        (_("Collected at"), str(request.site)),
        (_("Partner"), str(request.partner)),
        (_("Followed by"), str(request.worker)),
        (_("How it was asked"), _asking(request)),
        (_("Remark"), request.information),
    ]


def _asking(request: Request) -> str:
    """By which way, by whom for the person, and on whose word."""
    said = [str(Channel(request.channel).label)]
    if request.behalf:
        said += [str(Behalf(request.behalf).label), str(OnWord(request.on_word).label)]
    return " · ".join(said)


def _urgency(request: Request) -> str:
    if not request.needed_by:
        return ""
    return f"{request.get_urgency_display()} ({request.needed_by:%d/%m/%Y})"


def accessories(request: Request) -> list[str]:
    """What goes with the device, in words."""
    return _labels(Accessory, request.accessories)


def _labels(choices: type[Accessory] | type[Feature], codes: Iterable[str]) -> list[str]:
    return [str(choices(code).label) for code in codes if code in choices.values]


def legs(request: Request) -> list[Leg]:
    """The three legs: equipment alone does not connect anyone."""
    served = request.stage == RequestStage.SERVED
    return [
        Leg(_("Device"), str(RequestStage(request.stage).label), "ok" if served else "wait"),
        Leg(
            _("Connection"),
            " · ".join(filter(None, [_today(request), _asked(request.connection_help, ConnectionHelp)])),
            "wait" if request.needs_connection else "same",
        ),
        Leg(
            _("Getting started"),
            _asked(request.skills_help, SkillsHelp),
            "wait" if request.needs_training else "same",
        ),
    ]


def _today(request: Request) -> str:
    return str(Connection(request.connection).label) if request.connection else ""


def _asked(code: str, choices: type[ConnectionHelp] | type[SkillsHelp]) -> str:
    return _("asked for: %(what)s") % {"what": choices(code).label} if code else _("nothing asked")


def additions(request: Request) -> list[Told]:
    """What was added after the request was sent, latest first."""
    added = request.events.filter(kind=RequestEventKind.INFORMED).select_related("by", "note")
    return told(added, REQUEST_SENTENCES, REQUEST_REASONS)


def events(request: Request) -> list[Told]:
    """What happened to a request, latest first."""
    return told(
        request.events.select_related("by", "note"), REQUEST_SENTENCES, {**REQUEST_REASONS, **EVENT_REASONS}
    )


def allocation_events(allocation: Allocation) -> list[Told]:
    """What happened to an allocation, latest first."""
    reasons = {**ALLOCATION_REASONS, AllocationEventKind.PROLONGED: PROLONG_REASONS}
    return told(allocation.events.select_related("by", "note"), ALLOCATION_SENTENCES, reasons)


def handover_events(handover: Handover) -> list[Told]:
    """What happened to a hand-over, latest first."""
    return told(handover.events.select_related("by", "note"), HANDOVER_SENTENCES, HANDOVER_REASONS)


def told(
    entries: Iterable[LedgerEntry],
    sentences: Mapping[str, Words],
    reasons: Mapping[str, Mapping[str, Words]],
) -> list[Told]:
    """Events in words, latest first."""
    return [
        Told(
            at=entry.at,
            text=str(sentences[entry.move or entry.kind]) % {"name": entry.by},
            detail=" · ".join(filter(None, _details(entry, reasons))),
            is_bad=(entry.move or entry.kind) in BAD,
        )
        for entry in sorted(entries, key=lambda entry: -entry.seq)
    ]


def _details(entry: LedgerEntry, reasons: Mapping[str, Mapping[str, Words]]) -> Iterable[str]:
    known = reasons.get(entry.move or entry.kind, {})
    yield str(known.get(entry.reason_code) or OVERRULING.get(entry.reason_code, ""))
    yield _where(entry.details)
    match entry.details.get("suits"):
        case True:
            yield _("the device suits")
        case False:
            yield _("the device does not suit")
    if entry.move == RequestMove.SUBMIT:
        yield _how(entry.details)
    if entry.details.get("conditions_met") is False and entry.move == RequestMove.ACCEPT:
        yield _("although the conditions are not met")
    note = getattr(entry, "note", None)
    yield note.text if note else ""


def _where(details: Mapping[str, Any]) -> str:
    """Where a person put the request."""
    match details.get("where"):
        case Where.FIRST:
            return _("first of its queue")
        case Where.AFTER:
            return _("just after %(ref)s") % {"ref": details["after"]}
    return ""


def _how(details: Mapping[str, Any]) -> str:
    """How a request was asked, when it was not by the person in front of the worker."""
    codes = (
        (Channel, details.get("channel")),
        (Behalf, details.get("behalf")),
        (OnWord, details.get("on_word")),
    )
    return " · ".join(str(kind(code).label) for kind, code in codes if code and code != Channel.IN_PERSON)


def reasons_of(allocation: Allocation) -> list[str]:
    """Why this device: what the rule found when it was proposed, or why a person chose otherwise."""
    kept: dict[str, Any] = allocation.facts
    need = Need(**kept["need"])
    said = [
        _("%(ready)s devices of this type were ready, %(fitting)s had at least %(need)s.")
        % {"ready": kept["ready"], "fitting": kept["fitting"], "need": need.words}
    ]
    if allocation.by_rule:
        near = Distance(kept["devices"][0]["distance"]).label
        said.append(
            _("The nearest of them was %(distance)s; among those there, it is the most modest.")
            % {"distance": near}
        )
    else:
        first = allocation.events.order_by("seq").first()
        words = OVERRULING.get(first.reason_code, "") if first else ""
        said.append(_("Chosen by a person rather than by the rule: %(reason)s.") % {"reason": words})
    if kept["rank"]:
        said.append(
            _("The request stood at rank %(rank)s of %(of)s, with %(points)s points (rule no. %(rule)s).")
            % {key: kept[key] for key in ("rank", "of", "points", "rule")}
        )
    return [*said, *beside_the_choice(allocation.request)]


def factors_of(allocation: Allocation) -> list[Factor]:
    """The operations of the rank, as they were when the device was proposed."""
    return [Factor(**{**row, "code": FactorCode(row["code"])}) for row in allocation.facts["factors"]]
