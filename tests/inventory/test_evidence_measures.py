import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.evidence import measures
from inventory.evidence.device_types import type_of, type_of_number


@pytest.mark.parametrize(
    ("counted", "fitted"),
    [
        (15.35 * 1024, 16384),
        (7800, 8192),
        (8093, 8192),
        (16265, 16384),
        (16256, 16384),
        (5523, 6144),
        (3071, 3072),
        (1002, 1024),
        (12288, 12288),
        (0, None),
        (None, None),
    ],
)
def test_memory_is_what_was_fitted_not_what_is_left(counted, fitted):
    assert measures.ram_megabytes(counted) == fitted


@pytest.mark.parametrize(
    ("modules", "counted", "fitted"),
    [
        ([4096, 2048], 6000, 6144),
        ([], 7800, 8192),
        ([4096], 16256, 16384),
        ([2000, 2000], None, 4096),
        ([4096, 2048, 1024], None, 7168),
    ],
)
def test_modules_are_summed_unless_some_are_not_listed(modules, counted, fitted):
    assert measures.ram_of(modules, counted=counted) == fitted


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("160042.0 MB", 160042000000),
        ("1024.0 mebibyte", 2**30),
        ("238.47 GiB", 256055212769),
        ("4,01 GB", 4010000000),
        ("512.1GB", 512100000000),
        ("1,000,204,886,016 bytes", 1000204886016),
        ("64GB", 64000000000),
        ("nothing", None),
        (None, None),
    ],
)
def test_sizes_are_read_in_every_unit(text, size):
    assert measures.size_in_bytes(text) == size


@pytest.mark.parametrize("text", ["8,093 MB", "8.093 MB", "8 093 Mo", "8\xa0093 Mo", "8\u202f093 Mo"])
def test_thousands_are_grouped_in_many_ways(text):
    assert measures.number(text) == 8093


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1689976139.0143216, "2023-07-21T21:48:59Z"),
        ("2026/11/21 22:04:20", "2026-11-21T22:04:20"),
        ("2018-06-01T08:12:06+02:00", "2018-06-01T08:12:06+02:00"),
        ("2019-09-10T10:51:20.207733+00:00", "2019-09-10T10:51:20Z"),
        ("0001-01-01 00:00:00+00:00", None),
        ("2026/13/41 00:00:00", None),
        (0, None),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
    ],
)
def test_times_keep_their_zone_and_epochs_are_utc(value, text):
    assert measures.moment(value) == text


@given(st.one_of(st.text(max_size=80), st.floats(), st.integers()))
def test_no_value_raises(value):
    for read in (measures.number, measures.moment, measures.size_in_bytes, measures.inches, measures.percent):
        assert not isinstance(read(value), float)


@pytest.mark.parametrize(
    ("chassis", "model", "code"),
    [
        ("Notebook", None, "laptop"),
        ("Low Profile Desktop", None, "desktop"),
        ("All In One", None, "all_in_one"),
        ("Laptop", "iMac14,4", "all_in_one"),
        ("Rack Mount Chassis", None, "server"),
        ("Other", "Latitude", None),
        (None, "HP ZBook 15 Mobile Workstation", None),
        ("ComputerMonitor", None, "monitor"),
        ("Mobile", None, "smartphone"),
    ],
)
def test_a_chassis_becomes_a_type_code(chassis, model, code):
    assert type_of(chassis, model=model) == code


def test_chassis_numbers_of_windows_are_known():
    assert [type_of_number(text) for text in ("{10}", "{3}", "{13}", "", None)] == [
        "laptop",
        "desktop",
        "all_in_one",
        None,
        None,
    ]
