"""Inventories by GLPI, Windows, macOS, Android and Linux: one small file of each, and the facts it holds."""

import json

import pytest

from inventory import evidence
from tests.inventory.test_evidence_formats import read, serials

GLPI = {
    "action": "inventory",
    "deviceid": "host-2020",
    "content": {
        "bios": {"smanufacturer": "Dell Inc.", "smodel": "XPS 13 9350", "ssn": "640HP72"},
        "hardware": {"chassis_type": "Laptop", "memory": 7800, "name": "secret-host"},
        "storages": [
            {
                "model": "PM951 NVMe SAMSUNG 256GB",
                "serial": "S29NNXAH146409",
                "disksize": 256060,
                "name": "nvme0n1",
            }
        ],
        "batteries": [{"capacity": 57570, "real_capacity": 50570}],
        "users": [{"login": "secret-user"}],
    },
}


def test_glpi_json_leaves_people_and_names_behind():
    found = read(GLPI)

    assert (found.format, found.device.serial, found.device.type, found.specs.ram_mb) == (
        "glpi-json",
        "640HP72",
        "laptop",
        8192,
    )
    assert (found.specs.storage[0].size_gb, found.specs.storage[0].interface, found.specs.battery_health) == (
        256,
        "nvme",
        88,
    )
    assert "secret" not in json.dumps(found.as_json())


def test_a_partial_inventory_leaves_the_rest_unknown():
    found = read(
        {
            "action": "inventory",
            "deviceid": "x",
            "partial": True,
            "content": {"memories": [{"capacity": 4096}]},
        }
    )

    assert (found.kind, found.specs, found.device) == (
        "inventory",
        evidence.Specs(ram_mb=4096),
        evidence.DeviceFacts(),
    )


@pytest.mark.parametrize(
    ("item", "kind", "code"),
    [
        ("Printer", "Printer", "printer"),
        ("NetworkEquipment", "Networking", "network"),
        ("Unmanaged", "Video", "other"),
    ],
)
def test_equipment_on_the_network_is_not_a_computer(item, kind, code):
    content = {
        "network_device": {"type": kind, "model": "M507", "serial": "PHCVN191TG", "manufacturer": "HP"}
    }

    found = read({"action": "netinventory", "deviceid": "x", "itemtype": item, "content": content})

    assert (found.device.type, found.device.serial) == (code, "PHCVN191TG")


def test_a_discovery_message_is_no_inventory():
    found = read(
        {"action": "netdiscovery", "deviceid": "x", "content": {"network_device": {"type": "Printer"}}}
    )

    assert (found.kind, len(found.problems)) == ("unknown", 1)


@pytest.mark.parametrize(
    "declaration",
    ["<?xml version='1.0' encoding='utf-8' ?>", "", "<?xml version='1.0' encoding='ISO-8859-1' ?>"],
)
def test_fusion_xml(declaration):
    xml = f"""{declaration}<REQUEST><QUERY>INVENTORY</QUERY><CONTENT>
      <BIOS><SMANUFACTURER>TOSHIBA</SMANUFACTURER><SMODEL>PORTEGE Z30-A</SMODEL><SSN>9E113232I</SSN></BIOS>
      <HARDWARE><CHASSIS_TYPE>Notebook</CHASSIS_TYPE><DESCRIPTION>Méchant</DESCRIPTION></HARDWARE>
      <MEMORIES><CAPACITY>8192</CAPACITY></MEMORIES><MEMORIES><NUMSLOTS>2</NUMSLOTS></MEMORIES>
      <STORAGES><DISKSIZE>250059</DISKSIZE><INTERFACE>SATA</INTERFACE><MODEL>Disk A1</MODEL><SERIALNUMBER>101024PCK204</SERIALNUMBER></STORAGES>
      </CONTENT></REQUEST>"""

    found = read(xml.encode("latin-1" if "8859" in declaration else "utf-8"))

    assert (found.format, found.device.serial, found.device.type, found.specs.ram_mb) == (
        "fusion-xml",
        "9E113232I",
        "laptop",
        8192,
    )
    assert (found.specs.storage[0].serial, found.specs.storage[0].size_gb) == ("101024PCK204", 250)


