"""Every sentence has its French."""

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.utils import translation

import labels
from labels.decoding import TooLarge, Unreadable
from labels.layout import SymbolTooLarge
from labels.symbols import Unencodable
from tests.labels.factories import ROOT

SENTENCES = [
    SymbolTooLarge(labels.FORMATS["L6008"], width=29.18, height=13.18),
    Unencodable("Code 128", "é"),
    labels.NoSuchPlace(labels.DEFAULT, 22),
    labels.NothingToPrint(),
    labels.UnknownFormat("L0000"),
    labels.NotCalibrated(),
    labels.NotARoll(labels.DEFAULT),
    Unreadable(),
    TooLarge(),
]


def test_french_is_complete_and_holds_nothing_else():
    with (ROOT / "labels/locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        french = read_po(file, locale="fr")
    used = {message for _file, _line, message, _comments, _context in extract_from_dir(ROOT / "labels")}

    assert {message.id for message in french if message.id} == used
    assert [message.id for message in french if message.id and (not message.string or message.fuzzy)] == []


@pytest.mark.parametrize("refusal", SENTENCES, ids=lambda refusal: type(refusal).__name__)
def test_a_refusal_speaks_both_languages(refusal):
    with translation.override("en"):
        english = str(refusal)
    with translation.override("fr"):
        french = str(refusal)

    assert english != french
    assert "%(" not in english + french


def test_a_refused_size_is_written_as_french_people_write_it():
    with translation.override("fr"):
        assert "29,2 × 13,2\u00a0mm" in str(SENTENCES[0])
