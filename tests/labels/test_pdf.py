"""Printed pages: rasterised like a scan, measured in millimetres and read back."""

import io
import re

import pypdfium2
import pytest
from PIL import Image

import labels
from labels.layout import SymbolTooLarge
from labels.sheets import place
from tests.labels.factories import dark_box, enlarged, pages_of, pdf_of, read, some_labels, texts

L7160 = labels.FORMATS["L7160"]
READABLE = [sheet for sheet in labels.FORMATS.values() if sheet.name != "L6008"]  # too small for a QR code
WITHOUT_BARS = {"L4732"}
FINE_BARS = {"L7651"}  # bars of 0.21 mm: 1.7 pixels at 200 dpi


def expected(printed, sheet):
    wanted = {("QRCode", label.url) for label in printed}
    if sheet.name not in WITHOUT_BARS:
        wanted |= {("Code128", label.code) for label in printed}
    return wanted


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("sheet", READABLE, ids=lambda sheet: sheet.name)
def test_every_symbol_of_a_full_sheet_is_read(sheet, dpi):
    printed = some_labels(sheet.per_sheet)

    (page,) = pages_of(pdf_of(printed, format=sheet), dpi=dpi)
    if dpi == 200 and sheet.name in FINE_BARS:
        page = enlarged(page)

    assert texts(page) == expected(printed, sheet)


@pytest.mark.parametrize("printer_dpi", [300, 203])
@pytest.mark.parametrize("sheet", READABLE, ids=lambda sheet: sheet.name)
def test_sheets_for_coarser_printers_are_read(sheet, printer_dpi):
    printed = some_labels(2 * sheet.columns)

    (page,) = pages_of(pdf_of(printed, format=sheet, dpi=printer_dpi), dpi=300)

    assert {("QRCode", label.url) for label in printed} <= texts(page)
    if printer_dpi == 300:
        assert texts(page) == expected(printed, sheet)


@pytest.mark.parametrize("sheet", READABLE, ids=lambda sheet: sheet.name)
def test_a_long_address_still_gets_its_qr_code(sheet):
    printed = some_labels(2 * sheet.columns, host="REEMPLOI.METROPOLE-LYON.EXAMPLE.ORG")

    (page,) = pages_of(pdf_of(printed, format=sheet), dpi=300)

    assert {("QRCode", label.url) for label in printed} <= texts(page)


@pytest.mark.parametrize("dpi", [200, 300])
def test_each_symbol_lies_on_its_own_label(dpi):
    printed = some_labels(5)
    places = dict(zip(printed, (3, 4, 6, 7, 8), strict=True))

    (page,) = pages_of(pdf_of(printed, start_at=3, skip=[5]), dpi=dpi)

    spots = {text: spot for _symbology, text, spot in read(page)}
    for label, number in places.items():
        corner = place(L7160, number)
        for text in (label.code, label.url):
            x, y = (pixels * 25.4 / dpi for pixels in spots[text])
            assert corner.x < x < corner.x + L7160.width
            assert corner.y < y < corner.y + L7160.height


def test_the_first_sheet_keeps_its_used_labels_and_the_next_ones_are_full():
    printed = some_labels(40)

    pages = pages_of(pdf_of(printed, start_at=4, skip=[6, 21]), dpi=200)

    assert [len(texts(page)) for page in pages] == [2 * 16, 2 * 21, 2 * 3]
    assert texts(pages[0]) == expected(printed[:16], L7160)
    assert texts(pages[2]) == expected(printed[37:], L7160)


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize(
    "sheet", [L7160, labels.FORMATS["L7654"], labels.FORMATS["L6009"]], ids=lambda sheet: sheet.name
)
def test_a_page_shrunk_by_a_careless_printer_and_shifted_by_a_millimetre_is_read(sheet, dpi):
    printed = some_labels(sheet.per_sheet)
    (page,) = pages_of(pdf_of(printed, format=sheet), dpi=dpi)

    shrunk = page.resize((round(page.width * 0.97), round(page.height * 0.97)), Image.Resampling.BICUBIC)
    paper = Image.new("L", page.size, 255)
    paper.paste(shrunk, (round(dpi / 25.4), round(dpi / 25.4)))

    assert texts(paper) == expected(printed, sheet)