FRENCH = """
Nom de l'hôte:                                 PC-SECRET
Nom du système d'exploitation:                 Microsoft Windows 10 Professionnel
Fabricant du système:                          Hewlett-Packard
Modèle du système:                             HP EliteBook 8460p
Processeur(s):                                 1 processeur(s) installé(s).
                                               [01] : Intel64 Family 6 Model 42 Stepping 7 GenuineIntel ~2501 MHz
Mémoire physique totale:                       8\xa0093 Mo
"""


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-8", "utf-16"])
def test_french_systeminfo_in_any_encoding(encoding):
    found = read(FRENCH.encode(encoding))

    assert (found.format, found.device.manufacturer, found.device.model) == (
        "windows-systeminfo",
        "Hewlett-Packard",
        "HP EliteBook 8460p",
    )
    assert found.specs.ram_mb == 8192
    assert found.specs.cpu.startswith("Intel64 Family 6")
    assert "SECRET" not in json.dumps(found.as_json())


@pytest.mark.parametrize(
    "labels",
    [
        ("Systemhersteller", "Systemmodell", "Prozessor(en)", "Gesamter physischer Speicher"),
        ("Fabricante del sistema", "Modelo el sistema", "Procesador(es)", "Cantidad total de memoria física"),
        ("System Manufacturer", "System Model", "Processor(s)", "Total Physical Memory"),
    ],
)
def test_systeminfo_in_other_languages(labels):
    values = ("LENOVO", "42902BG", "1", "16.155 MB")

    found = read("".join(f"{label}:   {value}\r\n" for label, value in zip(labels, values, strict=True)))

    assert (found.device.manufacturer, found.device.model, found.specs.ram_mb) == ("LENOVO", "42902BG", 16384)


def test_wmi_objects_are_known_by_their_properties():
    disk = "InterfaceType=IDE\nModel=ST3500418AS\nSize=500107862016\nTotalSectors=1\nMediaType=Fixed hard disk media\nSerialNumber=2020202020202020202020205639354d4b535442\nPNPDeviceID=IDE\n"
    stick = (
        disk.replace("IDE\nModel", "USB\nModel")
        .replace("Fixed hard disk", "Removable")
        .replace("4d4b535442", "4d4b535443")
    )
    product = "IdentifyingNumber=CZC0408YPV\nName=HP Compaq 8100\nUUID=E8AA1D7C-C3D3-DF11-BBDA-6D814DAE6C62\nVendor=Hewlett-Packard\n"

    found = read(f"\n\n{disk}\n\n{stick}\n\n{product}\n".encode("utf-16"))

    assert (found.format, found.device.serial, found.device.manufacturer) == (
        "windows-wmi",
        "CZC0408YPV",
        "Hewlett-Packard",
    )
    (only,) = found.specs.storage
    assert (only.serial, only.interface, only.size_gb) == (
        "V953KMTSB"[::1].replace("V953KMTSB", "9VM5SKBT"),
        "ide",
        500,
    )


def test_macos_text_and_a_disk_image_is_no_disk():
    found = read(
        "Hardware:\n\n    Hardware Overview:\n\n      Model Name: MacBook Air\n      Model Identifier: MacBookAir10,1\n"
        "      Chip: Apple M1\n      Memory: 16 GB\n      Serial Number (system): C02XX0JHJGH5\n"
        "      Activation Lock Status: Enabled\n\nNVMExpress:\n\n    Apple SSD Controller:\n\n        APPLE SSD AP0512Q:\n\n"
        "          Capacity: 500,28 GB (500 277 792 768 bytes)\n          Model: APPLE SSD AP0512Q\n"
        "          Serial Number: 0ba01a2b3c4d\n          Removable Media: No\n"
    )

    assert (found.format, found.device.model, found.device.type, found.device.activation_lock) == (
        "macos-system-profiler",
        "MacBook Air",
        "laptop",
        True,
    )
    assert (found.specs.cpu, found.specs.ram_mb, serials(found)) == ("Apple M1", 16384, ["0ba01a2b3c4d"])
    assert (found.specs.storage[0].size_gb, found.specs.storage[0].interface) == (500, "nvme")


