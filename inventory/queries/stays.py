"""How long devices stayed at each stage: medians, of devices and of nobody's work."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from donors.models import Donation
from inventory.models import Device, DeviceEvent
from inventory.states import WORK, Stage

MOST = 2_000  # devices looked at; a median of so many moves little with more
STAGES = (Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED)


@dataclass(frozen=True, slots=True)
class Stay:
    """The median time at a stage, of so many stays that have ended."""

    stage: Stage
    median: timedelta
    count: int


@dataclass(frozen=True, slots=True)
class Stays:
    """A batch's times: stage by stage, and from reception to the first hand-over where there is one."""

    stages: tuple[Stay, ...]
    whole: timedelta | None


def stays(donation: Donation) -> Stays:
    """One statement: the moves of the batch's first devices, paired one with the next."""
    devices = Device.objects.filter(donation=donation, received_at__isnull=False).order_by("pk")
    moves = (
        DeviceEvent.objects.filter(device__in=devices.values("pk")[:MOST])
        .exclude(to_stage="")
        .order_by("device", "seq")
        .values_list("device", "to_stage", "at")
    )
    lengths: dict[str, list[timedelta]] = defaultdict(list)
    wholes: list[timedelta] = []
    for _device, of_one in groupby(moves.iterator(chunk_size=2000), key=lambda row: row[0]):
        _measure([(stage, at) for _key, stage, at in of_one], lengths, wholes)
    told = tuple(
        Stay(stage, _median(lengths[stage]), len(lengths[stage])) for stage in STAGES if lengths[stage]
    )
    return Stays(told, _median(wholes) if wholes else None)


def _median(lengths: list[timedelta]) -> timedelta:
    return timedelta(seconds=median(length.total_seconds() for length in lengths))


def _measure(
    steps: list[tuple[str, datetime]], lengths: dict[str, list[timedelta]], wholes: list[timedelta]
) -> None:
    """Add one device's stays; the last one is not over."""
    received = handed_over = None
    for place, (stage, at) in enumerate(steps):
        if place + 1 < len(steps) and steps[place + 1][0] != stage:
            lengths[stage].append(steps[place + 1][1] - at)
        if stage == Stage.RECEIVED:
            received = received or at
        if stage == Stage.HANDED_OVER:
            handed_over = handed_over or at
    if received and handed_over:
        wholes.append(handed_over - received)
