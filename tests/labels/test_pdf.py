"""Printed pages: rasterised like a scan, measured in millimetres and read back."""

import io
import re
import zlib

import pypdfium2
import pytest

import labels
from labels.layout import SymbolTooLarge
from labels.sheets import place
from tests.labels.factories import dark_box, pages_of, pdf_of, read, some_labels, texts

L7160 = labels.FORMATS["L7160"]
ALL = list(labels.FORMATS.values())
POINT = 25.4 / 72


def both(printed):
    return {
        (kind, text) for label in printed for kind, text in (("QRCode", label.url), ("Code128", label.code))
    }


def content_of(pdf):
    """The operators of the first page."""
    return zlib.decompress(re.search(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)[1]).decode()


@pytest.mark.parametrize("paper", ALL, ids=lambda paper: paper.name)
def test_the_page_and_each_labels_corner_measure_what_the_table_says(paper):
    pdf = pdf_of(some_labels(min(paper.per_sheet, 200)), format=paper)

    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (width * POINT, height * POINT) == (
        pytest.approx(paper.page_width, abs=0.01),
        pytest.approx(paper.page_height, abs=0.01),
    )
    corners = re.findall(r"^q 1 0 0 1 ([\d.]+) ([\d.]+) cm$", content_of(pdf), re.MULTILINE)
    assert len(corners) == paper.per_sheet
    dot = 25.4 / paper.dpi
    for number, (x, y) in enumerate(corners):
        row, column = divmod(number, paper.columns)
        left, top = paper.left + column * paper.pitch_x, paper.top + row * paper.pitch_y
        assert float(x) * POINT == pytest.approx(left, abs=dot)
        assert paper.page_height - float(y) * POINT == pytest.approx(top, abs=dot)


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
    assert texts(pages[0]) == both(printed[:16])
    assert texts(pages[2]) == both(printed[37:])


def test_a_calibration_of_97_percent_and_one_millimetre_is_read_and_measures_so():
    printed = some_labels(21)

    (plain,) = pages_of(pdf_of(printed), dpi=300)
    calibration = labels.Calibration(x_mm=1, y_mm=2, scale=0.97)
    (corrected,) = pages_of(pdf_of(printed, calibration=calibration), dpi=300)

    assert texts(corrected) == both(printed)
    before, after = (dark_box(page, (0, 0, *page.size)) for page in (plain, corrected))
    millimetre = 300 / 25.4
    assert after[0] == pytest.approx(before[0] * 0.97 + 1 * millimetre, abs=1.5)
    assert after[1] == pytest.approx(before[1] * 0.97 + 2 * millimetre, abs=1.5)
    assert after[2] == pytest.approx(before[2] * 0.97 + 1 * millimetre, abs=1.5)
    assert after[3] == pytest.approx(before[3] * 0.97 + 2 * millimetre, abs=1.5)


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.name)
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

    assert lines == ["BCDE-FGHJ-K", "Écran 24″, Nœux-les-Mines", r"(a\b)"]


def test_a_long_title_shrinks_then_ends_in_an_ellipsis():
    short, long = (
        labels.Label("CMD-ERASE", "HTTPS://R.FR/D/CMD-ERASE", title)
        for title in ("Vers l’effacement", "Vers " * 20)
    )

    assert text_of(pdf_of([short])).strip() == "Vers l’effacement"
    assert re.fullmatch(r"Vers (Vers )+V?e?r?s?…", text_of(pdf_of([long])).strip())


def test_the_letters_of_europe_are_printed_and_can_be_copied():
    title, line = "Łukasz Żółć", "Ștefan Đặng · Ελένη · Їжак · 24″"
    label = labels.Label("B", "HTTPS://R.FR/D/B", title, (line, "e\u0301t\u00e9 fin"))

    assert text_of(pdf_of([label])).split("\r\n") == [title, line, "été fin"]


def test_letters_we_cannot_set_become_question_marks_and_nothing_else():
    label = labels.Label("B", "HTTPS://R.FR/D/B", "中 סלאם B", ("a\n\tb",))

    assert text_of(pdf_of([label])).split("\r\n") == ["? ???? B", "a b"]


def test_only_the_letters_used_are_embedded():
    few, many = (
        pdf_of([labels.Label("B", "HTTPS://R.FR/D/B", lines=(line,))])
        for line in ("a", "abcdefghijklmnopqrstuvwxyzéèàçÀÉŁłŚż0123456789")
    )

    assert few.count(b"/FontFile2") == 2
    assert len(few) < 12_000
    assert len(few) < len(many)


def test_cut_marks_lie_on_the_corners_of_the_labels():
    plain, marked = (
        pages_of(pdf_of(some_labels(1), cut_marks=wanted), dpi=300)[0] for wanted in (False, True)
    )
    corner = place(L7160, 21)
    x, y = (round(length * 300 / 25.4) for length in (corner.x + L7160.width, corner.y + L7160.height))
    spot = (x - 15, y - 15, x + 15, y + 15)

    assert plain.crop(spot).getextrema() == (255, 255)
    assert marked.crop(spot).getextrema()[0] < 240
    assert texts(marked) == texts(plain)


def test_a_symbol_that_does_not_fit_is_refused_by_the_size_it_needs():
    printed = some_labels(1, host="REEMPLOI.METROPOLE-LYON.EXAMPLE.ORG")

    with pytest.raises(SymbolTooLarge) as refusal:
        pdf_of(printed, format=labels.roll("mini", 9, 20))

    assert refusal.value.height > 9
    assert "mini" in str(refusal.value)


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
    assert len(table) == 2 + 2 * 3 + 2 * 5  # pages, then fonts
    for number, entry in enumerate(table, start=1):
        assert len(entry) == 19
        assert pdf[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)
