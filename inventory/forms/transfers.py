"""What people send about transfers, checks on arrival and agreements."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import labels
from inventory.models import NonConformityReason, Transfer, TransferLine
from reuse.accounts.files import Scan
from reuse.accounts.scans import ScanField
from reuse.lists.forms import FilterForm


class TransferFilterForm(FilterForm):
    """The filters of the list of transfers."""

    first_filters = ("state", "side")

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *Transfer.State.choices],
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        required=False,
        choices=[
            ("", gettext_lazy("Both")),
            ("in", gettext_lazy("Coming in")),
            ("out", gettext_lazy("Going out")),
        ],
    )


class SendForm(forms.Form):
    """Who carries it."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), required=False, max_length=80)


class CallBackForm(forms.Form):
    """Why it is called back: its slip says so from then on."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class SettleForm(forms.Form):
    """What each missing device comes to: one choice a device."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, missing: Sequence[TransferLine]) -> None:
        super().__init__(data)
        self.missing = missing
        choices = [
            (TransferLine.State.STAYED.value, gettext_lazy("It never left")),
            (TransferLine.State.LOST.value, gettext_lazy("Lost on the way")),
        ]
        for line in missing:
            self.fields[line.device.code] = forms.ChoiceField(
                label=str(line.device), choices=choices, required=False, widget=forms.RadioSelect
            )

    @property
    def decisions(self) -> dict[str, str]:
        """By code. Call after `is_valid`."""
        return {code: str(found) for code, found in self.cleaned_data.items()}


class VerdictForm(forms.Form):
    """What was found of one device: nothing, or a reason with a note and a photo."""

    device = forms.CharField(max_length=240)
    reason = forms.ModelChoiceField(
        NonConformityReason.objects.all(),
        to_field_name="code",
        label=gettext_lazy("What is wrong"),
        empty_label=gettext_lazy("Choose…"),
    )
    is_conforming = forms.BooleanField(required=False)
    note = forms.CharField(label=gettext_lazy("In a few words"), required=False, max_length=240)
    photo = ScanField(label=gettext_lazy("Photo"), required=False, megabytes=32, is_photo=True)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["reason"].required = not (data and data.get("is_conforming"))

    def clean_photo(self) -> Scan | None:
        """A photo that opens."""
        photo: Scan | None = self.cleaned_data["photo"]
        if photo:
            try:
                labels.decode_image(photo.content)
            except labels.Unreadable as refusal:
                raise forms.ValidationError(_("This photo cannot be opened.")) from refusal
        return photo

    def clean(self) -> dict[str, Any]:
        """A device that conforms has nothing wrong."""
        found = super().clean() or {}
        return {**found, "reason": None} if found.get("is_conforming") else found


class AgreementForm(forms.Form):
    """The most that was agreed with a refurbisher."""

    most_percent = forms.DecimalField(
        label=gettext_lazy("Most non-conforming devices, in %"),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        localize=True,
    )
    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=gettext_lazy("Where it is written"),
        max_length=240,
        help_text=gettext_lazy("Agreement, article, date."),
    )

    @property
    def most_permille(self) -> int:
        return int(self.cleaned_data["most_percent"] * 10)


def month_in(text: str, today: date) -> date:
    """The month of an address (2026-06); anything else is the present one."""
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError:
        return today.replace(day=1)
