"""Writes labels as PDF, page by page, so that ten thousand labels need no more memory than one sheet."""

import zlib
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from typing import BinaryIO

from django.utils.translation import gettext

from labels.arrangements import POINT, Box
from labels.calibration import Calibration
from labels.drawing import Drawing, Label, Text, draw
from labels.formats import Format
from labels.layout import Symbols
from labels.sheets import Place, place, places
from labels.symbols import Symbol
from labels.typefaces import BOLD, REGULAR, Subset, Typeface

_FONTS = {BOLD: "F1", REGULAR: "F2"}
_CROSS = 1.0  # mm of each arm of a cut mark: no farther into a label than its padding


class NothingToPrint(ValueError):
    """A PDF has at least one page."""

    def __str__(self) -> str:
        return gettext("There is no label to print.")


def write_pdf(  # noqa: PLR0913  each is one thing to choose
    labels: Iterable[Label],
    *,
    format: Format,  # noqa: A002  the word everyone uses for a sheet
    to: BinaryIO,
    start_at: int = 1,
    skip: Collection[int] = (),
    calibration: Calibration = Calibration(),  # noqa: B008  frozen
    dpi: int | None = None,
    symbols: Symbols | str = Symbols.AUTO,
    cut_marks: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write one label after the other on the free places and return how many; symbols snap to the printer's dots."""
    document = Document(to, format, calibration)
    symbols, dpi, count = Symbols(symbols), dpi or format.dpi, 0
    crosses = [_crosses(format)] if cut_marks and not format.is_roll else []
    placed = zip(places(format, start_at=start_at, skip=skip), labels, strict=False)
    for _sheet, page in groupby(placed, key=lambda pair: pair[0].sheet):
        marks = [
            _marks(draw(label, format, symbols=symbols, dpi=dpi), place, document, dpi)
            for place, label in page
        ]
        document.add_page("\n".join(crosses + marks))
        count += len(marks)
        if progress:
            progress(count)
    if not count:
        raise NothingToPrint
    document.close()
    return count


def _marks(drawing: Drawing, place: Place, document: "Document", dpi: int) -> str:
    dot = 72 / dpi
    x = round(place.x / POINT / dot) * dot
    y = document.height - round(place.y / POINT / dot) * dot
    marks = [f"q 1 0 0 1 {x:.3f} {y:.3f} cm"]
    if drawing.qr:
        symbol, box = drawing.qr
        marks.append(_filled(symbol, box, box.module))
    if drawing.bars:
        symbol, box = drawing.bars
        marks.append(_filled(symbol, box, box.height))
    marks += [document.text(text) for text in drawing.texts]
    return "\n".join([*marks, "Q"])


def _filled(symbol: Symbol, box: Box, unit_height: float) -> str:
    """One fill for the whole symbol: rectangles filled one by one leave hairlines between modules."""
    x, y = box.x / POINT, -(box.y + box.height) / POINT
    return f"q {box.module / POINT:.5f} 0 0 {unit_height / POINT:.5f} {x:.3f} {y:.3f} cm\n{symbol.path}\nf Q"


def _crosses(format: Format) -> str:  # noqa: A002
    """A hairline cross at each corner of each label, for those who cut."""
    corners = {
        (round(spot.x + right * format.width, 3), round(spot.y + down * format.height, 3))
        for spot in (place(format, number) for number in range(1, format.per_sheet + 1))
        for right in (0, 1)
        for down in (0, 1)
    }
    arm = _CROSS / POINT
    strokes = [
        f"{x / POINT - arm:.2f} {y:.2f} m {x / POINT + arm:.2f} {y:.2f} l "
        f"{x / POINT:.2f} {y - arm:.2f} m {x / POINT:.2f} {y + arm:.2f} l"
        for x, y in ((x, (format.page_height - y) / POINT) for x, y in sorted(corners))
    ]
    return "\n".join(["q 0.3 w 0.5 G", *strokes, "S Q"])


class Document:
    """The few objects a PDF of plain pages needs, each written as soon as it is known; fonts last, as subsets."""

    CATALOG, PAGES = 1, 2

    def __init__(self, to: BinaryIO, format: Format, calibration: Calibration) -> None:  # noqa: A002
        self._to = to
        self._length = 0
        self._offsets = {self.CATALOG: 0, self.PAGES: 0}
        self._pages: list[int] = []
        self._subsets = {face: Subset(face) for face in _FONTS}
        self.width, self.height = format.page_width / POINT, format.page_height / POINT
        down = self.height - calibration.down * self.height - calibration.y_mm / POINT
        self._correction = (
            f"{calibration.scale:.6g} 0 0 {calibration.down:.6g} {calibration.x_mm / POINT:.5g} {down:.5g} cm"
        )

    def text(self, text: Text) -> str:
        """The operators that show a text, placed from the corner of its label."""
        x, y, glyphs = text.x / POINT, -text.y / POINT, self._subsets[text.face].encoded(text.words)
        return f"BT /{_FONTS[text.face]} {text.size:.3g} Tf {x:.5g} {y:.5g} Td <{glyphs}> Tj ET"

    def add_page(self, marks: str) -> None:
        stream = self._add_stream(f"{self._correction}\n{marks}".encode())
        self._pages.append(
            self._add(f"<< /Type /Page /Parent {self.PAGES} 0 R /Contents {stream} 0 R >>".encode())
        )

    def close(self) -> None:
        fonts = " ".join(f"/{_FONTS[face]} {self._add_font(face)} 0 R" for face in _FONTS)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        pages = (
            f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] /MediaBox [0 0 {self.width:.2f} {self.height:.2f}] "
            f"/Resources << /Font << {fonts} >> >> >>"
        )
        self._add(pages.encode(), self.PAGES)
        # a viewer that shrinks the page to its margins would move every label
        catalog = f"<< /Type /Catalog /Pages {self.PAGES} 0 R /ViewerPreferences << /PrintScaling /None >> >>"
        self._add(catalog.encode(), self.CATALOG)
        self._write_trailer()

    def _add_font(self, face: Typeface) -> int:
        """A composite font: glyph numbers of two bytes, so that one subset holds all the letters of a document."""
        subset, font = self._subsets[face], face.font
        subset.encoded(" ")  # a font without letters is refused by some viewers
        file = self._add_stream(subset.file())
        names = self._add_stream(_unicode_map(subset.letters).encode())
        box = " ".join(f"{round(edge)}" for edge in font.bbox)
        widths = " ".join(f"{round(face.width(letter, 1000))}" for letter in subset.letters)
        descriptor = self._add(
            f"<< /Type /FontDescriptor /FontName /{subset.name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
            f"/Ascent {round(font.ascent)} /Descent {round(font.descent)} /CapHeight {round(font.capHeight)} "
            f"/StemV {round(font.stemV)} /FontFile2 {file} 0 R >>".encode()
        )
        descendant = self._add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{subset.name} /CIDToGlyphMap /Identity "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R /W [1 [{widths}]] >>".encode()
        )
        return self._add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{subset.name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {names} 0 R >>".encode()
        )

    def _add_stream(self, content: bytes) -> int:
        packed = zlib.compress(content)
        head = f"<< /Length {len(packed)} /Length1 {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        return self._add(head + packed + b"\nendstream")

    def _add(self, body: bytes, number: int = 0) -> int:
        if not self._length:
            self._write(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        number = number or len(self._offsets) + 1
        self._offsets[number] = self._length
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

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


def _unicode_map(letters: list[str]) -> str:
    """What each glyph means, so that text can be searched and copied."""
    rows = [
        f"<{number:04x}> <{letter.encode('utf-16-be').hex()}>"
        for number, letter in enumerate(letters, start=1)
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap end end",
        ]
    )
