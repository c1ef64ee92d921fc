"""Reading barcodes back: pictures made by others, pictures made to harm, and our own sheets."""

import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

import labels
from labels.sheets import place
from tests.labels.factories import pages_of, pdf_of, some_labels, texts

SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples/barcodes"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample pictures in {SAMPLES}")
# zxing-cpp finds a code in each of these pictures; none of the samples is beyond it
PICTURES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".png", ".webp", ".jpg"})
SYMBOLOGIES = {
    "code128": "Code128",
    "code39": "Code39",
    "datamatrix": "DataMatrix",
    "ean13": "EAN13",
    "qrcode": "QRCode",
    "zxing": "Code128",
}


@needs_samples
@pytest.mark.parametrize("path", PICTURES, ids=lambda path: str(path.relative_to(SAMPLES)))
def test_a_picture_made_by_others_is_read(path):
    found = labels.decode_file(path)

    expected = path.with_suffix(".txt")
    if expected.exists():
        symbology = SYMBOLOGIES[path.parent.name.split("-")[0]]
        assert found == [labels.Decoded(expected.read_bytes().decode(), symbology)]
    else:
        assert len(found) == 4
        assert all("Way to go!" in barcode.text for barcode in found)


@needs_samples
def test_the_samples_were_all_tried():
    assert len(PICTURES) >= 25


@needs_samples
def test_control_characters_of_a_makers_label_are_kept():
    (found,) = labels.decode_file(SAMPLES / "datamatrix-3/dm-6.webp")

    assert found.text.startswith("[)>\x1e")
    assert found.text.endswith("\x1e\x04")


def label_picture(*, mode="L"):
    """One label as a small photo shows it."""
    (label,) = some_labels(1)
    (page,) = pages_of(pdf_of([label]), dpi=200)
    return label, page.crop((60, 130, 550, 420)).convert(mode)


def encoded(image, kind="PNG", **options):
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def both(label):
    return {labels.Decoded(label.url, "QRCode"), labels.Decoded(label.code, "Code128")}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_every_usual_kind_of_picture_is_opened(kind):
    label, picture = label_picture()

    assert set(labels.decode_image(encoded(picture, kind))) == both(label)


@pytest.mark.parametrize("angle", [0, 30, 45, 60, 90, 135, 180, 270])
def test_a_tilted_label_is_read(angle):
    label, picture = label_picture()

    turned = picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert set(labels.decode_image(encoded(turned))) & both(label)


def bars_alone(picture):
    return picture.crop((0, 145, 490, 250))


@pytest.mark.parametrize("angle", [20, 45, 70])
def test_slanted_bars_are_read(angle):
    label, picture = label_picture()

    turned = bars_alone(picture).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert labels.decode_image(encoded(turned)) == [labels.Decoded(label.code, "Code128")]


@pytest.mark.parametrize(
    "spoil",
    [
        ImageOps.invert,
        ImageOps.mirror,
        lambda picture: picture.point(lambda level: 100 + level // 8),  # grey on grey
        lambda picture: picture.crop(picture.point(lambda level: 255 - level).getbbox()),  # no white around
        lambda picture: picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX),
        lambda picture: picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.BICUBIC),
    ],
    ids=["inverted", "mirrored", "faint", "no quiet zone", "small", "large"],
)
def test_a_poor_picture_is_read(spoil):
    label, picture = label_picture()

    assert set(labels.decode_image(encoded(spoil(picture)))) & both(label)


def test_bars_too_fine_for_a_first_look_are_enlarged():
    sheet = labels.FORMATS["L7651"]
    printed = some_labels(sheet.per_sheet)
    (page,) = pages_of(pdf_of(printed, format=sheet, symbols="code128+qr"), dpi=200)
    pictures = {}
    for number, label in enumerate(printed, start=1):
        spot = place(sheet, number)
        box = (spot.x, spot.y + 12, spot.x + sheet.width, spot.y + sheet.height)
        pictures[label.code] = page.crop(tuple(round(edge * 200 / 25.4) for edge in box))

    missed = {code: picture for code, picture in pictures.items() if not texts(picture)}

    assert missed
    for code, picture in missed.items():
        assert labels.decode_image(encoded(picture)) == [labels.Decoded(code, "Code128")]


