"""Real files made by others: none raises, none certifies a disk that was not erased, and the facts are those seen in them."""

from pathlib import Path

import pytest

from inventory import evidence

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
FILES = sorted(
    path for kind in ("inventory", "erasure") for path in (SAMPLES / kind).rglob("*") if path.is_file()
)
pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real samples is not beside this repository")

# Files that are no inventory and no report, or say nothing: everything else must be understood.
UNKNOWN = {
    "nwipe.conf",
    "nwipe_customers.csv",
    "TestRequest.xml",
    "inventory.schema.json",
    "gpu_location.txt",
    "net.txt",
}
ERASED = {
    "erase-sectors-2-hdd.snapshot.yaml": {"WD-WCAV29008961", "WD-WCAV27984668"},
    "erase-sectors.snapshot.yaml": {"c1s"},
    "teal_hp1_with-erase.snapshot.yaml": {"5ND202LZ"},
    "2023-07-22_120312E2M3121K00UN6S.json": {"120312E2M3121K00UN6S"},
    "example_wb11.json": {"WD-WX11A80W7430"},
    "hp_probook_450.json": {"S3P9A80F"},
}


def sample(name):
    (path,) = [file for file in FILES if file.name == name]
    return evidence.read_file(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_understood_and_certifies_only_what_was_erased(path):
    found = evidence.read_file(path)

    assert (found.kind == "unknown") is (path.name in UNKNOWN), found.problems
    assert {fact.serial for fact in found.erasures if fact.result == "erased"} == ERASED.get(path.name, set())
    assert all(fact.result == "erased" or fact.reason for fact in found.erasures)


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_beginning_of_a_sample_proves_more_than_the_sample(path):
    content = path.read_bytes()
    step = max(1, len(content) // 60)

    for end in range(0, len(content), step):
        cut = evidence.read(content[:end], name=path.name)
        assert {fact.serial for fact in cut.erasures if fact.result == "erased"} <= ERASED.get(
            path.name, set()
        )


MACHINES = [
    # file, manufacturer, model, serial, type, memory, (serial and GB of each disk)
    ("7900.lshw.json", "Hewlett-Packard", "HP Compaq dc7900 Small Form Factor", "CZC901381R", "desktop", 2048, [("6RX7AWEZ", 160), ("WD-WCARW0244414", 320), ("WD-WCC2ETY84203", 500)]),
    ("1001pxd.lshw.json", "ASUSTeK Computer INC.", "1001PXD", "B8OAAS048286", "laptop", 1024, [("E2024242CV86HJ", 250)]),
    ("acer-aspire-5737z.lshw.json", "Acer", "Aspire 5737Z", "LXAZ70X0669112B8DB1601", "laptop", 4096, [("WD-WXN209S36759", 500)]),
    ("all-series.lshw.json", "ASUS", None, None, "desktop", 4096, [("WD-WMC2E8912230", 500)]),
    ("boxnuc6cayh.lshw.json", "Intel Corporation", "NUC6CAYH", "G6AY80800F4D", "desktop", 4096, [("50026B77821CF9DE", 120)]),
    ("computerspende_lshw.json", "FUJITSU", "LIFEBOOK E782", "DSCM522786", "laptop", 16384, [("S4XBNF0N801630J", 500)]),
    ("no-serial.xml", None, None, None, None, 256, [("393935820246", 13)]),
    ("dump.xml", None, None, None, None, 1024, [("663207111884", 60), ("WD-WMA6R2886721", 40)]),
    ("mac.xml", "Apple Computer, Inc", "iMac FireWire", "RN02488TJ89", "all_in_one", 256, [("WD-WMAAU2258334", 20)]),
    ("wb_output_TM1613.snapshot.json", "Timi", "TM1613", "13138/00064437", "laptop", 8192, []),
    ("wb_output_7900.snapshot.json", "Hewlett-Packard", "HP Compaq dc7900 Small Form Factor", "CZC901381R", "desktop", 2048, [("6RX7AWEZ", 160), ("WD-WCARW0244414", 320), ("WD-WCC2ETY84203", 500)]),
    ("david.lshw.snapshot.yaml", "Dell Inc.", "Latitude E6440", "FJBQVZ1", "laptop", 8192, [("164014297BCC", 525)]),
    ("computer-monitor.snapshot.yaml", "Dell", "1707FPF", "CN0FP446728728541C8S", "monitor", None, []),
    ("2022-03-31_17h18m51s_ZQMPKKX51K67R68VO2X9RNZL08JPL_snapshot.json", "LENOVO", "20HRCTO1WW", "PF0QMY5N", "laptop", 16384, [("S35ANX0J401001", 1024)]),
    ("ae36bd1b-a0a5-4860-ad67-1644d2ce0c7b.json", "LENOVO", "80E5", "PF0FY42E", "laptop", 8192, [("50026B7783D25098", 240)]),
    ("7aa682aa-77c5-43a5-91e4-1ef9a2736156.json", "LENOVO", "0679", "2426481202607", "laptop", 6144, [("1651150FC220", 275)]),
    ("snapshot_workbench-script.json", "Dell Inc.", "Latitude E7240", "5CQ6VY1", "laptop", 16384, [("TW0XXM305508539G1361", 256), ("S33HNX0J203755R", 500)]),
    ("computer_1.json", "Dell Inc.", "XPS 13 9350", "640HP72", "laptop", 8192, [("S29NNXAH146409", 256)]),
    ("phone_1.json", "Xiaomi", "Mi 9T Pro", "af8d8fcfa6fa4794", "smartphone", 6144, []),
    ("printer_1.json", "Hewlett-Packard", "HP LaserJet M507", "PHCVN191TG", "printer", None, []),
    ("networkequipment_3.json", "Hewlett-Packard", "2530-48G", "CN5BFP62CP", "network", None, []),
    ("glpi_1.xml", "TOSHIBA", "PORTEGE Z30-A", "9E113232I", "laptop", 8192, [(None, 250)]),
    ("glpi_3.xml", "Apple Computer, Inc.", "iMac5,1", "W87051UGVUV", "all_in_one", 4096, []),
    ("linuxhw_latitude.txt", "Dell Inc.", "Latitude E6420", None, "laptop", 16384, []),
    ("glpi_linux-1.txt", None, None, None, "desktop", 4096, []),
    ("z510_dmidecode.txt", "LENOVO", "20287", "12890449600207", "laptop", 8192, []),
    ("asus-e200h.hwinfo.txt", None, None, None, None, 1024, [(None, 31)]),
    ("x1c6_inxi.txt", "LENOVO", "20KGS03800", None, "laptop", 16384, [(None, 512)]),
    ("f33-imac.dump", None, None, None, None, None, [("WD-WCAWF9240358", 500)]),
    ("glpi_10.6-macmini.txt", "Apple", "Mac mini", "YM008ASN9G5", "desktop", 4096, [("K67HTA229209", 160)]),
    ("glpi_11.0-apple-M1.txt", "Apple", "MacBook Air", "E9O1Q6W5FAKE", "laptop", 16384, [(None, None)]),
    ("7_sp1_x64_ultimaten_de_systeminfo.txt", "LENOVO", "42902BG", None, None, 16384, []),
    ("tf201_getprop.txt", "asus", "TF201", "C1OKAS051559", "tablet", None, []),
    ("oneplus_getprop.txt", "OnePlus", "BE2028", "90241ad3", "smartphone", None, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "maker", "model", "serial", "code", "memory", "disks"),
    MACHINES,
    ids=[row[0] for row in MACHINES],
)
def test_the_facts_of_a_machine(name, maker, model, serial, code, memory, disks):
    found = sample(name)

    device = found.device
    assert (device.manufacturer, device.model, device.serial, device.type) == (maker, model, serial, code)
    assert found.specs.ram_mb == memory
    assert [(disk.serial, disk.size_gb) for disk in found.specs.storage] == disks


REASONS = [
    ("A_zero_two_disks.txt", ["no_serial", "no_serial"]),
    ("C_prng_verify_last.txt", ["no_serial"]),
    ("nwipe-2016-issue8_no-serial_unfinished.log", ["truncated"]),
    (
        "nwipe-2023-issue444_head-hidden-area-three-disks.log",
        ["hidden_area", "hidden_area_unknown", "truncated"],
    ),
    ("nwipe-2024-issue585_pdf-text-usb-stick-erased-see-warning.txt", ["hidden_area_unknown"]),
    ("nvme-sanitize-log_tinyapps.txt", ["no_start"]),
    ("DataWipe.xml", ["no_method"]),
    (
        "nwipe_report_2026-11-21-22-04-50_Model_Loopback_device_Serial_Unknown_device_loop1.pdf",
        ["not_verified"],
    ),
    ("nwipe_system_report_2026-11-21-22-04-20_host-UUID-_host-SN-.pdf", ["no_serial", "no_serial"]),
]


@pytest.mark.parametrize(("name", "reasons"), REASONS, ids=[row[0] for row in REASONS])
def test_why_a_report_proves_nothing(name, reasons):
    assert [fact.reason for fact in sample(name).erasures] == reasons


def test_a_real_log_proves_the_erasure_once_its_disk_has_a_serial():
    (path,) = [
        file
        for file in FILES
        if file.parent.name == "A_zero_verify_last_two_disks_ok" and file.suffix == ".txt"
    ]
    named = path.read_text().replace(
        "Found /dev/loop0, VIRT    , Loopback device,   50 MB, S/N=",
        "Found /dev/loop0, ATA    , Disk,   50 MB, S/N=WD-WX11A80",
    )

    found = evidence.read(named.encode(), name=path.name)

    assert [(fact.serial, fact.result) for fact in found.erasures] == [
        ("WD-WX11A80", "erased"),
        (None, "unproven"),
    ]
