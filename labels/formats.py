"""The label sheets we know, as frozen data in millimetres; a new sheet is one more row."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext

PADDING = 1.0  # a sheet may slip by so much before marks touch the edge of a label
UNPRINTABLE = 4.5  # no office printer reaches closer to the edge of the paper


@dataclass(frozen=True, slots=True)
class Format:
    """A sheet of equal labels: sizes, first label's corner and steps, from the top left of the paper."""

    name: str
    width: float
    height: float
    columns: int
    rows: int
    pitch_x: float
    pitch_y: float
    left: float
    top: float
    also: tuple[str, ...] = ()
    page_width: float = 210.0
    page_height: float = 297.0

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows

    @property
    def inset_x(self) -> float:
        """White kept left and right of the marks on every label, so that the outer columns print whole."""
        right = self.page_width - self.left - (self.columns - 1) * self.pitch_x - self.width
        return max(PADDING, UNPRINTABLE - self.left, UNPRINTABLE - right)

    @property
    def inset_y(self) -> float:
        bottom = self.page_height - self.top - (self.rows - 1) * self.pitch_y - self.height
        return max(PADDING, UNPRINTABLE - self.top, UNPRINTABLE - bottom)


_A4 = (
    Format("L7651", 38.10, 21.17, 5, 13, 40.64, 21.17, 4.67, 10.90, also=("L7051",)),
    Format("L7654", 45.72, 25.40, 4, 10, 48.26, 25.40, 9.75, 21.43),
    Format("L6009", 45.72, 21.17, 4, 12, 48.26, 21.17, 9.75, 21.41, also=("L6113", "L4736")),
    Format("L6008", 25.40, 10.00, 7, 27, 27.94, 10.00, 8.48, 13.43, also=("L7658", "L4731")),
    Format("L6011", 63.50, 29.63, 3, 9, 66.04, 29.63, 7.21, 15.10, also=("L6114",)),
    Format("L6012", 96.00, 50.80, 2, 5, 98.54, 50.80, 7.73, 21.43),
    Format("L7157", 64.00, 24.30, 3, 11, 66.54, 24.30, 6.46, 14.00),
    Format("L7158", 64.00, 26.70, 3, 10, 66.54, 26.70, 6.46, 14.00),
    Format("L7159", 64.00, 33.86, 3, 8, 66.54, 33.86, 6.46, 13.06),
    Format("L7160", 63.50, 38.10, 3, 7, 66.04, 38.10, 7.20, 15.15, also=("L7060", "L7560")),
    Format("L7161", 63.50, 46.56, 3, 6, 66.04, 46.56, 7.21, 8.82),
    Format("L7162", 99.06, 33.87, 2, 8, 101.60, 33.87, 4.67, 13.02),
    Format("L7163", 99.06, 38.10, 2, 7, 101.60, 38.10, 4.67, 15.15, also=("L7063",)),
    Format("L7164", 63.50, 71.97, 3, 4, 66.04, 71.97, 7.21, 4.57),
    Format("L7165", 99.06, 67.73, 2, 4, 101.60, 67.73, 4.67, 13.04),
    Format("L4732", 35.60, 16.90, 5, 16, 38.10, 16.90, 11.00, 13.00),
    Format("3474", 70.00, 37.00, 3, 8, 70.00, 37.00, 0.00, 0.00),
    Format("3475", 70.05, 36.03, 3, 8, 70.05, 36.03, 0.00, 4.43),
)

FORMATS: Mapping[str, Format] = MappingProxyType({sheet.name: sheet for sheet in _A4})
DEFAULT = FORMATS["L7160"]


class UnknownFormat(LookupError):
    """No sheet is sold under this name."""

    def __str__(self) -> str:
        return gettext("We know no label sheet %(name)s. Known sheets: %(known)s.") % {
            "name": self.args[0],
            "known": ", ".join(FORMATS),
        }


def find(name: str) -> Format:
    """The sheet sold under this name, whichever of its names that is."""
    wanted = name.strip().upper()
    for sheet in FORMATS.values():
        if wanted in (sheet.name, *sheet.also):
            return sheet
    raise UnknownFormat(name)