def test_a_calibration_of_97_percent_and_one_millimetre_is_read_and_measures_so():
    printed = some_labels(21)

    (plain,) = pages_of(pdf_of(printed), dpi=300)
    calibration = labels.Calibration(x_mm=1, y_mm=2, scale=0.97)
    (corrected,) = pages_of(pdf_of(printed, calibration=calibration), dpi=300)

    assert texts(corrected) == expected(printed, L7160)
    before, after = (dark_box(page, (0, 0, *page.size)) for page in (plain, corrected))
    millimetre = 300 / 25.4
    assert after[0] == pytest.approx(before[0] * 0.97 + 1 * millimetre, abs=1.5)
    assert after[1] == pytest.approx(before[1] * 0.97 + 2 * millimetre, abs=1.5)
    assert after[2] == pytest.approx(before[2] * 0.97 + 1 * millimetre, abs=1.5)
    assert after[3] == pytest.approx(before[3] * 0.97 + 2 * millimetre, abs=1.5)


@pytest.mark.parametrize("sheet", READABLE, ids=lambda sheet: sheet.name)
def test_ink_stays_inside_the_label_whatever_is_written(sheet):
    long_line = "Ordinateur portable « très » long — 16 Gio (lot n° 2026-0412), œuvre à vérifier " * 3
    wide = labels.Label("WWWWWWWWW", "HTTPS://REUSE.EXAMPLE.ORG/D/WWWWWWWWW", "W" * 60, (long_line,) * 3)

    (page,) = pages_of(pdf_of([wide], format=sheet), dpi=200)

    left, top, right, bottom = (pixels * 25.4 / 200 for pixels in dark_box(page, (0, 0, *page.size)))
    assert left >= sheet.left + 0.9
    assert top >= sheet.top + 0.9
    assert right <= sheet.left + sheet.width - 0.9
    assert bottom <= sheet.top + sheet.height - 0.9


def text_of(pdf):
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()


def test_people_read_the_code_in_groups_and_the_lines_below():
    label = labels.Label(
        "BCDEFGHJK", "HTTPS://R.FR/D/BCDEFGHJK", lines=("Écran 24″, Nœux-les-Mines", r"(a\b)")
    )

    lines = text_of(pdf_of([label])).split("\r\n")

    assert lines == ["BCDE-FGHJ-K", 'Écran 24", Nœux-les-Mines', r"(a\b)"]


def test_a_long_title_shrinks_then_ends_in_an_ellipsis():
    short, long = (
        labels.Label("CMD-ERASE", "HTTPS://R.FR/D/CMD-ERASE", title)
        for title in ("Vers l’effacement", "Vers " * 20)
    )

    assert text_of(pdf_of([short])).strip() == "Vers l’effacement"
    assert re.fullmatch(r"Vers (Vers )+V?e?r?s?…", text_of(pdf_of([long])).strip())


def test_letters_the_font_lacks_lose_their_accent_and_nothing_else():
    label = labels.Label("B", "HTTPS://R.FR/D/B", "Łukasz Żółć", ("Ștefan\n\tĐặng 中", "e\u0301t\u00e9"))

    assert text_of(pdf_of([label])).split("\r\n") == ["Lukasz Zólc", "Stefan Dang ?", "été"]


def test_a_symbol_that_does_not_fit_is_refused_by_the_size_it_needs():
    with pytest.raises(SymbolTooLarge) as refusal:
        pdf_of(some_labels(1), format=labels.FORMATS["L6008"])

    assert "29.2 × 13.2" in str(refusal.value).replace(",", ".")
    assert "L6008" in str(refusal.value)


def test_nothing_to_print_writes_nothing():
    written = io.BytesIO()

    with pytest.raises(labels.NothingToPrint):
        labels.write_pdf([], format=L7160, to=written)

    assert written.getvalue() == b""


def test_progress_is_told_sheet_by_sheet_and_the_count_returned():
    told, written = [], io.BytesIO()

    count = labels.write_pdf(some_labels(50), format=L7160, to=written, start_at=2, progress=told.append)

    assert told == [20, 41, 50]
    assert count == 50


def test_labels_are_written_as_they_come():
    written, seen = io.BytesIO(), []

    def coming():
        for label in some_labels(63):
            seen.append(written.tell())
            yield label

    labels.write_pdf(coming(), format=L7160, to=written)

    assert seen[20] == 0
    assert 0 < seen[30] < seen[50]


def test_a_printer_is_asked_not_to_scale_the_page():
    assert b"/PrintScaling /None" in pdf_of(some_labels(1))


def test_the_same_labels_give_the_same_file():
    assert pdf_of(some_labels(30)) == pdf_of(some_labels(30))


def test_every_object_is_where_the_table_says():
    pdf = pdf_of(some_labels(50))

    start = int(re.findall(rb"startxref\n(\d+)", pdf)[0])
    table = pdf[start:].split(b"trailer")[0].split(b"\n")[3:-1]
    assert len(table) == 4 + 2 * 3
    for number, entry in enumerate(table, start=1):
        assert len(entry) == 19
        assert pdf[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)
