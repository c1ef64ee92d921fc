"""Reads barcodes from photos, scans and PDF pages; refuses what is no picture, or too large a one."""

import io
import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from django.utils.translation import gettext
from PIL import Image, ImageOps

LARGEST_FILE = 32_000_000  # bytes
LARGEST_IMAGE = 50_000_000  # pixels, before anything is unpacked
LARGEST_SIDE = 4000  # pixels
LARGEST_SEEN = 16_000_000  # pixels at first sight; a larger picture is reduced to so many
LONGEST_SIDE = 16_000  # pixels; zxing refuses more than 65,535
LARGEST_TRIED = 3_000_000  # pixels of each further attempt
MOST_PAGES = 1000
PAGE_DPI = 300
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_ANGLES = (45, 22, 68)  # zxing looks along the axes; bars at a slant need a turn


@dataclass(frozen=True, slots=True)
class Decoded:
    """What one barcode says, control characters kept, and its symbology ("QRCode", "Code128"…)."""

    text: str
    format: str


class Unreadable(ValueError):
    """The bytes are no picture we open."""

    def __str__(self) -> str:
        return gettext("This file is not a picture we can read (PNG, JPEG, WebP, GIF, BMP or PDF).")


class TooLarge(Unreadable):
    """The file, the picture or the number of pages would take too much memory or time."""

    def __str__(self) -> str:
        return gettext("This picture is too large to read.")


def decode_file(path: Path | str) -> list[Decoded]:
    """All barcodes of a picture, or of every page of a PDF."""
    if Path(path).stat().st_size > LARGEST_FILE:
        raise TooLarge
    content = Path(path).read_bytes()
    if b"%PDF-" in content[:1024]:
        return [found for page in _pages(content) for found in _decode(page)]
    return decode_image(content)


def decode_image(image_bytes: bytes) -> list[Decoded]:
    """All barcodes of a picture; an empty list when there are none to see."""
    if len(image_bytes) > LARGEST_FILE:
        raise TooLarge
    with _refusing_broken_files():
        picture = Image.open(io.BytesIO(image_bytes), formats=FORMATS)
        if picture.width * picture.height > LARGEST_IMAGE:
            raise TooLarge
        grey = _grey(picture)
    return _decode(grey)


@dataclass(frozen=True, slots=True)
class Page:
    """A picture, or a page of a PDF: how it looks in grey, and what its barcodes say."""

    image: Image.Image
    found: list[Decoded]


def read_pages(content: bytes) -> Iterator[Page]:
    """The pages of a scan or a photograph, one by one."""
    if len(content) > LARGEST_FILE:
        raise TooLarge
    if b"%PDF-" in content[:1024]:
        for image in _pages(content):
            yield Page(image, _decode(image))
        return
    with _refusing_broken_files():
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > LARGEST_IMAGE:
            raise TooLarge
        grey = ImageOps.exif_transpose(_grey(picture))
    yield Page(grey, _decode(grey))


@contextmanager
def _refusing_broken_files() -> Iterator[None]:
    """Strangers' bytes make the decoders fail in many ways; all mean the same."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    except Unreadable:
        raise
    except Image.DecompressionBombError as bomb:
        raise TooLarge from bomb
    except (
        OSError,
        SyntaxError,
        EOFError,
        LookupError,
        ArithmeticError,
        ValueError,
        struct.error,
        pypdfium2.PdfiumError,
    ) as broken:
        raise Unreadable from broken


def _grey(picture: Image.Image) -> Image.Image:
    """Dark on white: transparency is paper."""
    picture.draft("L", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG unpacks straight to the size we need
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("L")
    layer = picture if picture.mode == "LA" else picture.convert("RGBA")
    paper = Image.new("L", layer.size, 255)
    paper.paste(layer.convert("L"), mask=layer.getchannel("A"))
    return paper


def _pages(content: bytes) -> Iterator[Image.Image]:
    with _refusing_broken_files(), pypdfium2.PdfDocument(content) as document:
        if len(document) > MOST_PAGES:
            raise TooLarge
        for page in document:
            scale = PAGE_DPI / 72
            pixels = page.get_width() * page.get_height() * scale**2
            scale *= min(1.0, math.sqrt(LARGEST_SEEN / pixels))
            yield page.render(scale=scale, grayscale=True).to_pil()


def _decode(picture: Image.Image) -> list[Decoded]:
    for variant in _variants(picture):
        barcodes = zxingcpp.read_barcodes(variant, text_mode=zxingcpp.TextMode.Plain)
        if barcodes:
            return [Decoded(barcode.text, barcode.format.name) for barcode in barcodes]
    return []


def _variants(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, then larger and at a slant; quarter turns, mirrors and negatives zxing tries itself."""
    yield _reduced(picture, LARGEST_SEEN)
    smaller = ImageOps.autocontrast(_reduced(picture, LARGEST_TRIED), cutoff=1)
    framed = ImageOps.expand(smaller, border=max(10, min(smaller.size) // 10), fill=255)
    for factor in (2, 3):
        width, height = framed.width * factor, framed.height * factor
        if width * height <= LARGEST_TRIED:
            yield framed.resize((width, height), Image.Resampling.LANCZOS)
    if max(framed.size) ** 2 <= 3 * LARGEST_TRIED:  # turned, a long thin picture becomes a large one
        for angle in _ANGLES:
            yield framed.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _reduced(picture: Image.Image, most: int) -> Image.Image:
    share = min(math.sqrt(most / (picture.width * picture.height)), LONGEST_SIDE / max(picture.size))
    if share >= 1:
        return picture
    size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
    return picture.resize(size, Image.Resampling.BOX)
