"""One small file of each format, written for the test, and the facts it holds."""

import io
import json
import zipfile

import pytest

from inventory import evidence
from tests.inventory import reports


def read(content, *, name="report"):
    if isinstance(content, dict | list):
        content = json.dumps(content)
    return evidence.read(content.encode() if isinstance(content, str) else content, name=name)


def serials(found):
    return [disk.serial for disk in found.specs.storage]


def test_lshw_json_gives_the_machine_its_memory_and_its_disk():
    found = read(reports.lshw(reports.lshw_disk()))

    assert (found.format, found.kind, found.problems) == ("lshw-json", "inventory", ())
    device = found.device
    assert (device.manufacturer, device.model, device.serial, device.type) == (
        "Dell Inc.",
        "Latitude 5480",
        "7XKQ2H2",
        "laptop",
    )
    assert found.specs.ram_mb == 8192
    (disk,) = found.specs.storage
    assert (disk.serial, disk.size_gb, disk.interface, disk.kind) == ("S2ZPNB0J121952", 256, "sata", "ssd")


def test_lshw_may_be_a_list_or_list_only_its_disks():
    assert read([reports.lshw(reports.lshw_disk())]).device.serial == "7XKQ2H2"
    assert serials(read([reports.lshw_disk()])) == ["S2ZPNB0J121952"]


def test_lshw_with_missing_commas_is_mended():
    text = (
        json.dumps(reports.lshw_disk())
        + "\n"
        + json.dumps(reports.lshw_disk(serial="OTHER42", logicalname="/dev/sdb"))
    )

    assert serials(read(text)) == ["S2ZPNB0J121952", "OTHER42"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "cdrom", "logicalname": ["/dev/cdrom", "/dev/sr0"], "size": None},
        {"capabilities": {"removable": "support is removable"}},
        {"product": "SD/MMC", "size": None},
        {"product": "Card Reader", "size": None},
    ],
)
def test_what_is_no_storage_of_the_machine_is_left_out(change):
    found = read(
        reports.lshw(
            reports.lshw_disk(), reports.lshw_disk(serial="STICK123", logicalname="/dev/sdb") | change
        )
    )

    assert serials(found) == ["S2ZPNB0J121952"]


def test_a_usb_stick_is_not_storage():
    usb = {
        "id": "usb:0",
        "class": "storage",
        "description": "Mass storage device",
        "children": [reports.lshw_disk()],
    }

    assert read(reports.lshw(usb)).specs.storage == ()


def test_a_disk_listed_twice_is_one_and_twins_without_serial_stay_two():
    twice = read(reports.lshw(reports.lshw_disk(), reports.lshw_disk(logicalname="/dev/sdx")))
    twins = read(
        reports.lshw(
            reports.lshw_disk(serial=None), reports.lshw_disk(serial="XXXXXXXX", logicalname="/dev/sdb")
        )
    )

    assert len(twice.specs.storage) == 1
    assert serials(twins) == [None, None]


def test_lshw_xml_with_control_bytes_and_latin_1():
    xml = b"""<?xml version="1.0" standalone="yes" ?>
    <node id="pc" class="system"><description>Desktop Computer</description><vendor>Caf\xe9 &#x1; PC\x02</vendor>
    <serial>BRTX251</serial><configuration><setting id="chassis" value="desktop" /></configuration>
    <node id="core" class="bus"><node id="disk" class="disk"><description>ATA Disk</description>
    <serial>WD-WCAJC1733248</serial><size units="bytes">40020664320</size><logicalname>/dev/hda</logicalname></node></node></node>"""

    found = read(xml)

    assert (found.format, found.device.manufacturer, found.device.type) == ("lshw-xml", "Café PC", "desktop")
    assert (found.specs.storage[0].size_gb, found.specs.storage[0].interface) == (40, "ide")


def test_an_ereuse_snapshot_in_json_and_in_yaml():
    in_json = read(reports.snapshot())
    in_yaml = read(
        "type: Snapshot\nsoftware: Workbench\nversion: '11.0'\ndevice: {type: Laptop, serialNumber: CND4286ZJ2}\n"
        "components:\n  - {type: SolidStateDrive, serialNumber: ABC123X, size: 228936, model: X}\n"
    )

    assert (in_json.format, in_json.device.serial, in_json.device.type) == (
        "ereuse-snapshot",
        "CND4286ZJ2",
        "laptop",
    )
    assert (in_json.specs.ram_mb, in_json.specs.storage[0].size_gb) == (8192, 500)
    assert (in_yaml.format, in_yaml.device.serial, in_yaml.specs.storage[0].size_gb) == (
        "ereuse-snapshot",
        "CND4286ZJ2",
        240,
    )


