"""Keeps the media that belong to a machine: no sticks, no card readers, no disk listed twice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from inventory.evidence import measures, placeholders
from inventory.evidence.facts import StorageFact

MOST_DISKS = 500
INTERFACES = (
    ("usb", r"usb"),
    ("nvme", r"nvme|nvm\s*express|apple fabric|\bpcie?\b"),
    ("sas", r"\bsas\b"),
    ("sata", r"\bs-?ata\b|serial[\s-]?ata|ahci"),
    ("emmc", r"\be?mmc\b"),
    ("ide", r"\bide\b|\bpata\b|parallel"),
)
SOLID = re.compile(r"\bssd|ssd\b|nvme|solid[\s_-]?state|\bmz[a-z0-9]|emmc", re.IGNORECASE)
NOT_STORAGE = re.compile(
    r"\b(cd|dvd|bd)[-+ ]?(r|rw|rom|ram)\b|dvd|card[\s-]?reader|\bSD/MMC\b|multi[\s-]?card|micro\s?sd|compact\s?flash"
    r"|memory\s?stick|floppy|disk image|flash disk|datatraveler|\bloop(back)? ?device|virtual (cd|floppy)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Disk:
    """A disk as one tool lists it; `path` tells one device from another inside one file."""

    serial: str | None = None
    model: str | None = None
    size: int | None = None
    interface: str | None = None
    kind: str | None = None
    health: str | None = None
    path: str | None = None
    is_removable: bool = False


def interface_of(*texts: str | None) -> str | None:
    for text in texts:
        for code, pattern in INTERFACES:
            if text and re.search(pattern, text, re.IGNORECASE):
                return code
    return None


def kind_of(
    *, rotation: int | None = None, model: str | None = None, interface: str | None = None
) -> str | None:
    """hdd or ssd, where the tool or the disk's own name says so."""
    if rotation is not None:
        return "hdd" if rotation else "ssd"
    return "ssd" if interface in {"nvme", "emmc"} or SOLID.search(model or "") else None


def media(disks: Iterable[Disk]) -> tuple[StorageFact, ...]:
    """Each medium once. Two disks without a serial are two disks, unless they are one path of one file."""
    kept: list[Disk] = []
    for disk in map(_cleaned, islice(disks, MOST_DISKS)):
        position = next((i for i, other in enumerate(kept) if _is_same(disk, other)), None)
        if position is None:
            kept.append(disk)
        else:
            kept[position] = _merged(kept[position], disk)
    return tuple(_fact(disk) for disk in kept if _belongs(disk))


def _cleaned(disk: Disk) -> Disk:
    path = re.sub(r"(nvme\d+)(?:n\d+)?$", r"\1", disk.path) if disk.path else None
    return replace(
        disk,
        serial=placeholders.real_serial(disk.serial),
        model=placeholders.real_text(disk.model),
        path=path,
    )


def _is_same(disk: Disk, other: Disk) -> bool:
    if disk.serial and other.serial:
        return placeholders.normalise(disk.serial) == placeholders.normalise(other.serial)
    return bool(disk.path) and disk.path == other.path


def _merged(first: Disk, second: Disk) -> Disk:
    return Disk(
        serial=first.serial or second.serial,
        model=first.model or second.model,
        size=first.size or second.size,
        interface=first.interface or second.interface,
        kind=first.kind or second.kind,
        health=first.health or second.health,
        path=first.path or second.path,
        is_removable=first.is_removable or second.is_removable,
    )


def _belongs(disk: Disk) -> bool:
    is_named = bool(disk.serial or disk.model)
    return (
        not disk.is_removable and (is_named or bool(disk.size)) and not NOT_STORAGE.search(disk.model or "")
    )


def _fact(disk: Disk) -> StorageFact:
    return StorageFact(
        serial=disk.serial,
        model=disk.model,
        size_gb=measures.gigabytes(disk.size),
        interface=disk.interface,
        kind=disk.kind or kind_of(model=disk.model, interface=disk.interface),
        health=disk.health,
    )
