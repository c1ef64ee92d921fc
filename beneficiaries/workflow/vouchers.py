"""The verbs of a voucher: printed, made void, and used once, at any counter, for a device the person chooses there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.codes import VOUCHER_LETTERS
from beneficiaries.models import LIVE, Allocation, Handover, HandoverEvent, Request, RequestEvent, Voucher
from beneficiaries.queries import Fit, Ranking
from beneficiaries.states import (
    AllocationMove,
    AllocationStage,
    Collector,
    HandoverMove,
    HandoverStage,
    RequestEventKind,
    RequestMove,
    RequestStage,
    VoucherEnd,
)
from beneficiaries.workflow import allocations, handovers, planning
from beneficiaries.workflow.moves import ALLOCATION, HANDOVER, REQUEST, locked_request
from beneficiaries.workflow.refusals import NotForThisVoucher, VoucherSpent
from beneficiaries.workflow.terms import Terms
from inventory import codes
from inventory import workflow as inventory
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core import chance, clock
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed
from reuse.web.templatetags import look

CHOSEN = "chosen_at_counter"  # of OVERRULING
GOOD_FOR = (RequestStage.WAITING, RequestStage.PROPOSED, RequestStage.RESERVED)


@dataclass(frozen=True, slots=True)
class Given:
    """What is checked and signed at the counter."""

    code: str
    price_cents: int
    signature: handovers.Signature
    terms: Terms
    collected_by: Collector = Collector.PERSON


@transaction.atomic
def issue_voucher(*, request: Request, act: Act, is_lost: bool = False) -> Voucher:
    """The voucher of an accepted request: the one it has, or a new one. `is_lost`: the one printed before is void.

    Raises MoveNotAllowed unless the request waits for a device, or for its hand-over.
    """
    act.require(Permission.HAND_OVER)
    held = locked_request(request, act)
    if held.stage not in GOOD_FOR:
        raise MoveNotAllowed(
            _("A voucher is printed for an accepted request whose device was not handed over."),
            allowed=REQUEST.allowed(held, act),
        )
    today = clock.local_date(act.at, held.site.time_zone)
    known = Voucher.objects.live().filter(request=held).first()
    if known and not is_lost and known.valid_until >= today:
        return known
    if known:
        _void(known, VoucherEnd.LOST if is_lost else VoucherEnd.EXPIRED, act)
    voucher = Voucher.objects.create(
        request=held,
        code=_new_code(),
        issued_at=act.at,
        issued_by=act.by,
        valid_until=today + timedelta(days=queries.voucher_days(today)),
    )
    details = {"valid_until": voucher.valid_until.isoformat()}
    record(RequestEvent, held, Happening(kind=RequestEventKind.VOUCHER_ISSUED, details=details), act)
    return voucher


@transaction.atomic
def void_voucher(*, voucher: Voucher, act: Act) -> RequestEvent | None:
    """Withdraw a voucher that nobody used; None when it counts no more anyway."""
    act.require(Permission.HAND_OVER)
    held = locked_request(voucher.request, act)
    known = Voucher.objects.live().filter(pk=voucher.pk).first()
    if known is None:
        return None
    _void(known, VoucherEnd.WITHDRAWN, act)
    return record(RequestEvent, held, Happening(kind=RequestEventKind.VOUCHER_VOIDED), act)


@transaction.atomic
def choose_with_voucher(*, voucher: Voucher, device: Device, site: Site, act: Act) -> Allocation:
    """The person chooses a device that lies at the counter: it is reserved for the request of the voucher.

    Raises VoucherSpent, NotForThisVoucher, DeviceTaken, MoveNotAllowed, NotPermitted, or a gate's refusal.
    """
    act.require(Permission.HAND_OVER)
    on = clock.local_date(act.at, site.time_zone)
    request = voucher.request
    # Read before the locks are taken.
    ranking, fit = queries.ranking(on=on, device_type=request.type), queries.best_fit(request, site=site)
    held = _held(voucher, on, act)
    REQUEST.check(held, RequestMove.COLLECT, act)
    _check_fits(held, device, site)
    allocation = _allocation(held, device, ranking, fit, act)
    ALLOCATION.move(allocation, AllocationMove.COLLECT, act, details={"by_rule": allocation.by_rule})
    inventory.reserve(device=device, act=act, allocation=str(allocation.public_id))
    REQUEST.move(held, RequestMove.COLLECT, act, details=allocations.noted(allocation, CHOSEN))
    return allocation


@transaction.atomic
def redeem(*, voucher: Voucher, site: Site, given: Given, act: Act) -> HandoverEvent:
    """Hand over against a voucher: the device scanned is allocated and handed over in one step, or nothing is.

    A device reserved beforehand is handed over as it is. Raises what `choose_with_voucher` and `hand_over` raise.
    """
    act = act.at_site(site)
    device = queries.device_named(given.code)
    if device is None:
        raise NotForThisVoucher(_("No device bears this code: scan the label on the device."))
    on = clock.local_date(act.at, site.time_zone)
    held = _held(voucher, on, act)
    if held.stage != RequestStage.RESERVED:
        held = choose_with_voucher(voucher=voucher, device=device, site=site, act=act).request
    handover = _planned(held, site, act)
    event = handovers.complete(
        handover,
        price_cents=given.price_cents,
        signature=given.signature,
        code=given.code,
        act=act,
        terms=given.terms,
    )
    used = {"used_at": act.at, "handover": handover, "collected_by": given.collected_by}
    Voucher.objects.filter(pk=voucher.pk).update(**used)
    return event


def forget_vouchers(before: datetime) -> int:
    """Empty the codes of vouchers whose last day lies before an instant; that they were used, and for what, stays."""
    return Voucher.objects.filter(valid_until__lt=before.date()).exclude(code="").update(code="")


def why_not(voucher: Voucher, on: date) -> str:
    """Why a voucher is not honoured, and what to do; empty when it is."""
    request = voucher.request
    partner = {"ref": request.ref, "partner": request.partner}
    if voucher.used_at:
        return _(
            "This voucher was used on %(day)s: a voucher serves once. If the device came back, "
            "%(partner)s prints another for request %(ref)s."
        ) % {**partner, "day": look.day(clock.local_date(voucher.used_at, request.site.time_zone))}
    if voucher.voided_at:
        return _(
            "This voucher is void (%(why)s). Ask for the latest one, or call %(partner)s about request %(ref)s."
        ) % {**partner, "why": voucher.get_void_reason_display()}
    if voucher.valid_until < on:
        return _(
            "This voucher was good until %(day)s. %(partner)s prints another at once: "
            "request %(ref)s keeps its rank."
        ) % {**partner, "day": look.day(voucher.valid_until)}
    if request.stage not in GOOD_FOR:
        return _("Request %(ref)s is “%(stage)s”: nothing can be collected for it. Call %(partner)s.") % {
            **partner,
            "stage": request.get_stage_display(),
        }
    return ""


def why_not_this(request: Request, device: Device, site: Site) -> str:
    """Why the device scanned cannot be handed over for this request here; empty when it can. The verb asks again."""
    live = Allocation.objects.filter(stage__in=LIVE).select_related("device")
    reserved = live.filter(request=request, stage=AllocationStage.ACCEPTED).first()
    words = {"device": device, "stage": device.get_stage_display()}
    if reserved:
        words |= {"reserved": reserved.device}
        is_it = reserved.device_id == device.pk
        return "" if is_it else _("%(device)s is not the one reserved: scan %(reserved)s.") % words
    if device.stage != Stage.READY:
        return _("%(device)s is “%(stage)s”: choose another one.") % words
    if live.filter(device=device).exclude(request=request).exists():
        return _("%(device)s was proposed to a person: scan another one.") % words
    try:
        _check_fits(request, device, site)
    except NotForThisVoucher as refusal:
        return refusal.message
    return ""


def _held(voucher: Voucher, on: date, act: Act) -> Request:
    """The request of a voucher that counts, held: two counters that scan one voucher go one after the other."""
    held = locked_request(voucher.request, act, by_voucher=True)
    known = Voucher.objects.with_labels().get(pk=voucher.pk)
    if words := why_not(known, on):
        raise VoucherSpent(words)
    return held


def _check_fits(request: Request, device: Device, site: Site) -> None:
    if device.site_id != site.pk:
        raise NotForThisVoucher(
            _(
                "%(device)s is recorded at %(where)s: choose a device that lies at %(here)s, or receive it first."
            )
            % {"device": device, "where": device.site, "here": site}
        )
    if device.type_id != request.type_id:
        raise NotForThisVoucher(
            _("%(device)s is of type “%(type)s”; the request asks for “%(wanted)s”.")
            % {"device": device, "type": device.type, "wanted": request.type}
        )
    if lacks := queries.candidate_for(request, device).shortfalls:
        raise NotForThisVoucher(
            _("%(device)s does not meet the need: %(lacks)s. A coordinator may decide otherwise.")
            % {"device": device, "lacks": ", ".join(lacks)}
        )


def _allocation(held: Request, device: Device, ranking: Ranking, fit: Fit, act: Act) -> Allocation:
    """The proposal there is, if it names the device; else a new one in its place."""
    known = Allocation.objects.filter(request=held, stage__in=LIVE).select_related("device").first()
    if known:
        known.request = held
        if known.device_id == device.pk:
            return known
        allocations.refuse_held(known, act, reason_code="overruled")
    by_rule = fit.best is not None and fit.best.device.pk == device.pk
    facts = allocations.facts_of(held, ranking, fit, device)
    return allocations.allocate(
        held, device, facts, act, by_rule=by_rule, reason_code=CHOSEN, at_counter=True
    )


def _planned(held: Request, site: Site, act: Act) -> Handover:
    """The hand-over of the reserved device: the appointment there was, moved here and now, or a new one."""
    allocation = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("device__type", "device__site", "device__owner", "device__holder")
        .get(request=held, stage=AllocationStage.ACCEPTED)
    )
    allocation.request = held
    known = Handover.objects.select_for_update(of=("self",)).filter(allocation=allocation).first()
    if known is None:
        known = planning.new_handover(allocation, site=site, planned_at=act.at, act=act)
    elif known.stage == HandoverStage.CANCELLED or known.site_id != site.pk:
        HANDOVER.move(known, HandoverMove.PLAN, act, changes={"site": site, "planned_at": act.at})
    known.allocation, known.request, known.device = allocation, held, allocation.device
    return known


def _void(voucher: Voucher, why: VoucherEnd, act: Act) -> None:
    voucher.voided_at, voucher.void_reason = act.at, why
    voucher.save(update_fields=["voided_at", "void_reason"])


def _new_code() -> str:
    """Drawn, not counted: whoever shows it has seen it. A code drawn twice fails on its unique index."""
    body = "".join(chance.choice(codes.ALPHABET) for _letter in range(VOUCHER_LETTERS - 1))
    return body + codes.check_symbol(body)
