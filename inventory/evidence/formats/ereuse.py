"""eReuse snapshots: Workbench 11 to 14 (components), schema 1.0.0 and workbench-script (raw tool outputs)."""

import re
from dataclasses import replace
from typing import Any

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.formats import dmidecode, hwinfo, inxi, lshw, sanitize, smartctl
from inventory.evidence.shapes import Object, at, mapping, mappings, words
from inventory.evidence.source import Source, Unreadable, load_json
from inventory.evidence.storage import Disk, interface_of, kind_of
from inventory.evidence.verdict import Claim, Reason
from reuse.core.sentences import sentence as _

MEDIA = {"HardDrive": "hdd", "SolidStateDrive": "ssd", "DataStorage": None}
METHODS = {
    "EraseBasic": "EraseBasic (overwrite)",
    "EraseSectors": "EraseSectors (overwrite, each sector checked)",
    "EraseCrypto": "EraseCrypto (cryptographic erase)",
    "ErasePhysical": "ErasePhysical (destruction)",
    "EraseDataWipe": "EraseDataWipe (overwrite)",
}
CHECKS_ITSELF = {"EraseSectors"}


def recognise_components(source: Source) -> bool:
    data = mapping(source.data)
    return data.get("type") == "Snapshot" and "device" in data and "data" not in data


def recognise_outputs(source: Source) -> bool:
    data = mapping(source.data)
    return bool(_outputs(data)) and (
        data.get("type") in {"Snapshot", "DeviceSnapshotV1"} or "evidence" in data
    )


def is_script(source: Source) -> bool:
    data = mapping(source.data)
    return recognise_outputs(source) and "schema_api" not in data


def parse_components(source: Source) -> Findings:
    data = mapping(source.data)
    device = mapping(data.get("device"))
    components = mappings(data.get("components", []))
    media = [part for part in components if str(part.get("type")) in MEDIA]
    return Findings(
        device=_device(device, components),
        specs=_specs(device, components),
        disks=tuple(_disk(part) for part in media),
        claims=tuple(claim for part in media for claim in _claims(part, data)),
    )


def _device(device: Object, components: list[Object]) -> DeviceFacts:
    board = next((part for part in components if part.get("type") == "Motherboard"), {})
    return DeviceFacts.as_read(
        manufacturer=words(device.get("manufacturer")),
        model=words(device.get("model")),
        version=words(device.get("version")),
        serial=words(device.get("serialNumber")),
        imei=words(device.get("imei")),
        board_model=words(board.get("model")),
        board_serial=words(board.get("serialNumber")),
        type=type_of(words(device.get("type")), words(device.get("chassis"))) or _accessory(device),
    )


def _accessory(device: Object) -> str | None:
    """A keyboard is something else; a thing called computer is of no known type."""
    return None if words(device.get("type")) in {None, "Computer", "Device"} else "other"


def _specs(device: Object, components: list[Object]) -> Specs:
    def first(kind: str) -> Object:
        return next((part for part in components if part.get("type") == kind), {})

    modules = [_ram(part.get("size")) for part in components if part.get("type") == "RamModule"]
    return Specs(
        cpu=placeholders.real_text(words(first("Processor").get("model"))),
        cpu_cores=measures.number(first("Processor").get("cores")),
        ram_mb=sum(modules) or measures.ram_megabytes(_ram(device.get("ramSize"))),
        graphics=placeholders.real_text(words(first("GraphicCard").get("model"))),
        screen_inches=measures.inches(first("Display").get("size") or device.get("size")),
        battery_health=_battery(first("Battery")),
    )


def _ram(size: Any) -> int:
    return (measures.size_in_bytes(size, binary=True, unit="mib") or 0) // 2**20


def _battery(battery: Object) -> int | None:
    measured = [action for action in _actions(battery) if action.get("type") == "MeasureBattery"]
    made_for, left = battery.get("size"), measured[-1].get("size") if measured else None
    return measures.percent(_whole(left), _whole(made_for))


def _whole(value: Any) -> int | None:
    text = re.match(r"\d+", str(value)) if value is not None else None
    return int(text.group()) if text else None


def _actions(part: Object) -> list[Object]:
    """What was done to a component; the first versions said events."""
    return mappings(part.get("actions") or part.get("events") or [])


def _size(part: Object) -> int | None:
    """Versions of Workbench count in 10^6 or 2^20 bytes without saying so: the one that makers sell is meant."""
    readings = [measures.size_in_bytes(part.get("size"), unit=unit) for unit in ("mb", "mib")]
    return min(filter(None, readings), key=measures.distance_to_sold_size, default=None)


