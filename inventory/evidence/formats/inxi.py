"""`inxi` text (2.x and 3.x) and JSON, whose keys look like `003#0#2#serial`."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of, type_of_number
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.shapes import mappings
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk, interface_of, kind_of

Pairs = list[tuple[str, str]]
KEY = re.compile(r"(?:^|(?<=\s))((?:(?<=\n)[A-Z]\w+ )?[A-Za-z][\w()/#-]*(?:\.\w+)?(?: \[\w+\])?):(?=\s|$)")
SECTION = re.compile(r"^(?=[A-Z][A-Za-z]+(?::|\s{2,}))", re.MULTILINE)
ORDERED_KEY = re.compile(r"(\d+)#\d+#\d+#(.+)")
COLOURS = re.compile(r"\x1b\[[\d;]*m|\x03\d\d")


def recognise_text(source: Source) -> bool:
    starts = re.findall(
        r"^(System|Machine|CPU|Graphics|Drives|Info|Battery):?\s", COLOURS.sub("", source.head), re.MULTILINE
    )
    return len(set(starts)) >= 3 and ("inxi" in source.text or "Kernel:" in source.head)


def recognise_json(source: Source) -> bool:
    first = next(iter(mappings(source.data)), {})
    return any(ORDERED_KEY.fullmatch(key) for key in first)


def parse_text(source: Source) -> Findings:
    sections: dict[str, Pairs] = {}
    for block in SECTION.split(COLOURS.sub("", source.text)):
        lines = [" ".join(line.split()) for line in block.strip().split("\n")]
        name, _space, body = "\n".join(lines).partition(" ")
        sections.setdefault(name.strip(":"), []).extend(_pairs(body))
    return _findings(sections)


def parse_json(source: Source) -> Findings:
    return parse(source.data)


def parse(value: Any) -> Findings:
    """Findings of JSON already loaded; workbench-script carries it."""
    sections: dict[str, Pairs] = {}
    for entry in mappings(value):
        for title, rows in entry.items():
            found = ORDERED_KEY.fullmatch(title)
            pairs = [pair for row in mappings(rows) for pair in _ordered(row)]
            sections.setdefault(found.group(2) if found else title, []).extend(pairs)
    return _findings(sections)


def _ordered(row: dict[str, Any]) -> Pairs:
    keys = [found for key in row if (found := ORDERED_KEY.fullmatch(key))]
    return [(found.group(2), str(row[found.string])) for found in sorted(keys, key=lambda f: int(f.group(1)))]


def _pairs(body: str) -> Pairs:
    parts = KEY.split(body)
    first = [("", parts[0].strip())] if parts[0].strip() else []
    return first + [
        (key, " ".join(value.split())) for key, value in zip(parts[1::2], parts[2::2], strict=True)
    ]


def _findings(sections: dict[str, Pairs]) -> Findings:
    machine = sections.get("Machine", [])
    split = next((i for i, (key, _value) in enumerate(machine) if key == "Mobo"), len(machine))
    system, board = _first(machine[:split]), _first(machine[split:])
    chassis = next((i for i, (key, _value) in enumerate(machine[:split]) if key == "Chassis"), split)
    device = DeviceFacts.as_read(
        manufacturer=system.get("System"),
        model=system.get("product"),
        version=system.get("v"),
        serial=_first(machine[:chassis]).get("serial"),
        uuid=system.get("uuid"),
        board_model=board.get("model"),
        board_serial=board.get("serial"),
        type=type_of(system.get("Type") or system.get("Device"))
        or type_of_number(_first(machine[chassis:split]).get("type")),
    )
    return Findings(device=device, specs=_specs(sections), disks=tuple(_disks(sections.get("Drives", []))))


def _first(pairs: Pairs) -> dict[str, str]:
    return dict(reversed(pairs))


def _specs(sections: dict[str, Pairs]) -> Specs:
    cpu, battery = _first(sections.get("CPU", [])), _first(sections.get("Battery", []))
    graphics = _first(sections.get("Graphics", []))
    name = cpu.get("model") or re.sub(r"^.*?core\s+|\s*\(.*", "", cpu.get("", ""), flags=re.IGNORECASE)
    condition = re.search(r"\((\d+)(?:\.\d+)?%\)", battery.get("condition", ""))
    return Specs(
        cpu=placeholders.real_text(name),
        cpu_cores=measures.number(cpu.get("cores")),
        ram_mb=_ram(sections),
        graphics=placeholders.real_text(
            graphics.get("Device") or graphics.get("Device-1") or graphics.get("Card")
        ),
        battery_health=measures.percent(condition.group(1)) if condition else None,
    )


def _ram(sections: dict[str, Pairs]) -> int | None:
    memory, info = sections.get("Memory", []), _first(sections.get("Info", []))
    modules = [_megabytes(value) for key, value in memory if key == "size"]
    counted = _megabytes(_first(memory).get("total")) or _megabytes(info.get("Memory", "").partition("/")[2])
    return measures.ram_of(modules, counted=counted)


def _megabytes(text: str | None) -> int:
    return (measures.size_in_bytes(text, binary=True) or 0) // 2**20


def _disks(drives: Pairs) -> Iterator[Disk]:
    starts = [i for i, (key, _value) in enumerate(drives) if re.fullmatch(r"ID(-\d+)?", key)]
    for start, end in pairwise([*starts, len(drives)]):
        disk = _first(drives[start:end])
        path = drives[start][1].split(" ")[0]
        interface = (
            "usb" if disk.get("type") == "USB" else interface_of(path, "sata" if "sata" in disk else None)
        )
        model = disk.get("model")
        yield Disk(
            serial=disk.get("serial"),
            model=model,
            size=measures.size_in_bytes(disk.get("size")),
            interface=interface,
            kind={"SSD": "ssd", "HDD": "hdd"}.get(
                disk.get("type", ""), kind_of(model=model, interface=interface)
            ),
            health={"PASSED": "passed"}.get(disk.get("health", ""), "failed" if disk.get("health") else None),
            path=path,
            is_removable=interface == "usb",
        )


FORMATS = (
    Format("inxi-json", "json", recognise_json, parse_json),
    Format("inxi-text", "text", recognise_text, parse_text),
)
