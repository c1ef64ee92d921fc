"""What changed in a machine between two inventories, or since it was announced: parts missing, added or changed."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inventory import codes
from inventory.models import Device, DeviceEvent, Evidence, Medium
from inventory.queries.evidence import Extract, is_inventory
from inventory.states import EventKind

BATTERY_STEP = 10  # points of capacity: less is the measure, more is wear or another battery
SAME_SIZE = 10  # percent: 256 GB are 238 GiB
CPU_NUMBER = re.compile(
    r"[a-z]*\d{3,}[a-z\d]*"
)  # what tells one processor from another: i5-8350u, n4020, 5500u


@dataclass(frozen=True, slots=True)
class Parts:
    """What one source says of a machine's parts; what it does not say is empty. `disks`: serial number → as printed."""

    tool: str = ""
    cpu: str = ""
    ram_mb: int | None = None
    storage_gb: int | None = None
    battery: int | None = None
    disks: tuple[tuple[str, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        return bool(self.cpu and self.ram_mb)

    @property
    def names_each_disk(self) -> bool:
        return all(serial for serial, _printed in self.disks)


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not as it was. `part`: ram, cpu, storage, battery, disk_missing, disk_added."""

    part: str
    before: str = ""
    after: str = ""


def parts_of(extract: Extract, tool: str) -> Parts:
    """The parts an inventory tells of."""
    specs = extract["specs"]
    storage = specs.get("storage") or []
    return Parts(
        tool=tool,
        cpu=specs.get("cpu") or "",
        ram_mb=specs.get("ram_mb"),
        storage_gb=max((disk.get("size_gb") or 0 for disk in storage), default=0) or None,
        battery=specs.get("battery_health"),
        disks=tuple((codes.normalised(disk.get("serial") or ""), _printed(disk)) for disk in storage),
    )


def announced(device: Device) -> Parts:
    """What is known of a device before any tool has looked: what its donor said."""
    return Parts(
        cpu=device.cpu, ram_mb=device.ram_mb, storage_gb=device.storage_gb, battery=device.battery_percent
    )


def differences(after: Parts, earlier: Sequence[Parts], *, gone: Collection[str] = ()) -> list[Difference]:
    """What changed, part by part, since the last of the earlier sources that spoke of it (latest first).

    What a source does not mention has not changed. `gone`: serial numbers of disks known to be out of the machine.
    """

    def last(name: str) -> Any:
        return next((getattr(one, name) for one in earlier if getattr(one, name)), None)

    ram, cpu, storage, battery = (last(name) for name in ("ram_mb", "cpu", "storage_gb", "battery"))
    before = next((one for one in earlier if one.disks), None)
    found = list(_disks(before, after, gone)) if before else []
    if ram and after.ram_mb and ram != after.ram_mb:
        found.append(Difference("ram", str(ram), str(after.ram_mb)))
    if cpu and after.cpu and _is_other_cpu(cpu, after.cpu):
        found.append(Difference("cpu", cpu, after.cpu))
    if before is None and storage and after.storage_gb and _is_other_size(storage, after.storage_gb):
        found.append(Difference("storage", str(storage), str(after.storage_gb)))
    if battery and after.battery and abs(battery - after.battery) >= BATTERY_STEP:
        found.append(Difference("battery", str(battery), str(after.battery)))
    return found


def _disks(before: Parts, after: Parts, gone: Collection[str]) -> Iterator[Difference]:
    """A disk is missing only where each listed one is told apart; none listed counts if the same tool looked whole."""
    were, are = dict(before.disks), dict(after.disks)
    looked = bool(are) or (after.tool == before.tool and after.is_whole)
    if looked and after.names_each_disk:
        for serial in [one for one in were if one and one not in are and one not in gone]:
            yield Difference("disk_missing", before=were[serial])
    if are and before.names_each_disk:
        for serial in [one for one in are if one and one not in were]:
            yield Difference("disk_added", after=are[serial])


def _printed(disk: Extract) -> str:
    return " ".join(filter(None, (disk.get("model"), disk.get("serial"))))


def _is_other_cpu(before: str, after: str) -> bool:
    """Tools and people write one processor in many ways; only two different numbers make two processors."""
    were, are = (set(CPU_NUMBER.findall(name.lower())) for name in (before, after))
    return bool(were and are) and not were & are


def _is_other_size(before: int, after: int) -> bool:
    return abs(before - after) * 100 > SAME_SIZE * max(before, after)


def differences_at(device: Device, evidence: Evidence) -> dict[str, Any]:
    """What an inventory changes in what was known of a device, for the ledger; empty for what is no inventory."""
    if not is_inventory(evidence.extract):
        return {}
    read = device.evidence.filter(state=Evidence.State.ATTACHED, kind__in=("inventory", "both"))
    earlier = [
        parts_of(one.extract, one.format)
        for one in read.exclude(pk=evidence.pk).order_by("-pk")
        if is_inventory(one.extract)
    ]
    gone = {
        medium.normalised
        for medium in device.media.all()
        if medium.removed_at or medium.state in {Medium.State.REMOVED, Medium.State.DESTROYED}
    }
    found = differences(
        parts_of(evidence.extract, evidence.format), earlier or [announced(device)], gone=gone
    )
    changed = [{"part": one.part, "before": one.before, "after": one.after} for one in found]
    since = {"since": "inventory" if earlier else "announced", "differences": changed} if changed else {}
    return {"inventory": True, **since}


def latest_differences(events: Iterable[DeviceEvent]) -> tuple[str, list[Difference]]:
    """What the last inventory changed: since what (inventory, announced), and each part. Events come latest first."""
    for event in events:
        if event.kind == EventKind.EVIDENCE_ADDED and event.details.get("inventory"):
            found = [Difference(**one) for one in event.details.get("differences", [])]
            return event.details.get("since", ""), found
    return "", []
