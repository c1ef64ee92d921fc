"""How far one printer is off, and how to correct it: from two rulers on a test page to a shift and a scale."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext

from labels.formats import Format, millimetres

FARTHEST = 20.0  # mm
LEAST, MOST = 0.9, 1.1
SMALL_PAGE = 60.0  # mm


class NotCalibrated(ValueError):
    """No printer is so far off: somebody misread a ruler."""

    def __str__(self) -> str:
        return gettext(
            "No printer is so far off: a shift goes up to %(shift)s, a scale from 90 to 110%%. Read the rulers again."
        ) % {"shift": millimetres(FARTHEST)}


@dataclass(frozen=True, slots=True)
class Calibration:
    """How to correct one printer: a shift right and down, and a scale about the top left corner; `scale_y` if it differs."""

    x_mm: float = 0.0
    y_mm: float = 0.0
    scale: float = 1.0
    scale_y: float | None = None

    def __post_init__(self) -> None:
        is_near = abs(self.x_mm) <= FARTHEST and abs(self.y_mm) <= FARTHEST
        if not (is_near and LEAST <= self.scale <= MOST and LEAST <= self.down <= MOST):
            raise NotCalibrated(self)

    @property
    def down(self) -> float:
        """The scale from top to bottom."""
        return self.scale if self.scale_y is None else self.scale_y

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where to print what should lie there, in mm from the top left."""
        return self.x_mm + self.scale * x, self.y_mm + self.down * y


@dataclass(frozen=True, slots=True)
class Readings:
    """What a person measures on the test page: A from the left edge, A to B, C from the top edge, C to D, in mm."""

    left: float
    across: float
    top: float
    along: float


def targets(format: Format) -> Readings:  # noqa: A002  the word everyone uses
    """What a printer without fault gives: whole millimetres, as far apart as the page allows."""
    left, top = _first(format.margin_x, format.page_width), _first(format.margin_y, format.page_height)
    across, along = _whole(format.page_width - 2 * left), _whole(format.page_height - 2 * top)
    return Readings(left, across, top, along)


def calibration_from(
    readings: Readings,
    *,
    format: Format,  # noqa: A002
    used: Calibration = Calibration(),
) -> Calibration:
    """The correction of a printer whose test page, printed with `used`, measures so."""
    wanted = targets(format)
    if not all(math.isfinite(length) and length > 0 for length in (readings.across, readings.along)):
        raise NotCalibrated(readings)
    # The printer puts x at shift + stretch·x; what undoes it is applied before the correction already used.
    across, along = wanted.across / readings.across, wanted.along / readings.along
    shift_x, shift_y = wanted.left - readings.left * across, wanted.top - readings.top * along
    scale, down = used.scale * across, used.down * along
    return Calibration(
        round(used.x_mm + used.scale * shift_x, 3),
        round(used.y_mm + used.down * shift_y, 3),
        round(scale, 5),
        None if math.isclose(scale, down, abs_tol=5e-6) else round(down, 5),
    )


def _first(margin: float, page: float) -> float:
    """A line to measure from lies well inside what the printer reaches."""
    return float(math.ceil(margin) + (5 if page >= SMALL_PAGE else 1))


def _whole(room: float) -> float:
    """Round tens on paper, whole millimetres on a small label."""
    return float(math.floor(room / 10) * 10 if room >= SMALL_PAGE else math.floor(room))
