"""Sentences that are kept and read later by somebody of another language: text that remembers what it was made of."""

from collections.abc import Mapping
from typing import Any, Self, TypeAlias

from django.utils.translation import gettext

Kept: TypeAlias = str | dict[str, Any]


class Sentence(str):
    """A sentence in the language in force, with its msgid and the values put into it."""

    __slots__ = ("msgid", "values")
    msgid: str
    values: Mapping[str, Any]

    def __new__(cls, msgid: str, values: Mapping[str, Any] | None = None) -> Self:
        text = gettext(msgid)
        made = super().__new__(cls, text % values if values else text)
        made.msgid, made.values = msgid, values or {}
        return made

    def __mod__(self, values: Any) -> "Sentence":
        return Sentence(self.msgid, values)

    def __deepcopy__(self, _memo: Any) -> "Sentence":
        return self  # it never changes


def sentence(msgid: str) -> Sentence:
    """To be called `_`, so that the sentence is found for translation."""
    return Sentence(msgid)


def kept(text: str) -> Kept:
    """What is stored of a sentence, to be said again in any language; other text stays as it is."""
    if not isinstance(text, Sentence):
        return str(text)
    values = {name: kept(one) if isinstance(one, str) else one for name, one in text.values.items()}
    return {"text": text.msgid, "values": values}


def said(stored: Kept) -> str:
    """A stored sentence in the language in force."""
    if isinstance(stored, str):
        return stored
    values = {name: said(one) if isinstance(one, dict) else one for name, one in stored["values"].items()}
    return Sentence(stored["text"], values)
