"""The small files of a machine folder that are no dmidecode: `lscpu`, `lspci`, `glxinfo`, `decode-dimms`; each is a part of a machine."""

import re

from inventory.evidence import measures, placeholders
from inventory.evidence.facts import Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.source import Source

CPU_NAME = re.compile(
    r"^(?:Model name|Nom de mod.le|Modellname|Nombre del modelo|Nome modello)\s*:\s*(.+)$", re.MULTILINE
)
GRAPHICS = re.compile(
    r"^\S+ (?:VGA compatible|3D|Display) controller(?: \[\d+\])?: (.+?)(?: \(rev .*)?$", re.MULTILINE
)


def recognise_lscpu(source: Source) -> bool:
    return bool(
        re.search(r"^Architectur\w*\s*:", source.head, re.MULTILINE)
        and re.search(r"^\S*\(s\)\s*:", source.head, re.MULTILINE)
    )


def parse_lscpu(source: Source) -> Findings:
    name = CPU_NAME.search(source.text)
    per_socket = re.search(r"^Core\(s\) per (?:socket|cluster)\s*:\s*(\d+)", source.text, re.MULTILINE)
    sockets = re.search(r"^Socket\(s\)\s*:\s*(\d+)", source.text, re.MULTILINE)
    cores = int(per_socket.group(1)) * int(sockets.group(1)) if per_socket and sockets else None
    return Findings(specs=Specs(cpu=placeholders.real_text(name.group(1)) if name else None, cpu_cores=cores))


def recognise_dimms(source: Source) -> bool:
    return "decode-dimms version" in source.head or "Serial Presence Detect Decoder" in source.head


def parse_dimms(source: Source) -> Findings:
    sizes = [
        measures.number(size) or 0 for size in re.findall(r"^Size\s+(\d+) MB", source.text, re.MULTILINE)
    ]
    return Findings(specs=Specs(ram_mb=sum(sizes) or None))


def recognise_lspci(source: Source) -> bool:
    return (
        len(
            re.findall(
                r"^(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] [A-Z][\w ]+(?: \[\w+\])?: ",
                source.head,
                re.MULTILINE,
            )
        )
        >= 2
    )


def parse_lspci(source: Source) -> Findings:
    graphics = GRAPHICS.search(source.text)
    return Findings(specs=Specs(graphics=placeholders.real_text(graphics.group(1)) if graphics else None))


def recognise_glxinfo(source: Source) -> bool:
    return "OpenGL renderer string:" in source.text


def parse_glxinfo(source: Source) -> Findings:
    renderer = re.search(r"OpenGL renderer string: *(.+)", source.text)
    return Findings(specs=Specs(graphics=placeholders.real_text(renderer.group(1)) if renderer else None))


FORMATS = (
    Format("glxinfo", "text", recognise_glxinfo, parse_glxinfo),
    Format("lscpu", "text", recognise_lscpu, parse_lscpu),
    Format("decode-dimms", "text", recognise_dimms, parse_dimms),
    Format("lspci", "text", recognise_lspci, parse_lspci),
)
