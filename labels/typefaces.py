"""The two typefaces of our labels: how long a text is, which letters it may have, what of them a PDF needs."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

FOLDER = Path(__file__).with_name("fonts")  # the documents of `reuse.documents` are set in them too
CAPITAL = 0.729  # height of a capital, of the size
_ELLIPSIS = "…"
_LONGEST_TEXT = 200  # characters, more than any label holds
_LOOKALIKES = str.maketrans("″′‐‑", "\"'--")
_UNWRITTEN = {"R", "AL", "AN"}  # right to left: letters would stand in the wrong order and unjoined


@dataclass(frozen=True)
class Typeface:
    """One weight; the widths are thousandths of the size."""

    file: str
    shrinking: float  # of the size, before a long text is cut

    @cached_property
    def font(self) -> TTFontFile:
        return TTFontFile(str(FOLDER / f"{self.file}.ttf"))

    @cached_property
    def _widths(self) -> dict[str, float]:
        return {chr(letter): width for letter, width in self.font.charWidths.items()}

    @cached_property
    def _default(self) -> float:
        return float(self.font.defaultWidth)

    def width(self, text: str, size: float) -> float:
        return sum([self._widths.get(letter, self._default) for letter in text]) * size / 1000


BOLD = Typeface("DejaVuSansCondensed-Bold", shrinking=0.5)
REGULAR = Typeface("DejaVuSansCondensed", shrinking=0.8)


@lru_cache(maxsize=4096)
def fitted(text: str, face: Typeface, size: float, width: float) -> tuple[str, float]:
    """A long text shrinks a little, then is cut: nothing runs over the edge of its label. Size and width in points."""
    text = printable(text[:_LONGEST_TEXT])
    share = width / max(face.width(text, size), width)
    if share >= face.shrinking:
        return text, size * share
    size *= face.shrinking
    while text and face.width(text + _ELLIPSIS, size) > width:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS, size


def printable(text: str) -> str:
    """Text in the letters both weights have: Latin, Greek, Cyrillic; a question mark stands for any other."""
    return "".join(map(_printable_character, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=1024)
def _printable_character(character: str) -> str:
    if unicodedata.category(character).startswith(("C", "Z")):
        return " "
    for candidate in (
        character,
        unicodedata.normalize("NFKD", character)[0],
        character.translate(_LOOKALIKES),
    ):
        if _is_drawn(candidate):
            return candidate
    return "?"


def _is_drawn(character: str) -> bool:
    if unicodedata.bidirectional(character) in _UNWRITTEN:
        return False
    return all(ord(character) in face.font.charToGlyph for face in (BOLD, REGULAR))


class Subset:
    """The letters one document uses of a typeface, numbered as they come so that pages can be written at once."""

    def __init__(self, face: Typeface) -> None:
        self.face = face
        self._numbers: dict[str, str] = {}  # of the glyph, in hexadecimal
        self._first: dict[int, str] = {}  # glyph of the whole font: the letter that brought it

    def encoded(self, text: str) -> str:
        """The text as the hexadecimal glyph numbers of this subset."""
        numbers = self._numbers
        try:
            return "".join([numbers[character] for character in text])
        except KeyError:
            for character in text:
                self._add(character)
            return "".join([numbers[character] for character in text])

    def _add(self, character: str) -> None:
        if character not in self._numbers:
            glyph = self.face.font.charToGlyph[ord(character)]
            twin = self._first.setdefault(glyph, character)
            self._numbers[character] = self._numbers.get(twin) or f"{len(self._first):04x}"

    @property
    def name(self) -> str:
        return f"AAAAAA+{self.face.file}"

    @property
    def letters(self) -> list[str]:
        """By glyph number, from 1."""
        return list(self._first.values())

    def file(self) -> bytes:
        """A TrueType font of these letters alone, glyph by glyph in the order of their numbers."""
        made: bytes = self.face.font.makeSubset([ord(letter) for letter in self.letters])
        return made
