"""ZPL as a Zebra reads it: the places of the PDF in whole dots, symbols that scan, no text that becomes a command."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import labels
from labels.drawing import draw
from labels.layout import Symbols
from tests.labels.factories import some_labels, texts
from tests.labels.zpl_reader import drawn, read_zpl

ROLLS = list(labels.ROLLS.values())
ZEBRA = labels.find("50x25")


def zpl_of(printed, **options):
    written = io.BytesIO()
    options.setdefault("format", ZEBRA)
    labels.write_zpl(printed, to=written, **options)
    return written.getvalue()


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("roll", ROLLS, ids=lambda roll: roll.name)
def test_every_field_lies_where_the_pdf_has_it(roll, dpi):
    (label,) = some_labels(1)
    drawing = draw(label, roll, symbols=Symbols.AUTO, dpi=dpi)

    (printed,) = read_zpl(zpl_of([label], format=roll, dpi=dpi))

    millimetre = dpi / 25.4
    assert printed.width == pytest.approx(roll.width * millimetre, abs=1)
    assert printed.length == pytest.approx(roll.height * millimetre, abs=1)
    symbol, box = drawing.qr
    ((x, y, _row_bytes, rows),) = printed.pictures
    assert (x, y) == (pytest.approx(box.x * millimetre, abs=1), pytest.approx(box.y * millimetre, abs=1))
    assert len(rows) == pytest.approx(box.height * millimetre, abs=1)
    assert len(rows) % symbol.modules == 0
    assert len(printed.bars) == (drawing.bars is not None)
    if drawing.bars:
        symbol, box = drawing.bars
        ((x, y, module, height, _text),) = printed.bars
        assert (x, y) == (pytest.approx(box.x * millimetre, abs=1), pytest.approx(box.y * millimetre, abs=1))
        assert module * symbol.modules == pytest.approx(box.width * millimetre, abs=1)
        assert height == pytest.approx(box.height * millimetre, abs=1)
    for text, (x, baseline, height, words) in zip(drawing.texts, printed.texts, strict=True):
        assert words == text.words
        assert x == pytest.approx(text.x * millimetre, abs=1)
        assert baseline == pytest.approx(text.y * millimetre, abs=1)
        assert height == pytest.approx(text.size * dpi / 72, abs=1)


@pytest.mark.parametrize("roll", ROLLS, ids=lambda roll: roll.name)
def test_the_printers_dots_are_read(roll):
    printed = some_labels(2)

    pages = read_zpl(zpl_of(printed, format=roll))

    for label, page in zip(printed, pages, strict=True):
        wanted = {("QRCode", label.url)}
        if labels.symbols_of(roll) == "code128+qr":
            wanted.add(("Code128", label.code))
        assert texts(drawn(page)) == wanted


def test_zebra_labels_measure_what_the_table_says():
    fifty, fifty_seven = (
        read_zpl(zpl_of(some_labels(1), format=labels.FORMATS[name]))[0]
        for name in ("ZEBRA-50X25", "ZEBRA-57X32")
    )

    assert (fifty.width, fifty.length) == (400, 200)
    assert (fifty_seven.width, fifty_seven.length) == (456, 256)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_no_text_becomes_a_command(text):
    harmless, hostile = (
        labels.Label("BCDEFGHJK", "HTTPS://R.FR/D/BCDEFGHJK", "Title", (line,)) for line in ("line", text)
    )

    (one,), (other,) = read_zpl(zpl_of([harmless])), read_zpl(zpl_of([hostile]))

    assert other.commands == one.commands


def test_signs_zpl_reserves_are_printed_as_they_are():
    label = labels.Label("A^B>C~D", "HTTPS://R.FR", "^XZ~JR_5E", (r"Łódź, œuvre n° 5 \&",))

    (printed,) = read_zpl(zpl_of([label], format=labels.FORMATS["ZEBRA-57X32"]))

    assert [words for *_spot, words in printed.texts] == ["^XZ~JR_5E", r"Łódź, œuvre n° 5 \&"]
    assert printed.bars[0][-1] == "A^B>C~D"
    assert ("Code128", "A^B>C~D") in texts(drawn(printed))


def test_a_shift_moves_every_field_and_a_scale_none():
    printed = some_labels(1)
    calibration = labels.Calibration(x_mm=1, y_mm=-1, scale=0.97)

    (before,), (after,) = (
        read_zpl(zpl_of(printed, **options)) for options in ({}, {"calibration": calibration})
    )

    moved = [
        (b[0] - a[0], b[1] - a[1])
        for a, b in zip(before.bars + before.pictures, after.bars + after.pictures, strict=True)
    ]
    assert moved == [(8, -8), (8, -8)]


def test_darkness_and_speed_are_told_only_when_asked():
    plain, told = zpl_of(some_labels(1)), zpl_of(some_labels(1), darkness=12, speed=4)

    assert b"^MD" not in plain
    assert b"^MD12^PR4" in told


def test_a_sheet_is_no_roll():
    with pytest.raises(labels.NotARoll, match="L7160"):
        zpl_of(some_labels(1), format=labels.DEFAULT)


def test_nothing_to_print_is_refused_and_progress_told():
    told = []
    with pytest.raises(labels.NothingToPrint):
        zpl_of([])

    assert labels.write_zpl(some_labels(130), format=ZEBRA, to=io.BytesIO(), progress=told.append) == 130
    assert told == [100, 130]


def test_bars_alone_are_printed_on_request():
    (printed,) = read_zpl(zpl_of(some_labels(1), symbols="code128"))

    assert (len(printed.bars), len(printed.pictures)) == (1, 0)
