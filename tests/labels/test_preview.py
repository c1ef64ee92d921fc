"""The picture on screen is the label on paper."""

import re
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops, ImageDraw

import labels
from labels.sheets import place
from tests.labels.factories import pages_of, pdf_of, some_labels

SVG = "{http://www.w3.org/2000/svg}"
PIXELS = 10  # a millimetre


def drawn(svg):
    """The dark rectangles of the preview, painted by hand."""
    root = ET.fromstring(svg)
    width, height = map(float, root.get("viewBox").split()[2:])
    image = Image.new("L", (round(width * PIXELS), round(height * PIXELS)), 255)
    draw = ImageDraw.Draw(image)
    for path in root.iter(f"{SVG}path"):
        x, y, across, up = map(float, re.findall(r"-?\d+\.\d+", path.get("transform")))
        for left, bottom, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.get("d")):
            west, east = (PIXELS * (x + across * edge) for edge in (int(left), int(left) + int(wide)))
            north, south = (PIXELS * (y + up * edge) for edge in (int(bottom) + 1, int(bottom)))
            draw.rectangle((round(west), round(north), round(east) - 1, round(south) - 1), fill=0)
    return image


@pytest.mark.parametrize("name", ["L7160", "L7162", "L4732", "DK-11209", "L7165"])
def test_the_preview_shows_what_is_printed(name):
    sheet = labels.FORMATS[name]
    (label,) = some_labels(1)

    preview = drawn(labels.svg_preview(label, format=sheet))

    (page,) = pages_of(pdf_of([label], format=sheet), dpi=PIXELS * 25.4)
    corner = place(sheet, 1)
    left, top = round(corner.x * PIXELS), round(corner.y * PIXELS)
    printed = page.crop((left, top, left + preview.width, top + preview.height))
    unprinted = ImageChops.subtract(printed, preview)  # dark in the preview, white on paper
    assert sum(unprinted.histogram()[128:]) < 0.02 * preview.width * preview.height
    assert sum(preview.histogram()[:128]) > 0.05 * preview.width * preview.height


def test_the_preview_says_what_the_label_says():
    label = labels.Label("BCDEFGHJK", "HTTPS://R.FR/D/BCDEFGHJK", lines=("<b>A & B</b>",))

    root = ET.fromstring(labels.svg_preview(label, format=labels.DEFAULT))

    assert [text.text for text in root.iter(f"{SVG}text")] == ["BCDE-FGHJ-K", "<b>A & B</b>"]
    assert root.get("aria-label") == "BCDE-FGHJ-K"


def test_the_preview_carries_no_inline_style():
    assert "style" not in labels.svg_preview(some_labels(1)[0], format=labels.DEFAULT)


def test_a_sheet_is_drawn_in_millimetres_with_its_labels_numbered():
    sheet = labels.FORMATS["L7651"]

    root = ET.fromstring(labels.svg_sheet(sheet, used={2, 65}, title="Sheet"))

    assert root.get("viewBox") == "0 0 210 297"
    assert root.get("aria-label") == "Sheet"
    cells = list(root.iter(f"{SVG}g"))
    assert [cell.find(f"{SVG}text").text for cell in cells] == [str(number) for number in range(1, 66)]
    assert [number for number, cell in enumerate(cells, start=1) if "is-used" in cell.get("class")] == [2, 65]
    for number, cell in enumerate(cells, start=1):
        x, y = map(float, re.findall(r"-?[\d.]+", cell.get("transform")))
        corner = place(sheet, number)
        assert (x, y) == (pytest.approx(corner.x, abs=0.01), pytest.approx(corner.y, abs=0.01))
        assert cell.find(f"{SVG}rect").get("width") == "38.1"


@pytest.mark.parametrize("name", ["L7160", "ZEBRA-100X150"])
def test_a_drawn_sheet_carries_no_inline_style(name):
    assert "style" not in labels.svg_sheet(labels.FORMATS[name], used={1})


def test_the_preview_shows_the_symbols_asked_for():
    (label,) = some_labels(1)

    counts = [
        labels.svg_preview(label, format=labels.DEFAULT, symbols=symbols).count("<path")
        for symbols in ("qr", "code128", "code128+qr")
    ]

    assert counts == [1, 1, 2]


@pytest.mark.any_database
@pytest.mark.parametrize("sheet", labels.SHEETS.values(), ids=lambda sheet: sheet.name)
def test_the_rules_of_a_sheet_lay_each_label_where_it_lies_on_paper(sheet):
    rules = re.findall(r"(.+) \{ (.+) \}", labels.sheet_css(sheet, of=".s"))

    for number in range(1, sheet.per_sheet + 1):
        found = {}
        for selector, said in rules:
            counted = re.fullmatch(r"\.s > :nth-child\((\d*)n\+(\d+)\)", selector)
            if selector == ".s > *" or (counted and counts(number, *counted.groups())):
                found |= dict(re.findall(r"(\w+): ([\d.]+)%", said))
        there = place(sheet, number)
        across, down = sheet.page_width / 100, sheet.page_height / 100
        laid = [float(found["left"]) * across, float(found["top"]) * down]
        laid += [float(found["width"]) * across, float(found["height"]) * down]
        assert laid == pytest.approx([there.x, there.y, sheet.width, sheet.height], abs=0.01)


def counts(number, step, first):
    """Whether nth-child(stepn+first) is true of a child."""
    return number >= int(first) and (number - int(first)) % int(step or 1) == 0


@pytest.mark.any_database
@pytest.mark.parametrize("sheet", labels.SHEETS.values(), ids=lambda sheet: sheet.name)
def test_a_label_is_never_drawn_too_small_to_be_touched(sheet):
    least = int(re.search(r"min-width: (\d+)px", labels.sheet_css(sheet, of=".s")).group(1))

    assert min(sheet.width, sheet.height) * least / sheet.page_width >= 24
