"""From what a person measures on the test page to a printer that prints in the right place."""

import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labels
from labels.calibration import targets
from tests.labels.factories import dark_box

shifts, scales = st.floats(-5, 5), st.floats(0.96, 1.04)
FORMATS = [labels.FORMATS[name] for name in ("L7160", "3474", "99012", "ZEBRA-50X25", "DK-11221")]


def drawn_page(sheet, **options):
    written = io.BytesIO()
    labels.write_test_page(sheet, to=written, **options)
    return written.getvalue()


@given(st.sampled_from(FORMATS), shifts, shifts, scales, scales)
def test_readings_undo_what_a_printer_does(sheet, right, down, across, along):
    """A printer that shifts and stretches, measured, corrected, puts every point where it should be."""
    wanted = targets(sheet)
    read = labels.Readings(
        right + across * wanted.left, across * wanted.across, down + along * wanted.top, along * wanted.along
    )

    correction = labels.calibration_from(read, format=sheet)

    for x, y in ((0, 0), (sheet.page_width, sheet.page_height)):
        printed_x, printed_y = correction.place(x, y)
        assert right + across * printed_x == pytest.approx(x, abs=0.01)
        assert down + along * printed_y == pytest.approx(y, abs=0.01)


def test_a_correction_is_corrected_once_more():
    sheet, used = labels.DEFAULT, labels.Calibration(1.0, -2.0, 1.01)
    wanted = targets(sheet)
    still_off = labels.Readings(wanted.left + 0.5, wanted.across, wanted.top, wanted.along)

    correction = labels.calibration_from(still_off, format=sheet, used=used)

    assert correction.x_mm == pytest.approx(1.0 - 0.5 * 1.01)
    assert (correction.y_mm, correction.scale, correction.scale_y) == (-2.0, 1.01, None)


def test_a_printer_without_fault_needs_no_correction():
    for sheet in labels.FORMATS.values():
        assert labels.calibration_from(targets(sheet), format=sheet) == labels.Calibration()


@pytest.mark.parametrize(
    "wrong",
    [
        {"x_mm": 21}, {"y_mm": -21}, {"scale": 0.5}, {"scale": 1.2}, {"scale_y": 0.5}, {"x_mm": float("nan")},
        {"scale_y": float("inf")},
    ],
)  # fmt: skip
def test_a_correction_no_printer_needs_is_refused(wrong):
    with pytest.raises(labels.NotCalibrated):
        labels.Calibration(**wrong)


@pytest.mark.parametrize("across", [0, -1, 20, float("nan")])
def test_a_misread_ruler_is_refused(across):
    with pytest.raises(labels.NotCalibrated):
        labels.calibration_from(labels.Readings(10, across, 10, 277), format=labels.DEFAULT)


@pytest.mark.parametrize("sheet", list(labels.FORMATS.values()), ids=lambda sheet: sheet.name)
def test_the_four_lines_lie_where_the_readings_expect_them(sheet):
    wanted, dpi = targets(sheet), 300
    page = pypdfium2.PdfDocument(drawn_page(sheet))[0]
    assert page.get_width() * 25.4 / 72 == pytest.approx(sheet.page_width, abs=0.01)
    image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    millimetre = dpi / 25.4
    left, top, right, bottom = (
        wanted.left, wanted.top, wanted.left + wanted.across, wanted.top + wanted.along,
    )  # fmt: skip

    middle_x, middle_y = (int(length / 2 * millimetre) for length in (sheet.page_width, sheet.page_height))
    across = dark_box(image, (0, middle_y - 1, image.width, middle_y + 2))
    along = dark_box(image, (middle_x - 1, 0, middle_x + 2, image.height))

    assert across[0] == pytest.approx(left * millimetre, abs=2.5)
    assert across[2] == pytest.approx(right * millimetre, abs=2.5)
    assert along[1] == pytest.approx(top * millimetre, abs=2.5)
    assert along[3] == pytest.approx(bottom * millimetre, abs=2.5)
    assert left >= sheet.margin_x
    assert right <= sheet.page_width - sheet.margin_x
    assert bottom <= sheet.page_height - sheet.margin_y


def test_a_sheets_test_page_says_what_to_measure():
    text = pypdfium2.PdfDocument(drawn_page(labels.DEFAULT))[0].get_textpage().get_text_bounded()

    assert "L7160" in text
    assert "190" in text
    assert {"A", "B", "C", "D"} <= set(text.split())


def test_a_test_page_is_printed_with_the_correction_to_be_checked():
    assert b"%PDF" in drawn_page(labels.DEFAULT, calibration=labels.Calibration(1, 1, 0.99, 1.01))
