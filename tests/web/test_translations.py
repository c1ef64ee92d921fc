"""Every sentence of the frame exists in French, and nothing else is kept."""

import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation

import reuse.web
from tests.web import messages

APP = Path(reuse.web.__file__).parent
CATALOG = APP / "locale/fr/LC_MESSAGES/django.po"


def _catalog():
    with CATALOG.open("rb") as file:
        return read_po(file, locale="fr")


def _words(catalog):
    """Msgid (of a plural, its singular) and its translations."""
    return {
        _all(message.id)[0]: _all(message.string) for message in catalog if message.id and not message.fuzzy
    }


def _all(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_sentence_is_translated_and_no_other_is_kept():
    translated = {msgid for msgid, texts in _words(_catalog()).items() if all(texts)}

    assert translated == messages.used_by(APP)


def test_the_compiled_catalog_is_the_readable_one():
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    assert _words(compiled) == _words(_catalog())


def test_french_typography_has_its_no_break_spaces():
    breakable = re.compile(r"[^\u202f][;?!]|[^\u00a0]:|[^\u00a0][»€%](?!\()|«[^\u00a0]|[a-z]'[a-z]")
    texts = [text for each in _words(_catalog()).values() for text in each]

    assert [text for text in texts if breakable.search(text.replace("%%", "%"))] == []


@pytest.mark.urls("tests.web.urls")
def test_the_page_speaks_the_language_of_its_reader(client):
    with translation.override(None):
        french = client.get("/help/", headers={"accept-language": "fr"}).content.decode()
        english = client.get("/help/", headers={"accept-language": "en"}).content.decode()

    assert 'lang="fr"' in french
    assert "Je donne du matériel" in french
    assert 'lang="en"' in english
    assert "I give equipment" in english
