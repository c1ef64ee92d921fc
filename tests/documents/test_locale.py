"""Every sentence of the documents has its French, with French typography."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.template import engines

import reuse.documents
from tests.web import messages

APP = Path(reuse.documents.__file__).parent
CATALOG = APP / "locale/fr/LC_MESSAGES/django.po"
KEYWORDS = {
    **messages.KEYWORDS,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def _french():
    with CATALOG.open("rb") as file:
        return {(m.context, m.id): m for m in read_po(file, locale="fr") if m.id}


def _used():
    python = extract_from_dir(APP, method_map=[("**.py", "python")], keywords=KEYWORDS)
    found = {(context, message) for _file, _line, message, _comments, context in python}
    for path in (APP / "templates").rglob("*.html"):
        template = engines["django"].from_string(path.read_text()).template
        found |= {(None, message) for message in messages.of_template(template)}
    return found


def test_french_is_complete_and_holds_nothing_else():
    french = _french()

    assert set(french) == _used()
    assert [key for key, message in french.items() if message.fuzzy or not all([*message.string])] == []


def test_the_compiled_catalog_is_the_readable_one():
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    # Babel gives the context of compiled messages as bytes.
    assert {(m.context and m.context.decode(), *_texts(m)) for m in compiled if m.id} == {
        (m.context, *_texts(m)) for m in _french().values()
    }


def _texts(message):
    return [tuple([text] if isinstance(text, str) else text) for text in (message.id, message.string)]


def test_french_typography_has_its_no_break_spaces():
    breakable = re.compile(r"[^\u202f][;?!]|[^\u00a0]:|[^\u00a0][»€%](?!\()|«[^\u00a0]|[a-z]'[a-z]")
    texts = [message.string for message in _french().values()]
    flat = [text for each in texts for text in ([each] if isinstance(each, str) else each)]

    assert [text for text in flat if breakable.search(text)] == []
