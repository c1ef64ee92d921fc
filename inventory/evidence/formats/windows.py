"""Windows: `systeminfo` in several languages and code pages, and WMI dumps (`wmic … /format:list`)."""

import re
import unicodedata
from collections.abc import Iterable

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of_number
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk, interface_of, kind_of

# Labels of systeminfo without accents: en, fr, de, es, it, pt, nl.
LABELS = {
    "manufacturer": "system manufacturer|fabricant du systeme|systemhersteller|fabricante del sistema|produttore sistema"
    "|fabricante do sistema|systeemfabrikant",
    "model": "system model|modele du systeme|systemmodell|modelo (?:d?el) sistema|modello sistema|modelo do sistema"
    "|systeemmodel",
    "processor": r"processor\(s\)|processeur\(s\)|prozessor\(en\)|procesador\(es\)|processore\(i\)|processador\(es\)",
    "memory": r"total physical memory|memoire physique totale|gesamter phys\w*\.? speicher|(?:cantidad total de )?memoria fisica"
    "(?: total[e]?)?|totaal fysiek geheugen",
}
BUS_TYPES = {
    "3": "ide",
    "7": "usb",
    "8": None,
    "10": "sas",
    "11": "sata",
    "12": "sd",
    "13": "mmc",
    "17": "nvme",
}
WMI_KEYS = {
    "CreationClassName",
    "SystemCreationClassName",
    "PNPDeviceID",
    "ObjectId",
    "BusType",
    "IdentifyingNumber",
}
WMI_KEYS |= {
    "SMBIOSBIOSVersion",
    "ChassisTypes",
    "TotalPhysicalMemory",
    "NumberOfCores",
    "SerialNumber",
    "Capacity",
}


def recognise_systeminfo(source: Source) -> bool:
    text = _plain(source.head)
    return sum(bool(re.search(rf"^(?:{label})\s*:", text, re.MULTILINE)) for label in LABELS.values()) >= 3


def parse_systeminfo(source: Source) -> Findings:
    read = {name: _value(source.text, label) for name, label in LABELS.items()}
    processor = re.search(r"\[01\]\s?:\s*(.+)", source.text[source.text.find(read["processor"] or "") :])
    return Findings(
        device=DeviceFacts.as_read(manufacturer=read["manufacturer"], model=read["model"]),
        specs=Specs(
            cpu=placeholders.real_text(processor.group(1)) if processor and read["processor"] else None,
            ram_mb=measures.ram_megabytes(measures.number(read["memory"])),
        ),
    )


def _value(text: str, label: str) -> str | None:
    """The value beside a label, as the file writes it; the label is compared without accents."""
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(label, _plain(name).strip()):
            return value.strip() or None
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def recognise_wmi(source: Source) -> bool:
    keys = set(re.findall(r"^(\w+)=", source.head, re.MULTILINE))
    return len(keys & WMI_KEYS) >= 2 and len(keys) >= 4


def parse_wmi(source: Source) -> Findings:
    blocks = [
        dict(re.findall(r"^(\w+)=(.*)$", block, re.MULTILINE)) for block in re.split(r"\n\s*\n", source.text)
    ]
    blocks = [
        {key: value.replace("&amp;", "&").strip() for key, value in block.items()}
        for block in blocks
        if block
    ]
    return Findings(device=_device(blocks), specs=_specs(blocks), disks=tuple(_wmi_disks(blocks)))


def _with(blocks: list[dict[str, str]], *keys: str) -> dict[str, str]:
    """The first object that has all these properties: WMI's class is not always printed."""
    return next((block for block in blocks if all(key in block for key in keys)), {})


def _device(blocks: list[dict[str, str]]) -> DeviceFacts:
    product, bios = (
        _with(blocks, "IdentifyingNumber", "Vendor"),
        _with(blocks, "SMBIOSBIOSVersion", "SerialNumber"),
    )
    system, enclosure = _with(blocks, "TotalPhysicalMemory", "Model"), _with(blocks, "ChassisTypes")
    return DeviceFacts.as_read(
        manufacturer=product.get("Vendor") or system.get("Manufacturer"),
        model=product.get("Name") or system.get("Model"),
        version=product.get("Version"),
        serial=product.get("IdentifyingNumber") or bios.get("SerialNumber"),
        uuid=product.get("UUID"),
        type=type_of_number(enclosure.get("ChassisTypes")),
    )


def _specs(blocks: list[dict[str, str]]) -> Specs:
    processor, video = _with(blocks, "NumberOfCores", "Name"), _with(blocks, "VideoProcessor", "Name")
    modules = [measures.number(b["Capacity"]) or 0 for b in blocks if "Capacity" in b and "FormFactor" in b]
    counted = measures.number(_with(blocks, "TotalPhysicalMemory").get("TotalPhysicalMemory"))
    return Specs(
        cpu=placeholders.real_text(processor.get("Name")),
        cpu_cores=measures.number(processor.get("NumberOfCores")),
        ram_mb=measures.ram_of(
            [size // 2**20 for size in modules], counted=counted / 2**20 if counted else None
        ),
        graphics=placeholders.real_text(video.get("Name")),
    )


def _wmi_disks(blocks: list[dict[str, str]]) -> Iterable[Disk]:
    for block in blocks:
        is_physical = "BusType" in block and "Size" in block
        if not is_physical and not ("InterfaceType" in block and "TotalSectors" in block):
            continue
        model = block.get("Model") or block.get("FriendlyName") or block.get("Caption")
        interface = BUS_TYPES.get(block.get("BusType", ""))
        interface = interface or interface_of(
            "nvme" if "nvme" in f"{block.get('PNPDeviceID')} {model}".lower() else None,
            block.get("InterfaceType"),
        )
        media = block.get("MediaType", "")
        kind = {"3": "hdd", "4": "ssd"}.get(media) if is_physical else None
        yield Disk(
            serial=_disk_serial(block.get("SerialNumber")),
            model=model,
            size=measures.number(block.get("Size")),
            interface=interface,
            kind=kind or kind_of(model=model, interface=interface),
            path=block.get("DeviceID") or block.get("DeviceId"),
            is_removable=interface in {"usb", "sd", "mmc"} or "emovable" in media or "xternal" in media,
        )


def _disk_serial(text: str | None) -> str | None:
    """Before Windows 8 the serial is printed in hexadecimal, its letters swapped two by two."""
    if text and re.fullmatch(r"(?:[0-9a-fA-F]{2}){20}", text):
        swapped = bytes.fromhex(text)
        plain = b"".join(swapped[i + 1 : i + 2] + swapped[i : i + 1] for i in range(0, 20, 2)).decode(
            "latin-1"
        )
        return plain if plain.isascii() and plain.isprintable() else text
    return text


FORMATS = (
    Format("windows-systeminfo", "text", recognise_systeminfo, parse_systeminfo),
    Format("windows-wmi", "text", recognise_wmi, parse_wmi),
)
