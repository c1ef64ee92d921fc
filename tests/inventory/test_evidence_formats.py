"""One small file of each format, written for the test, and the facts it holds."""

import json

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
