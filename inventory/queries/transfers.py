"""Questions about transfers: which are there, what is on them, what came of it, what is to be checked on arrival."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from inventory.models import (
    ArrivalCheck,
    CheckedDevice,
    Device,
    DeviceQuerySet,
    SamplingRule,
    StocktakeLine,
    Transfer,
    TransferLine,
    TransferQuerySet,
)
from reuse.accounts.models import Membership

Line = TransferLine.State
MISSING, UNEXPECTED = "missing", "unexpected"
_FOUND = {
    "listed": Q(state=Line.LISTED),
    MISSING: Q(state__in=[Line.SENT, Line.LOST, Line.STAYED]),
    "received": Q(state=Line.RECEIVED, is_unexpected=False),
    UNEXPECTED: Q(is_unexpected=True),
}


@dataclass(frozen=True, slots=True)
class TransferCount:
    """Devices listed; sent, of them received and missing; received though nobody announced them."""

    listed: int
    sent: int
    received: int
    missing: int
    unexpected: int
    lost: int
    stayed: int

    @property
    def arrived(self) -> int:
        return self.received + self.unexpected


def transfers(membership: Membership, *, state: str = "", side: str = "") -> TransferQuerySet:
    """Those a person may see, latest change first. `side`: coming `in` to their organisation, or going `out`."""
    found = Transfer.objects.visible_to(membership).beside().order_by("-state_since", "-id")
    if state in Transfer.State.values:
        found = found.filter(state=state)
    if side == "in":
        found = found.filter(to_site__organisation=membership.organisation)
    elif side == "out":
        found = found.filter(from_site__organisation=membership.organisation)
    return found


@dataclass(frozen=True, slots=True)
class CountedTransfer:
    """A transfer as a list tells of it. `arrived`: nothing to say before it left."""

    transfer: Transfer
    devices: int
    arrived: int | None


def counted_transfers(found: Sequence[Transfer]) -> list[CountedTransfer]:
    """Each with the number of its devices, and of those received, in one statement."""
    lines = TransferLine.objects.filter(transfer__in=found).order_by().values("transfer")
    counts = {
        row["transfer"]: (row["devices"], row["arrived"])
        for row in lines.annotate(
            devices=Count("pk", filter=Q(is_unexpected=False)),
            arrived=Count("pk", filter=Q(state=Line.RECEIVED)),
        )
    }
    rows = [(transfer, *counts.get(transfer.pk, (0, 0))) for transfer in found]
    return [
        CountedTransfer(transfer, devices, None if transfer.state in Transfer.UNSEEN else arrived)
        for transfer, devices, arrived in rows
    ]


def arriving(membership: Membership) -> TransferQuerySet:
    """What is on its way to one's own organisation, or being received."""
    return transfers(membership, side="in").filter(state__in=Transfer.ON_THE_WAY)


def transfer_count(transfer: Transfer) -> TransferCount:
    """One statement, whatever its length."""
    found = transfer.lines.aggregate(
        listed=Count("pk", filter=_FOUND["listed"]),
        sent=Count("pk", filter=Q(is_unexpected=False) & ~Q(state=Line.LISTED)),
        received=Count("pk", filter=_FOUND["received"]),
        missing=Count("pk", filter=_FOUND[MISSING]),
        unexpected=Count("pk", filter=_FOUND[UNEXPECTED]),
        lost=Count("pk", filter=Q(state=Line.LOST)),
        stayed=Count("pk", filter=Q(state=Line.STAYED)),
    )
    return TransferCount(**found)


def transfer_lines(transfer: Transfer, kind: str = "") -> QuerySet[TransferLine]:
    """Its lines, all or those of one count, in the order they were scanned."""
    lines = transfer.lines.select_related("device__type", "place", "settled_by").order_by("pk")
    return lines.filter(_FOUND[kind]) if kind in _FOUND else lines


def devices_announced(ref: str, membership: Membership) -> DeviceQuerySet:
    """What a transfer to us may bring: what its slip names, and anything else of the site it comes from."""
    mine = Transfer.objects.visible_to(membership).filter(ref=ref, state__in=Transfer.ON_THE_WAY)
    return Device.objects.filter(
        Q(pk__in=TransferLine.objects.filter(transfer__in=mine).values("device"))
        | Q(site__in=mine.values("from_site"))
    )


def sent_with(device: Device) -> str:
    """The transfer a device was just listed on, and where it goes."""
    line = device.transfer_lines.filter(state=Line.LISTED).select_related("transfer__to_site").first()
    return f"{line.transfer}, {line.transfer.to_site}" if line else ""


def arrived_unannounced(device: Device) -> str:
    """Its transfer, where its slip did not name it."""
    line = device.transfer_lines.filter(state=Line.RECEIVED).order_by("-settled_at", "-pk").first()
    return line.transfer.ref if line and line.is_unexpected else ""


def counted_out_of_place(device: Device) -> str:
    """Where it was recorded, when it was just counted where it was not expected."""
    line = (
        StocktakeLine.objects.filter(device=device, found_at__isnull=False)
        .order_by("-found_at", "-pk")
        .first()
    )
    if line is None or line.is_expected:
        return ""
    if not line.is_elsewhere:
        return device.get_stage_display()
    return str(line.place or device.site)


# The check on arrival


def sample_size(count: int, on: date) -> int:
    """How many of so many are checked: by the rule of the day for that size, all where there is none."""
    known = SamplingRule.objects.filter(since__lte=on, from_count__lte=count).order_by(
        "-since", "-from_count"
    )
    rule = known.first()
    return rule.size(count) if rule else count


def drawn(codes: Sequence[str], *, seed: str, size: int) -> list[str]:
    """The sample a seed draws: those whose SHA-256 of “seed:code” comes first. Anyone can draw it again."""
    ranked = sorted(codes, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())
    return sorted(ranked[:size])


@dataclass(frozen=True, slots=True)
class CheckCount:
    """Devices drawn, looked at, conforming or not."""

    drawn: int
    checked: int
    non_conforming: int


def check_count(check: ArrivalCheck) -> CheckCount:
    """One statement."""
    bad = CheckedDevice.Verdict.NON_CONFORMING
    found = check.devices.aggregate(
        drawn=Count("pk"),
        checked=Count("pk", filter=~Q(verdict="")),
        non_conforming=Count("pk", filter=Q(verdict=bad)),
    )
    return CheckCount(**found)


def checked_devices(check: ArrivalCheck) -> QuerySet[CheckedDevice]:
    """What was drawn, in the order of the codes."""
    return check.devices.select_related("device__type", "reason", "photo", "checked_by").order_by(
        "device__code"
    )
