"""A list a donor drops, and what its columns mean."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.models import Sheet
from donors.sheets import FIELDS
from donors.sheets.preview import Preview
from donors.sheets.stored import meaning
from donors.sheets.tables import SEARCHED_ROWS

ACCEPT = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"


class SheetFileField(forms.FileField):
    """A list of devices. Its size is judged here, its content by the reader."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        super().__init__(**kwargs)
        self.error_messages["empty"] = gettext_lazy(
            "This file is empty: check that the list was saved, and drop it again."
        )

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[bytes] | None":
        dropped: UploadedFile[bytes] | None = super().clean(data, initial)
        if dropped and (dropped.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1_000_000
            raise forms.ValidationError(
                _("This file is larger than %(limit)s MB: send only the list of devices, or split it.")
                % {"limit": limit}
            )
        return dropped


class SheetForm(forms.Form):
    """A list dropped on a batch."""

    sheet = SheetFileField(
        label=gettext_lazy("Drop a list of devices"),
        help_text=gettext_lazy("Any spreadsheet, as you keep it: csv, xlsx, xls or ods, 50 MB at most."),
    )


FIELD_WORDS = {
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

    def __init__(self, *args: Any, reading: Preview, kept: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading, self.kept = reading, kept
        if len(reading.sheets) > 1:
            self.fields["tab"].choices = [(name, name) for name in reading.sheets]  # type: ignore[attr-defined]
            self.fields["tab"].initial = reading.sheet
        else:
            del self.fields["tab"]
        self.fields["titles"].initial = reading.header_row
        for match in reading.matches:
            if match.header:
                self.fields[f"c{match.index}"] = forms.ChoiceField(
                    label=_("Meaning of the column “%(header)s”") % {"header": match.header},
                    choices=list(_meanings()),
                    initial=meaning(match),
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


def _meanings() -> Iterable[tuple[str, object]]:
    yield "extra", _("Kept beside, as it is")
    yield "person", _("Not imported (about a person)")
    yield from ((field, FIELD_WORDS[field]) for field in FIELDS)
