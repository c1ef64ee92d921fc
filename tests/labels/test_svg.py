"""Symbols on screen are read as they were written."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageDraw

from labels import decode_image, svg


def painted(drawing: str) -> bytes:
    """The rectangles of the drawing, by hand, one pixel for one CSS pixel."""
    root = ET.fromstring(drawing)
    image = Image.new("L", (int(float(root.get("width"))), int(float(root.get("height")))), 255)
    path = root[1]
    x, y, across, up = map(float, re.findall(r"-?\d+(?:\.\d+)?", path.get("transform")))
    for left, bottom, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.get("d")):
        west, east = x + across * int(left), x + across * (int(left) + int(wide))
        north, south = y + up * (int(bottom) + 1), y + up * int(bottom)
        ImageDraw.Draw(image).rectangle((west, north, east - 1, south - 1), fill=0)
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize("text", ["AqWzMy-258/", "EXERCBBCB", "a b"])
@pytest.mark.parametrize("module", [1, 2])
def test_bars_are_read_back(text, module):
    [found] = decode_image(painted(svg.code128_svg(text, module=module)))

    assert (found.text, found.format) == (text, "Code128")


def test_a_square_is_read_back():
    [found] = decode_image(painted(svg.qr_svg("HTTPS://REUSE.EXAMPLE/D/EXERCBBCB")))

    assert (found.text, found.format) == ("HTTPS://REUSE.EXAMPLE/D/EXERCBBCB", "QRCode")


@pytest.mark.parametrize("drawing", [svg.code128_svg("<A&B>"), svg.qr_svg("<A&B>")])
def test_a_symbol_is_dark_on_white_and_carries_no_inline_style(drawing):
    root = ET.fromstring(drawing)

    assert root.get("aria-label") == "<A&B>"
    assert [part.get("fill") for part in root] == ["#fff", "#000"]
    assert "style" not in drawing
