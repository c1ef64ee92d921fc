"""macOS `system_profiler`: the indented text, and the property list of `-xml`."""

import plistlib
import re
from collections.abc import Iterator
from typing import Any

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.shapes import Object, mappings, words
from inventory.evidence.source import Source, Unreadable
from inventory.evidence.storage import Disk, interface_of, kind_of

LINE = re.compile(r"^( *)([^ :\n][^:\n]*): ?(.*)$", re.MULTILINE)
Fields = dict[str, str]
DISK_SECTIONS = re.compile(
    r"Serial-?ATA|^SATA|NVMExpress|Parallel ATA|^ATA$|SPSerialATA|SPNVMe|SPParallelATA|^USB|SPUSB",
    re.IGNORECASE,
)
PHYSICAL_DRIVE = {"physical drive", "physical_drive"}
PLIST_NAMES = {
    "machine_name": "Model Name",
    "machine_model": "Model Identifier",
    "serial_number": "Serial Number (system)",
    "platform_UUID": "Hardware UUID",
    "cpu_type": "Processor Name",
    "chip_type": "Chip",
    "number_processors": "Total Number of Cores",
    "physical_memory": "Memory",
    "activation_lock_status": "Activation Lock Status",
    "device_model": "Model",
    "device_serial": "Serial Number",
    "size_in_bytes": "Capacity",
    "size": "Size",
    "spsata_medium_type": "Medium Type",
    "removable_media": "Removable Media",
    "smart_status": "S.M.A.R.T. status",
    "bsd_name": "BSD Name",
    "device_name": "Device Name",
    "is_internal_disk": "Internal",
    "medium_type": "Medium Type",
    "protocol": "Protocol",
    "sppower_battery_health_maximum_capacity": "Maximum Capacity",
    "sppci_model": "Chipset Model",
    "spdisplays_vendor": "Vendor",
}


def recognise_text(source: Source) -> bool:
    return bool(
        re.search(
            r"^\s+(Model Identifier|Serial Number \(system\)|Hardware UUID|Boot ROM Version):",
            source.head,
            re.MULTILINE,
        )
    )


def recognise_plist(source: Source) -> bool:
    return source.tree.tag == "plist" and "_dataType" in source.head


def parse_text(source: Source) -> Findings:
    return _findings(list(_groups(source.text)))


def _groups(text: str) -> Iterator[tuple[tuple[str, ...], Fields]]:
    """Each indented group: its titles from the top, and its own fields."""
    titles: list[tuple[int, str]] = []
    groups: dict[tuple[str, ...], Fields] = {}
    for indent, name, value in LINE.findall(text):
        while titles and titles[-1][0] >= len(indent):
            titles.pop()
        path = tuple(title for _indent, title in titles)
        if value.strip():
            groups.setdefault(path, {}).setdefault(name.strip(), value.strip())
        else:
            titles.append((len(indent), name.strip()))
            yield from groups.items()
            groups = {}  # a twin under the same titles is a group of its own
    yield from groups.items()


def parse_plist(source: Source) -> Findings:
    try:
        root = plistlib.loads(source.text[source.text.find("<plist") :].encode(), fmt=plistlib.FMT_XML)
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise Unreadable(str(error)) from error
    groups = [
        ((words(section.get("_dataType")) or "", *path), fields)
        for section in mappings(root)
        for path, fields in _plist_groups(section)
    ]
    return _findings(groups)


def _plist_groups(section: Object) -> Iterator[tuple[tuple[str, ...], Fields]]:
    waiting: list[tuple[tuple[str, ...], Object]] = [((), section)]
    while waiting:
        path, item = waiting.pop()
        plain: Any = {
            PLIST_NAMES.get(key, key): text for key, value in item.items() if (text := words(value))
        }
        yield path, plain
        for key, value in item.items():
            if key != "volumes" and len(path) < 20 and isinstance(value, list | dict):
                waiting += [((*path, words(child.get("_name")) or key), child) for child in mappings(value)]


