"""What a list's columns are read as, shown to a person and corrected by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.sheets.preview import Preview, ShownRow
from donors.sheets.reading import ColumnMatch, Problem
from donors.sheets.tables import SEARCHED_ROWS

FIELD_WORDS: dict[str, Any] = {
    "type": gettext_lazy("Type of device"),
    "manufacturer": gettext_lazy("Maker"),
    "model": gettext_lazy("Model"),
    "serial": gettext_lazy("Serial number"),
    "imei": gettext_lazy("IMEI"),
    "asset_tag": gettext_lazy("Your inventory number"),
    "refurbisher_id": gettext_lazy("Refurbisher's number"),
    "emmaus_id": gettext_lazy("Emmaüs no."),
    "donor_code": gettext_lazy("Batch or pallet"),
    "quantity": gettext_lazy("Quantity"),
    "cpu": gettext_lazy("Processor"),
    "ram": gettext_lazy("Memory (RAM)"),
    "storage": gettext_lazy("Storage"),
    "storage_type": gettext_lazy("Kind of disk"),
    "storage_2": gettext_lazy("Second disk"),
    "storage_type_2": gettext_lazy("Kind of second disk"),
    "screen": gettext_lazy("Screen size"),
    "battery": gettext_lazy("Battery"),
    "condition": gettext_lazy("Condition"),
    "year": gettext_lazy("Year"),
    "purchase_date": gettext_lazy("Date of purchase"),
    "os": gettext_lazy("Operating system"),
    "comment": gettext_lazy("Comment"),
    "location": gettext_lazy("Place"),
    "name": gettext_lazy("Name of the machine"),
    "price": gettext_lazy("Declared value"),
}


class ColumnsForm(forms.Form):
    """What each column of a list is read as, corrected by hand; or another sheet of the workbook, or row of titles."""

    tab = forms.ChoiceField(label=gettext_lazy("Sheet of the workbook"), required=False)
    titles = forms.IntegerField(
        label=gettext_lazy("Row of the titles"),
        required=False,
        min_value=0,
        max_value=SEARCHED_ROWS,
        help_text=gettext_lazy("As your spreadsheet counts; 0 where the columns have no title."),
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )

    def __init__(
        self, *args: Any, reading: Preview, meanings: Mapping[str, Any] = FIELD_WORDS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        if len(reading.sheets) > 1:
            self.fields["tab"].choices = [(name, name) for name in reading.sheets]  # type: ignore[attr-defined]
            self.fields["tab"].initial = reading.sheet
        else:
            del self.fields["tab"]
        self.fields["titles"].initial = reading.header_row
        choices = [
            ("extra", _("Kept beside, as it is")),
            ("person", _("Not imported (about a person)")),
            *meanings.items(),
        ]
        for match in reading.matches:
            if match.header:
                self.fields[f"c{match.index}"] = forms.ChoiceField(
                    label=_("Meaning of the column “%(header)s”") % {"header": match.header},
                    choices=choices,
                    initial=match.meaning,
                )

    def other_tab(self) -> str | None:
        """The sheet asked for, where it is not the one that was read."""
        wanted: str = self.cleaned_data.get("tab") or ""
        return wanted if wanted and wanted != self.reading.sheet else None

    def other_titles(self) -> int | None:
        """The row of titles asked for, where it is not the one that was read."""
        wanted: int | None = self.cleaned_data.get("titles")
        return None if wanted == self.reading.header_row else wanted

    def mapping(self) -> dict[int, str]:
        """Column → field, for every column that has a header."""
        return {
            match.index: self.cleaned_data[f"c{match.index}"]
            for match in self.reading.matches
            if match.header
        }


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the list: its title, some of its cells, what it is read as."""

    match: ColumnMatch
    examples: str
    field: Any  # the bound select

    @property
    def is_sure(self) -> bool:
        return self.match.confidence >= 90


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One thing to see to: where, in which column, what was read, what follows."""

    row: int
    field: str
    message: str
    blocking: bool


def shown(reading: Preview, form: ColumnsForm) -> dict[str, Any]:
    """What a page tells of a list: its columns, its problems, its first rows."""
    columns = [column for column in _columns(reading, form) if column.match.header]
    return {
        "reading": reading,
        "form": form,
        "columns": columns,
        "first_rows": list(_first_rows(reading, columns)),
        "problems": [_problem(one) for one in reading.problems],
        "more_problems": reading.more_problems,
        "warnings": reading.warnings,
    }


def _columns(reading: Preview, form: ColumnsForm) -> Iterator[ShownColumn]:
    for match, examples in zip(reading.matches, reading.examples, strict=True):
        field = form[f"c{match.index}"] if match.header else None
        yield ShownColumn(match, examples, field)


def _first_rows(reading: Preview, columns: Sequence[ShownColumn]) -> Iterator[tuple[ShownRow, list[str]]]:
    """The first rows, cell by cell under the columns that are kept."""
    kept = [column.match.index for column in columns if not column.match.is_person]
    for row in reading.first_rows:
        yield row, [row.cells[index] if index < len(row.cells) else "" for index in kept]


def _problem(problem: Problem) -> ShownProblem:
    words = FIELD_WORDS.get(problem.field or "", problem.field or "")
    return ShownProblem(problem.row, str(words), problem.message, problem.blocking)
