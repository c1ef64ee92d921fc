"""Every arrangement keeps its quiet zones, its sizes and its text inside the label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import labels
from labels.arrangements import POINT
from labels.layout import SymbolTooLarge, arrange

SHEETS = list(labels.SHEETS.values())
TINY = labels.FORMATS["L6008"]


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
    return line.x, line.y - 0.75 * line.size * POINT, line.x + line.width, line.y + 0.22 * line.size * POINT


def dark(box):
    return box.x, box.y, box.x + box.width, box.y + box.height


def arranged_or_refused(sheet, **symbols):
    try:
        return arrange(sheet, **symbols)
    except SymbolTooLarge as refusal:
        return refusal


@given(
    st.sampled_from(SHEETS),
    st.sampled_from([21, 25, 29, 33, 37, 41]),
    st.integers(1, 30),
    st.integers(0, 4),
    st.sampled_from([203, 300, 600]),
)
def test_whatever_fits_keeps_its_distances(sheet, qr, letters, lines, dpi):
    bars = 11 * letters + 35
    layout = arranged_or_refused(sheet, qr=qr, bars=bars, lines=lines, dpi=dpi)
    if isinstance(layout, SymbolTooLarge):
        assert layout.width > sheet.width or layout.height > sheet.height
        return

    boxes = [quiet_qr(layout.qr)]
    marks = [dark(layout.qr), *(text_box(line) for line in (layout.title, *layout.lines))]
    assert layout.qr.module >= 0.33
    assert layout.qr.width == pytest.approx(qr * layout.qr.module)
    if layout.bars:
        boxes.append(quiet_bars(layout.bars))
        marks.append(dark(layout.bars))
        assert layout.bars.module >= 0.169
        assert layout.bars.width == pytest.approx(bars * layout.bars.module)
        assert layout.bars.height >= max(6.35, 0.15 * layout.bars.width) - 1e-6
    dot = 25.4 / dpi  # symbols may slip by one, to start on a whole one
    for left, top, right, bottom in boxes:
        assert left >= sheet.inset_x - dot
        assert top >= sheet.inset_y - dot
        assert right <= sheet.width - sheet.inset_x + dot
        assert bottom <= sheet.height - sheet.inset_y + dot
        assert sum(overlap((left, top, right, bottom), mark) for mark in marks) == 1  # its own dark part
    for symbol in filter(None, (layout.qr, layout.bars)):
        for length in (symbol.x, symbol.y, symbol.width, symbol.height, symbol.module):
            assert length / dot == pytest.approx(round(length / dot))
    for line in (layout.title, *layout.lines):
        assert line.size >= 5.5
        assert line.x + line.width <= sheet.width - sheet.inset_x + 1e-6
    baselines = [line.y for line in (layout.title, *layout.lines)]
    assert baselines == sorted(baselines)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("dpi", [300, 600])
def test_nine_letters_get_both_symbols_wherever_they_fit(sheet, dpi):
    qr_alone = {"L4732"}

    if sheet is TINY:
        with pytest.raises(SymbolTooLarge):
            arrange(sheet, qr=25, bars=134, lines=2, dpi=dpi)
        return
    layout = arrange(sheet, qr=25, bars=134, lines=2, dpi=dpi)

    assert (layout.bars is None) == (sheet.name in qr_alone)
    assert len(layout.lines) == 2


def test_a_refusal_names_the_size_that_would_do():
    with pytest.raises(SymbolTooLarge) as refusal:
        arrange(TINY, qr=25, bars=134, lines=0, dpi=600)

    assert refusal.value.width == 29.2  # 33 modules of 8 dots, 16 mm of text, 1 mm on either side
    assert refusal.value.height == 13.2


def test_a_label_of_the_size_the_refusal_names_would_do():
    with pytest.raises(SymbolTooLarge) as refusal:
        arrange(TINY, qr=25, bars=134, lines=0, dpi=600)
    enough = labels.Format("roll", refusal.value.width, refusal.value.height, 1, 1, 60, 60, 10, 10)

    assert arrange(enough, qr=25, bars=134, lines=0, dpi=600).bars is None


def test_lines_that_would_be_too_small_to_read_are_left_out():
    layout = arrange(labels.FORMATS["L7651"], qr=25, bars=134, lines=9, dpi=600)

    assert 1 <= len(layout.lines) < 9
    assert min(line.size for line in layout.lines) >= 5.5
