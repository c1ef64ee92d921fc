"""Blancco reports in XML: nested entries, the flat export with dotted element names, and flat phone wipe records."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from inventory.evidence import measures
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts
from inventory.evidence.findings import Findings, Format, refused
from inventory.evidence.source import Source
from inventory.evidence.verdict import Claim, Reason
from reuse.core.sentences import sentence as _

Fields = dict[str, str]
MOST_REPORTS = 1000
MOST_ERASURES = 200


def recognise(source: Source) -> bool:
    return "blancco" in source.head.lower() and source.tree.tag != "DATAWIPE"


def parse(source: Source) -> Findings:
    root = source.tree
    if root.tag == "request":
        return refused(_("This is a request to a Blancco console, not a report."))
    reports = [report for element in _reports(root) if (report := dict(_flat(element)))]
    devices = {_device(report) for report in reports}
    device = devices.pop() if len(devices) == 1 else DeviceFacts()
    return Findings(
        device=device, claims=tuple(claim for report in reports for claim in _claims(report, device))
    )


def _reports(root: Element) -> list[Element]:
    return [element for element in root.iter() if element.tag == "report"][:MOST_REPORTS] or [root]


def _flat(root: Element) -> Iterator[tuple[str, str]]:
    """Dotted paths and texts; the n-th erasure of a nested report is told apart by its number."""
    waiting: list[tuple[str, Element]] = [("", root)]
    while waiting:
        path, element = waiting.pop()
        counts: dict[str, int] = {}
        for part in element:
            name = part.get("name") or str(part.tag)
            counts[name] = counts.get(name, 0) + 1
            number = f"#{counts[name]}" if name == "erasure" else ""
            waiting.append((f"{path}.{name}{number}", part))
        text = (element.text or "").strip()
        if not len(element) and text and text != "None":
            yield path.lower(), text


def _value(report: Fields, *ends: str) -> str | None:
    for end in ends:
        for path, text in report.items():
            if path.endswith(end):
                return text
    return None


def _device(report: Fields) -> DeviceFacts:
    return DeviceFacts.as_read(
        manufacturer=_value(report, "system.manufacturer"),
        model=_value(report, "system.model", "system.market_name"),
        serial=_value(report, "system.serial"),
        imei=_value(report, "system.imei", "system.imei1"),
        uuid=_value(report, "system.uuid"),
        type="smartphone"
        if _value(report, "system.imei", "system.esn")
        else type_of(_value(report, "system.chassis_type")),
    )


def _claims(report: Fields, device: DeviceFacts) -> Iterator[Claim]:
    marks = {
        found.group() for path in report if (found := re.search(r"erasures\.erasure(#\d+)?(?=\.)", path))
    }
    for mark in sorted(marks)[:MOST_ERASURES]:
        erasure = {path.partition(mark)[2]: text for path, text in report.items() if f"{mark}." in path}
        failure = _value(erasure, "failure.message")
        state = _value(erasure, ".state") or ""
        yield Claim(
            serial=_value(erasure, "target.serial", ".serial")
            or (device.imei or device.serial if len(marks) == 1 else None),
            model=_value(erasure, "target.model", ".model") or (device.model if len(marks) == 1 else None),
            method=_value(erasure, ".erasure_standard_name"),
            tool="Blancco",
            tool_version=_value(report, "product_version", "report.product_version"),
            says=_outcome(state),
            started_at=measures.moment(_value(erasure, ".start_time")),
            ended_at=measures.moment(_value(erasure, ".end_time")),
            doubts=(Reason.ERRORS,) if failure else (),
        )


def _outcome(state: str) -> str | None:
    word = state.strip().lower()
    if re.search(r"cancel|abort|interrupt|stopped", word):
        return "aborted"
    if re.search(r"fail|not |un(success|erased)|error|incomplete", word):
        return "failed"
    return "erased" if re.fullmatch(r"(success(ful(ly)?)?|completed|erased|ok|pass(ed)?)\b.*", word) else None


def recognise_phone(source: Source) -> bool:
    return source.tree.tag == "DATAWIPE"


def parse_phone(source: Source) -> Findings:
    """One record per phone: a result and one time, without start, end or method."""
    units = [{part.tag: (part.text or "").strip() for part in unit} for unit in source.tree.findall("UNIT")][
        :MOST_REPORTS
    ]
    devices = [_phone(unit) for unit in units]
    claims = [
        Claim(
            serial=device.imei or device.serial,
            model=device.model,
            size=measures.size_in_bytes(unit.get("CAPACITY")),
            method=unit.get("METHOD") or unit.get("ERASURE_METHOD"),
            tool="Blancco",
            tool_version=unit.get("SOFTWARE_VER"),
            says=_outcome(unit.get("RESULT", "")),
        )
        for unit, device in zip(units, devices, strict=True)
    ]
    return Findings(device=devices[0] if len(devices) == 1 else DeviceFacts(), claims=tuple(claims))


def _phone(unit: Fields) -> DeviceFacts:
    found = DeviceFacts.as_read(
        manufacturer=unit.get("OEM_NAME"),
        model=unit.get("MODEL_NAME"),
        serial=unit.get("SERIAL_NUMBER"),
        imei=unit.get("IMEI") or unit.get("SERIAL_NUMBER"),
        activation_lock={"active": True, "deactive": False}.get(unit.get("FMIP_STATUS", "").lower()),
    )
    return DeviceFacts(**{**vars(found), "type": "smartphone" if found.imei else None})


FORMATS = (
    Format("datawipe-xml", "xml", recognise_phone, parse_phone, subject="erasure"),
    Format("blancco-xml", "xml", recognise, parse, subject="erasure"),
)
