"""Pure geometry: where the nth label of a job lies on its sheet, in millimetres from the top left."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from labels.formats import Format


@dataclass(frozen=True, slots=True)
class Calibration:
    """How to correct one printer: a shift right and down, and a scale about the top left corner."""

    x_mm: float = 0.0
    y_mm: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        if not (abs(self.x_mm) <= 20 and abs(self.y_mm) <= 20 and 0.9 <= self.scale <= 1.1):
            raise ValueError(f"no printer is so far off: {self}")


@dataclass(frozen=True, slots=True)
class Place:
    """One label of a job: its sheet (from 0), its number there (from 1) and its top left corner."""

    sheet: int
    number: int
    x: float
    y: float


def place(sheet_format: Format, number: int, *, sheet: int = 0) -> Place:
    """Labels are numbered as one reads: along the rows, from 1."""
    if not 1 <= number <= sheet_format.per_sheet:
        raise ValueError(f"{sheet_format.name} has labels 1 to {sheet_format.per_sheet}, not {number}")
    row, column = divmod(number - 1, sheet_format.columns)
    x = sheet_format.left + column * sheet_format.pitch_x
    y = sheet_format.top + row * sheet_format.pitch_y
    return Place(sheet, number, x, y)


def places(sheet_format: Format, *, start_at: int = 1, skip: Collection[int] = ()) -> Iterator[Place]:
    """Free labels for ever; `start_at` and `skip` tell what is already used on the first sheet."""
    for used in (start_at, *skip):
        place(sheet_format, used)  # refuses a number that is not on the sheet
    numbers = range(1, sheet_format.per_sheet + 1)
    yield from (
        place(sheet_format, number) for number in numbers if number >= start_at and number not in skip
    )
    sheet = 1
    while True:
        yield from (place(sheet_format, number, sheet=sheet) for number in numbers)
        sheet += 1
