"""Symbols drawn from their path, compared with other makers of the same symbol."""

import pytest
import zxingcpp
from barcode import Code128
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from labels.symbols import Unencodable, code128_modules, code128_symbol, qr_modules, qr_symbol
from tests.labels.factories import LETTERS

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)


def rectangles(symbol):
    for operator in symbol.path.split("\n"):
        *numbers, name = operator.split()
        assert name == "re"
        yield tuple(map(int, numbers))


def drawn(symbol, *, height, quiet, scale=3):
    image = Image.new("L", (symbol.modules, height), 255)
    draw = ImageDraw.Draw(image)
    for x, y, width, tall in rectangles(symbol):
        top = 0 if symbol.modules != height else height - y - tall
        bottom = height - 1 if symbol.modules != height else top + tall - 1
        draw.rectangle((x, top, x + width - 1, bottom), fill=0)
    framed = ImageOps.expand(image, border=quiet, fill=255)
    return framed.resize((framed.width * scale, framed.height * scale), Image.Resampling.NEAREST)


@given(st.text(LETTERS, min_size=1, max_size=20))
def test_code_128_has_the_bars_python_barcode_draws(text):
    symbol = code128_symbol(text)

    bars = ["0"] * symbol.modules
    for x, _y, width, _height in rectangles(symbol):
        bars[x : x + width] = "1" * width
    assert "".join(bars) == Code128(text).build()[0]
    assert symbol.modules == 11 * len(text) + 35


@given(printable)
def test_code_128_reads_back(text):
    image = drawn(code128_symbol(text), height=40, quiet=10)

    assert [found.text for found in zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)] == [
        text
    ]


@given(
    st.text(LETTERS, min_size=9, max_size=9),
    st.sampled_from(["REUSE.EXAMPLE.ORG", "R.FR", "LABELS.A-LONG-NAME.EXAMPLE.ORG"]),
)
def test_a_qr_code_reads_back(code, host):
    url = f"HTTPS://{host}/D/{code}"
    symbol = qr_symbol(url)

    found = zxingcpp.read_barcodes(drawn(symbol, height=symbol.modules, quiet=4))

    assert [(barcode.text, barcode.ec_level) for barcode in found] == [(url, "M")]


def test_an_address_in_capitals_makes_the_smaller_qr_code():
    assert qr_symbol("HTTPS://REUSE.EXAMPLE.ORG/D/BCDEFGHJK").modules == 25
    assert qr_symbol("https://reuse.example.org/d/bcdefghjk").modules == 29


@pytest.mark.parametrize("text", ["", "é", "\x1d", "BCDE\n", "€"])
def test_code_128_refuses_what_it_cannot_hold(text):
    with pytest.raises(Unencodable):
        code128_symbol(text)


@pytest.mark.parametrize("text", ["", "A" * 5000])
def test_a_qr_code_refuses_what_it_cannot_hold(text):
    with pytest.raises(Unencodable, match="QR"):
        qr_symbol(text)


@pytest.mark.parametrize("length", [1, 9, 20, 21, 38, 39, 61, 62, 90, 122, 154, 178, 221])
def test_how_wide_a_symbol_gets_is_known_from_its_length(length):
    assert qr_modules(length) == qr_symbol("A" * length).modules
    assert code128_modules(length) == code128_symbol("A" * length).modules


@pytest.mark.parametrize("length", [1, 14, 15, 26, 42, 62, 84, 106, 122, 152])
def test_small_letters_make_a_wider_qr_code(length):
    assert qr_modules(length, is_capitals=False) == qr_symbol("a" * length).modules


def test_an_address_longer_than_any_label_has_room_for_is_refused():
    with pytest.raises(Unencodable, match="QR"):
        qr_modules(222)
