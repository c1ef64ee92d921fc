"""Small reports in the shape that each tool writes, with one detail to change at a time."""

from typing import Any

NWIPE_HEAD = """\
[2026/02/03 09:00:01]    info: nwipe 0.38
[2026/02/03 09:00:02]  notice: Found /dev/sda,  ATA    , {model}, 500 GB, S/N={serial}
[2026/02/03 09:00:02]    info: No hidden sectors on /dev/sda
[2026/02/03 09:00:03]    info: system-manufacturer = Dell Inc.
[2026/02/03 09:00:03]    info: system-product-name = Latitude 5480
[2026/02/03 09:00:03]    info: system-serial-number = 7XKQ2H2
[2026/02/03 09:00:04]  notice: Program options are set as follows...
[2026/02/03 09:00:04]  notice:   method   = {method}
[2026/02/03 09:00:04]  notice:   rounds   = 1
[2026/02/03 09:00:04]  notice:   verify   = {verify}
[2026/02/03 09:00:05]  notice: Invoking method '{method}' on /dev/sda
[2026/02/03 09:00:05]  notice: Starting round 1 of 1 on /dev/sda
[2026/02/03 09:00:05]  notice: Starting pass 1/1, round 1/1, on /dev/sda
[2026/02/03 10:30:00]  notice: 500107862016 bytes written to /dev/sda
"""
NWIPE_VERIFIED = "[2026/02/03 11:45:00]  notice: Verified pass 1 of 1, round 1 of 1, on '/dev/sda'.\n"
NWIPE_FINISHED = "[2026/02/03 11:45:01]  notice: Finished final round 1 of 1 on /dev/sda\n"
NWIPE_TABLES = """
******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
       sda |           {errors} |                    0 |                    0
********************************************************************************

******************************* Erasure Summary ********************************
!   Device |      Bytes Erased |      Bytes Total | Percentage Erased
--------------------------------------------------------------------------------
       sda |      500107862016 |     500107862016 |           {percentage}
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
{mark}      sda |{status}|   95 MB/s | 02:44:56 | {model}/{table_serial}
--------------------------------------------------------------------------------
[2026/02/03 11:45:02] Total Throughput   95 MB/s, {method}, 1R+NB+VL
********************************************************************************

[2026/02/03 11:45:02]    info: Nwipe successfully completed. See summary table for details.
"""


def nwipe_log(**changes: Any) -> str:
    """A log of one disk, erased and verified unless a change says otherwise."""
    facts = {
        "model": "WDC WD5000AAKX-6",
        "serial": "WD-WCC2ETY84203",
        "method": "PRNG Stream",
        "verify": "1 (last pass)",
        "errors": "0",
        "percentage": "100.00%",
        "mark": " ",
        "status": " Erased ",
        **changes,
    }
    facts.setdefault("table_serial", facts["serial"])
    verified = NWIPE_VERIFIED if facts["verify"][0] != "0" else ""
    return NWIPE_HEAD.format(**facts) + verified + NWIPE_FINISHED + NWIPE_TABLES.format(**facts)


def nwipe_certificate(**changes: str) -> str:
    """The text of one disk's certificate."""
    facts = {
        "serial": "WD-WCC2ETY84203",
        "status": "ERASED",
        "method": "DoD Short",
        "verify": "Last",
        "erased": "500107862016, (100.00%)",
        "rounds": "1/1",
        "hidden": "No hidden sectors",
        "errors": "0/0/0",
        "end": "2026/02/03 11:45:01",
        "information": "",
        **changes,
    }
    return """\
Disc Erasure by NWIPE version 0.38
Disk Erasure Report
Page 1 - Erasure Status
Disk Information
Make/Model: WDC WD5000AAKX-6 Serial: {serial}
Size(Apparent): 500 GB, 500107862016 bytes Bus: ATA
Size(Real): 500 GB, 500107862016 bytes
Disk Erasure Details
Start time: 2026/02/03 09:00:05 End time: {end}
Duration: 02:44:56 Status: {status}
Method: {method} PRNG algorithm: Isaac64
Final Pass(Zeros/Ones/None): Zeros Verify Pass(Last/All/None): {verify}
*Bytes Erased: {erased} Rounds(completed/requested): {rounds}
HPA/DCO: {hidden} HPA/DCO Size: No hidden sectors
Errors(pass/sync/verify): {errors} Throughput: 95 MB/sec
Information: {information}
* bytes erased: The amount of drive that's been erased at least once
Technician/Operator ID
""".format(**facts)