SMART = {
    "smartctl": {"exit_status": 0},
    "device": {"name": "/dev/sda", "protocol": "ATA"},
    "model_name": "SAMSUNG MZ7LN256HAJQ-00000",
    "serial_number": "S2ZPNB0J121952",
    "user_capacity": {"bytes": 256060514304},
    "rotation_rate": 0,
    "sata_version": {"string": "SATA 3.1"},
    "smart_status": {"passed": True},
}


@pytest.mark.parametrize("as_text", [True, False])
def test_a_lite_snapshot_joins_its_tools_about_one_machine(as_text):
    tree = reports.lshw(reports.lshw_disk())
    data = {
        "lshw": json.dumps(tree) if as_text else tree,
        "smart": [SMART],
        "dmidecode": "",
        "hwinfo": "",
        "lspci": "",
    }

    found = read(
        {
            "type": "Snapshot",
            "software": "Workbench",
            "schema_api": "1.0.0",
            "version": "2022.03",
            "data": data,
        }
    )

    assert (found.format, found.kind, found.device.serial) == ("ereuse-lite", "inventory", "7XKQ2H2")
    (disk,) = found.specs.storage
    assert (disk.model, disk.health) == ("SAMSUNG MZ7LN256HAJQ-00000", "passed")


def test_the_sanitize_part_of_a_lite_snapshot_is_judged():
    data = {"lshw": reports.lshw(reports.lshw_disk()), "smart": []}
    snapshot = {"type": "Snapshot", "schema_api": "1.0.0", "software": "Workbench", "data": data}

    found = read(snapshot | {"sanitize": [reports.usody(), reports.usody(steps=[])]})

    assert (found.kind, [fact.result for fact in found.erasures]) == ("both", ["erased", "unproven"])


def test_a_broken_output_inside_a_snapshot_leaves_the_others():
    data = {"smartctl": json.dumps([SMART]), "dmidecode": DMIDECODE, "inxi": "[{broken"}

    found = read({"type": "Snapshot", "software": "workbench-script", "version": "0.0.1", "data": data})

    assert (found.format, found.device.serial, serials(found)) == (
        "workbench-script",
        "LR9NKZ7",
        ["S2ZPNB0J121952"],
    )
    assert len(found.problems) == 1


def test_workbench_script_reads_inxi():
    machine = {
        "000#1#0#Machine": [
            {
                "000#0#1#Type": "Laptop",
                "001#1#1#System": "Dell",
                "002#1#2#product": "Latitude",
                "004#0#3#serial": "5CQ6VY1",
            }
        ]
    }
    drives = {
        "007#1#0#Drives": [
            {
                "001#1#1#ID": "/dev/sdb",
                "004#0#2#model": "SSD 850",
                "006#0#2#size": "465.76 GiB",
                "013#0#2#serial": "S33HNX0",
            }
        ]
    }

    found = read(
        {"type": "Snapshot", "software": "workbench-script", "data": {"inxi": json.dumps([machine, drives])}}
    )

    assert (found.device.serial, found.device.type) == ("5CQ6VY1", "laptop")
    assert (found.specs.storage[0].serial, found.specs.storage[0].size_gb) == ("S33HNX0", 500)


@pytest.mark.parametrize(
    ("changes", "health"),
    [
        ({}, "passed"),
        ({"smart_status": {"passed": False}}, "failed"),
        ({"smartctl": {"exit_status": 216}}, "failed"),
        ({"smartctl": {"exit_status": 64}}, "worn"),
        ({"ata_smart_attributes": {"table": [{"id": 5, "raw": {"value": 12}}]}}, "worn"),
        ({"nvme_smart_health_information_log": {"percentage_used": 104}}, "worn"),
        ({"smart_status": None}, None),
    ],
)
def test_passed_is_not_believed_on_a_worn_disk(changes, health):
    assert read([SMART | changes]).specs.storage[0].health == health


def test_a_disk_that_smartctl_could_not_open_is_a_problem_not_a_disk():
    found = read([{"smartctl": {"exit_status": 2, "messages": []}}])

    assert (found.kind, found.specs.storage, len(found.problems)) == ("inventory", (), 1)


def test_smartctl_text():
    found = read(
        "smartctl 7.2 2020-12-30 r5155 [x86_64-linux] (local build)\n\n=== START OF INFORMATION SECTION ===\n"
        "Device Model:     WDC WD5000AAKX-08U6AA0\nSerial Number:    WD-WCC2E7NV4C7U\n"
        "User Capacity:    500,107,862,016 bytes [500 GB]\nRotation Rate:    7200 rpm\nSATA Version is:  SATA 3.0\n"
        "\n=== START OF READ SMART DATA SECTION ===\nSMART overall-health self-assessment test result: FAILED!\n"
    )

    (disk,) = found.specs.storage
    assert (disk.serial, disk.size_gb, disk.interface, disk.kind, disk.health) == (
        "WD-WCC2E7NV4C7U",
        500,
        "sata",
        "hdd",
        "failed",
    )