def _disk(part: Object) -> Disk:
    model, interface = words(part.get("model")), words(part.get("interface"))
    tests = [a for a in _actions(part) if a.get("type") == "TestDataStorage"]
    assessment = tests[-1].get("assessment") if tests else None
    return Disk(
        serial=words(part.get("serialNumber")),
        model=model,
        size=_size(part),
        interface=interface_of(interface),
        kind=kind_of(model=model) or MEDIA.get(str(part.get("type"))),
        health={True: "passed", False: "failed"}.get(assessment) if isinstance(assessment, bool) else None,
        is_removable=interface == "USB",
    )


def _claims(part: Object, data: Object) -> list[Claim]:
    return [
        Claim(
            serial=words(part.get("serialNumber")),
            model=words(part.get("model")),
            size=_size(part),
            method=METHODS.get(str(action["type"]), str(action["type"])),
            tool=words(data.get("software")) or "Workbench",
            tool_version=words(data.get("version")),
            says=_outcome(action),
            verified=True if str(action["type"]) in CHECKS_ITSELF else None,
            started_at=measures.moment(action.get("startTime")),
            ended_at=measures.moment(action.get("endTime")),
            doubts=_doubts(action),
        )
        for action in _actions(part)
        if str(action.get("type")).startswith("Erase")
    ]


def _outcome(action: Object) -> str | None:
    """Severity Info is success; Workbench leaves it out of an action whose steps all carry it."""
    severities = [item.get("severity") for item in (action, *mappings(action.get("steps", [])))]
    if "Error" in severities:
        return "failed"
    known = [severity for severity in severities if severity is not None]
    return "erased" if known and all(severity == "Info" for severity in known) else None


def _doubts(action: Object) -> tuple[Reason, ...]:
    steps = mappings(action.get("steps", []))
    if not steps:
        return (Reason.NO_STEPS,)
    is_done = all(step.get("severity") == "Info" and measures.moment(step.get("endTime")) for step in steps)
    return () if is_done else (Reason.STEP_FAILED,)


def parse_outputs(source: Source) -> Findings:
    data = mapping(source.data)
    outputs = _outputs(data)
    found = Findings(claims=sanitize.claims(data.get("sanitize", [])))
    for name, parse in PARSERS:
        if outputs.get(name):
            parsed = _parsed(name, parse, outputs[name])
            lists_again = name in LAST_RESORTS and found.disks
            found = found.with_gaps_filled(replace(parsed, disks=()) if lists_again else parsed)
    if data.get("erase"):
        problem = _("The snapshot names disks to erase, without any result: that proves nothing.")
        found = found.with_gaps_filled(Findings(problems=(problem,)))
    return found


def _outputs(data: Object) -> Object:
    """Each tool's output by name, from `data` or from the `evidence` of a verifiable credential."""
    signed = mappings(data.get("evidence", [])) + mappings(at(data, "data", "evidence"))
    outputs = {str(item.get("operation")): item.get("output") for item in signed}
    outputs.update(mapping(data.get("data")))
    return {name: outputs[name] for name, _parse in PARSERS if name in outputs}


def _parsed(name: str, parse: Any, output: Any) -> Findings:
    """One tool's findings; an output that cannot be read leaves the others standing."""
    try:
        if name not in TEXTS and isinstance(output, str):
            output = load_json(output)
        return parse(output) if name not in TEXTS or isinstance(output, str) else Findings()
    except Unreadable as reason:
        said = {"tool": name, "reason": reason.args[0]}
        return Findings(problems=(_("The output of %(tool)s could not be read: %(reason)s") % said,))


TEXTS = {"dmidecode", "hwinfo"}
LAST_RESORTS = {"inxi", "hwinfo"}
# In the order of trust: SMART knows a disk best, lshw the machine; inxi and hwinfo only fill gaps.
PARSERS = (
    ("smart", smartctl.parse),
    ("smartctl", smartctl.parse),
    ("lshw", lshw.parse),
    ("dmidecode", dmidecode.parse_text),
    ("inxi", inxi.parse),
    ("hwinfo", hwinfo.parse_text),
)

FORMATS = (
    Format("workbench-script", "json", is_script, parse_outputs),
    Format("ereuse-lite", "json", recognise_outputs, parse_outputs),
    Format("ereuse-snapshot", "json", recognise_components, parse_components),
    Format("ereuse-snapshot", "yaml", recognise_components, parse_components),
)
