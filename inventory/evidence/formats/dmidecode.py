"""`dmidecode` text, whole or one type alone (baseboard, chassis, connectors)."""

import re

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.source import Source

SECTION = re.compile(r"^Handle 0x[0-9A-Fa-f]+.*\n", re.MULTILINE)
FIELD = re.compile(r"^[ \t]+([A-Z][^:\n]*?):[ \t]*(.*)$", re.MULTILINE)
Section = tuple[str, dict[str, str]]


def recognise(source: Source) -> bool:
    return bool(re.search(r"^# dmidecode \d|^Handle 0x[0-9A-Fa-f]+, DMI type \d+", source.head, re.MULTILINE))


def parse(source: Source) -> Findings:
    return parse_text(source.text)


def parse_text(text: str) -> Findings:
    """Findings of a text already at hand; eReuse snapshots carry one."""
    sections = [_section(block) for block in SECTION.split(text)[1:]]
    system, chassis = _first(sections, "System Information"), _first(sections, "Chassis Information")
    board = _first(sections, "Base Board Information")
    device = DeviceFacts.as_read(
        manufacturer=system.get("Manufacturer") or (chassis.get("Manufacturer") if not system else None),
        model=system.get("Product Name"),
        version=system.get("Version"),
        serial=system.get("Serial Number"),
        uuid=system.get("UUID"),
        board_model=board.get("Product Name"),
        board_serial=board.get("Serial Number"),
        type=type_of(chassis.get("Type"), model=system.get("Product Name")),
    )
    return Findings(device=device, specs=_specs(sections))


def _section(block: str) -> Section:
    title, _newline, body = block.partition("\n")
    return title.strip(), {name: value.strip() for name, value in reversed(FIELD.findall(body))}


def _first(sections: list[Section], title: str) -> dict[str, str]:
    return next((fields for name, fields in sections if name == title), {})


def _specs(sections: list[Section]) -> Specs:
    processor = _first(sections, "Processor Information")
    modules = [
        (measures.size_in_bytes(fields.get("Size"), binary=True) or 0) // 2**20
        for title, fields in sections
        if title == "Memory Device" and fields.get("Type") != "Flash"
    ]
    return Specs(
        cpu=placeholders.real_text(processor.get("Version")),
        cpu_cores=measures.number(processor.get("Core Count")),
        ram_mb=sum(modules) or None,
    )


FORMATS = (Format("dmidecode", "text", recognise, parse),)