def _findings(groups: list[tuple[tuple[str, ...], Fields]]) -> Findings:
    hardware = next((fields for _path, fields in groups if "Model Identifier" in fields), {})
    graphics = next((fields["Chipset Model"] for _path, fields in groups if "Chipset Model" in fields), None)
    battery = next(
        (fields["Maximum Capacity"] for _path, fields in groups if "Maximum Capacity" in fields), None
    )
    lock = hardware.get("Activation Lock Status", "").lower()
    device = DeviceFacts.as_read(
        manufacturer="Apple" if hardware else None,
        model=hardware.get("Model Name"),
        version=hardware.get("Model Identifier"),
        serial=hardware.get("Serial Number (system)") or hardware.get("Serial Number"),
        uuid=hardware.get("Hardware UUID"),
        type=type_of(model=hardware.get("Model Name") or hardware.get("Model Identifier")),
        activation_lock={
            "activation_lock_enabled": True,
            "activation_lock_disabled": False,
            "enabled": True,
            "disabled": False,
        }.get(lock),
    )
    specs = Specs(
        cpu=placeholders.real_text(hardware.get("Chip") or hardware.get("Processor Name")),
        cpu_cores=measures.number(
            (hardware.get("Total Number of Cores") or hardware.get("Total Number Of Cores") or "").split(" ")[
                0
            ]
        ),
        ram_mb=_ram(hardware.get("Memory")),
        graphics=placeholders.real_text(graphics),
        battery_health=measures.percent(battery),
    )
    disks = [_disk(path, fields) for path, fields in groups if _is_disk(path, fields)]
    return Findings(device=device, specs=specs, disks=tuple(disks or _physical_drives(groups)))


def _ram(text: str | None) -> int | None:
    size = measures.size_in_bytes(text, binary=True)
    return measures.ram_megabytes(size / 2**20) if size else None


def _is_disk(path: tuple[str, ...], fields: Fields) -> bool:
    is_medium = "Capacity" in fields and (
        "Serial Number" in fields or "Model" in fields or "Removable Media" in fields
    )
    return bool(path) and bool(DISK_SECTIONS.search(path[0])) and is_medium and "Mount Point" not in fields


def _disk(path: tuple[str, ...], fields: Fields) -> Disk:
    interface = interface_of(path[0])
    rotation = fields.get("Medium Type", "").lower()
    model = fields.get("Model") or path[-1]
    exact = re.search(r"\(([\d\s.,\u202f\xa0]+) bytes\)", fields["Capacity"])
    return Disk(
        serial=fields.get("Serial Number"),
        model=model,
        size=measures.number(exact.group(1)) if exact else measures.size_in_bytes(fields["Capacity"]),
        interface=interface,
        kind={"rotational": "hdd", "solid state": "ssd", "ssd": "ssd"}.get(
            rotation, kind_of(model=model, interface=interface)
        ),
        health=_health(fields),
        path=fields.get("BSD Name"),
        is_removable=interface == "usb" or fields.get("Removable Media", "").lower() == "yes",
    )


def _health(fields: Fields) -> str | None:
    status = next((value for name, value in fields.items() if name.startswith("S.M.A.R.T.")), "")
    return {"verified": "passed", "failing": "failed"}.get(status.lower())


def _physical_drives(groups: list[tuple[tuple[str, ...], Fields]]) -> Iterator[Disk]:
    """Where no bus lists its disks: the drive named below each volume; a volume's size is not the drive's."""
    for path, fields in groups:
        if path and path[-1].lower() in PHYSICAL_DRIVE and fields.get("Internal", "").lower() == "yes":
            name = fields.get("Device Name")
            kind = {"ssd": "ssd", "rotational": "hdd"}.get(fields.get("Medium Type", "").lower())
            interface = interface_of(fields.get("Protocol"))
            yield Disk(model=name, interface=interface, kind=kind, health=_health(fields), path=name)


FORMATS = (
    Format("macos-system-profiler", "text", recognise_text, parse_text),
    Format("macos-plist", "xml", recognise_plist, parse_plist),
)
