"""Numbers of French bodies: what is right passes however it is typed, one wrong digit does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from reuse.accounts import numbers

POST_OFFICE, HEAD_OFFICE = "356000000", "35600000000048"


@st.composite
def sirets(draw):
    """A SIRET with its two check digits."""
    siren = f"{draw(st.integers(1, 99_999_999)):08d}"
    siren += luhn.calc_check_digit(siren)
    establishment = siren + f"{draw(st.integers(1, 9_999)):04d}"
    return establishment + luhn.calc_check_digit(establishment)


@given(number=sirets().filter(lambda text: not text.startswith(POST_OFFICE)), data=st.data())
def test_one_wrong_digit_is_seen(number, data):
    place = data.draw(st.integers(0, 13))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert numbers.siret(number) == number
    assert numbers.siret(number[:place] + other + number[place + 1 :]) is None


@given(number=sirets(), gap=st.sampled_from([" ", "\u00a0", "\u202f", ".", "-"]))
def test_a_siret_is_read_however_it_is_spaced(number, gap):
    typed = gap.join([number[:3], number[3:6], number[6:9], number[9:]])

    assert numbers.siret(f" {typed} ") == number


@given(establishment=st.integers(0, 99_999))
def test_the_post_office_follows_a_rule_of_its_own(establishment):
    number = f"{POST_OFFICE}{establishment:05d}"
    is_right = number == HEAD_OFFICE or sum(map(int, number)) % 5 == 0

    assert (numbers.siret(number) == number) is is_right


def test_the_post_office_as_it_is_printed():
    assert numbers.siret("356 000 000 00048") == HEAD_OFFICE
    assert luhn.is_valid(HEAD_OFFICE)
    assert sum(map(int, HEAD_OFFICE)) % 5
    assert numbers.siret("35600000049837") == "35600000049837"
    assert not luhn.is_valid("35600000049837")


@given(text=st.text(max_size=20))
def test_no_text_breaks_the_reading(text):
    assert numbers.siret(text) is None or len(numbers.siret(text)) == 14
    assert numbers.rna(text) is None or len(numbers.rna(text)) == 10
    assert numbers.department_of(text) == "" or len(text) == 5


@pytest.mark.parametrize("text", ["W751212517", "w 751 212 517", "W2A1001234", "W9N1000123"])
def test_an_rna_is_read(text):
    assert numbers.rna(text) == text.replace(" ", "").upper()


@pytest.mark.parametrize("text", ["", "751212517", "W75121251", "W7512125170", "W75121251A", "X751212517"])
def test_what_is_no_rna_is_nothing(text):
    assert numbers.rna(text) is None


@pytest.mark.parametrize(
    ("code", "department"),
    [
        ("38000", "38"),
        ("01000", "01"),
        ("20090", "2A"),
        ("20200", "2B"),
        ("97400", "974"),
        ("98800", "988"),
        ("٣٨٠٠٠", ""),
        ("3800", ""),
    ],
)
def test_a_postal_code_names_its_department(code, department):
    assert numbers.department_of(code) == department
