"""GLPI inventory JSON and the FusionInventory / OCS XML it descends from."""

from typing import Any
from xml.etree.ElementTree import Element

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format, refused
from inventory.evidence.shapes import Object, mapping, mappings, words
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk, interface_of, kind_of
from reuse.core.sentences import sentence as _

ITEM_TYPES = {
    "printer": "printer",
    "networkequipment": "network",
    "networking": "network",
    "phone": "smartphone",
}


def recognise_json(source: Source) -> bool:
    data = mapping(source.data)
    return "deviceid" in data and ("action" in data or "content" in data)


def recognise_xml(source: Source) -> bool:
    return source.tree.tag == "REQUEST" and source.tree.find("CONTENT") is not None


def parse_json(source: Source) -> Findings:
    data = mapping(source.data)
    action = words(data.get("action")) or "inventory"
    return _findings(mapping(data.get("content")), action=action, item_type=words(data.get("itemtype")))


def parse_xml(source: Source) -> Findings:
    root = source.tree
    query = (root.findtext("QUERY") or "INVENTORY").lower()
    item_type = root.findtext("ITEMTYPE")
    content: Object = {}
    for section in root.find("CONTENT") or ():
        content.setdefault(section.tag.lower(), []).append(_object(section))
    return _findings(content, action=query, item_type=item_type)


def _object(section: Element) -> Object:
    fields: Object = {}
    for part in section:
        fields.setdefault(part.tag.lower(), {p.tag.lower(): p.text for p in part} if len(part) else part.text)
    return fields


def _one(content: Object, name: str) -> Object:
    return next(iter(mappings(content.get(name))), {})


def _findings(content: Object, *, action: str, item_type: str | None) -> Findings:
    if "discovery" in action.lower():
        return refused(_("This is a network discovery message, not the inventory of a device."))
    equipment = _one(content, "network_device") or _one(content, "device")
    if equipment:
        return Findings(device=_equipment(equipment, item_type=item_type))
    if "inventory" not in action.lower() or not content:
        return refused(_("This agent message holds no inventory."))
    return Findings(
        device=_device(content, item_type=item_type),
        specs=_specs(content),
        disks=tuple(_disk(storage) for storage in mappings(content.get("storages", []))),
    )


def _equipment(equipment: Object, *, item_type: str | None) -> DeviceFacts:
    """A printer or a switch, read over the network."""
    facts = mapping(equipment.get("info")) or equipment
    kind = (words(facts.get("type")) or item_type or "").lower().replace(" ", "")
    return DeviceFacts.as_read(
        manufacturer=words(facts.get("manufacturer")),
        model=words(facts.get("model")),
        serial=words(facts.get("serial")),
        type=ITEM_TYPES.get(kind) or ITEM_TYPES.get((item_type or "").lower(), "other"),
    )


def _device(content: Object, *, item_type: str | None) -> DeviceFacts:
    bios, hardware = _one(content, "bios"), _one(content, "hardware")
    is_phone = (item_type or "").lower() == "phone" or (_is_android(content) and "simcards" in content)
    return DeviceFacts.as_read(
        manufacturer=words(bios.get("smanufacturer")),
        model=words(bios.get("smodel")),
        serial=words(bios.get("ssn")),
        uuid=words(hardware.get("uuid")),
        imei=next(
            (words(card.get("imei")) for card in mappings(content.get("simcards")) if card.get("imei")), None
        ),
        board_model=words(bios.get("mmodel")),
        board_serial=words(bios.get("msn")),
        type="smartphone"
        if is_phone
        else type_of(
            words(hardware.get("chassis_type")), words(bios.get("type")), model=words(bios.get("smodel"))
        ),
    )


def _is_android(content: Object) -> bool:
    system, hardware = _one(content, "operatingsystem"), _one(content, "hardware")
    return "android" in f"{system.get('full_name')} {hardware.get('osname')}".lower()


def _specs(content: Object) -> Specs:
    cpu, battery, video = _one(content, "cpus"), _one(content, "batteries"), _one(content, "videos")
    memories = mappings(content.get("memories", []))
    modules = [
        measures.number(m.get("capacity")) or 0 for m in memories if "flash" not in str(m.get("type")).lower()
    ]
    if _is_android(content):
        modules = []  # an Android agent reports what the system counts as one module
    return Specs(
        cpu=placeholders.real_text(words(cpu.get("name")) or words(cpu.get("model"))),
        cpu_cores=measures.number(cpu.get("core")),
        ram_mb=measures.ram_of(modules, counted=measures.number(_one(content, "hardware").get("memory"))),
        graphics=placeholders.real_text(words(video.get("name")) or words(video.get("chipset"))),
        battery_health=measures.percent(battery.get("real_capacity"), battery.get("capacity")),
    )


def _disk(storage: Object) -> Disk:
    model = words(storage.get("model")) or words(storage.get("name"))
    name, kind = words(storage.get("name")) or "", (words(storage.get("type")) or "").lower()
    texts = [words(storage.get(key)) for key in ("interface", "description", "name", "model")]
    interface = interface_of("nvme" if "nvme" in f"{name} {model}".lower() else None, *texts)
    size = measures.number(storage.get("disksize"))
    return Disk(
        serial=words(storage.get("serial")) or words(storage.get("serialnumber")),
        model=model,
        size=size * 10**6 if size else None,
        interface=interface,
        kind=kind_of(model=model, interface=interface),
        path=name or None,
        is_removable=interface == "usb"
        or any(word in kind for word in ("removable", "external", "cd", "dvd", "floppy")),
    )


def storages(value: Any) -> tuple[Disk, ...]:
    """Disks in the agent's own vocabulary, wherever it dumps them."""
    return tuple(_disk({key.lower(): field for key, field in row.items()}) for row in mappings(value))


FORMATS = (
    Format("glpi-json", "json", recognise_json, parse_json),
    Format("fusion-xml", "xml", recognise_xml, parse_xml),
)
