"""Writes label sheets as PDF, page by page, so that ten thousand labels need no more memory than one sheet."""

import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO

from django.utils.translation import gettext
from reportlab.pdfbase.pdfmetrics import stringWidth

from labels.formats import Format
from labels.layout import POINT, Box, TextLine, arrange
from labels.sheets import Calibration, Place, places
from labels.symbols import code128_symbol, qr_symbol

BOLD, REGULAR = "Helvetica-Bold", "Helvetica"
_FONTS = {BOLD: "F1", REGULAR: "F2"}
_ELLIPSIS = "…"
_SHRINKING = {BOLD: 0.6, REGULAR: 0.8}  # of the size, before a long text is cut
_LONGEST_TEXT = 200  # characters, more than any label holds
_LOOKALIKES = str.maketrans("ĐđĦħıŁłŊŋŦŧ″′−‐‑", "DdHhiLlNnTt\"'---")  # what Unicode does not take apart


@dataclass(frozen=True, slots=True)
class Label:
    """`code` goes into the Code 128, `url` into the QR; `title` is what people read, the code if empty."""

    code: str
    url: str
    title: str = ""
    lines: tuple[str, ...] = ()


class NothingToPrint(ValueError):
    """A PDF has at least one page."""

    def __str__(self) -> str:
        return gettext("There is no label to print.")


def write_pdf(
    labels: Iterable[Label],
    *,
    format: Format,  # noqa: A002  the word everyone uses for a sheet
    to: BinaryIO,
    start_at: int = 1,
    skip: Collection[int] = (),
    calibration: Calibration = Calibration(),  # noqa: B008  frozen
    dpi: int = 600,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write one label after the other on the free places and return how many; symbols snap to `dpi`."""
    document = _Document(to, format, calibration)
    count = 0
    placed = zip(places(format, start_at=start_at, skip=skip), labels, strict=False)
    for _sheet, page in groupby(placed, key=lambda pair: pair[0].sheet):
        marks = [_marks(label, format, place, dpi) for place, label in page]
        document.add_page("\n".join(marks))
        count += len(marks)
        if progress:
            progress(count)
    if not count:
        raise NothingToPrint
    document.close()
    return count


def shown(code: str) -> str:
    """Our nine letters as people read them: BCDE-FGHJ-K; any other text as it is."""
    return f"{code[:4]}-{code[4:8]}-{code[8]}" if len(code) == 9 else code


def _marks(label: Label, sheet: Format, place: Place, dpi: int) -> str:
    qr, bars = qr_symbol(label.url), code128_symbol(label.code)
    layout = arrange(sheet, qr=qr.modules, bars=bars.modules, lines=len(label.lines), dpi=dpi)
    dot = 72 / dpi
    x = round(place.x / POINT / dot) * dot
    y = round((sheet.page_height - place.y) / POINT / dot) * dot
    marks = [f"q 1 0 0 1 {x:.3f} {y:.3f} cm", _filled(qr.path, layout.qr, layout.qr.module)]
    if layout.bars:
        marks.append(_filled(bars.path, layout.bars, layout.bars.height))
    marks.append(_text(label.title or shown(label.code), layout.title, BOLD))
    marks += [_text(text, line, REGULAR) for text, line in zip(label.lines, layout.lines, strict=False)]
    return "\n".join([*marks, "Q"])


def _filled(path: str, box: Box, unit_height: float) -> str:
    """One fill for the whole symbol: rectangles filled one by one leave hairlines between modules."""
    x, y = box.x / POINT, -(box.y + box.height) / POINT
    return f"q {box.module / POINT:.5f} 0 0 {unit_height / POINT:.5f} {x:.3f} {y:.3f} cm\n{path}\nf Q"


def _text(text: str, line: TextLine, font: str) -> str:
    shortened, size = fitted(text, font, line.size, line.width / POINT)
    escaped = shortened.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{_FONTS[font]} {size:.3g} Tf {line.x / POINT:.5g} {-line.y / POINT:.5g} Td ({escaped}) Tj ET"


@lru_cache(maxsize=4096)
def fitted(text: str, font: str, size: float, width: float) -> tuple[str, float]:
    """A long text shrinks a little, then is cut: nothing runs over the edge of its label."""
    text = _printable(text[:_LONGEST_TEXT])
    share = width / max(stringWidth(text, font, size), width)
    if share >= _SHRINKING[font]:
        return text, size * share
    size *= _SHRINKING[font]
    while text and stringWidth(text + _ELLIPSIS, font, size) > width:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS, size


def _printable(text: str) -> str:
    """Text in the letters of the standard fonts (Windows 1252): an accent it lacks is dropped, not the letter."""
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
        if _in_windows_1252(candidate):
            return candidate
    return "?"


def _in_windows_1252(character: str) -> bool:
    try:
        return bool(character.encode("cp1252"))
    except UnicodeEncodeError:
        return False


class _Document:
    """The few objects a PDF of plain pages needs, each written as soon as it is known."""

    CATALOG, PAGES, BOLD_FONT, REGULAR_FONT = 1, 2, 3, 4

    def __init__(self, to: BinaryIO, sheet: Format, calibration: Calibration) -> None:
        self._to = to
        self._length = 0
        self._offsets = dict.fromkeys((self.CATALOG, self.PAGES, self.BOLD_FONT, self.REGULAR_FONT), 0)
        self._pages: list[int] = []
        self._size = f"{sheet.page_width / POINT:.2f} {sheet.page_height / POINT:.2f}"
        scale, height = calibration.scale, sheet.page_height
        down = height - scale * height - calibration.y_mm
        self._correction = f"{scale:.5g} 0 0 {scale:.5g} {calibration.x_mm / POINT:.5g} {down / POINT:.5g} cm"

    def add_page(self, marks: str) -> None:
        content = zlib.compress(f"{self._correction}\n{marks}".encode("cp1252"))
        stream, page = len(self._offsets) + 1, len(self._offsets) + 2
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        self._add(stream, head + content + b"\nendstream")
        self._add(page, f"<< /Type /Page /Parent {self.PAGES} 0 R /Contents {stream} 0 R >>".encode())
        self._pages.append(page)

    def close(self) -> None:
        for number, name in ((self.BOLD_FONT, BOLD), (self.REGULAR_FONT, REGULAR)):
            font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
            self._add(number, font.encode())
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        fonts = f"/{_FONTS[BOLD]} {self.BOLD_FONT} 0 R /{_FONTS[REGULAR]} {self.REGULAR_FONT} 0 R"
        pages = (
            f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] /MediaBox [0 0 {self._size}] "
            f"/Resources << /Font << {fonts} >> >> >>"
        )
        self._add(self.PAGES, pages.encode())
        # a viewer that shrinks the page to its margins would move every label
        unscaled = (
            f"<< /Type /Catalog /Pages {self.PAGES} 0 R /ViewerPreferences << /PrintScaling /None >> >>"
        )
        self._add(self.CATALOG, unscaled.encode())
        self._write_trailer()

    def _add(self, number: int, body: bytes) -> None:
        if not self._length:
            self._write(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        self._offsets[number] = self._length
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _write_trailer(self) -> None:
        start, size = self._length, len(self._offsets) + 1
        table = "".join(f"{self._offsets[number]:010} 00000 n \n" for number in range(1, size))
        self._write(f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode())
        self._write(
            f"trailer\n<< /Size {size} /Root {self.CATALOG} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        )

    def _write(self, data: bytes) -> None:
        self._to.write(data)
        self._length += len(data)
