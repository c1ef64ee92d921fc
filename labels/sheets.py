"""Pure geometry: where the nth label of a job lies on its sheet, in millimetres from the top left."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext

from labels.formats import Format


class NoSuchPlace(ValueError):
    """The sheet has no label of this number."""

    def __init__(self, sheet: Format, number: int) -> None:
        super().__init__(sheet, number)
        self.sheet, self.number = sheet, number

    def __str__(self) -> str:
        return gettext("Sheet %(sheet)s has labels 1 to %(last)s, not %(number)s.") % {
            "sheet": self.sheet.name,
            "last": self.sheet.per_sheet,
            "number": self.number,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """One label of a job: its sheet (from 0), its number there (from 1) and its top left corner."""

    sheet: int
    number: int
    x: float
    y: float


def place(on: Format, number: int, *, sheet: int = 0) -> Place:
    """Labels are numbered as one reads: along the rows, from 1."""
    if not 1 <= number <= on.per_sheet:
        raise NoSuchPlace(on, number)
    row, column = divmod(number - 1, on.columns)
    return Place(sheet, number, x=on.left + column * on.pitch_x, y=on.top + row * on.pitch_y)


def places(on: Format, *, start_at: int = 1, skip: Collection[int] = ()) -> Iterator[Place]:
    """Free labels for ever; `start_at` and `skip` tell what is already used on the first sheet."""
    for used in (start_at, *skip):
        place(on, used)  # refuses a number that is not on the sheet
    numbers = range(1, on.per_sheet + 1)
    yield from (place(on, number) for number in numbers if number >= start_at and number not in skip)
    for sheet in count(1):
        yield from (place(on, number, sheet=sheet) for number in numbers)
