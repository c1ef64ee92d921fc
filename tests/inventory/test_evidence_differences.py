"""A part missing, added or changed since the last inventory is pointed out; what a report does not mention has not changed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.queries.differences import Difference, Parts, differences, parts_of
from inventory.workflow import media as media_verbs
from tests import people
from tests.inventory import reports
from tests.inventory.factories import again, device_at
from tests.inventory.test_inbox import take

FULL = Parts(
    tool="lshw-json",
    cpu="Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz",
    ram_mb=16384,
    storage_gb=512,
    battery=80,
    disks=(("S1", "Samsung S1"), ("S2", "WDC S2")),
)


def changed(**more) -> Parts:
    return Parts(**{name: getattr(FULL, name) for name in Parts.__slots__} | more)


CASES = {
    "nothing": ({}, []),
    "less memory": ({"ram_mb": 8192}, [Difference("ram", "16384", "8192")]),
    "more memory": ({"ram_mb": 32768}, [Difference("ram", "16384", "32768")]),
    "a partial inventory without memory": ({"ram_mb": None, "cpu": "", "disks": (), "battery": None}, []),
    "a disk missing": ({"disks": FULL.disks[:1]}, [Difference("disk_missing", before="WDC S2")]),
    "a disk added": ({"disks": (*FULL.disks, ("S3", "Micron S3"))}, [Difference("disk_added", after="Micron S3")]),
    "a disk exchanged": (
        {"disks": (FULL.disks[0], ("S3", "Micron S3"))},
        [Difference("disk_missing", before="WDC S2"), Difference("disk_added", after="Micron S3")],
    ),
    "a disk without serial might be any": (
        {"disks": (FULL.disks[0], ("", "Micron"))},
        [],
    ),
    "no disk at all, seen by the same tool": (
        {"disks": ()},
        [Difference("disk_missing", before="Samsung S1"), Difference("disk_missing", before="WDC S2")],
    ),
    "no disk at all, by a tool that may not list any": ({"disks": (), "tool": "dmidecode"}, []),
    "the same processor in other words": ({"cpu": "i5-8350U (8) @ 3.6 GHz"}, []),
    "another processor": (
        {"cpu": "Intel Core i3-7100U"},
        [Difference("cpu", FULL.cpu, "Intel Core i3-7100U")],
    ),
    "a processor without a number": ({"cpu": "Genuine Intel"}, []),
    "a battery measured twice": ({"battery": 75}, []),
    "a worn battery": ({"battery": 60}, [Difference("battery", "80", "60")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_said_and_nothing_else(case):
    after, expected = CASES[case]

    assert differences(changed(**after), [FULL]) == expected


def test_each_part_is_compared_with_the_last_inventory_that_spoke_of_it():
    memory_alone = Parts(tool="glpi-json", ram_mb=8192)

    assert differences(changed(ram_mb=8192), [memory_alone, FULL]) == []
    assert differences(changed(disks=FULL.disks[:1], ram_mb=8192), [memory_alone, FULL]) == [
        Difference("disk_missing", before="WDC S2")
    ]


def test_a_disk_that_was_taken_out_on_record_is_not_missing():
    assert differences(changed(disks=FULL.disks[:1]), [FULL], gone={"S2"}) == []


def test_the_first_inventory_is_compared_with_what_was_announced():
    announced = Parts(cpu="i5-8350U", ram_mb=32768, storage_gb=1000)

    assert differences(FULL, [announced]) == [
        Difference("ram", "32768", "16384"),
        Difference("storage", "1000", "512"),
    ]
    assert (
        differences(changed(storage_gb=480), [Parts(storage_gb=500)]) == []
    )  # one disk, counted in two ways


@given(
    st.builds(
        Parts,
        ram_mb=st.none() | st.integers(1, 2**20),
        cpu=st.text(max_size=20),
        battery=st.none() | st.integers(0, 100),
        disks=st.lists(st.tuples(st.text(max_size=3), st.text(max_size=5)), max_size=4).map(tuple),
    )
)
def test_an_inventory_never_differs_from_itself(parts):
    assert differences(parts, [parts]) == []


def inventory(*modules, disk="WD-1", serial="CND4286ZJ2"):
    body = reports.snapshot(serialNumber=disk)
    body["device"]["serialNumber"] = serial
    body["components"] = [body["components"][0], *({"type": "RamModule", "size": size} for size in modules)]
    return json.dumps(body).encode()


@pytest.mark.django_db
def test_the_devices_page_points_out_a_missing_disk_and_less_memory_until_the_next_inventory(technician):
    device = device_at("received", serial="CND4286ZJ2", ram_mb=8192, storage_gb=500)

    def page():
        return technician.get(f"/d/{device.code}/").content.decode()

    take(inventory(4096, 4096), "one.json")
    assert "Since the last inventory" not in page()
    assert "Compared with what was announced" not in page()
    take(inventory(4096, disk="WD-2"), "two.json")
    text = page()
    assert "Since the last inventory" in text
    assert "medium missing: ST500LT012-1DG14 WD-1" in text
    assert "medium added: ST500LT012-1DG14 WD-2" in text
    assert text.count("memory: 4 GB instead of 8 GB") == 2  # at the head, and in the history
    take(inventory(4096, disk="WD-2").replace(b"11.0b11", b"11.0b12"), "three.json")

    assert "Since the last inventory" not in page()


@pytest.mark.django_db
def test_what_differs_from_the_donors_list_is_pointed_out(technician):
    device = device_at("received", serial="CND4286ZJ2", ram_mb=16384, storage_gb=500)

    take(inventory(4096))

    text = technician.get(f"/d/{device.code}/").content.decode()
    assert "Compared with what was announced" in text
    assert "memory: 4 GB instead of 16 GB" in text


@pytest.mark.django_db
def test_a_removed_disk_is_not_reported_missing(technician):
    device = device_at("received", serial="CND4286ZJ2")
    take(inventory(4096))
    media_verbs.remove_medium(medium=device.media.get(), act=people.act(people.technician()))

    take(inventory(4096, disk="WD-2"))

    text = technician.get(f"/d/{device.code}/").content.decode()
    assert "medium missing" not in text
    assert "medium added" in text
    assert again(device).events.filter(kind="evidence_added").count() == 2


def test_parts_are_what_the_extract_names():
    extract = {"device": {}, "specs": {"cpu": "x", "ram_mb": 1, "battery_health": 90, "storage": [{"serial": "a-1", "model": "M", "size_gb": 5}]}, "erasures": []}  # fmt: skip

    assert parts_of(extract, "t") == Parts("t", "x", 1, 5, 90, (("A1", "M a-1"),))