def usody(**changes: Any) -> dict[str, Any]:
    """A sanitize report, epochs as floats as that tool writes them."""
    step = {
        "step": 1,
        "start_time": 1689976139.01,
        "end_time": 1689987789.54,
        "success": True,
        "commands": [],
    }
    return {
        "steps": [step],
        "validation": {"result": True, "commands": []},
        "device_info": {
            "manufacturer": "ASMT",
            "model": "Hitachi HTS543232A7A384",
            "serial_number": "E2034243HKAB2N",
            "size": "298.1G",
            "export_data": {"block": {"serial": "E2034243HKAB2N"}, "smart": {}},
        },
        "method": {"name": "Basic Erasure", "removal_process": "Overwriting", "verification_enabled": True},
        "result": True,
        "version": "0.1.1",
        **changes,
    }


def snapshot(*, action: dict[str, Any] | None = None, **disk: Any) -> dict[str, Any]:
    """An eReuse Workbench 11 snapshot of a laptop with one disk."""
    medium = {
        "type": "HardDrive",
        "serialNumber": "S3P9A80F",
        "model": "ST500LT012-1DG14",
        "manufacturer": "Seagate",
        "size": 500107.86,
        "interface": "ATA",
        "actions": [action] if action else [],
        **disk,
    }
    module = {"type": "RamModule", "size": 4096, "serialNumber": "18503423"}
    return {
        "type": "Snapshot",
        "software": "Workbench",
        "version": "11.0b11",
        "uuid": "e7de22e2-f8a7-4051-b133-0a7a0e27608f",
        "device": {
            "type": "Laptop",
            "chassis": "Netbook",
            "manufacturer": "Hewlett-Packard",
            "model": "HP ProBook 450 G2",
            "serialNumber": "CND4286ZJ2",
        },
        "components": [medium, module, module | {"serialNumber": "18651324"}],
    }


def erase_sectors(**changes: Any) -> dict[str, Any]:
    step = {
        "type": "StepRandom",
        "severity": "Info",
        "startTime": "2022-01-13T09:34:39.026954+00:00",
        "endTime": "2022-01-13T14:13:09.338626+00:00",
    }
    return {
        "type": "EraseSectors",
        "severity": "Info",
        "startTime": "2022-01-13T09:34:39.026634+00:00",
        "endTime": "2022-01-13T14:13:09.338771+00:00",
        "steps": [step],
        **changes,
    }


def lshw(*disks: dict[str, Any], **system: Any) -> dict[str, Any]:
    """An lshw tree with disks below a SATA controller."""
    return {
        "id": "host",
        "class": "system",
        "description": "Notebook",
        "product": "Latitude 5480 (07A0)",
        "vendor": "Dell Inc.",
        "serial": "7XKQ2H2",
        "configuration": {
            "chassis": "notebook",
            "sku": "07A0",
            "uuid": "4c4c4544-0058-4b10-8051-b7c04f324832",
        },
        "children": [
            {
                "id": "core",
                "class": "bus",
                "product": "0K6XVC",
                "children": [
                    {
                        "id": "memory",
                        "class": "memory",
                        "description": "System Memory",
                        "size": 8589934592,
                        "children": [
                            {"id": "bank:0", "class": "memory", "size": 8589934592},
                            {"id": "bank:1", "class": "memory", "description": "[empty]"},
                        ],
                    },
                    {
                        "id": "sata",
                        "class": "storage",
                        "description": "SATA controller",
                        "children": list(disks),
                    },
                ],
            }
        ],
        **system,
    }


def lshw_disk(**changes: Any) -> dict[str, Any]:
    return {
        "id": "disk",
        "class": "disk",
        "description": "ATA Disk",
        "product": "SAMSUNG MZ7LN256",
        "serial": "S2ZPNB0J121952",
        "size": 256060514304,
        "logicalname": "/dev/sda",
        **changes,
    }
