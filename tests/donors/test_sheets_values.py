"""What donors write in cells is read as they meant it, and nothing else is made of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from donors.sheets import cells, headers, kinds, values, words
from donors.sheets.cells import Column

texts = st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("8 Go", None, 8192), ("8192 MB", None, 8192), ("15.35", None, 16384), ("15,35 Go", None, 16384), ("4GB", None, 4096),
        ("16 Go RAM", None, 16384), ("2 x 4 Go", None, 8192), ("8 Go + 8 Go", None, 16384), ("16", None, 16384),
        ("1024", "m", 1024), ("7.7", "g", 8192), ("512 Mo", None, 512), ("8 192 Mo", None, 8192), ("8 GiB DDR4", None, 8192),
        ("beaucoup", None, None), ("0", None, None), ("DDR4", None, None), ("8281234", "k", 8192), ("8281234", None, 8192), ("8589934592", None, 8192), ("99999 To", None, None),
    ],
)  # fmt: skip
def test_memory(text, unit, expected):
    assert values.ram_mb(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "unit", "sizes", "kind"),
    [
        ("512 Go Disque SSD", None, [512], "ssd"), ("1 To", None, [1000], None), ("1T500", None, [1500], None),
        ("320 GB", None, [320], None), ("932 Go", None, [932], None), ("256GB SSD", None, [256], "ssd"),
        ("256 Go SSD + 1 To HDD", None, [256, 1000], "ssd"), ("512", None, [512], None), ("238475", "m", [238], None),
        ("1,5 To", None, [1500], None), ("NVMe 512Go", None, [512], "nvme"), ("SATA SSD", None, [], "ssd"), ("2 To HDD", None, [2000], "hdd"),
        ("1", None, [1000], None), ("aucun", None, [], None),
    ],
)  # fmt: skip
def test_disks(text, unit, sizes, kind):
    assert values.storage_gb(text, unit) == sizes
    assert values.storage_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "inches"),
    [('15,6"', "15.6"), ("15'5\"", "15.5"), ('13,3" FHD', "13.3"), ("24 pouces", "24"), ("14”", "14"), ("27''", "27"),
     ("39.6 cm", "15.6"), ("OUI", None), ("900", None)],
)  # fmt: skip
def test_screens(text, inches):
    assert values.screen_inches(text) == inches


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/03/2022", date(2022, 3, 15)), ("15-03-2022", date(2022, 3, 15)), ("15.03.22", date(2022, 3, 15)),
        ("2022-03-15", date(2022, 3, 15)), ("2022-03-15 10:20:00", date(2022, 3, 15)), ("2022/3/5", date(2022, 3, 5)),
        ("15 mars 2022", date(2022, 3, 15)), ("1er août 2021", date(2021, 8, 1)), ("janv. 2020", date(2020, 1, 1)),
        ("juin 2020", date(2020, 6, 1)), ("3 juillet 2020", date(2020, 7, 3)), ("03/2022", date(2022, 3, 1)),
        ("44635", date(2022, 3, 15)), ("5 May 2019", date(2019, 5, 5)), ("12/12/98", date(1998, 12, 12)),
        ("31/02/2022", None), ("hier", None), ("2022", None), ("12/2", None),
    ],
)  # fmt: skip
def test_days(text, expected):
    assert values.day(text) == expected


@given(
    st.dates(date(1990, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%y"]),
)
def test_every_day_is_read_back(day, form):
    assert values.day(day.strftime(form)) == day


@given(st.integers(20000, 59999))
def test_day_numbers_of_a_spreadsheet_count_from_1899(number):
    assert values.day(str(number)) - date(1899, 12, 30) == timedelta(number)


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_amounts_in_french_and_english_agree(euros, rest):
    french = f"{euros:,}".replace(",", "\u202f") + f",{rest:02} €"

    assert values.cents(words.tidy(french)) == values.cents(f"{euros:,}.{rest:02}") == euros * 100 + rest


@given(st.integers(1, 99_999))
def test_quantities_are_read_back(count):
    spaced = f"{count:,}".replace(",", " ")

    assert {
        values.quantity(text) for text in (str(count), spaced, f"x{count}", f"{count} unités", f"{count}.0")
    } == {count}


@given(st.integers(10**13, 10**14 - 1).map(str))
def test_imeis_are_read_however_they_are_spaced(start):
    imei = start + luhn.calc_check_digit(start)
    spaced = f"{imei[:2]} {imei[2:8]} {imei[8:14]} {imei[14]}"

    assert values.imeis(spaced) == values.imeis(imei) == [imei]
    assert values.imeis(start + str((int(imei[-1]) + 1) % 10)) == []


def test_an_imei_that_lost_its_first_zero_is_completed():
    start = "01234567890123"

    assert values.imeis(f"{start}{luhn.calc_check_digit(start)}"[1:]) == [
        f"{start}{luhn.calc_check_digit(start)}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "System Serial Number", "To be filled by O.E.M.", '"To Be Filled By O.E.M."', "Default string", "Not Specified", "None", "--",
        "0", "00000000", "0x00000000", "FFFFFFFF", "INVALID", "[Empty]", "Empty", "SYS-1234567890", "MB-1234567890",
        "Serial number xxxxxx", "SN 123456789ABC", "0123456789", "Eee0123456789", "123456789", "XXXXXXXXXXXX", "AAAAAAAA",
        "[REMOVED]", "REDACTED", "???????????????", "yes", "O.E.M.", "Chassis Serial Number", "Base Board Serial Number", "N/A",
        "Volume1", "No Asset Tag", "No Asset Information", "Asset-1234567890", "9876543210", "AssetTagNum0",
        "undefined, but settable", "03000200-0400-0500-0006-000700080009",
    ],
)  # fmt: skip
def test_placeholders_identify_nothing(text):
    assert values.identifier(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "13138/00064437",
        "181105 22 50 94 10",
        "CN 0G332H 64180 85T 3KPS REV A00",
        "4895-7167-4584",
        "AAA",
        "5CD335G7GT",
        "1234",
    ],
)
def test_odd_serials_are_kept_as_they_are(text):
    assert values.identifier(f" {text}") == text


def test_labels_and_quotes_around_a_serial_are_dropped():
    assert values.identifier("'S/N: AB12CD") == "AB12CD"


@pytest.mark.parametrize("text", ["1.23E+11", "1,23E+11", "6.37702E+15", "3E+14", "1.2E15"])
def test_numbers_that_lost_their_digits_are_seen(text):
    assert values.is_scientific(text)


@pytest.mark.parametrize("text", ["12E4", "5E10", "E1234", "123456789012345", "1.23"])
def test_serials_with_an_e_are_no_lost_numbers(text):
    assert not values.is_scientific(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PC portable", "laptop"), ("Ordinateur portable", "laptop"), ("Portable", "laptop"), ("notebook", "laptop"), ("LAPTOP", "laptop"),
        ("Ordinateur fixe", "desktop"), ("UC", "desktop"), ("Tour", "desktop"), ("mini-PC", "desktop"), ("Bureau", "desktop"),
        ("Unité centrale + écran", "desktop"), ("Ordinateur de bureau", "desktop"), ("Client léger", "desktop"),
        ("Tout-en-un", "all_in_one"), ("All-in-One", "all_in_one"), ("Écran", "monitor"), ("Moniteurs", "monitor"), ("ECRAN 24", "monitor"),
        ("Tablette", "tablet"), ("iPad", "tablet"), ("Smartphone", "smartphone"), ("Téléphone portable", "smartphone"),
        ("GSM", "smartphone"), ("Téléphone à touches", "feature_phone"), ("Téléphone IP", "peripheral"), ("Imprimante réseau", "printer"),
        ("Copieur", "printer"), ("Serveur", "server"), ("Switch", "network"), ("Équipement réseau", "network"), ("Clavier", "peripheral"),
        ("Chargeur de PC portable", "peripheral"), ("Station d'accueil", "peripheral"), ("Logiciel", kinds.SOFTWARE), ("PC", kinds.COMPUTER),
        ("Autre", None), ("Chaise", None), ("all_in_one", "all_in_one"), ("feature_phone", "feature_phone"), ("other", "other"),
    ],
)  # fmt: skip
def test_types(text, code):
    assert kinds.of_type(text) == code


@pytest.mark.parametrize(
    ("model", "code", "maker"),
    [("Latitude 5420", "laptop", "Dell"), ("HP EliteDesk 800 G6", "desktop", "HP"), ("ThinkPad X1", "laptop", "Lenovo"),
     ("iPhone 8", "smartphone", "Apple"), ("iMac 21", "all_in_one", "Apple"), ("Samsung Galaxy Tab A", "tablet", "Samsung"),
     ("Samsung Galaxy A52", "smartphone", "Samsung"), ("Robby", None, None)],
)  # fmt: skip
def test_models(model, code, maker):
    assert (kinds.of_model(model), kinds.maker_in(model)) == (code, maker)


@settings(deadline=None)
@given(texts)
def test_no_cell_of_any_field_raises(text):
    for field, parse in cells.PARSERS.items():
        found, code = parse(words.tidy(text), Column(0, field, field))
        assert all(isinstance(value, str | int) for value in found.values())
        assert code is None or isinstance(code, str)


@settings(deadline=None)
@given(texts)
def test_folding_twice_changes_nothing(text):
    assert words.fold(words.fold(text)) == words.fold(text)
    assert words.tidy(words.tidy(text)) == words.tidy(text) or "Ã" in text or "Â" in text or "â" in text


@settings(deadline=None)
@given(texts)
def test_no_header_raises(header):
    field, confidence = headers.field_of(header)

    assert 0 <= confidence <= 100
    assert (field is None) == (confidence == 0)


def test_every_field_has_a_parser():
    assert set(headers.FIELDS) == set(cells.PARSERS)


@given(st.decimals(min_value=1, max_value=64, places=2))
def test_memory_is_close_to_what_was_written(gigabytes):
    found = values.ram_mb(f"{gigabytes} Go")

    assert abs(Decimal(found) - gigabytes * 1024) <= gigabytes * 1024 * Decimal("0.09") + 1
