"""`lshw -json` and `lshw -xml`: a tree of nodes, or a list of such trees."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.shapes import Object, mapping, mappings, words
from inventory.evidence.source import Source
from inventory.evidence.storage import Disk, interface_of, kind_of
from reuse.core.sentences import sentence as _

MOST_NODES = 20_000
DEEPEST = 60
COPYRIGHT = re.compile(r"Copyright [\d\s,-]+(.+?)\.? All rights reserved", re.IGNORECASE)


def recognise_json(source: Source) -> bool:
    nodes = mappings(source.data)
    return bool(nodes) and all("class" in node and "id" in node for node in nodes[:3])


def recognise_xml(source: Source) -> bool:
    root = source.tree
    first = next(iter(root), None) if root.tag == "list" else root
    return first is not None and first.tag == "node" and "class" in first.attrib


def parse_json(source: Source) -> Findings:
    return parse(source.data)


def parse_xml(source: Source) -> Findings:
    root = source.tree
    return parse([_object(node) for node in root] if root.tag == "list" else _object(root))


def parse(value: Any) -> Findings:
    """Findings of a tree already loaded; eReuse snapshots carry one inside."""
    nodes = list(_walk(value))
    disks = tuple(_disks(nodes))
    has_controller = any(
        "nvm" in _label(node).lower() for node, _above in nodes if node.get("class") == "storage"
    )
    unseen = has_controller and not any(disk.interface == "nvme" for disk in disks)
    problem = _("An NVMe controller is listed, but its disk was not seen by this version of the tool.")
    return Findings(
        device=_device(nodes), specs=_specs(nodes), disks=disks, problems=(problem,) if unseen else ()
    )


def _walk(value: Any) -> Iterator[tuple[Object, tuple[Object, ...]]]:
    """Every node with the nodes above it, in document order, never deeper or longer than reasonable."""
    waiting: list[tuple[Object, tuple[Object, ...]]] = [(node, ()) for node in reversed(mappings(value))]
    for _count in range(MOST_NODES):
        if not waiting:
            return
        node, above = waiting.pop()
        yield node, above
        if len(above) < DEEPEST:
            waiting += [(child, (*above, node)) for child in reversed(mappings(node.get("children", [])))]


def _object(root: Element) -> Object:
    """An XML node in the shape of its JSON twin."""
    top: Object = {}
    waiting: list[tuple[Element, Object, int]] = [(root, top, 0)]
    while waiting:
        element, node, depth = waiting.pop()
        node.update(id=element.get("id", ""), **{"class": element.get("class", "")}, children=[])
        for part in element:
            if part.tag == "node" and depth < DEEPEST:
                node["children"].append({})
                waiting.append((part, node["children"][-1], depth + 1))
            elif part.tag in {"configuration", "capabilities"}:
                node[part.tag] = {item.get("id", ""): item.get("value", item.text) for item in part}
            elif part.tag != "node":
                node.setdefault(part.tag, part.text)
    return top


def _device(nodes: list[tuple[Object, tuple[Object, ...]]]) -> DeviceFacts:
    system = next((node for node, _above in nodes if node.get("class") == "system"), {})
    board = next(
        (n for n, _above in nodes if n.get("class") == "bus" and str(n.get("id")).startswith("core")), {}
    )
    settings = mapping(system.get("configuration"))
    return DeviceFacts.as_read(
        manufacturer=COPYRIGHT.sub(r"\1", words(system.get("vendor")) or ""),
        model=_without_sku(words(system.get("product")) or "", sku=words(settings.get("sku"))),
        version=words(system.get("version")),
        serial=words(system.get("serial")),
        uuid=words(settings.get("uuid")),
        board_model=words(board.get("product")),
        board_serial=words(board.get("serial")),
        type=type_of(
            words(settings.get("chassis")),
            words(system.get("description")),
            model=words(system.get("product")),
        ),
    )


def _without_sku(product: str, *, sku: str | None) -> str:
    """lshw writes `ProBook 450 G2 (F5R46AV)`: the model, then the stock number."""
    found = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", product)
    if found and (found.group(2) == (sku or "") or placeholders.real_serial(found.group(2)) is None):
        return found.group(1)
    return product


def _specs(nodes: list[tuple[Object, tuple[Object, ...]]]) -> Specs:
    processors = [
        node for node, above in nodes if node.get("class") == "processor" and words(node.get("product"))
    ]
    cores = [measures.number(mapping(node.get("configuration")).get("cores")) for node in processors]
    graphics = [node for node, above in nodes if node.get("class") == "display"]
    return Specs(
        cpu=placeholders.real_text(words(processors[0].get("product"))) if processors else None,
        cpu_cores=cores[0] if cores else None,
        ram_mb=_ram(nodes),
        graphics=placeholders.real_text(words(graphics[0].get("product"))) if graphics else None,
    )


def _ram(nodes: list[tuple[Object, tuple[Object, ...]]]) -> int | None:
    modules, counted = [], 0
    for node, above in nodes:
        size = (measures.number(node.get("size")) or 0) // 2**20
        is_flash = any("flash" in _label(n).lower() or "cache" in _label(n).lower() for n in (node, *above))
        if node.get("class") != "memory" or is_flash or not size:
            continue
        if str(node.get("id")).startswith("bank"):
            modules.append(size)
        elif str(node.get("id")).startswith("memory"):
            counted += size
    return measures.ram_of(modules, counted=counted)


def _disks(nodes: list[tuple[Object, tuple[Object, ...]]]) -> Iterator[Disk]:
    buses = [_label(node) for node, above in nodes if node.get("class") == "storage"]
    eMMCs = {path[:-5] for node, above in nodes if (path := _path(node) or "").endswith("boot0")}  # noqa: N806
    for node, above in nodes:
        above_disk = any(n.get("class") == "disk" for n in above)
        if _is_nvme(node) and not any(_is_nvme(n) for n in above):
            yield _nvme(node)
        elif re.fullmatch(r"/dev/mmcblk\d+", _path(node) or ""):
            yield _card(node, is_soldered=_path(node) in eMMCs)
        elif node.get("class") == "disk" and not above_disk and not any(_is_nvme(n) for n in above):
            yield _disk(node, above, buses=buses)


def _disk(node: Object, above: tuple[Object, ...], *, buses: list[str]) -> Disk:
    interface = _interface(node, above, buses=buses)
    capabilities = mapping(node.get("capabilities"))
    model = words(node.get("product"))
    rotation = next((measures.number(name) for name in capabilities if name.endswith("rpm")), None)
    is_optical = str(node.get("id")).startswith("cdrom") or "/sr" in (_path(node) or "")
    return Disk(
        serial=words(node.get("serial")),
        model=model,
        size=measures.number(node.get("size")),
        interface=interface,
        kind=kind_of(rotation=rotation, model=model),
        path=_path(node),
        is_removable=is_optical or interface == "usb" or "removable" in capabilities,
    )


def _nvme(node: Object) -> Disk:
    sizes = [measures.number(child.get("size")) or 0 for child in mappings(node.get("children", []))]
    return Disk(
        serial=words(node.get("serial")),
        model=words(node.get("product")),
        size=measures.number(node.get("size")) or max(sizes, default=0) or None,
        interface="nvme",
        kind="ssd",
        path=_path(node),
    )


def _card(node: Object, *, is_soldered: bool) -> Disk:
    size = measures.number(node.get("size"))
    name = words(node.get("product"))
    return Disk(
        words(node.get("serial")), name, size, "emmc", "ssd", path=_path(node), is_removable=not is_soldered
    )


def _is_nvme(node: Object) -> bool:
    return bool(re.fullmatch(r"/dev/nvme\d+", _path(node) or ""))


def _interface(node: Object, above: tuple[Object, ...], *, buses: list[str]) -> str | None:
    """The nearest bus that names itself; else the only kind of controller in the machine."""
    if (_path(node) or "").startswith("/dev/hd"):
        return "ide"
    for upper in reversed(above):
        found = interface_of(str(upper.get("id", "")).partition(":")[0], _label(upper))
        if upper.get("class") != "bridge" and found in {"usb", "sas", "sata", "ide"}:
            return "sata" if found == "ide" and "sata" in _label(upper).lower() else found
    if "ATA" not in (words(node.get("description")) or ""):
        return None
    kinds = {
        "sata" if re.search(r"sata|ahci|serial ata", bus, re.IGNORECASE) else interface_of(bus)
        for bus in buses
    }
    kinds &= {"sata", "ide"}
    return kinds.pop() if len(kinds) == 1 else None


def _label(node: Object) -> str:
    return f"{node.get('description') or ''} {node.get('product') or ''}"


def _path(node: Object) -> str | None:
    name = node.get("logicalname")
    return words(name[0] if isinstance(name, list) and name else name)


FORMATS = (
    Format("lshw-json", "json", recognise_json, parse_json),
    Format("lshw-xml", "xml", recognise_xml, parse_xml),
)
