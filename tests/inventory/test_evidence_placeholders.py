import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.evidence.placeholders import normalise, real_imei, real_serial, real_text, real_uuid

PLACEHOLDERS = [
    *("System Serial Number", "To be filled by O.E.M.", "To Be Filled By O.E.M.", '"To be filled by O.E.M."'),
    *("Default string", "Not Specified", "None", "--", "0", "00000000", "0x00000000", "FFFFFFFF", "INVALID"),
    *("[Empty]", "Empty", "SYS-1234567890", "MB-1234567890", "Serial number xxxxxx", "SN 123456789ABC"),
    *(
        "0123456789",
        "Eee0123456789",
        "EeePC-0123456789",
        "123456789",
        "XXXXXXXXXXXX",
        "AAAAAAAA",
        "[REMOVED]",
    ),
    *(
        "REDACTED",
        "REDACTED123456",
        "???????????????",
        "?????",
        "yes",
        "O.E.M.",
        "Chassis Serial Number",
        "Volume1",
    ),
    *(
        "Base Board Serial Number",
        "N/A",
        "No Asset Tag",
        "No Asset Information",
        "Asset-1234567890",
        "9876543210",
    ),
    *(
        "AssetTagNum0",
        "undefined, but settable",
        "Not Settable",
        "OEM_Define3",
        "Battery 0",
        "1.0",
        "Unknown",
        "",
    ),
    *(
        "   ",
        "TBD by ODM",
        "SSN12345678901234567",
        "012345678901234567890123456789",
        "S/N",
        "xxxxxxx",
        "1234567890",
    ),
    *(
        "Inconnu",
        "Numéro de série",
        "FJ68NXXXXXXXXXXXX   _0000",
        "................",
        "NO DIMM",
        "SerNum0",
        "A4:50:46:67:EA:71",
        "<filter>",
        "<superuser required>",
        "null",
    ),
]
REAL = [
    *(
        "13138/00064437",
        "181105 22 50 94 10",
        "CN 0G332H 64180 85T 3KPS REV A00",
        "4895-7167-4584-0172",
        "S1L6J9BZ103714",
    ),
    *(
        "2426481202607",
        "CZC901381R",
        "NXH9KAL0079150DA7D3400",
        "WD-WX11A80W7430",
        "WD-WCC2EVE36697",
        "S3P9A81F",
        "D8FTRY1",
    ),
    *(
        "12890449600207",
        "TW0XXM305508539G1361",
        "50026B775C017D4E",
        "90241ad3",
        "R90XXK1",
        "5D0N6",
        "PF0QMY5N",
        "1A2B3C4",
    ),
    *("7481909424", "C02XX0JHJGH5", "8BB1C02", "J8000001", "ABC12XY9", "MXL0001234", "0000S7K2"),
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_no_serial(text):
    assert real_serial(text) is None


@pytest.mark.parametrize("text", REAL)
def test_a_real_serial_survives_as_read(text):
    assert real_serial(f"  {text} ") == text


def test_an_absent_serial_stays_absent():
    assert real_serial(None) is None


@pytest.mark.parametrize(
    "text", ["System Product Name", "All Series", "O.E.M.", "System manufacturer", "To be filled"]
)
def test_a_placeholder_names_no_model(text):
    assert real_text(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "HP ProBook 450 G2",
        "Latitude E6420",
        "20287",
        "P5Q",
        "联想",
        "Электроника",
        "Mi 9T Pro",
        "ADL-N",
        "iMac14,4",
    ],
)
def test_a_model_survives(text):
    assert real_text(text) == text


def test_spellings_of_one_serial_are_equal_once_normalised():
    assert normalise("wd-wx11 a80/w7430") == normalise("WDWX11A80W7430")


@pytest.mark.parametrize(
    "uuid",
    [
        "03000200-0400-0500-0006-000700080009",
        "undefined, but settable",
        "--",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
    ],
)
def test_a_makers_default_uuid_is_none(uuid):
    assert real_uuid(uuid) is None


def test_an_imei_needs_its_check_digit():
    assert real_imei("35 693803 564380-9") == "356938035643809"
    assert real_imei("356938035643808") is None
    assert real_imei("000000000000000") is None


@given(st.text(max_size=300))
def test_no_text_raises_and_the_result_is_stable(text):
    serial = real_serial(text)

    assert serial is None or real_serial(serial) == serial


@given(st.text(alphabet=string.ascii_uppercase + string.digits, min_size=1, max_size=1), st.integers(3, 30))
def test_one_character_repeated_is_never_a_serial(character, count):
    assert real_serial(character * count) is None
