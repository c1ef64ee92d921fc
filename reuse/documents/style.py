"""The look of our documents: fonts with the letters of Europe, the identity's colours, text styles."""

import unicodedata
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from labels.typefaces import FOLDER

REGULAR, BOLD, MONO = "Reuse", "Reuse-Bold", "Reuse-Mono"
_FONTS = {REGULAR: "DejaVuSansCondensed", BOLD: "DejaVuSansCondensed-Bold", MONO: "DejaVuSansMono"}
for _name, _file in _FONTS.items():
    pdfmetrics.registerFont(TTFont(_name, str(FOLDER / f"{_file}.ttf")))
_SANS, _CODE_GLYPHS = (
    frozenset.intersection(*(frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in names))  # type: ignore[attr-defined]
    for names in ((REGULAR, BOLD), (MONO,))
)

# The tokens of web/look.css, on white paper.
INK, SOFT, LINE, SUNK = (HexColor(f"#{code}") for code in ("1a2426", "4f5a5c", "d8d3c6", "f1efe8"))
BRAND, THREAD, KRAFT = (HexColor(f"#{code}") for code in ("0c5a61", "e3a018", "e7d6b4"))
OK, WATCH, BAD = (HexColor(f"#{code}") for code in ("28662f", "6f4700", "9c2c19"))
OK_TINT, WATCH_TINT, BAD_TINT = (HexColor(f"#{code}") for code in ("e9f3e6", "faf1d8", "fae9e4"))
WHITE = HexColor("#ffffff")

MARGIN = 19 * mm


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    look = {"fontName": REGULAR, "fontSize": size, "leading": leading, "textColor": INK, **more}
    return ParagraphStyle(name, **look)


BODY = _style("body", 8.8, 12.6, spaceAfter=5)
LEAD = _style("lead", 9.6, 13.6, textColor=SOFT, spaceAfter=8)
TITLE = _style("title", 20, 24, fontName=BOLD)
HEADING = _style("heading", 11, 14.5, fontName=BOLD, textColor=BRAND, spaceBefore=9, spaceAfter=4)
NOTE = _style("note", 7.6, 10.6, textColor=SOFT, spaceAfter=4)
LABEL = _style("label", 7.8, 11.6, textColor=SOFT)
VALUE = _style("value", 8.8, 11.6)
STRONG = _style("strong", 8.8, 11.6, fontName=BOLD)
HEAD = _style("head", 7.4, 9.4, fontName=BOLD, textColor=SOFT)
CELL = _style("cell", 7.8, 10)
CELL_NOTE = _style("cell note", 6.8, 8.8, textColor=SOFT)
FIGURE = _style("figure", 22, 26, fontName=BOLD, textColor=BRAND)
HERO_LABEL = _style("hero label", 15, 19, fontName=BOLD, textColor=WHITE)
HERO_NOTE = _style("hero note", 9.6, 13, textColor=WHITE)
VERDICT = _style("verdict", 11.5, 15, fontName=BOLD)
FACT_CODE = _style("fact code", 8.2, 11.6, fontName=MONO)
CODE = _style("code", 7.2, 10, fontName=MONO)
RIGHT = _style("right", 7.8, 10, alignment=TA_RIGHT)
HEAD_RIGHT = _style("head right", 7.4, 9.4, fontName=BOLD, textColor=SOFT, alignment=TA_RIGHT)


def printable(value: object, *, font: str = REGULAR) -> str:
    """Text in letters the font has. Narrow spaces become no-break spaces, since lines are broken at the former."""
    glyphs = _CODE_GLYPHS if font == MONO else _SANS
    text = unicodedata.normalize("NFC", str(value)).replace("\u202f", "\u00a0").replace("\u2009", "\u00a0")
    return "".join(
        character if ord(character) in glyphs else _stand_in(character, glyphs) for character in text
    )


@lru_cache(maxsize=1024)
def _stand_in(character: str, glyphs: frozenset[int]) -> str:
    """The letter without the accents we lack, else an empty square: never another letter."""
    if character.isspace():
        return " "
    if unicodedata.category(character).startswith("C"):
        return ""
    kept = [part for part in unicodedata.normalize("NFKD", character) if ord(part) in glyphs]
    return "".join(kept) or "\u25a1"


def markup(value: object, *, font: str = REGULAR) -> str:
    """Printable text as reportlab reads it: no character of it is markup."""
    return escape(printable(value, font=font))
