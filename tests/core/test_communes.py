"""Communes are found as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reuse.core import communes

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Échirolles", "38151"),
        ("echirolles", "38151"),
        ("ECHIROLLES (38)", "38151"),
        ("38151", "38151"),
        ("st-martin-d’hères", "38421"),
        ("Saint-Denis 974", "97411"),
        ("2a004", "2A004"),
        ("paris 13", "75113"),
        ("havre", "76351"),
        (" Grenoble ", "38185"),
    ],
)
def test_one_commune_is_meant(text, code):
    assert [one.code for one in communes.meant(text)] == [code]


def test_a_postal_code_that_is_also_a_code_of_insee_is_a_choice():
    assert {one.code for one in communes.meant("38130")} == {"38130", "38151"}


def test_a_name_of_many_is_a_choice():
    found = communes.meant("Saint-Denis")

    assert len(found) > 3
    assert {communes.folded(one.name) for one in found} == {"saint denis"}


@pytest.mark.parametrize("text", ["", " ", "xyzzy", "00000", "(", "38"])
def test_what_names_nothing_finds_nothing(text):
    assert communes.meant(text) == []


def test_suggestions_put_the_whole_name_first():
    assert communes.named("pont")[0].name == "Pont"
    assert len(communes.named("saint", most=5)) == 5


@given(st.integers(0, 10_000))
def test_what_a_field_shows_is_read_again(number):
    _names, lines = communes._table()
    code = lines.splitlines()[number * 3][:5]
    found = communes.of_code(code)

    assert found in communes.meant(str(found))


@given(st.text(max_size=30))
def test_any_text_is_survived(text):
    assert len(communes.named(text)) <= 8
