"""What a sheet or a roll of labels is, in millimetres; refuses what could not be printed."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter

from django.utils.formats import number_format
from django.utils.translation import gettext

PADDING = 1.0  # a sheet may slip by so much before marks touch the edge of a label
UNPRINTABLE = 4.5  # no office printer reaches closer to the edge of the paper
BLEED = 0.2  # what the templates of makers run over the edge of the paper
SMALLEST_LABEL, LARGEST_PAGE = 5.0, 2000.0
MOST_LABELS = 1000
COARSEST, FINEST = 150, 2400  # dots per inch


class Kind(StrEnum):
    """How the labels come: many on a sheet of paper, or one after the other on a roll."""

    SHEET = "sheet"
    ROLL = "roll"


class Maker(StrEnum):
    """Whose paper it is: decides the printer, hence its dots and the edges it leaves white."""

    AVERY = "Avery"
    DYMO = "Dymo"
    BROTHER = "Brother"
    ZEBRA = "Zebra"
    OWN = "own"


class InvalidFormat(ValueError):
    """These sizes make no sheet or roll; `field` is the size that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Format:
    """Equal labels on one page: sizes, first label's corner and steps, from the top left; on a roll the page is one label."""

    name: str
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    pitch_x: float = 0.0
    pitch_y: float = 0.0
    left: float = 0.0
    top: float = 0.0
    also: tuple[str, ...] = ()
    page_width: float = 210.0
    page_height: float = 297.0
    kind: Kind = Kind.SHEET
    maker: Maker = Maker.OWN
    dpi: int = 600
    margin_x: float = UNPRINTABLE
    margin_y: float = UNPRINTABLE
    corner: float = 0.0
    tape: float = 0.0  # width of a continuous tape, whose labels are cut at any length; else 0

    def __post_init__(self) -> None:
        _check_numbers(self)
        for field, columns, pitch, size, start, page in (
            ("width", self.columns, self.pitch_x, self.width, self.left, self.page_width),
            ("height", self.rows, self.pitch_y, self.height, self.top, self.page_height),
        ):
            _check_direction(field, count=columns, pitch=pitch, size=size, start=start, page=page)

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows

    @property
    def is_roll(self) -> bool:
        return self.kind == Kind.ROLL

    @property
    def inset_x(self) -> float:
        """White kept left and right of the marks on every label, so that the outer columns print whole."""
        right = self.page_width - self.left - (self.columns - 1) * self.pitch_x - self.width
        return max(PADDING, self.margin_x - self.left, self.margin_x - right)

    @property
    def inset_y(self) -> float:
        bottom = self.page_height - self.top - (self.rows - 1) * self.pitch_y - self.height
        return max(PADDING, self.margin_y - self.top, self.margin_y - bottom)


def roll(  # noqa: PLR0913  each is one thing to choose
    name: str,
    across: float,
    along: float,
    *,
    maker: Maker = Maker.OWN,
    dpi: int = 300,
    margins: tuple[float, float] = (0.0, 0.0),
    also: tuple[str, ...] = (),
    is_tape: bool = False,
    is_portrait: bool = False,
) -> Format:
    """A roll by its width and the length of one label, both with what the printer leaves white; read along the longer side."""
    (width, margin_x), (height, margin_y) = sorted(
        zip((across, along), margins, strict=True), key=itemgetter(0), reverse=not is_portrait
    )
    return Format(
        name,
        width,
        height,
        also=also,
        page_width=width,
        page_height=height,
        kind=Kind.ROLL,
        maker=maker,
        dpi=dpi,
        margin_x=margin_x,
        margin_y=margin_y,
        corner=0.0 if is_tape else 1.5,
        tape=across if is_tape else 0.0,
    )


def of_length(tape: Format, length: float) -> Format:
    """The labels of a continuous tape cut at another length."""
    if not tape.tape:
        raise InvalidFormat(
            "length", gettext("The labels of %(name)s have a fixed length.") % {"name": tape.name}
        )
    is_wide = tape.width == tape.tape
    margins = (tape.margin_x, tape.margin_y) if is_wide else (tape.margin_y, tape.margin_x)
    cut = roll(tape.name, tape.tape, length, maker=tape.maker, dpi=tape.dpi, margins=margins, is_tape=True)
    return replace(cut, also=tape.also)


def millimetres(*lengths: float) -> str:
    """Lengths as people of this language write them: 38,1 × 21,2 mm."""
    return " × ".join(number_format(round(length, 1), 1) for length in lengths) + "\N{NO-BREAK SPACE}mm"


def _check_numbers(format: Format) -> None:  # noqa: A002  the word everyone uses
    lengths = ("width", "height", "pitch_x", "pitch_y", "left", "top", "page_width", "page_height")
    for field in (*lengths, "margin_x", "margin_y", "corner", "tape"):
        if not (math.isfinite(getattr(format, field)) and 0 <= getattr(format, field) <= LARGEST_PAGE):
            raise InvalidFormat(
                field,
                gettext("A length is between 0 and %(most)s.") % {"most": millimetres(LARGEST_PAGE)},
            )
    for field in ("width", "height"):
        if getattr(format, field) < SMALLEST_LABEL:
            raise InvalidFormat(
                field,
                gettext("A label measures at least %(least)s.")
                % {"least": millimetres(SMALLEST_LABEL, SMALLEST_LABEL)},
            )
    if format.columns < 1 or format.rows < 1 or format.per_sheet > MOST_LABELS:
        raise InvalidFormat(
            "columns", gettext("A sheet has between 1 and %(most)s labels.") % {"most": MOST_LABELS}
        )
    if not COARSEST <= format.dpi <= FINEST:
        raise InvalidFormat(
            "dpi",
            gettext("A printer has between %(least)s and %(most)s dots per inch.")
            % {"least": COARSEST, "most": FINEST},
        )
    if format.is_roll and format.per_sheet > 1:
        raise InvalidFormat("columns", gettext("A roll has one label after the other: one column, one row."))


def _check_direction(field: str, *, count: int, pitch: float, size: float, start: float, page: float) -> None:
    """Labels of one row, or of one column, lie side by side on the page."""
    if count > 1 and pitch < size:
        raise InvalidFormat(
            "pitch_x" if field == "width" else "pitch_y",
            gettext("The labels overlap: they measure %(size)s, the next begins after %(pitch)s.")
            % {"size": millimetres(size), "pitch": millimetres(pitch)},
        )
    needed = start + (count - 1) * pitch + size
    if needed > page + BLEED:
        raise InvalidFormat(
            field,
            gettext("The labels do not fit on the page: they need %(needed)s, the page has %(page)s.")
            % {"needed": millimetres(needed), "page": millimetres(page)},
        )
