"""Opening hours said in plain French; what is not understood stays as it is."""

import pytest
from django.utils import translation

from reuse.directory import hours

pytestmark = pytest.mark.any_database


def said(raw: str, language: str = "fr") -> tuple[str, ...]:
    with translation.override(language):
        return hours.read(raw).sentences


@pytest.mark.parametrize(
    ("raw", "sentences"),
    [
        ("24/7", ["always open"]),
        (
            "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
            ["from Monday to Friday from 9:00 to 12:00 and from 14:00 to 18:30", "Saturday from 8:30 to 12:00"],
        ),
        ("Mo-Fr 08:30-12:30; PH off", ["from Monday to Friday from 8:30 to 12:30", "closed on public holidays"]),
        ("Mo,We,Fr 10:00-16:00", ["Monday, Wednesday and Friday from 10:00 to 16:00"]),
        ("Tu[1],Tu[3] 14:00-17:00", ["the first Tuesday of the month and the third Tuesday of the month from 14:00 to 17:00"]),
        ("We[-1] 14:00+", ["the last Wednesday of the month from 14:00 on"]),
        ("Sep-Jun Mo-Th 09:00-17:00", ["from September to June, from Monday to Thursday from 9:00 to 17:00"]),
        ("Aug 1-15 off", ["closed from 1 August to 15 August"]),
        ("week 1-53/2 Th 09:00-12:00", ["in odd weeks, Thursday from 9:00 to 12:00"]),
        ('Fr 09:00-12:00 "sur rendez-vous"', ["Friday from 9:00 to 12:00 (sur rendez-vous)"]),
        ("10:00-18:00", ["every day from 10:00 to 18:00"]),
        ("Mo-Sa", ["from Monday to Saturday"]),
    ],
)  # fmt: skip
def test_the_usual_notation_is_said_in_words(raw, sentences):
    assert list(said(raw, "en")) == sentences


@pytest.mark.parametrize(
    "raw", ["Lundi au vendredi, 9h-12h", "Mo-Fr 9-12", "sunrise-sunset", "Mo-Fr 09:00-12:00 || on demand", "", ";", "Mo-Xx 09:00-10:00"]
)  # fmt: skip
def test_what_is_not_understood_is_shown_as_it_was_given(raw):
    read = hours.read(raw)

    assert read.sentences == ()
    assert read.text == raw


def test_hours_have_a_space_that_does_not_break_in_french():
    [monday] = said("Mo 09:00-12:30")

    assert "9\u00a0h" in monday
    assert "12\u00a0h\u00a030" in monday
    assert "lundi" in monday
