"""Every sentence of every app exists in French, with its typography, and without the words the law bans."""

import re

import pytest
from babel.messages.mofile import read_mo

from reuse.web import extraction
from reuse.web.management.commands.messages import translated_apps

APPS = {app.name: (app, apart) for app, apart in translated_apps()}
# Decree 2022-190 (C. conso R122-4): "reconditionné" is regulated, "neuf" expressions are forbidden for used devices.
BANNED = re.compile(r"comme neuf|état neuf|à neuf|bénéficiaires? exclu|workflow|ticket", re.IGNORECASE)
BREAKABLE = re.compile(
    r"[^\u202f\s][;?!](?!\w)|[^\u00a0\d]:(?!//|\w)|[^\u00a0]»|«[^\u00a0]|[a-zé]'[a-zé]"
    r"|(?:\d|\)[ds]) ?[€%](?!\()"
)


def _texts(catalog):
    """Context and msgid (of a plural, its singular) with the translations."""
    return {
        (_text(message.context), _all(message.id)[0]): _all(message.string)
        for message in catalog
        if message.id and any(_all(message.string))
    }


def _text(context):
    return context.decode() if isinstance(context, bytes) else context  # the compiled form gives bytes


def _all(text):
    return [text] if isinstance(text, str) else list(text)


def _strings(app):
    for message in extraction.read(extraction.catalog_of(app)):
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("name", APPS)
def test_nothing_is_missing_doubtful_or_unused(name):
    app, apart = APPS[name]
    known = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in extraction.read(extraction.catalog_of(app))
        if message.id
    }

    assert [message.text for message in extraction.missing(app, apart=apart)] == []
    assert known - {message.text for message in extraction.used_by(app, apart=apart)} == set()


@pytest.mark.parametrize("name", APPS)
def test_the_compiled_catalog_is_the_readable_one(name):
    path = extraction.catalog_of(APPS[name][0])
    if not path.exists():
        pytest.skip("this app shows no sentence")
    with path.with_suffix(".mo").open("rb") as file:
        compiled = _texts(read_mo(file))
    readable = _texts(extraction.read(path))

    assert compiled == readable


@pytest.mark.parametrize("name", APPS)
def test_french_keeps_its_spaces_and_avoids_banned_words(name):
    texts = [text.replace("%%", "%") for text in _strings(APPS[name][0])]

    assert [text for text in texts if BREAKABLE.search(re.sub(r"<[^>]*>", "", text))] == []
    assert [text for text in texts if BANNED.search(text)] == []
