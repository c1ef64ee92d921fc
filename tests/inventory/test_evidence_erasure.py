"""Every way in which a careless reader would certify a disk that was not erased."""

import json
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from inventory import evidence
from inventory.evidence.verdict import SENTENCES, Reason
from tests.inventory import reports


def erasure(text: str | dict[str, object]) -> evidence.ErasureFact:
    content = text if isinstance(text, str) else json.dumps(text)
    found = evidence.read(content.encode(), name="report")
    assert len(found.erasures) == 1, found
    return found.erasures[0]


def test_a_verified_wipe_is_erased():
    fact = erasure(reports.nwipe_log())

    assert (fact.result, fact.reason, fact.verified, fact.level) == ("erased", None, True, "clear")
    assert (fact.serial, fact.model, fact.size_gb) == ("WD-WCC2ETY84203", "WDC WD5000AAKX-6", 500)
    assert (fact.started_at, fact.ended_at) == ("2026-02-03T09:00:05", "2026-02-03T11:45:01")
    assert (fact.method, fact.tool, fact.tool_version) == ("PRNG Stream", "nwipe", "0.38")


def test_a_log_names_its_host():
    found = evidence.read(reports.nwipe_log().encode(), name="nwipe.log")

    assert (found.kind, found.device.manufacturer, found.device.serial) == ("both", "Dell Inc.", "7XKQ2H2")


@pytest.mark.parametrize(
    ("changes", "result", "reason"),
    [
        ({"method": "Verify Zeros"}, "unproven", "writes_nothing"),
        ({"method": "Verify Ones"}, "unproven", "writes_nothing"),
        ({"status": "-FAILED-", "mark": "!", "errors": "3"}, "failed", "failed"),
        ({"status": "INSANITY"}, "failed", "failed"),
        ({"status": "UABORTED", "mark": "!"}, "unproven", "aborted"),
        ({"verify": "0 (off)"}, "unproven", "not_verified"),
        ({"percentage": "25.00%"}, "unproven", "not_whole"),
        ({"errors": "1"}, "unproven", "errors"),
        ({"mark": "!"}, "unproven", "errors"),
        ({"serial": ""}, "unproven", "no_serial"),
        ({"serial": "?????"}, "unproven", "no_serial"),
        ({"serial": "XXXXXXXXXXXXXXX"}, "unproven", "no_serial"),
        ({"table_serial": "ANOTHERDISK1"}, "unproven", "serials_disagree"),
    ],
)
def test_a_log_that_proves_nothing(changes, result, reason):
    fact = erasure(reports.nwipe_log(**changes))

    assert (fact.result, fact.reason) == (result, reason)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("No hidden sectors on", "HIDDEN AREA DETECTED! on", "hidden_area"),
        ("No hidden sectors on", "HIDDEN AREA INDETERMINATE! on", "hidden_area_unknown"),
        ("Finished final round 1 of 1 on", "Finished something on", "no_round"),
        ("Starting round 1 of 1", "Starting round 1 of 0", None),
        ("Finished final round 1 of 1", "Finished final round 0 of 0", "no_round"),
        ("Found /dev/sda,  ATA    , WDC WD5000AAKX-6, 500 GB, S/N=WD-WCC2ETY84203", "nothing", None),
        ("Invoking method 'PRNG Stream' on", "Something on", "no_method"),
    ],
)
def test_lines_of_a_log_that_change_everything(old, new, reason):
    fact = erasure(reports.nwipe_log().replace(old, new))

    assert fact.reason == reason
    assert (fact.result == "erased") is (reason is None)


def test_success_lines_do_not_outweigh_the_last_table():
    success = "[2026/02/03 11:45:00]  notice: [SUCCESS] Blanked device /dev/sda\n"
    log = reports.nwipe_log(status="-FAILED-").replace("\n*****", f"\n{success}*****", 1)

    assert erasure(log).result == "failed"


