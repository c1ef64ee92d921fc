"""Series of scans: opened with their first scan, shared by those who take turns, ended by hand; lists looked at first."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationMove, DonationStage
from inventory.models import Device, ScanRecord, Series
from inventory.states import ACTS, RULES, UNDO, Action, Move
from inventory.workflow import acts, moves
from inventory.workflow.resolving import Resolution, resolve_all
from inventory.workflow.scans import scan
from reuse.accounts.acting import Act
from reuse.accounts.models import Workstation
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """A series as its address tells it, before any scan: `params` hold reason_code, grade, place or site."""

    id: uuid.UUID
    action: Action
    params: Mapping[str, str]
    donation: Donation | None = None


def series_of(plan: Plan, *, act: Act, workstation: Workstation | None = None) -> Series:
    """The series of this identifier; made when its first scan comes. Another organisation's refuses."""
    series, is_new = Series.objects.get_or_create(
        public_id=plan.id,
        defaults={
            "action": plan.action,
            "params": dict(plan.params),
            "donation": plan.donation,
            "organisation": act.organisation,
            "site": act.site,
            "workstation": workstation,
            "opened_by": act.by,
            "opened_at": act.recorded_at,
        },
    )
    if is_new:
        return series
    if series.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This series belongs to another organisation."))
    return series


@transaction.atomic
def end_series(*, series: Series, act: Act) -> Series:
    """No scan comes to it any more, but those made before and sent late."""
    _check_own(series, act)
    if series.ended_at is None:
        series.ended_at = act.at
        series.save(update_fields=["ended_at"])
    return series


@transaction.atomic
def put_aside(*, series: Series, act: Act, scans: Collection[uuid.UUID] | None = None) -> int:
    """Take refused, unknown and ambiguous scans off the list (None: all); they stay recorded. Returns how many."""
    _check_own(series, act)
    open_ones = series.scans.filter(settled_at=None).exclude(
        result__in=[ScanRecord.Result.DONE, ScanRecord.Result.REPEATED]
    )
    if scans is not None:
        open_ones = open_ones.filter(scan__in=scans)
    return open_ones.update(settled_at=act.recorded_at)


def undo_scans(*, series: Series, scans: Sequence[uuid.UUID], act: Act) -> list[ScanRecord]:
    """Take back the scans chosen, latest first; each is a scan of its own, done or refused with its reason.

    Sent twice, it undoes once: an undo's identifier follows from that of the scan it takes back.
    """
    _check_own(series, act)
    latest_first = series.scans.filter(scan__in=scans).order_by("-pk").values_list("scan", flat=True)
    return [
        scan(
            scan_id=uuid.uuid5(one, UNDO),
            text="",
            move=UNDO,
            params={"scan": str(one)},
            act=act,
            series=series,
        )
        for one in latest_first
    ]


def _check_own(series: Series, act: Act) -> None:
    if series.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This series belongs to another organisation."))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a pasted list: what it names, and what would refuse it. `first`: the line that named it before."""

    number: int
    text: str
    resolution: Resolution
    refusal: Refusal | None = None
    is_there_already: bool = False
    first: int = 0

    @property
    def device(self) -> Device | None:
        """The one device it names."""
        return self.resolution.devices[0] if len(self.resolution.devices) == 1 else None

    @property
    def would_pass(self) -> bool:
        return bool(self.device) and not (self.refusal or self.first or self.is_there_already)


def preview(texts: Sequence[str], *, action: Action, params: Mapping[str, str], act: Act) -> list[Line]:
    """What would become of each text of a list, in a fixed number of statements. Nothing is changed.

    Raises ParameterMissing when the action lacks what it needs, and MoveNotAllowed for too long a list.
    """
    if len(texts) > MOST_LINES:
        raise MoveNotAllowed(_("Paste at most %(most)d lines at once.") % {"most": MOST_LINES})
    move = None if action in ACTS else Move(action.value)
    found = resolve_all(
        texts,
        membership=act.membership,
        devices=moves.watched(move).select_related("type", "site", "donation"),
    )
    devices = [one.devices[0] for one in found if len(one.devices) == 1]
    prefetch_related_objects(devices, "media", "checks")
    aim = acts.aim(action, params, act) if action in ACTS else {}
    receivable: dict[int, bool] = {}
    before: dict[int, int] = {}
    lines = []
    for number, (text, resolution) in enumerate(zip(texts, found, strict=True), start=1):
        line = Line(number, text, resolution)
        if device := line.device:
            first = before.setdefault(device.pk, number)
            refusal, is_there = _would(device, action, params, aim, act)
            if refusal is None and not is_there and move == Move.RECEIVE:
                refusal = _reception_refusal(device.donation, receivable, act)
            line = Line(number, text, resolution, refusal, is_there, first if first != number else 0)
        lines.append(line)
    return lines


def _would(
    device: Device, action: Action, params: Mapping[str, str], aim: Mapping[str, Any], act: Act
) -> tuple[Refusal | None, bool]:
    """What would refuse it, and whether it is so already."""
    try:
        if action in ACTS:
            return None, acts.planned(device, action, aim, act) is None
        move = Move(action.value)
        if device.stage == RULES[move].target:
            return None, True
        moves.check(device, move, act, reason_code=params.get("reason_code", ""))
    except Refusal as refusal:
        return refusal, False
    return None, False


def _reception_refusal(donation: Donation, receivable: dict[int, bool], act: Act) -> Refusal | None:
    """Why nothing of the batch can be received; asked once a batch."""
    if donation.pk not in receivable:
        is_open = donation.stage == DonationStage.IN_RECEPTION and not donation.reception_paused_at
        receivable[donation.pk] = is_open or donations.can(donation, DonationMove.START_RECEPTION, act)
    if receivable[donation.pk]:
        return None
    return MoveNotAllowed(
        _("Batch %(ref)s cannot be received: it has not been accepted, it is paused, or it is closed.")
        % {"ref": donation.ref}
    )
