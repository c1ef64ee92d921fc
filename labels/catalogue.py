"""The sheets and rolls people buy, as frozen data; a new one is one more row."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from django.utils.translation import gettext

from labels.formats import Format, Maker, roll

DOT = 25.4 / 300  # mm, of Brother's and Dymo's printers


def _sheet(name: str, *sizes: float, also: tuple[str, ...] = (), corner: float = 1.5) -> Format:
    width, height, columns, rows, pitch_x, pitch_y, left, top = sizes
    sheet = Format(name, width, height, int(columns), int(rows), pitch_x, pitch_y, left, top, also=also)
    return replace(sheet, maker=Maker.AVERY, corner=corner)


def _dymo(name: str, across: float, along: float, *, end: float = 5.85) -> Format:
    """What the driver leaves white: 4.32 points at the sides, 16.56 points where the label is torn off."""
    return roll(name, across, along, maker=Maker.DYMO, margins=(1.53, end))


def _brother(name: str, size: tuple[float, float], dots: tuple[int, int], *also: str) -> Format:
    """The printable dots lie in the middle of the label."""
    across, along = ((length - count * DOT) / 2 for length, count in zip(size, dots, strict=True))
    sizes = f"{size[0]:g}X{size[1]:g}"
    return roll(name, *size, maker=Maker.BROTHER, margins=(across, along), also=(sizes, *also))


def _tape(name: str, width: float, dots: int, length: float) -> Format:
    """Cut at any length; the cutter leaves three millimetres before and after."""
    margins = ((width - dots * DOT) / 2, 35 * DOT)
    also = (f"{width:g}",)
    return roll(name, width, length, maker=Maker.BROTHER, margins=margins, also=also, is_tape=True)


def _zebra(name: str, across: float, along: float, size: str) -> Format:
    return roll(name, across, along, maker=Maker.ZEBRA, dpi=203, also=(size,), is_portrait=along > across)


_SHEETS = (
    _sheet("L7651", 38.10, 21.17, 5, 13, 40.64, 21.17, 4.67, 10.90, also=("L7051",)),
    _sheet("L7654", 45.72, 25.40, 4, 10, 48.26, 25.40, 9.75, 21.43),
    _sheet("L6009", 45.72, 21.17, 4, 12, 48.26, 21.17, 9.75, 21.41, also=("L6113", "L4736")),
    _sheet("L6008", 25.40, 10.00, 7, 27, 27.94, 10.00, 8.48, 13.43, also=("L7658", "L4731")),
    _sheet("L6011", 63.50, 29.63, 3, 9, 66.04, 29.63, 7.21, 15.10, also=("L6114",)),
    _sheet("L6012", 96.00, 50.80, 2, 5, 98.54, 50.80, 7.73, 21.43),
    _sheet("L7157", 64.00, 24.30, 3, 11, 66.54, 24.30, 6.46, 14.00),
    _sheet("L7158", 64.00, 26.70, 3, 10, 66.54, 26.70, 6.46, 14.00),
    _sheet("L7159", 64.00, 33.86, 3, 8, 66.54, 33.86, 6.46, 13.06),
    _sheet("L7160", 63.50, 38.10, 3, 7, 66.04, 38.10, 7.20, 15.15, also=("L7060", "L7560")),
    _sheet("L7161", 63.50, 46.56, 3, 6, 66.04, 46.56, 7.21, 8.82),
    _sheet("L7162", 99.06, 33.87, 2, 8, 101.60, 33.87, 4.67, 13.02),
    _sheet("L7163", 99.06, 38.10, 2, 7, 101.60, 38.10, 4.67, 15.15, also=("L7063",)),
    _sheet("L7164", 63.50, 71.97, 3, 4, 66.04, 71.97, 7.21, 4.57),
    _sheet("L7165", 99.06, 67.73, 2, 4, 101.60, 67.73, 4.67, 13.04),
    _sheet("L4732", 35.60, 16.90, 5, 16, 38.10, 16.90, 11.00, 13.00),
    _sheet("3474", 70.00, 37.00, 3, 8, 70.00, 37.00, 0.00, 0.00, corner=0.0),
    _sheet("3475", 70.05, 36.03, 3, 8, 70.05, 36.03, 0.00, 4.43, corner=0.0),
)

_ROLLS = (
    _dymo("99010", 28, 89),
    _dymo("99012", 36, 89),
    _dymo("99014", 54, 101),
    _dymo("99015", 54, 70),
    _dymo("11352", 25, 54),
    _dymo("11353", 13, 25, end=1.53),  # two side by side: torn off beyond the label
    _dymo("11354", 57, 32),
    _dymo("11355", 19, 51),
    _dymo("11356", 41, 89),
    _brother("DK-11201", (29, 90), (306, 991)),
    _brother("DK-11202", (62, 100), (696, 1109)),
    _brother("DK-11203", (17, 87), (165, 956)),
    _brother("DK-11204", (17, 54), (165, 566)),
    _brother("DK-11208", (38, 90), (413, 991), "39X90"),
    _brother("DK-11209", (62, 29), (696, 271)),
    _brother("DK-11221", (23, 23), (202, 202)),
    _tape("DK-22210", 29, 306, 62),
    _tape("DK-22225", 38, 413, 70),
    _tape("DK-22223", 50, 554, 80),
    _tape("DK-N55224", 54, 590, 80),
    _tape("DK-22205", 62, 696, 29),
    _tape("DK-22243", 102, 1164, 60),
    _zebra("ZEBRA-50X25", 50, 25, "50X25"),
    _zebra("ZEBRA-57X32", 57, 32, "57X32"),
    _zebra("ZEBRA-100X150", 100, 150, "100X150"),
    _zebra("ZEBRA-4X6", 101.6, 152.4, "4X6"),
)

SHEETS: Mapping[str, Format] = MappingProxyType({sheet.name: sheet for sheet in _SHEETS})
ROLLS: Mapping[str, Format] = MappingProxyType({each.name: each for each in _ROLLS})
FORMATS: Mapping[str, Format] = MappingProxyType({**SHEETS, **ROLLS})
DEFAULT = SHEETS["L7160"]


class UnknownFormat(LookupError):
    """No sheet or roll is sold under this name."""

    def __str__(self) -> str:
        return gettext("We know no labels %(name)s. Known sheets and rolls: %(known)s.") % {
            "name": self.args[0],
            "known": ", ".join(FORMATS),
        }


def find(name: str) -> Format:
    """The sheet or roll sold under this name, whichever of its names that is."""
    wanted = name.strip().upper().replace("×", "X")
    for each in FORMATS.values():
        if wanted in (each.name, *each.also):
            return each
    raise UnknownFormat(name)