def test_a_table_cut_in_mid_line_proves_nothing():
    log = reports.nwipe_log()
    whole = log.index("WDC WD5000AAKX-6/WD-")

    assert erasure(log[: whole + 25]).reason == "truncated"


def test_a_log_without_table_proves_nothing():
    assert erasure(reports.nwipe_log().split("\n****")[0]).reason == "truncated"


def test_each_disk_of_an_interleaved_log_has_its_own_verdict():
    good = reports.nwipe_log()
    log = []
    for line in good.split("\n"):
        log.append(line)
        if "sda" in line and "Total" not in line:
            twin = line.replace("sda", "sdb").replace("WD-WCC2ETY84203", "WD-WCARW0244414")
            log.append(
                twin.replace(" Erased ", "-FAILED-").replace("       sdb |-FAILED-", "!      sdb |-FAILED-")
            )

    found = evidence.read("\n".join(log).encode(), name="two.log")

    assert {fact.serial: fact.result for fact in found.erasures} == {
        "WD-WCC2ETY84203": "erased",
        "WD-WCARW0244414": "failed",
    }


def test_of_one_disk_wiped_twice_in_one_file_the_last_time_counts():
    log = reports.nwipe_log() + reports.nwipe_log(status="UABORTED")

    assert erasure(log).reason == "aborted"


def test_a_disk_only_found_later_keeps_its_proof():
    later = reports.nwipe_log().split("[2026/02/03 09:00:05]")[0]

    assert erasure(reports.nwipe_log() + later).result == "erased"


def test_a_path_used_again_for_another_disk_does_not_lend_it_the_proof():
    second = reports.nwipe_log(serial="WD-WCARW0244414").split("Starting pass")[0]

    found = evidence.read((reports.nwipe_log() + second).encode(), name="appended.log")

    assert {fact.serial: fact.result for fact in found.erasures} == {
        "WD-WCC2ETY84203": "erased",
        "WD-WCARW0244414": "unproven",
    }


def test_a_serial_cut_at_the_screens_edge_is_no_serial():
    cut = "\n".join(line[:80] for line in reports.nwipe_log(model="WDC WD5000AAKX-608ZN").split("\n"))
    lines = [line for line in cut.split("\n") if "Drive Status" not in line]

    found = evidence.read("\n".join(lines).encode(), name="screen.log")

    assert all(fact.serial is None and fact.result != "erased" for fact in found.erasures)


def test_wrapped_lines_are_joined():
    log = reports.nwipe_log().replace("sectors on /dev/sda", "sectors\n on /dev/sda", 1)

    assert erasure(log).result == "erased"


def test_a_whole_certificate_is_erased():
    fact = erasure(reports.nwipe_certificate())

    assert (fact.result, fact.serial, fact.size_gb, fact.method) == (
        "erased",
        "WD-WCC2ETY84203",
        500,
        "DoD Short",
    )
    assert (fact.tool_version, fact.verified) == ("0.38", True)


@pytest.mark.parametrize(
    ("changes", "result", "reason"),
    [
        ({"method": "Verify Ones"}, "unproven", "writes_nothing"),
        ({"status": "FAILED"}, "failed", "failed"),
        ({"status": "ABORTED", "rounds": "0/99"}, "unproven", "aborted"),
        ({"rounds": "0/1"}, "unproven", "no_round"),
        ({"rounds": "0/0"}, "unproven", "no_round"),
        ({"rounds": ""}, "unproven", "no_round"),
        ({"verify": "None"}, "unproven", "not_verified"),
        ({"verify": ""}, "unproven", "not_verified"),
        ({"erased": "125026965504, (25.00%)"}, "unproven", "not_whole"),
        ({"errors": "0/0/7"}, "unproven", "errors"),
        ({"hidden": "Unknown"}, "unproven", "hidden_area_unknown"),
        ({"hidden": "Hidden sectors detected"}, "unproven", "hidden_area"),
        ({"status": "ERASED See Warning !"}, "unproven", "hidden_area_unknown"),
        (
            {"information": "Visible sectors erased as requested, however hidden sectors NOT erased"},
            "unproven",
            "hidden_area",
        ),
        ({"serial": "Unknown"}, "unproven", "no_serial"),
        ({"serial": "XXXXXXXXXXXXXXX"}, "unproven", "no_serial"),
        ({"end": ""}, "unproven", "no_end"),
        ({"end": "2026/02/03 08:00:00"}, "unproven", "times_reversed"),
        ({"status": ""}, "unproven", "not_claimed"),
    ],
)
def test_a_certificate_that_proves_nothing(changes, result, reason):
    fact = erasure(reports.nwipe_certificate(**changes))

    assert (fact.result, fact.reason) == (result, reason)


