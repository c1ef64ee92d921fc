"""Folds donors' text so that accents, case, punctuation and damaged encodings do not matter."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Spaces that look like spaces, and marks that look like nothing.
_BLANKS = str.maketrans(
    {
        "\xa0": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\ufeff": "",
        "\u200b": "",
        "\u200e": "",
        "\x00": "",
    }
)
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbfŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€")
_NUMBER_SIGN = re.compile(r"\bn\s*[°º]\s*|\bno\.\s*|#\s*(?=\w)")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z][a-z])")
_LINKING_WORDS = (
    "de du des d la le les l un une the of a an en et and par pour for au aux son leur your votre"
)
_LINKING = frozenset(_LINKING_WORDS.split())
_EMPTY_SIGNS = (
    "- -- --- — – − . / n/a na n.a. #n/a #ref! #value! #valeur! #nom? #name? #div/0! n.c. n.d. nd null none nan néant neant "
    "inconnu inconnue unknown ? ?? ??? ras vide empty [empty] (vide) nc"
)
_NOTHING = frozenset(_EMPTY_SIGNS.split()) | {
    "non renseigné",
    "non renseigne",
    "not specified",
    "non communiqué",
    "not available",
}
_LONGEST_EMPTY_SIGN = max(map(len, _NOTHING))


def tidy(text: str) -> str:
    """Return `text` with plain single spaces and bytes that were decoded twice put right."""
    if text.isascii():
        return " ".join(text.replace("\x00", "").split())
    if _MOJIBAKE.search(text):
        text = _undo_mojibake(text)
    return " ".join(text.translate(_BLANKS).split())


def _undo_mojibake(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def is_nothing(text: str) -> bool:
    """Tell whether a cell only says that there is nothing in it."""
    return not text or (len(text) <= _LONGEST_EMPTY_SIGN and text.lower() in _NOTHING)


def filled(cells: Sequence[str]) -> dict[int, str]:
    """Return the cells that say something, by their column."""
    return {
        index: cell
        for index, cell in enumerate(cells)
        if cell and (len(cell) > _LONGEST_EMPTY_SIGN or cell.lower() not in _NOTHING)
    }


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return lower-case ASCII words separated by single spaces: `N° de Série` → `numero de serie`."""
    text = _CAMEL.sub(" ", text).lower()
    text = _NUMBER_SIGN.sub("numero ", text).replace("œ", "oe").replace("æ", "ae")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def key(text: str) -> str:
    """Return what two spellings of one header share: `numero_de_serie`, `N° SÉRIE` → `numeroserie`."""
    return "".join(word for word in fold(text).split() if word not in _LINKING)
