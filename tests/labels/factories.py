"""Labels with codes of our alphabet, and what a scanner reads from a printed page."""

import io
import random
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

import labels

ROOT = Path(__file__).resolve().parents[2]
LETTERS = "BCDEFGHJKNPRSTVX"
LINES = ("Portable, Val-Noir", "Lot 2026-0412")


def some_labels(count, *, host="REUSE.EXAMPLE.ORG", lines=LINES, seed=1):
    draw = random.Random(seed)
    codes = ["".join(draw.choices(LETTERS, k=9)) for _number in range(count)]
    return [labels.Label(code, f"HTTPS://{host}/D/{code}", labels.shown(code), lines) for code in codes]


def pdf_of(printed, **options):
    written = io.BytesIO()
    options.setdefault("format", labels.DEFAULT)
    labels.write_pdf(printed, to=written, **options)
    return written.getvalue()


def pages_of(pdf, *, dpi):
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def read(image):
    """Everything zxing-cpp sees, with the middle of each symbol in pixels."""
    found = []
    for barcode in zxingcpp.read_barcodes(image):
        corners = (barcode.position.top_left, barcode.position.bottom_right)
        middle = (sum(corner.x for corner in corners) / 2, sum(corner.y for corner in corners) / 2)
        found.append((barcode.format.name, barcode.text, middle))
    return found


def texts(image):
    return {(symbology, text) for symbology, text, _middle in read(image)}


def enlarged(image, factor=2):
    return image.resize((image.width * factor, image.height * factor), Image.Resampling.LANCZOS)


def dark_box(image, box):
    """The bounding box of what is dark inside a box, in pixels."""
    return image.crop(box).point(lambda level: 255 if level < 128 else 0).getbbox()