def test_usody_proves_an_erasure_with_its_validation():
    fact = erasure(reports.usody())

    assert (fact.result, fact.serial, fact.level, fact.size_gb) == ("erased", "E2034243HKAB2N", "clear", 320)
    assert (fact.started_at, fact.ended_at) == ("2023-07-21T21:48:59Z", "2023-07-22T01:03:09Z")


STEP = reports.usody()["steps"][0]


@pytest.mark.parametrize(
    ("changes", "result", "reason"),
    [
        ({"result": False}, "failed", "failed"),
        ({"steps": []}, "unproven", "no_steps"),
        ({"result": False, "steps": []}, "failed", "failed"),
        ({"result": None}, "unproven", "not_claimed"),
        ({"validation": {"result": False}}, "unproven", "not_verified"),
        ({"validation": None}, "unproven", "not_verified"),
        ({"steps": [STEP | {"success": False}]}, "unproven", "step_failed"),
        ({"steps": [STEP | {"end_time": None}]}, "unproven", "step_failed"),
        ({"steps": [STEP | {"commands": [{"return_code": 1}]}]}, "unproven", "step_failed"),
        ({"device_info": {"serial_number": None, "export_data": {}}}, "unproven", "no_serial"),
        ({"method": None}, "unproven", "no_method"),
    ],
)
def test_a_usody_report_that_proves_nothing(changes, result, reason):
    fact = erasure(reports.usody(**changes))

    assert (fact.result, fact.reason) == (result, reason)


def test_behind_a_usb_bridge_the_disks_own_serial_counts():
    report = reports.usody()
    report["device_info"]["export_data"]["smart"] = {"serial_number": "REALDISK42"}

    assert erasure(report).serial == "REALDISK42"


def test_an_ereuse_erasure_of_checked_sectors_is_erased():
    fact = erasure(reports.snapshot(action=reports.erase_sectors()))

    assert (fact.result, fact.serial, fact.verified, fact.level) == ("erased", "S3P9A80F", True, "clear")


@pytest.mark.parametrize(
    ("action", "result", "reason"),
    [
        ({"steps": []}, "unproven", "no_steps"),
        ({"endTime": None}, "unproven", "no_end"),
        ({"startTime": None}, "unproven", "no_start"),
        ({"severity": "Error"}, "failed", "failed"),
        ({"severity": None, "steps": [{"type": "StepZero"}]}, "unproven", "step_failed"),
        ({"steps": [{"type": "StepZero", "severity": "Info", "endTime": None}]}, "unproven", "step_failed"),
        ({"endTime": "2022-01-13T09:00:00+00:00"}, "unproven", "times_reversed"),
    ],
)
def test_an_ereuse_erasure_that_proves_nothing(action, result, reason):
    fact = erasure(reports.snapshot(action=reports.erase_sectors(**action)))

    assert (fact.result, fact.reason) == (result, reason)