DMIDECODE = """# dmidecode 3.3
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 1298A8G
\tSerial Number: LR9NKZ7
\tUUID: undefined, but settable

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
\tProduct Name: 1298A8G
\tSerial Number: Base Board Serial Number

Handle 0x0003, DMI type 3, 13 bytes
Chassis Information
\tType: Notebook
\tSerial Number: Chassis Serial Number

Handle 0x0004, DMI type 4, 42 bytes
Processor Information
\tVersion: Intel(R) Core(TM) i5-2450M CPU @ 2.50GHz
\tCore Count: 2

Handle 0x0005, DMI type 17, 34 bytes
Memory Device
\tSize: 4096 MB
\tType: DDR3

Handle 0x0006, DMI type 17, 34 bytes
Memory Device
\tSize: No Module Installed
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_dmidecode(line_end):
    found = read(DMIDECODE.replace("\n", line_end))

    assert (found.format, found.device.manufacturer, found.device.serial) == (
        "dmidecode",
        "LENOVO",
        "LR9NKZ7",
    )
    assert (found.device.type, found.device.uuid, found.device.board_serial) == ("laptop", None, None)
    assert (found.specs.ram_mb, found.specs.cpu_cores) == (4096, 2)


def test_one_file_of_a_machine_folder_says_nothing_of_the_rest():
    board = read(
        "# dmidecode 3.1\nHandle 0x0002, DMI type 2, 8 bytes\nBase Board Information\n\tProduct Name: 2718V8C\n\tSerial Number: VQ1FF05G1WA\n"
    )
    cpu = read(
        "Architecture:        x86_64\nCPU(s):              2\nCore(s) per socket:  2\nSocket(s):           1\nModel name:          Intel(R) Core(TM)2 Duo CPU     P8600\n"
    )

    assert (board.device.serial, board.device.board_serial, board.specs) == (
        None,
        "VQ1FF05G1WA",
        evidence.Specs(),
    )
    assert (cpu.format, cpu.specs.cpu, cpu.specs.cpu_cores, cpu.specs.ram_mb) == (
        "lscpu",
        "Intel(R) Core(TM)2 Duo CPU P8600",
        2,
        None,
    )


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


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n \t\n",
        b"mobo\n",
        b"hello world, this is a letter",
        b"<html><body>404</body></html>",
        b"<a><b></a>",
        b'{"a": ',
        b'{"a": 1}',
        b"[]",
        b"<?xml version='1.0'?>plain text",
        b"\x00\x01\x02" * 100,
        b"PK\x03\x04rubbish",
        b"%PDF-1.4 rubbish",
        b"\xd0\xcf\x11\xe0rubbish",
        b'{"$schema": "x", "properties": {"action": {}}}',
        b"<request><export-report/><x>blancco</x></request>",
    ],
)
def test_anything_else_is_unknown_and_says_why(content):
    found = read(content)

    assert (found.kind, found.erasures, len(found.problems)) == ("unknown", (), 1)


HEADERS = "Numéro Lot|Identifiant unique|Type matériel|Constructeur|Model|N° Serie|Processeur|Type disque 1|Taille disque 1|RAM|ECRAN|Grade esth."
DEVICE = "L-0048|GRPC26-0043|Ordinateur portable|LENOVO|ThinkPad T480|PF0QMY5N|CORE I5-8365U|SSD|256 Go|15.35|14,0|B"


def workbook(*rows):
    """A workbook of one sheet, as small as the format allows."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row.split("|"))
        + "</row>"
        for row in rows
    )
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        "</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {namespace} xmlns:r="{relations}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {namespace}><sheetData>{cells}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def test_an_audit_workbook_of_one_device_is_its_audit():
    found = read(workbook("Audit", HEADERS, DEVICE))

    assert (found.format, found.kind, found.device.serial, found.device.type) == (
        "emmaus-audit",
        "inventory",
        "PF0QMY5N",
        "laptop",
    )
    assert (found.specs.ram_mb, found.specs.screen_inches) == (16384, "14.0")
    assert (found.specs.storage[0].size_gb, found.specs.storage[0].kind) == (256, "ssd")


def test_an_audit_workbook_of_several_devices_is_a_list():
    found = read(workbook(HEADERS, DEVICE, DEVICE.replace("PF0QMY5N", "PF0QMY5P")))

    assert (found.format, found.kind, len(found.problems)) == ("emmaus-audit", "unknown", 1)


def test_another_workbook_is_no_evidence():
    assert read(workbook("Nom|Ville", "Ada|Lyon")).kind == "unknown"
