"""Codes: unique, checked, safe on any keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import codes

numbers = st.integers(min_value=0, max_value=(1 << 32) - 1)
KEY = "k" * 64


@given(numbers)
def test_every_number_has_a_valid_code(number):
    code = codes.code_for(number, KEY)

    assert codes.is_code(code)
    assert codes.parse(codes.shown(code).lower()) == code


@given(numbers, numbers)
def test_two_numbers_never_share_a_code(one, other):
    assert (codes.code_for(one, KEY) == codes.code_for(other, KEY)) == (one == other)


@given(numbers, st.integers(0, 8), st.sampled_from(codes.ALPHABET))
def test_a_single_wrong_letter_is_found(number, place, letter):
    code = codes.code_for(number, KEY)
    wrong = code[:place] + letter + code[place + 1 :]

    assert codes.is_code(wrong) == (wrong == code)


def test_swapped_neighbours_are_nearly_always_found():
    missed = total = 0
    for number in range(0, 40_000, 7):
        code = codes.code_for(number, KEY)
        for place in range(8):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            if swapped != code:
                total += 1
                missed += codes.is_code(swapped)

    assert missed / total < 0.02


def test_no_number_beyond_the_range():
    with pytest.raises(ValueError, match="no code"):
        codes.code_for(1 << 32, KEY)


@given(numbers, st.sampled_from(list(codes.LAYOUTS)), st.booleans())
def test_a_code_typed_through_another_layout_is_found_again(number, layout, caps):
    code = codes.code_for(number, KEY)
    garbled = {
        ord(target): chr(source) for source, target in ((k, chr(v)) for k, v in codes.LAYOUTS[layout].items())
    }
    typed = code.translate(garbled)
    typed = typed.swapcase() if caps else typed

    assert code in {codes.parse(reading) for reading, _fault in codes.readings(typed)}


def test_an_azerty_asset_tag_is_repaired():
    assert "004HQ3" in {reading for reading, _fault in codes.readings("àà'HA\"")}


@pytest.mark.parametrize(
    "text", ["HTTPS://HOST/D/{}", "https://host.example/d/{}/", "http://127.0.0.1:8000/d/{}"]
)
def test_an_address_holds_its_code(text):
    code = codes.code_for(7, KEY)

    assert codes.in_address(text.format(code)) == code
    assert codes.in_address("https://host/x/" + code) is None