@pytest.mark.parametrize("serial", [None, "", "XXXXXXXX", "To be filled by O.E.M."])
def test_an_erasure_without_a_real_serial_belongs_to_no_disk(serial):
    fact = erasure(reports.snapshot(action=reports.erase_sectors(), serialNumber=serial))

    assert (fact.serial, fact.result, fact.reason) == (None, "unproven", "no_serial")


def test_a_report_that_names_no_disk_says_so():
    found = evidence.read(b"[2026/02/03 09:00:01]    info: nwipe 0.38\n", name="head.log")

    assert (found.kind, found.erasures, len(found.problems)) == ("erasure", (), 1)


def test_every_reason_has_its_sentence_in_both_languages():
    with (Path(__file__).parents[2] / "inventory/locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        french = read_po(file)

    assert list(SENTENCES) == list(Reason)
    with translation.override("en"):
        for sentence in map(str, SENTENCES.values()):
            assert french[sentence].string
            assert not french[sentence].fuzzy


def test_the_erase_list_of_workbench_script_proves_nothing():
    snapshot = {
        "type": "Snapshot",
        "software": "workbench-script",
        "version": "0.0.1",
        "data": {"smartctl": "[]", "dmidecode": "", "inxi": "[]"},
        "erase": [{"disk": "/dev/sda", "type": "baseline"}],
    }

    found = evidence.read(json.dumps(snapshot).encode(), name="script.json")

    assert found.erasures == ()
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [("0x2", "truncated"), ("0x101", "no_start"), ("0x3", "failed"), ("0x100", "not_claimed")],
)
def test_nvme_tells_a_state_and_proves_nothing(status, reason):
    log = f"# nvme sanitize -a 4 /dev/nvme0\nSanitize Progress (SPROG) : 65535\nSanitize Status (SSTAT) : {status}\n"

    fact = erasure(log)

    assert (fact.reason, fact.level) == (reason, "purge")


BLANCCO = """<?xml version="1.0"?><export><report>
<report.product_version>6.9</report.product_version>
<blancco_data.blancco_hardware_report.system.imei>356938035643809</blancco_data.blancco_hardware_report.system.imei>
<blancco_data.blancco_hardware_report.system.manufacturer>Samsung</blancco_data.blancco_hardware_report.system.manufacturer>
<blancco_data.blancco_hardware_report.system.serial>None</blancco_data.blancco_hardware_report.system.serial>
<blancco_data.blancco_erasure_report.erasures.erasure.erasure_standard_name>NIST 800-88 Purge</blancco_data.blancco_erasure_report.erasures.erasure.erasure_standard_name>
<blancco_data.blancco_erasure_report.erasures.erasure.state>{state}</blancco_data.blancco_erasure_report.erasures.erasure.state>
<blancco_data.blancco_erasure_report.erasures.erasure.start_time>2020-01-20T02:06:13</blancco_data.blancco_erasure_report.erasures.erasure.start_time>
<blancco_data.blancco_erasure_report.erasures.erasure.end_time>{end}</blancco_data.blancco_erasure_report.erasures.erasure.end_time>
</report></export>"""


@pytest.mark.parametrize(
    ("state", "end", "result"),
    [
        ("Successful", "2020-01-20T02:09:13", "erased"),
        ("Successful", "None", "unproven"),
        ("Failed", "2020-01-20T02:09:13", "failed"),
        ("Not erased", "2020-01-20T02:09:13", "failed"),
        ("Cancelled", "2020-01-20T02:09:13", "unproven"),
        ("None", "2020-01-20T02:09:13", "unproven"),
    ],
)
def test_blanccos_flat_export_names_a_phone_by_its_imei(state, end, result):
    found = evidence.read(BLANCCO.format(state=state, end=end).encode(), name="blancco.xml")

    (fact,) = found.erasures
    assert (fact.serial, fact.result, fact.level) == ("356938035643809", result, "purge")
    assert (found.device.imei, found.device.serial, found.device.type) == (
        "356938035643809",
        None,
        "smartphone",
    )
