"""Every symbol of every sheet and roll is read from a page seen at 200 and 300 dots per inch, shrunk and shifted too."""

import pytest
from PIL import Image

import labels
from tests.labels.factories import enlarged, pages_of, pdf_of, some_labels, texts

LABELS_OF_A_ROLL = 4
SHEETS, ROLLS = list(labels.SHEETS.values()), list(labels.ROLLS.values())


def expected(printed, paper):
    """What the paper says it carries."""
    urls = {("QRCode", label.url) for label in printed}
    if paper.name == "L6008":
        return {("QRCode", label.code) for label in printed}  # too small for the address
    if labels.symbols_of(paper) == "qr":
        return urls
    return urls | {("Code128", label.code) for label in printed}


def shrunk_and_shifted(page, dpi):
    """A printer set to “fit to page”, and a sheet that slipped by a millimetre."""
    smaller = page.resize((round(page.width * 0.97), round(page.height * 0.97)), Image.Resampling.BICUBIC)
    paper = Image.new("L", page.size, 255)
    paper.paste(smaller, (round(dpi / 25.4), round(dpi / 25.4)))
    return paper


@pytest.mark.any_database
@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_symbol_of_a_full_sheet_is_read(sheet, dpi):
    printed = some_labels(sheet.per_sheet)

    (page,) = pages_of(pdf_of(printed, format=sheet), dpi=dpi)

    assert texts(page) == expected(printed, sheet)
    assert texts(shrunk_and_shifted(page, dpi)) == expected(printed, sheet)


@pytest.mark.any_database
@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("roll", ROLLS, ids=lambda roll: roll.name)
def test_every_symbol_of_a_roll_is_read(roll, dpi):
    printed = some_labels(LABELS_OF_A_ROLL)

    pages = pages_of(pdf_of(printed, format=roll), dpi=dpi)

    assert len(pages) == len(printed)
    for label, page in zip(printed, pages, strict=True):
        assert texts(page) == expected([label], roll)
        assert texts(shrunk_and_shifted(page, dpi)) == expected([label], roll)


@pytest.mark.any_database
@pytest.mark.parametrize("printer_dpi", [300, 203])
@pytest.mark.parametrize("sheet", SHEETS[:3] + SHEETS[4:], ids=lambda sheet: sheet.name)  # all but L6008
def test_sheets_for_coarser_printers_are_read(sheet, printer_dpi):
    printed = some_labels(2 * sheet.columns)

    (page,) = pages_of(pdf_of(printed, format=sheet, dpi=printer_dpi), dpi=300)

    page = page.crop((0, 0, page.width, round((sheet.top + 2 * sheet.pitch_y) * 300 / 25.4)))
    assert {text[-9:] for symbology, text in texts(page) if symbology == "QRCode"} == {
        label.code for label in printed
    }


@pytest.mark.any_database
@pytest.mark.parametrize("paper", [*SHEETS, *ROLLS], ids=lambda paper: paper.name)
def test_a_long_address_still_gets_a_qr_code(paper):
    printed = some_labels(1, host="REEMPLOI.METROPOLE-LYON.EXAMPLE.ORG")

    (page,) = pages_of(pdf_of(printed, format=paper), dpi=200)
    page = page.crop((0, 0, page.width, round((paper.top + paper.height) * 200 / 25.4)))

    assert {text[-9:] for symbology, text in texts(page) if symbology == "QRCode"} == {printed[0].code}


@pytest.mark.parametrize("dpi", [200, 300])
def test_fine_bars_on_request_are_read_by_a_good_scanner(dpi):
    printed, sheet = some_labels(10), labels.FORMATS["L7651"]

    (page,) = pages_of(pdf_of(printed, format=sheet, symbols="code128+qr"), dpi=dpi)

    wanted = {
        (kind, text) for label in printed for kind, text in (("QRCode", label.url), ("Code128", label.code))
    }
    assert texts(enlarged(page) if dpi == 200 else page) == wanted


@pytest.mark.parametrize(("symbols", "kinds"), [("qr", {"QRCode"}), ("code128", {"Code128"})])
def test_one_symbol_alone_is_printed_on_request(symbols, kinds):
    (page,) = pages_of(pdf_of(some_labels(3), symbols=symbols), dpi=200)

    assert {kind for kind, _text in texts(page)} == kinds
    assert len(texts(page)) == 3


def test_both_symbols_are_refused_where_nine_letters_do_not_fit():
    with pytest.raises(labels.SymbolTooLarge, match="L4732"):
        pdf_of(some_labels(1), format=labels.FORMATS["L4732"], symbols="code128+qr")