def test_transparency_is_paper():
    label, picture = label_picture()
    see_through = Image.new("LA", picture.size, (0, 0))
    see_through.putalpha(ImageOps.invert(picture))

    assert set(labels.decode_image(encoded(see_through))) == both(label)
    assert set(labels.decode_image(encoded(see_through.convert("RGBA")))) == both(label)


def test_a_photo_taken_upright_is_turned_as_its_camera_held_it():
    label, picture = label_picture()
    exif = Image.Exif()
    exif[0x0112] = 6

    assert set(labels.decode_image(encoded(picture.rotate(90, expand=True), "JPEG", exif=exif))) == both(
        label
    )


def test_every_page_of_a_pdf_is_read(tmp_path):
    printed = some_labels(50)
    (tmp_path / "sheets.pdf").write_bytes(pdf_of(printed))

    found = labels.decode_file(tmp_path / "sheets.pdf")

    assert set(found) == set().union(*map(both, printed))
    assert len(found) == 100


@pytest.mark.parametrize("size", [(1, 1), (1, 100), (100, 1), (300, 300), (3, 200_000), (120, 60_000)])
def test_a_picture_without_a_code_is_no_failure(size):
    assert labels.decode_image(encoded(Image.new("L", size, 255))) == []


def test_the_hardest_look_at_a_picture_takes_bounded_time():
    noise = Image.effect_noise((4000, 3000), 200)
    start = time.process_time()

    labels.decode_image(encoded(noise, "JPEG", quality=30))

    assert time.process_time() - start < 30  # 4 s on an idle machine


def png_claiming(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_unpacked(size):
    with pytest.raises(labels.TooLarge):
        labels.decode_image(png_claiming(*size))


def test_a_file_that_is_too_long_is_refused(tmp_path):
    with (tmp_path / "long.png").open("wb") as file:
        file.truncate(33_000_000)

    with pytest.raises(labels.TooLarge):
        labels.decode_file(tmp_path / "long.png")
    with pytest.raises(labels.TooLarge):
        labels.decode_image(b"\0" * 33_000_000)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
        b"II*\0" + b"\0" * 100,
    ],
    ids=["empty", "nul", "text", "svg", "zip", "tiff"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(labels.Unreadable):
        labels.decode_image(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_truncated_picture_is_refused(kind):
    whole = encoded(label_picture()[1], kind)

    with pytest.raises(labels.Unreadable):
        labels.decode_image(whole[: len(whole) // 2])


def test_a_broken_pdf_is_refused(tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")

    with pytest.raises(labels.Unreadable):
        labels.decode_file(tmp_path / "broken.pdf")


def test_a_pdf_page_of_two_metres_is_read_at_a_coarser_grain(tmp_path):
    huge = labels.Format("banner", 63.5, 38.1, 1, 1, 70, 40, 10, 10, page_width=2000, page_height=2000)
    (label,) = some_labels(1)
    (tmp_path / "banner.pdf").write_bytes(pdf_of([label], format=huge))

    assert labels.Decoded(label.url, "QRCode") in labels.decode_file(tmp_path / "banner.pdf")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
@settings(max_examples=30)
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused_and_nothing_else(kind, data):
    content = bytearray(encoded(label_picture()[1].resize((120, 70)), kind))
    for _change in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, min(200, len(content) - 1)))] = data.draw(st.integers(0, 255))

    try:
        found = labels.decode_image(bytes(content))
    except labels.Unreadable:
        found = []

    assert all(isinstance(barcode, labels.Decoded) for barcode in found)
