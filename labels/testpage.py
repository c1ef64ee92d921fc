"""The page that shows how far a printer is off: the labels' outlines, and four lines to measure from the edges."""

from typing import BinaryIO

from django.utils.translation import gettext

from labels.arrangements import POINT, TextLine
from labels.calibration import SMALL_PAGE, Calibration, Readings, targets
from labels.drawing import Text
from labels.formats import Format, millimetres
from labels.pdf import Document
from labels.sheets import place
from labels.typefaces import BOLD, REGULAR, Typeface, fitted

_TICK = 2.0  # mm, every ten
_TEXT_IN, _TEXT_DOWN = 6.0, 12.0  # from the rulers’ ends
LETTER, SMALL_LETTER = 14.0, 7.0  # points


def write_test_page(
    format: Format,  # noqa: A002  the word everyone uses
    *,
    to: BinaryIO,
    calibration: Calibration = Calibration(),  # noqa: B008  frozen
) -> None:
    """One page, printed with the calibration to be checked."""
    document, wanted = Document(to, format, calibration), targets(format)
    texts = [document.text(text) for text in _texts(format, wanted)]
    from_the_top = f"q 1 0 0 1 0 {document.height:.3f} cm"
    drawn = [_outlines(format), _panel(format, wanted), _rulers(format, wanted), from_the_top, *texts, "Q"]
    document.add_page("\n".join(drawn))
    document.close()


def _outlines(format: Format) -> str:  # noqa: A002
    """Where the labels are: against the light, they should lie on those of the sheet."""
    boxes = []
    for number in range(1, format.per_sheet + 1):
        spot = place(format, number)
        boxes.append(_rectangle(format, spot.x, spot.y, format.width, format.height))
    return "\n".join(["q 0.3 w 0.65 G", *boxes, "S Q"])


def _panel(format: Format, wanted: Readings) -> str:  # noqa: A002
    """White behind the sentences, so that no outline crosses them."""
    if _is_small(format):
        return ""
    tall = sum(1.6 * size * POINT for _words, _face, size in _sentences(format, wanted))
    wide = format.page_width / 2 - wanted.left - _TEXT_IN
    return f"q 1 g {_rectangle(format, wanted.left + _TEXT_IN - 2, wanted.top + _TEXT_DOWN - 2, wide, tall + 4)} f Q"


def _is_small(format: Format) -> bool:  # noqa: A002
    return min(format.page_width, format.page_height) < SMALL_PAGE


def _rectangle(format: Format, x: float, y: float, width: float, height: float) -> str:  # noqa: A002
    bottom = format.page_height - y - height
    return f"{x / POINT:.2f} {bottom / POINT:.2f} {width / POINT:.2f} {height / POINT:.2f} re"


def _rulers(format: Format, wanted: Readings) -> str:  # noqa: A002
    """Two rulers that cross: from A to B along the page's middle, from C to D down it, with a tick each 10 mm."""
    middle_x, middle_y = format.page_width / 2, format.page_height / 2
    tall, long = 0.3 * min(format.page_height, 40.0), 0.3 * min(format.page_width, 40.0)
    right, bottom = wanted.left + wanted.across, wanted.top + wanted.along
    strokes = [(wanted.left, middle_y, right, middle_y), (middle_x, wanted.top, middle_x, bottom)]
    strokes += [(x, middle_y - tall / 2, x, middle_y + tall / 2) for x in (wanted.left, right)]
    strokes += [(middle_x - long / 2, y, middle_x + long / 2, y) for y in (wanted.top, bottom)]
    strokes += [
        (wanted.left + step, middle_y - _TICK / 2, wanted.left + step, middle_y + _TICK / 2)
        for step in range(10, int(wanted.across), 10)
    ]
    strokes += [
        (middle_x - _TICK / 2, wanted.top + step, middle_x + _TICK / 2, wanted.top + step)
        for step in range(10, int(wanted.along), 10)
    ]
    height = format.page_height
    lines = [
        f"{x / POINT:.3f} {(height - y) / POINT:.3f} m {end_x / POINT:.3f} {(height - end_y) / POINT:.3f} l"
        for x, y, end_x, end_y in strokes
    ]
    return "\n".join(["q 0.5 w 0 G", *lines, "S Q"])


def _texts(format: Format, wanted: Readings) -> list[Text]:  # noqa: A002
    """The letters at the four lines, and what to measure; a small label has room for the letters alone."""
    middle_x, middle_y = format.page_width / 2, format.page_height / 2
    size = SMALL_LETTER if _is_small(format) else LETTER
    step = 0.45 * size * POINT
    right, bottom = wanted.left + wanted.across, wanted.top + wanted.along
    letters = [
        ("A", wanted.left + step, middle_y - step),
        ("B", right - 3 * step, middle_y - step),
        ("C", middle_x + step, wanted.top + 2.5 * step),
        ("D", middle_x + step, bottom - step),
    ]
    texts = [Text(letter, BOLD, size, x, y) for letter, x, y in letters]
    if _is_small(format):
        return texts
    width = middle_x - wanted.left - 2 * _TEXT_IN
    left, top = wanted.left + _TEXT_IN, wanted.top + _TEXT_DOWN
    return texts + _paragraph(_sentences(format, wanted), left, top, width)


def _sentences(format: Format, wanted: Readings) -> list[tuple[str, Typeface, float]]:  # noqa: A002
    names = {"name": format.name, "dpi": format.dpi}
    exact = {
        "left": millimetres(wanted.left),
        "across": millimetres(wanted.across),
        "top": millimetres(wanted.top),
        "along": millimetres(wanted.along),
    }
    return [
        (gettext("Test page: %(name)s") % names, BOLD, 13.0),
        (gettext("Print at its actual size, never “fit to page”."), REGULAR, 9.0),
        (gettext("Measure, to half a millimetre:"), BOLD, 9.0),
        (gettext("from the left edge to A: %(left)s") % exact, REGULAR, 9.0),
        (gettext("from A to B: %(across)s") % exact, REGULAR, 9.0),
        (gettext("from the top edge to C: %(top)s") % exact, REGULAR, 9.0),
        (gettext("from C to D: %(along)s") % exact, REGULAR, 9.0),
        (gettext("Write what you read beside the printer’s name."), REGULAR, 9.0),
    ]


def _paragraph(sentences: list[tuple[str, Typeface, float]], x: float, y: float, width: float) -> list[Text]:
    texts = []
    for words, face, size in sentences:
        line = TextLine(x, y, width, size)
        shortened, smaller = fitted(words, face, line.size, line.width / POINT)
        texts.append(Text(shortened, face, smaller, line.x, line.y))
        y += 1.6 * size * POINT
    return texts
