"""Every arrangement keeps its quiet zones, its sizes and its text inside the label."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import labels
from labels.arrangements import POINT
from labels.layout import SymbolTooLarge, arrange, symbols_of

ALL = list(labels.FORMATS.values())
TINY = labels.FORMATS["L6008"]
QR_ALONE = {"L7651", "L6008", "L4732", "11353", "11355", "DK-11221"}


def lengths(smallest, largest):
    return st.integers(10 * smallest, 10 * largest).map(lambda tenths: tenths / 10)


@st.composite
def own_formats(draw):
    """Any sheet or roll that validates."""
    width, height = draw(lengths(5, 200)), draw(lengths(5, 200))
    margins = draw(lengths(0, 6)), draw(lengths(0, 6))
    if draw(st.booleans()):
        return labels.roll("own", width, height, margins=margins, is_portrait=height > width)
    columns, rows = draw(st.integers(1, 8)), draw(st.integers(1, 20))
    gap_x, gap_y, left, top = (draw(lengths(0, 5)) for _length in range(4))
    page = left + columns * (width + gap_x) + 1, top + rows * (height + gap_y) + 1
    try:
        return labels.Format(
            "own", width, height, columns, rows, width + gap_x, height + gap_y, left, top,
            page_width=page[0], page_height=page[1], margin_x=margins[0], margin_y=margins[1],
        )  # fmt: skip
    except labels.InvalidFormat:
        return labels.roll("own", width, height)


def overlap(one, other):
    return (
        one[0] < other[2] - 1e-6
        and other[0] < one[2] - 1e-6
        and one[1] < other[3] - 1e-6
        and other[1] < one[3] - 1e-6
    )


def quiet_qr(box):
    white = 4 * box.module
    return box.x - white, box.y - white, box.x + box.width + white, box.y + box.height + white


def quiet_bars(box):
    return box.x - 10 * box.module, box.y, box.x + box.width + 10 * box.module, box.y + box.height


def text_box(line):
    return line.x, line.y - 0.729 * line.size * POINT, line.x + line.width, line.y


def dark(box):
    return box.x, box.y, box.x + box.width, box.y + box.height


def arranged_or_refused(sheet, **symbols):
    try:
        return arrange(sheet, **symbols)
    except SymbolTooLarge as refusal:
        return refusal


@example(next(one for one in ALL if one.name == "DK-11203"), 21, 9, 0, 203, labels.Symbols.BARS)
@given(
    st.one_of(st.sampled_from(ALL), own_formats()),
    st.sampled_from([21, 25, 29, 33, 37, 41]),
    st.integers(1, 30),
    st.integers(0, 7),
    st.sampled_from([203, 300, 600]),
    st.sampled_from(list(labels.Symbols)),
)
def test_whatever_fits_keeps_its_distances(sheet, qr, letters, lines, dpi, symbols):
    bars, dot = 11 * letters + 35, 25.4 / dpi
    layout = arranged_or_refused(sheet, qr=qr, bars=bars, lines=lines, dpi=dpi, symbols=symbols)
    if isinstance(layout, SymbolTooLarge):
        assert layout.width > sheet.width or layout.height > sheet.height or sheet.width < 1.5 * sheet.height
        return

    quiet, inside = [], [text_box(line) for line in (*layout.title, *layout.lines)]
    assert bool(layout.qr) == (symbols != "code128")
    if layout.qr:
        quiet.append(quiet_qr(layout.qr))
        inside.append(dark(layout.qr))
        assert layout.qr.module >= 0.33
        assert layout.qr.width == layout.qr.height == pytest.approx(qr * layout.qr.module)
    assert symbols not in ("code128", "code128+qr") or layout.bars
    if layout.bars:
        quiet.append(quiet_bars(layout.bars))
        inside.append(dark(layout.bars))
        assert layout.bars.module >= 0.169
        assert symbols != "auto" or layout.bars.module >= 0.25
        assert layout.bars.width == pytest.approx(bars * layout.bars.module)
        assert layout.bars.height >= max(6.35, 0.15 * layout.bars.width) - 1e-6
    for left, top, right, bottom in quiet:  # symbols may slip by a dot, to start on a whole one
        assert left >= -dot
        assert top >= -dot
        assert right <= sheet.width + dot
        assert bottom <= sheet.height + dot
        assert sum(overlap((left, top, right, bottom), mark) for mark in inside) == 1  # its own dark part
    for left, top, right, bottom in inside:
        assert left >= sheet.inset_x - dot
        assert top >= sheet.inset_y - dot
        assert right <= sheet.width - sheet.inset_x + dot
        assert bottom <= sheet.height - sheet.inset_y + dot
    for symbol in filter(None, (layout.qr, layout.bars)):
        for length in (symbol.x, symbol.y, symbol.width, symbol.height, symbol.module):
            assert length / dot == pytest.approx(round(length / dot))
    assert all(line.size >= 5.5 for line in layout.lines)
    baselines = [line.y for line in (*layout.title, *layout.lines)]
    assert baselines == sorted(baselines)


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("dpi", [None, 300, 600])
def test_nine_letters_get_both_symbols_wherever_an_office_scanner_reads_them(sheet, dpi):
    assert symbols_of(sheet, dpi=dpi) == ("qr" if sheet.name in QR_ALONE else "code128+qr")


def test_fewer_letters_find_room_where_nine_do_not():
    assert symbols_of(labels.FORMATS["L7651"], code_length=9) == "qr"
    assert symbols_of(labels.FORMATS["L7651"], code_length=7) == "code128+qr"
    assert symbols_of(labels.FORMATS["L7654"], url_length=60) == "code128+qr"


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("symbols", ["qr", "code128+qr", "code128"])
def test_a_label_of_the_size_a_refusal_names_would_do(symbols, dpi):
    with pytest.raises(SymbolTooLarge) as refusal:
        arrange(labels.roll("tiny", 5, 5), qr=25, bars=134, lines=0, dpi=dpi, symbols=symbols)
    enough = labels.roll("enough", refusal.value.width, refusal.value.height)

    arrange(enough, qr=25, bars=134, lines=0, dpi=dpi, symbols=symbols)


@pytest.mark.parametrize("name", sorted(QR_ALONE - {"L7651", "11355"}))
def test_nine_letters_in_bars_are_refused_on_too_small_labels_with_the_size_they_need(name):
    sheet = labels.FORMATS[name]

    with pytest.raises(SymbolTooLarge) as refusal:
        arrange(sheet, qr=25, bars=134, lines=0, dpi=sheet.dpi, symbols=labels.Symbols.BOTH)

    assert refusal.value.width > sheet.width or refusal.value.height > sheet.height
    assert "Code 128" in str(refusal.value)
    assert "mm" in str(refusal.value)


def test_bars_finer_than_an_office_scanner_sees_are_printed_on_request():
    both = labels.Symbols.BOTH
    layout = arrange(labels.FORMATS["L7651"], qr=25, bars=134, lines=2, dpi=600, symbols=both)

    assert layout.bars.module == pytest.approx(5 * 25.4 / 600)


def test_lines_that_would_be_too_small_to_read_are_left_out():
    layout = arrange(labels.FORMATS["L7651"], qr=25, bars=134, lines=9, dpi=600)

    assert 1 <= len(layout.lines) < 9
    assert min(line.size for line in layout.lines) >= 5.5


@pytest.mark.parametrize("name", ["L7165", "DK-11202", "ZEBRA-100X150", "ZEBRA-4X6"])
def test_address_slips_are_read_from_across_the_room(name):
    few, many = (arrange(labels.FORMATS[name], qr=25, bars=134, lines=lines, dpi=300) for lines in (2, 6))

    assert few.title[0].size >= 28
    assert few.lines[0].size >= 16
    assert len(many.lines) == 6
    assert min(line.size for line in many.lines) >= 8
