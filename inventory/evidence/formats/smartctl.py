"""`smartctl` about one disk or several: JSON (an object or a list) and text."""

import re
from typing import Any

from inventory.evidence import measures
from inventory.evidence.findings import Findings, Format
from inventory.evidence.shapes import Object, at, mapping, mappings, words
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk, interface_of, kind_of
from reuse.core.sentences import sentence as _

DISK_FAILING, BELOW_THRESHOLD_NOW, LOGGED_TROUBLE = 8, 16, 64 | 128
WEAR_COUNTERS = (5, 196, 197, 198)  # reallocated, pending and uncorrectable sectors
FIELD = re.compile(r"^([A-Za-z][\w .()/&-]*?):[ \t]+(\S.*)$", re.MULTILINE)


def recognise_json(source: Source) -> bool:
    reports = mappings(source.data)
    return bool(reports) and all("smartctl" in report and "lshw" not in report for report in reports)


def recognise_text(source: Source) -> bool:
    return bool(re.search(r"^smartctl (version )?\d+\.\d+", source.head, re.MULTILINE))


def parse_json(source: Source) -> Findings:
    return parse(source.data)


def parse(value: Any) -> Findings:
    """Findings of reports already loaded; eReuse snapshots carry a list of them."""
    disks = [_disk(report) for report in mappings(value)]
    silent = any(disk.model is None and disk.serial is None for disk in disks)
    problem = _("smartctl could not open a disk: nothing is known about it.")
    return Findings(disks=tuple(disks), problems=(problem,) if silent else ())


def _disk(report: Object) -> Disk:
    model = words(report.get("model_name")) or words(report.get("product"))
    rotation = report.get("rotation_rate")
    interface = _interface(report)
    return Disk(
        serial=words(report.get("serial_number")),
        model=model,
        size=measures.number(at(report, "user_capacity", "bytes") or report.get("nvme_total_capacity")),
        interface=interface,
        kind=kind_of(
            rotation=rotation if isinstance(rotation, int) else None, model=model, interface=interface
        ),
        health=_health(report),
        path=words(at(report, "device", "name")),
        is_removable=words(at(report, "device_type", "name")) in {"cd/dvd", "CD/DVD"},
    )


def _interface(report: Object) -> str | None:
    if "sata_version" in report:
        return "sata"
    if "scsi_error_counter_log" in report or "scsi_grown_defect_list" in report:
        return "sas"
    transport = words(at(report, "scsi_transport_protocol", "name"))
    return interface_of(words(at(report, "device", "protocol")), transport)


def _health(report: Object) -> str | None:
    """passed, worn or failed: `passed` alone is not believed when the counters tell of wear."""
    passed = at(report, "smart_status", "passed")
    status = measures.number(at(report, "smartctl", "exit_status")) or 0
    nvme = mapping(report.get("nvme_smart_health_information_log"))
    counters = mappings(at(report, "ata_smart_attributes", "table"))
    if passed is False or status & DISK_FAILING:
        return "failed"
    if passed is not True:
        return None
    spent = measures.number(nvme.get("percentage_used")) or 0
    is_worn = (
        status & (BELOW_THRESHOLD_NOW | LOGGED_TROUBLE)
        or spent >= 100
        or measures.number(nvme.get("critical_warning"))
        or measures.number(nvme.get("media_errors"))
        or measures.number(report.get("scsi_grown_defect_list"))
        or any(
            row.get("id") in WEAR_COUNTERS and measures.number(at(row, "raw", "value")) for row in counters
        )
    )
    return "worn" if is_worn else "passed"


def parse_text(source: Source) -> Findings:
    reports = re.split(r"^(?=smartctl (?:version )?\d+\.\d+)", source.text, flags=re.MULTILINE)
    disks = [_disk_of_text(report) for report in reports if "INFORMATION SECTION" in report]
    problem = _("smartctl could not open a disk: nothing is known about it.")
    return Findings(disks=tuple(disks), problems=() if disks else (problem,))


def _disk_of_text(report: str) -> Disk:
    fields = {name.lower(): value.strip() for name, value in reversed(FIELD.findall(report))}
    model = (
        fields.get("device model")
        or fields.get("model number")
        or fields.get("product")
        or fields.get("device")
    )
    capacity = next((fields[name] for name in CAPACITIES if name in fields), None)
    rotation = fields.get("rotation rate", "")
    interface = "sata" if "sata version is" in fields else interface_of(fields.get("transport protocol"))
    interface = "nvme" if "model number" in fields else interface
    health = (
        fields.get("smart overall-health self-assessment test result")
        or fields.get("smart health status")
        or ""
    )
    return Disk(
        serial=fields.get("serial number"),
        model=model,
        size=measures.number(capacity),
        interface=interface,
        kind="ssd"
        if "solid" in rotation.lower()
        else "hdd"
        if "rpm" in rotation
        else kind_of(model=model, interface=interface),
        health={"PASSED": "passed", "OK": "passed"}.get(health.upper(), "failed" if health else None),
        is_removable="DVD" in (model or ""),
    )


CAPACITIES = ("user capacity", "total nvm capacity", "namespace 1 size/capacity")

FORMATS = (
    Format("smartctl-json", "json", recognise_json, parse_json),
    Format("smartctl-text", "text", recognise_text, parse_text),
)
