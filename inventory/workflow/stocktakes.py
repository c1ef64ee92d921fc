"""Stocktakes: the expected list is frozen, what is there is scanned, and once all is decided the receipt is issued.

Several people count at once; a device scanned twice counts once. Locks: devices by key, then the stocktake.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, Stocktake, StocktakeLine
from inventory.states import EventKind
from inventory.workflow import transit
from inventory.workflow.paperwork import LANGUAGE
from inventory.workflow.receiving import named
from inventory.workflow.refusals import (
    NothingToUndo,
    NotSettled,
    ParameterMissing,
    PlaceClosed,
)
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening
from reuse.core.models import Counter
from reuse.core.refusals import MoveNotAllowed
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind

Decision = StocktakeLine.Decision


@transaction.atomic
def open_stocktake(*, site: Site, place: Place | None, act: Act) -> Stocktake:
    """Freeze what should be there now: at the site, or in the place and all within it."""
    act.require(Permission.DEVICE_WORK)
    transit.check_own(site, act)
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
    transit.check_own(stocktake.site, act)
    check_open(stocktake)
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
    stocktake = held_stocktake(aims["stocktake"])
    check_open(stocktake)
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
    check_open(held_stocktake(line.stocktake))
    if line.decision:
        raise MoveNotAllowed(_("Something was decided of it already: take that back first."))
    if line.is_expected:
        line.found_at = line.found_by = None
        line.save(update_fields=["found_at", "found_by"])
    else:
        line.delete()


# The end


@transaction.atomic
def close_stocktake(*, stocktake: Stocktake, act: Act) -> Stocktake:
    """Every difference is decided: the receipt is issued with its number, and nothing changes any more."""
    act.require(Permission.DEVICE_EXIT)
    transit.check_own(stocktake.site, act)
    stocktake = held_stocktake(stocktake)
    check_open(stocktake)
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
    transit.check_own(stocktake.site, act)
    stocktake = held_stocktake(stocktake)
    check_open(stocktake)
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
                    "decision": "" if line.is_open else str(line.get_decision_display()),
                }
                for line in rows
            ],
            "by_type": [
                {"type": str(kind), "expected": expected, "found": found}
                for kind, expected, found in queries.counted_by_type(stocktake)
            ],
        }


def held_stocktake(stocktake: Stocktake) -> Stocktake:
    """As it is now, until the transaction ends."""
    held = Stocktake.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("site__organisation", "place", "opened_by").get(pk=stocktake.pk)


def check_open(stocktake: Stocktake) -> None:
    if not stocktake.is_open:
        raise MoveNotAllowed(
            _("Stocktake %(ref)s is “%(state)s”: nothing is counted in it any more.")
            % {"ref": stocktake.ref, "state": stocktake.get_state_display()}
        )