def test_macos_plist():
    plist = """<?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0"><array><dict><key>_dataType</key><string>SPHardwareDataType</string><key>_items</key><array><dict>
    <key>_name</key><string>hardware_overview</string><key>machine_name</key><string>iMac</string>
    <key>machine_model</key><string>iMac14,4</string><key>serial_number</key><string>C02XX0JHJGH5</string>
    <key>physical_memory</key><string>8 GB</string></dict></array></dict></array></plist>"""

    found = read(plist)

    assert (found.format, found.device.serial, found.device.type, found.specs.ram_mb) == (
        "macos-plist",
        "C02XX0JHJGH5",
        "all_in_one",
        8192,
    )


def test_android_properties_with_two_imeis():
    found = read(
        "[dalvik.vm.heapsize]: [48m]\r\n[gsm.sim.state]: [ABSENT]\r\n[persist.radio.imei1]: [356938035643809]\r\n"
        "[persist.radio.imei2]: [490154203237518]\r\n[ro.product.manufacturer]: [Xiaomi]\r\n[ro.product.model]: [Mi 9T]\r\n"
        "[ro.serialno]: [C1OKAS051559]\r\n"
    )

    device = found.device
    assert (found.format, device.type, device.serial) == ("android-getprop", "smartphone", "C1OKAS051559")
    assert (device.imei, device.imei2) == ("356938035643809", "490154203237518")


def test_hwinfo_text():
    found = read(
        '01: None 00.0: 10105 BIOS\n  [Created at bios.186]\n  Hardware Class: bios\n  System Info: #1\n    Manufacturer: "ASUSTeK"\n'
        '    Product: "1001PXD"\n    Serial: "B8OAAS048286"\n  Chassis Info: #3\n    Type: 0x0a (Notebook)\n    Serial: "0x00000000"\n\n'
        "22: None 00.0: 10002 LCD Monitor\n  [Created at monitor.95]\n  Hardware Class: monitor\n  Size: 344x193 mm\n\n"
        '31: IDE 00.0: 10600 Disk\n  [Created at block.245]\n  Hardware Class: disk\n  Model: "Hitachi HTS54322"\n  Serial ID: "E2024242CV86HJ"\n'
        '  Driver: "ahci", "sd"\n  Device File: /dev/sda\n  Capacity: 232 GB (250059350016 bytes)\n\n'
        '32: SCSI 00.0: 10600 Disk\n  [Created at block.245]\n  Hardware Class: disk\n  Model: "Flash"\n  Driver: "usb-storage", "sd"\n'
        "  Device File: /dev/sdb\n  Capacity: 3 GB (4045930496 bytes)\n"
    )

    assert (found.format, found.device.serial, found.device.type, found.specs.screen_inches) == (
        "hwinfo",
        "B8OAAS048286",
        "laptop",
        "15.5",
    )
    assert serials(found) == ["E2024242CV86HJ"]


def test_inxi_without_any_drive():
    found = read([{"000#1#0#Machine": [{"000#0#1#Type": "Desktop", "004#0#3#serial": "5CQ6VY1"}]}])

    assert (found.format, found.device.serial, found.specs.storage) == ("inxi-json", "5CQ6VY1", ())


def test_inxi_text():
    found = read(
        "System:    Kernel: 5.10.0 x86_64 bits: 64 Desktop: Xfce 4.16\n"
        "Machine:   Type: Laptop System: LENOVO product: 20KGS03800 v: ThinkPad X1 serial: PF0QMY5N\n"
        "           Mobo: LENOVO model: 20KGS03800 serial: L1HF74S00AZ UEFI: LENOVO v: N23ET50W\n"
        "CPU:       Info: Quad Core model: Intel Core i7-8550U bits: 64 type: MT MCP\n"
        "Drives:    Local Storage: total: 476.94 GiB used: 1 GiB\n"
        "           ID-1: /dev/nvme0n1 vendor: Lenovo model: LENSE20512 size: 476.94 GiB serial: 1141076512AB\n"
        "           ID-2: /dev/sda type: USB vendor: Kingston model: DT size: 14.45 GiB serial: 60A44C41\n"
    )

    assert (found.format, found.device.serial, found.device.board_serial) == (
        "inxi-text",
        "PF0QMY5N",
        "L1HF74S00AZ",
    )
    assert (found.specs.cpu, serials(found), found.specs.storage[0].size_gb) == (
        "Intel Core i7-8550U",
        ["1141076512AB"],
        512,
    )
