"""Stocktakes: the expected list is frozen, what is there is scanned, each difference is decided, the receipt is issued.

Several people count at once; a device scanned twice counts once. Locks: devices by key, then the stocktake.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Stocktake, StocktakeLine
from inventory.states import REASONS, EventKind, Move, Stage
from inventory.workflow import departures, moves
from inventory.workflow.paperwork import LANGUAGE
from inventory.workflow.reception import named
from inventory.workflow.refusals import (
    NothingInIt,
    NothingToUndo,
    NotSettled,
    ParameterMissing,
    PlaceClosed,
    ReasonNeeded,
)
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record_all
from reuse.core.models import Counter
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind

Decision = StocktakeLine.Decision


@transaction.atomic
def open_stocktake(*, site: Site, place: Place | None, act: Act) -> Stocktake:
    """Freeze what should be there now: at the site, or in the place and all within it."""
    act.require(Permission.DEVICE_WORK)
    _check_own(site, act)
    if place and place.closed_at:
        raise PlaceClosed(_("“%(place)s” is closed: reopen it first.") % {"place": place})
    stocktake = Stocktake.objects.create(
        ref=f"I{act.at:%y}-{Counter.take(f'stocktake {act.at.year}')[0] + 1:04d}",
        site=site,
        place=place,
        opened_by=act.by,
        opened_at=act.at,
    )
    expected = queries.expected_at(site, place).order_by("pk").values_list("pk", "place")
    StocktakeLine.objects.bulk_create(
        (
            StocktakeLine(stocktake=stocktake, device_id=device, place_id=where, is_expected=True)
            for device, where in expected
        ),
        batch_size=500,
    )
    return stocktake


# Counting: what a series aims at, what it would write, and what follows


def aim(params: Mapping[str, str], act: Act) -> Mapping[str, Any]:
    """The stocktake a series counts for."""
    ref = params.get("stocktake", "")
    found = Stocktake.objects.visible_to(act.membership).filter(ref=ref).select_related("site", "place")
    stocktake = found.first() if ref else None
    if stocktake is None:
        raise ParameterMissing(_("Choose the stocktake you count for."))
    _check_own(stocktake.site, act)
    _check_open(stocktake)
    return {"stocktake": stocktake}


def to_count(device: Device, aims: Mapping[str, Any]) -> Happening | None:
    """What counting a device would record; None when it was counted already."""
    stocktake: Stocktake = aims["stocktake"]
    if stocktake.lines.filter(device=device, found_at__isnull=False).exists():
        return None
    details = {"stocktake": stocktake.ref, "before": {"stocktake": None}}
    return Happening(kind=EventKind.COUNTED, details=details)


def counted(device: Device, aims: Mapping[str, Any], act: Act) -> None:
    """Expected or not, it is there; what was not expected keeps where it was recorded."""
    stocktake = _held(aims["stocktake"])
    _check_open(stocktake)
    found = {"found_at": act.at, "found_by": act.by}
    if stocktake.lines.filter(device=device).update(**found):
        return
    stocktake.lines.create(
        device=device,
        place_id=device.place_id,
        is_expected=False,
        is_elsewhere=device.stage not in queries.ELSEWHERE and device.transit_id is None,
        **found,
    )


def uncounted(device: Device, event: DeviceEvent) -> None:
    """A count taken back, while the stocktake is open and nothing was decided of it."""
    line = StocktakeLine.objects.filter(device=device, stocktake__ref=event.details.get("stocktake")).first()
    if line is None:
        raise NothingToUndo(_("This has been changed again since: it cannot be taken back."))
    _check_open(_held(line.stocktake))
    if line.decision:
        raise MoveNotAllowed(_("Something was decided of it already: take that back first."))
    if line.is_expected:
        line.found_at = line.found_by = None
        line.save(update_fields=["found_at", "found_by"])
    else:
        line.delete()


# Deciding


@transaction.atomic
def decide(
    *, stocktake: Stocktake, lines: Collection[int], decision: str, act: Act, reason_code: str = ""
) -> int:
    """Settle differences: put here what was found, declare lost what is missing, or leave it. Returns how many."""
    act.require(Permission.DEVICE_EXIT if decision == Decision.LOST else Permission.DEVICE_WORK)
    _check_own(stocktake.site, act)
    keys = list(stocktake.lines.filter(pk__in=lines).values_list("device", flat=True))
    held = {
        one.pk: one
        for one in moves.locking()
        .filter(pk__in=keys)
        .select_related("site", "type", "donation", "holder", "place")
    }
    prefetch_related_objects(list(held.values()), "media")
    stocktake = _held(stocktake)
    _check_open(stocktake)
    open_ones = [
        line
        for line in stocktake.lines.filter(pk__in=lines, decision="").order_by("pk")
        if line.device_id in held and queries.fits(line, decision)
    ]
    if not open_ones:
        raise NothingInIt(_("Choose at least one device this decision fits."))
    verb = {Decision.PUT_HERE: _put_here, Decision.LOST: _lose}.get(Decision(decision))
    devices = [held[line.device_id] for line in open_ones]
    happenings = [(one, verb(one, stocktake, act, reason_code)) for one in devices] if verb else []
    events = {event.device_id: event for event in record_all(DeviceEvent, happenings, act)}
    for line in open_ones:
        line.decision, line.decided_by, line.decided_at = decision, act.by, act.at
        line.event = events.get(line.device_id)
    StocktakeLine.objects.bulk_update(
        open_ones, ["decision", "decided_by", "decided_at", "event"], batch_size=200
    )
    return len(open_ones)


def _put_here(device: Device, stocktake: Stocktake, act: Act, _reason: str) -> Happening:
    """Recorded where it was found; from another site of ours, it changes site like a transfer."""
    moves.check_place(device, act)
    if device.stage in departures.OUT_OF_HANDS:
        raise MoveNotAllowed(
            _("%(device)s is recorded as “%(stage)s”: correct that on its own page first.")
            % {"device": device, "stage": Stage(device.stage).label}
        )
    if device.site_id != stocktake.site_id:
        departures.check(device, stocktake.site)
        return departures.arrival(device, stocktake.site, stocktake.place)
    before = {"place": device.place.code if device.place else None}
    code = stocktake.place.code if stocktake.place else None
    return Happening(
        kind=EventKind.PLACED,
        details={"before": before, "place": code, "stocktake": stocktake.ref},
        changes={"place": stocktake.place},
    )


def _lose(device: Device, stocktake: Stocktake, act: Act, reason: str) -> Happening:
    if reason not in REASONS[Move.DECLARE_LOST]:
        raise ReasonNeeded(_("Choose a reason."), allowed=list(REASONS[Move.DECLARE_LOST]))
    moves.check(device, Move.DECLARE_LOST, act, reason_code=reason)
    details: dict[str, Any] = {"stocktake": stocktake.ref}
    if device.place:
        details["before"] = {"place": device.place.code}
    return Happening(
        kind=EventKind.MOVED,
        move=Move.DECLARE_LOST,
        to_stage=Stage.LOST,
        reason_code=reason,
        details=details,
        changes={"place": None},
    )


# The end


@transaction.atomic
def close_stocktake(*, stocktake: Stocktake, act: Act) -> Stocktake:
    """Every difference is decided: the receipt is issued with its number, and nothing changes any more."""
    act.require(Permission.DEVICE_EXIT)
    _check_own(stocktake.site, act)
    stocktake = _held(stocktake)
    _check_open(stocktake)
    if waiting := queries.stocktake_count(stocktake).undecided:
        raise NotSettled(
            ngettext(
                "%(count)d difference still waits for a decision.",
                "%(count)d differences still wait for a decision.",
                waiting,
            )
            % {"count": waiting}
        )
    stocktake.state = Stocktake.State.CLOSED
    stocktake.closed_by, stocktake.closed_at = act.by, act.at
    stocktake.receipt = documents.issue(
        kind=Kind.STOCKTAKE_RECEIPT,
        issuer=stocktake.site.organisation,
        facts=_facts(stocktake, act),
        act=act,
    )
    stocktake.save()
    return stocktake


@transaction.atomic
def cancel_stocktake(*, stocktake: Stocktake, act: Act) -> Stocktake:
    """Give it up: what was scanned and decided stays in the devices' histories, no receipt is issued."""
    act.require(Permission.DEVICE_EXIT)
    _check_own(stocktake.site, act)
    stocktake = _held(stocktake)
    _check_open(stocktake)
    stocktake.state = Stocktake.State.CANCELLED
    stocktake.closed_by, stocktake.closed_at = act.by, act.at
    stocktake.save()
    return stocktake


