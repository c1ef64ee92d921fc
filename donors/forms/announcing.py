"""The rows of an announcement: quantities, days, accessories, photos. A draft takes what there is of each."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from donors.models import Donation, DonationAccessory, DonationLine
from donors.workflow import MOST_PHOTOS, Quantity, Window
from reuse.core import photos
from reuse.core.models import DeviceType

MOST_OF_A_TYPE = 100_000
MOST_ROWS, MORE_ROWS = 60, 3
FIRST_TYPES = ("laptop", "desktop", "monitor", "smartphone", "tablet")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """The browser's own clock."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


class LineForm(forms.Form):
    """So many devices of a type, in a state, of an age. A row without a number is no row."""

    use_required_attribute = False

    type = forms.ChoiceField(label=pgettext_lazy("device", "Type"), required=False)
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        required=False,
        min_value=0,
        max_value=MOST_OF_A_TYPE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "0"}),
    )
    condition = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=DonationLine.Condition.choices,
        initial=DonationLine.Condition.UNKNOWN,
    )
    age = forms.ChoiceField(
        label=gettext_lazy("Age"), required=False, choices=DonationLine.Age.choices, initial=""
    )

    def __init__(self, *args: Any, types: Sequence[DeviceType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {one.code: one for one in types}
        names = [(one.code, one.plural_name.capitalize()) for one in types]
        self.fields["type"].choices = [("", _("Other…")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("quantity") and not found.get("type") and "type" not in self.errors:
            self.add_error("type", _("Which devices are these?"))
        return found

    def counted(self) -> Quantity | None:
        """The row, if it counts anything."""
        found = self.cleaned_data
        if not found.get("quantity"):
            return None
        return Quantity(
            self.types[found["type"]],
            found["quantity"],
            condition=found["condition"] or DonationLine.Condition.UNKNOWN,
            age=found["age"],
        )


class WindowForm(forms.Form):
    """From one day to another, and between which hours."""

    use_required_attribute = False

    first_on = forms.DateField(label=gettext_lazy("First day possible"), required=False, widget=DayInput)
    last_on = forms.DateField(label=gettext_lazy("Last day possible"), required=False, widget=DayInput)
    starts = forms.TimeField(label=pgettext_lazy("hours", "From"), required=False, widget=HourInput)
    ends = forms.TimeField(label=pgettext_lazy("hours", "Until"), required=False, widget=HourInput)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        first, last = found.get("first_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first."))
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The hours end before they begin."))
        if (starts or ends) and not (first or last) and not self.errors:
            self.add_error("first_on", _("Which day do these hours belong to?"))
        return found

    def window(self) -> Window | None:
        """The days, if any is named: one alone is a window of one day."""
        first, last = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        named: date | None = first or last
        if named is None:
            return None
        return Window(
            first or named, last or named, self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        )


_LINES = forms.formset_factory(LineForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
_WINDOWS = forms.formset_factory(WindowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def line_rows(
    data: Any = None, *, lines: Iterable[DonationLine] = (), more: int = 0, is_counted: bool = True
) -> "forms.BaseFormSet[LineForm]":
    """The grid: what was counted, then usual types to count. Without `is_counted`, the rows of another batch to fill."""
    types = list(DeviceType.objects.all())
    rows: list[dict[str, Any]] = [
        {
            "type": line.type.code,
            "quantity": line.quantity if is_counted else None,
            "condition": line.condition,
            "age": line.age,
        }
        for line in lines
    ]
    usual = [{"type": code} for code in FIRST_TYPES] if not rows else [{"type": ""}]
    initial = [*rows, *usual, *({"type": ""} for _row in range(more))]
    return _LINES(data, initial=None if data else initial, prefix="l", form_kwargs={"types": types})


def window_rows(
    data: Any = None, *, donation: Donation | None, more: int = 0
) -> "forms.BaseFormSet[WindowForm]":
    """The days said so far, and one more to say."""
    said = donation.windows.values("first_on", "last_on", "starts", "ends") if donation else ()
    initial: list[dict[str, Any]] = [*map(dict, said), *({} for _row in range(1 + more))]
    return _WINDOWS(data, initial=None if data else initial, prefix="w")


def accessory_fields(donation: Donation | None) -> dict[str, forms.IntegerField]:
    """A number for each kind of accessory, by the name of its field."""
    counts = dict(donation.accessory_counts.values_list("kind", "quantity")) if donation else {}
    return {
        f"a_{kind.value}": forms.IntegerField(
            label=kind.label,
            required=False,
            min_value=0,
            max_value=MOST_OF_A_TYPE,
            initial=counts.get(kind.value),
            widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        )
        for kind in DonationAccessory.Kind
    }


class PhotosInput(forms.FileInput):
    """Several pictures at once, from the camera or the gallery."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})

    def value_from_datadict(self, _data: Any, files: "MultiValueDict[str, Any]", name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PhotosField(forms.FileField):
    """Photos judged by what is in them, and redrawn: place, time and camera are left behind."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PhotosInput(), required=False, **kwargs)

    def clean(self, data: "list[UploadedFile[bytes]]", initial: Any = None) -> list[bytes]:
        if len(data) > MOST_PHOTOS:
            raise forms.ValidationError(_("%(count)d photos of a batch are enough.") % {"count": MOST_PHOTOS})
        try:
            return [photos.clean(one.read(photos.LARGEST_PHOTO + 1)) for one in data]
        except photos.NotAPhoto as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class PhotosForm(forms.Form):
    """Photos added to a batch that is announced already."""

    photos = PhotosField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, six at most. You and the workshop see them; where and when they were taken is removed."
        ),
    )
