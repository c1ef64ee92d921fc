"""Amounts in French words, by the spelling of 1990: what a tax receipt says must be right to the last hyphen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reuse.documents.wording.amounts import MOST, euros_in_words, in_words

NUMBERS = {
    0: "zéro",
    1: "un",
    16: "seize",
    17: "dix-sept",
    20: "vingt",
    21: "vingt-et-un",
    22: "vingt-deux",
    61: "soixante-et-un",
    70: "soixante-dix",
    71: "soixante-et-onze",
    77: "soixante-dix-sept",
    80: "quatre-vingts",
    81: "quatre-vingt-un",
    90: "quatre-vingt-dix",
    91: "quatre-vingt-onze",
    99: "quatre-vingt-dix-neuf",
    100: "cent",
    101: "cent-un",
    180: "cent-quatre-vingts",
    200: "deux-cents",
    201: "deux-cent-un",
    1000: "mille",
    1100: "mille-cent",
    2000: "deux-mille",
    80_000: "quatre-vingt-mille",
    200_000: "deux-cent-mille",
    300_080: "trois-cent-mille-quatre-vingts",
    1_000_000: "un-million",
    80_000_000: "quatre-vingts-millions",
    200_000_001: "deux-cents-millions-un",
    2_001_000_000: "deux-milliards-un-million",
}
EUROS = {
    1: "un centime",
    50: "cinquante centimes",
    100: "un euro",
    101: "un euro et un centime",
    123_450: "mille-deux-cent-trente-quatre euros et cinquante centimes",
    30_000: "trois-cents euros",
    100_000_000: "un-million d’euros",
    100_000_100: "un-million-un euros",
    0: "zéro euro",
}


@pytest.mark.any_database
@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_numbers(number, words):
    assert in_words(number) == words


@pytest.mark.any_database
@pytest.mark.parametrize(("cents", "words"), EUROS.items())
def test_euros_and_cents(cents, words):
    assert euros_in_words(cents) == words


UNITS = [in_words(number) for number in range(17)]
TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
TIMES = {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}


def read(words):
    """The number, as somebody who knows French adds it up."""
    total = part = 0
    for word in words.split("-"):
        if word in TIMES:
            total, part = total + max(part, 1) * TIMES[word], 0
        elif word in ("cent", "cents"):
            part = max(part, 1) * 100
        elif word in ("vingt", "vingts") and part % 100 == 4:
            part += 76  # four times twenty
        elif word != "et":
            part += TENS[word] if word in TENS else UNITS.index(word)
    return total + part


@pytest.mark.any_database
@given(st.integers(0, MOST))
def test_every_number_is_read_back(number):
    assert read(in_words(number)) == number


@pytest.mark.any_database
@pytest.mark.parametrize("number", [-1, MOST + 1])
def test_no_gift_is_below_nothing_or_beyond_the_words(number):
    with pytest.raises(ValueError, match=str(number)):
        in_words(number)
