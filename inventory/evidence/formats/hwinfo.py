"""`hwinfo` text: numbered blocks, each with a hardware class, and the firmware tables inside the first."""

import re

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk, interface_of, kind_of

FIELD = re.compile(r"^ +([A-Z][\w /()]*?): (.*)$", re.MULTILINE)
TABLE = re.compile(r"^  (\w[\w ]*?): #\d+\n((?: {4,}.*\n?)*)", re.MULTILINE)
BLOCK = re.compile(r"^\d\d+: ", re.MULTILINE)


def recognise(source: Source) -> bool:
    return bool(re.search(r"^\d\d+: \w+.*\n\s+\[Created at ", source.head, re.MULTILINE))


def parse(source: Source) -> Findings:
    return parse_text(source.text)


def parse_text(text: str) -> Findings:
    """Findings of a text already at hand; eReuse snapshots carry one."""
    tables: dict[str, list[dict[str, str]]] = {}
    for name, body in TABLE.findall(text):
        tables.setdefault(name, []).append(_fields(body))
    blocks = [_fields(block) for block in BLOCK.split(text)[1:]]
    system, chassis, board = (
        next(iter(tables.get(f"{n} Info", [])), {}) for n in ("System", "Chassis", "Board")
    )
    device = DeviceFacts.as_read(
        manufacturer=system.get("Manufacturer"),
        model=system.get("Product"),
        version=system.get("Version"),
        serial=system.get("Serial"),
        uuid=system.get("UUID"),
        board_model=board.get("Product"),
        board_serial=board.get("Serial"),
        type=type_of(chassis.get("Type")),
    )
    soldered = {p[:-5] for b in blocks if (p := b.get("Device File", "")).endswith("boot0")}
    disks = [_disk(block, soldered=soldered) for block in blocks if block.get("Hardware Class") == "disk"]
    return Findings(device=device, specs=_specs(blocks, tables), disks=tuple(disks))


def _fields(text: str) -> dict[str, str]:
    return {name: value.strip().strip('"') for name, value in reversed(FIELD.findall(text))}


def _specs(blocks: list[dict[str, str]], tables: dict[str, list[dict[str, str]]]) -> Specs:
    def first(hardware_class: str) -> dict[str, str]:
        return next((block for block in blocks if block.get("Hardware Class") == hardware_class), {})

    processor = next(iter(tables.get("Processor Info", [])), {})
    modules = [
        measures.size_in_bytes(m.get("Size"), binary=True) or 0 for m in tables.get("Memory Device", [])
    ]
    counted = measures.size_in_bytes(first("memory").get("Memory Size"), binary=True)
    return Specs(
        cpu=placeholders.real_text(
            re.sub(r"^[\d.]+ ", "", first("cpu").get("Model", "")) or processor.get("Version")
        ),
        ram_mb=measures.ram_of(
            [size // 2**20 for size in modules], counted=counted / 2**20 if counted else None
        ),
        graphics=placeholders.real_text(first("graphics card").get("Model")),
        screen_inches=_diagonal(first("monitor").get("Size")),
    )


def _diagonal(size: str | None) -> str | None:
    """Inches out of `344x193 mm`."""
    sides = re.match(r"(\d+)x(\d+) mm", size or "")
    return (
        measures.inches((int(sides.group(1)) ** 2 + int(sides.group(2)) ** 2) ** 0.5 / 25.4)
        if sides
        else None
    )


def _disk(block: dict[str, str], *, soldered: set[str]) -> Disk:
    path = block.get("Device File", "").split(" ")[0]
    exact = re.search(r"\((\d+) bytes\)", block.get("Capacity", ""))
    is_card = path.startswith("/dev/mmcblk")
    attached = block.get("Attached to")
    interface = "emmc" if is_card else interface_of(block.get("Driver"), path, attached)
    model = block.get("Model")
    return Disk(
        serial=block.get("Serial ID"),
        model=None if model == "Disk" else model,
        size=int(exact.group(1)) if exact else None,
        interface=interface,
        kind=kind_of(model=model, interface=interface),
        path=path or None,
        is_removable=interface == "usb" or (is_card and path not in soldered),
    )


FORMATS = (Format("hwinfo", "text", recognise, parse),)
