"""nwipe's PDF certificate, for one disk or a whole system, and the same text copied out of it."""

import re

from inventory.evidence import measures
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts
from inventory.evidence.findings import Findings, Format, refused
from inventory.evidence.source import Source
from inventory.evidence.verdict import Claim, Reason
from reuse.core.sentences import sentence as _

LONGEST_BLOCK = 20_000
LABELS = (
    r"Make/Model|Make|Serial|S/N|Bus|Size\(Apparent\)|Size\(Real\)|Start time|End time|Duration|Status|Method"
    r"|PRNG algorithm|Final Pass\([^)]*\)|Blanking Pass|Verify Pass\([^)]*\)|Verify\([^)]*\)|\*?Bytes Erased"
    r"|Rounds\([^)]*\)|HPA/DCO Size|HPA/DCO|Errors\([^)]*\)|Throughput|Information"
)
LABEL = re.compile(rf"(?:(?<=\s)|^)({LABELS})\s*:")
NO_HIDDEN_AREA = re.compile(
    r"no hidden|not applicable|not supported|does not support|DDNSHPA|disabled", re.IGNORECASE
)
HOST = re.compile(r"^(System|Baseboard|Chassis) ([\w ]+?) = (.*)$", re.MULTILINE)


def recognise_pdf(source: Source) -> bool:
    return any(re.search(r"Erasure by NWIPE|nwipe", page[:3000]) for page in source.pages[:3])


def recognise_text(source: Source) -> bool:
    return "Bytes Erased:" in source.head and "Start time:" in source.head


def parse_pdf(source: Source) -> Findings:
    return _findings(source.pages)


def parse_text(source: Source) -> Findings:
    return _findings([source.text])


def refuse(source: Source) -> Findings:
    return refused(_("This PDF is not an erasure report that can be read; only nwipe's are."))


def _findings(pages: list[str]) -> Findings:
    version = next((v for page in pages for v in re.findall(r"NWIPE version (\d[\w.]*)", page)), None)
    claims = [
        _claim(block, version=version)
        for page in pages
        if "Start time:" in page
        for block in re.split(r"(?=Make(?:/Model)?:)", page)
        if "Start time:" in block
    ]
    return Findings(device=_host("\n".join(pages)), claims=tuple(claims))


def _claim(block: str, *, version: str | None) -> Claim:
    flat = " ".join(block[:LONGEST_BLOCK].split())
    fields = _fields(flat)
    verify = fields.get("Verify Pass") or fields.get("Verify")
    return Claim(
        serial=_serial(fields),
        model=(fields.get("Make/Model") or fields.get("Make") or "").replace("_", " "),
        size=_apparent_size(fields.get("Size", "")),
        method=fields.get("Method"),
        tool="nwipe",
        tool_version=version,
        says=_outcome(flat),
        verified=bool(verify) and not re.match(r"none|off|no\b", verify or "", re.IGNORECASE),
        started_at=measures.moment(fields.get("Start time")),
        ended_at=measures.moment(fields.get("End time")),
        doubts=_doubts(flat, fields),
    )


def _fields(flat: str) -> dict[str, str]:
    """Values by label; of a label that comes twice (the sizes) the first counts."""
    parts = LABEL.split(flat.partition(" Technician/Operator ID")[0])
    named = list(zip(parts[1::2], parts[2::2], strict=True))
    return {re.sub(r"\(.*|^\*", "", name): value.strip() for name, value in reversed(named)}


def _serial(fields: dict[str, str]) -> str | None:
    serial = fields.get("Serial") or fields.get("S/N")
    return serial.split("  ")[0] if serial else None


def _apparent_size(text: str) -> int | None:
    exact = re.search(r"(\d{6,})\s*B", text)
    return int(exact.group(1)) if exact else measures.size_in_bytes(text)


def _outcome(flat: str) -> str | None:
    """The status word stands alone, in capitals, wherever the page's layout put it."""
    words = set(re.findall(r"(?<![\w-])(ERASED|U?ABORTED|FAILED|INSANITY)(?![\w-])", flat))
    if words & {"FAILED", "INSANITY"}:
        return "failed"
    return "aborted" if words & {"ABORTED", "UABORTED"} else "erased" if words else None


def _doubts(flat: str, fields: dict[str, str]) -> tuple[Reason, ...]:
    rounds = re.match(r"(\d+)/(\d+)", fields.get("Rounds", ""))
    hidden = fields.get("HPA/DCO")
    has_hidden = "hidden sectors NOT erased" in flat or re.search(
        r"hidden|detected|enabled", hidden or "", re.IGNORECASE
    )
    is_hidden = bool(has_hidden) and not NO_HIDDEN_AREA.search(hidden or "")
    found = {
        Reason.NO_ROUND: rounds is None or int(rounds.group(1)) < max(1, int(rounds.group(2))),
        Reason.NOT_WHOLE: "(100.00%)" not in fields.get("Bytes Erased", ""),
        Reason.ERRORS: re.match(r"0(/0){2,}(?!\d)", fields.get("Errors", "")) is None,
        Reason.HIDDEN_AREA: is_hidden or "hidden sectors NOT erased" in flat,
        Reason.HIDDEN_AREA_UNKNOWN: "See Warning" in flat or not NO_HIDDEN_AREA.search(hidden or ""),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _host(text: str) -> DeviceFacts:
    host = {f"{part} {name}": value for part, name, value in HOST.findall(text)}
    return DeviceFacts.as_read(
        manufacturer=host.get("System Manufacturer"),
        model=host.get("System Product Name"),
        version=host.get("System Version"),
        serial=host.get("System Serial Number"),
        uuid=host.get("System UUID"),
        board_model=host.get("Baseboard Product Name"),
        board_serial=host.get("Baseboard Serial Number"),
        type=type_of(host.get("Chassis Type")),
    )


FORMATS = (
    Format("nwipe-pdf", "pdf", recognise_pdf, parse_pdf, subject="erasure"),
    Format("unknown", "pdf", lambda _source: True, refuse),
    Format("nwipe-pdf-text", "text", recognise_text, parse_text, subject="erasure"),
)