def _facts(stocktake: Stocktake, act: Act) -> dict[str, Any]:
    count = queries.stocktake_count(stocktake)
    with translation.override(LANGUAGE):
        differing = queries.stocktake_lines(stocktake).exclude(is_expected=True, found_at__isnull=False)
        rows = differing.select_related("device__type", "place").prefetch_related("device__identifiers")
        return {
            "stocktake": stocktake.ref,
            "organisation": stocktake.site.organisation.name,
            "site": stocktake.site.name,
            "place": queries.path_words(stocktake.place) if stocktake.place else "",
            "opened_at": stocktake.opened_at.isoformat(),
            "opened_by": str(stocktake.opened_by),
            "closed_at": act.at.isoformat(),
            "closed_by": str(act.by),
            "counted_by": queries.counters_of(stocktake),
            "expected": count.expected,
            "found": count.found,
            "missing": count.missing,
            "left": count.left,
            "elsewhere": count.elsewhere,
            "unexpected": count.unexpected,
            "lines": [
                {
                    **named(line.device),
                    "kind": queries.kind_of(line),
                    "place": line.place.name if line.place else "",
                    "decision": str(line.get_decision_display()) if line.decision else "",
                }
                for line in rows
            ],
            "by_type": [
                {"type": str(kind), "expected": expected, "found": found}
                for kind, expected, found in queries.counted_by_type(stocktake)
            ],
        }


def _held(stocktake: Stocktake) -> Stocktake:
    """As it is now, until the transaction ends."""
    held = Stocktake.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("site__organisation", "place", "opened_by").get(pk=stocktake.pk)


def _check_open(stocktake: Stocktake) -> None:
    if not stocktake.is_open:
        raise MoveNotAllowed(
            _("Stocktake %(ref)s is “%(state)s”: nothing is counted in it any more.")
            % {"ref": stocktake.ref, "state": stocktake.get_state_display()}
        )


def _check_own(site: Site, act: Act) -> None:
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))
