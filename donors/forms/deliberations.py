"""The decision that authorises a public body's gift: the day it is expected, or its reference, day and scan."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reuse.accounts.scans import ScanField


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class ExpectedForm(forms.Form):
    """About when the decision is taken."""

    prefix = "expected"
    on = day_field(gettext_lazy("Day on which the decision is expected"))


class DecidedForm(forms.Form):
    """The decision, taken."""

    prefix = "decided"
    reference = forms.CharField(
        label=gettext_lazy("Reference of the decision"),
        max_length=80,
        help_text=gettext_lazy("For example: 2026-114."),
    )
    decided_on = day_field(gettext_lazy("Day on which it was taken"))
    scan = ScanField(
        label=gettext_lazy("Scan of the signed decision"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG, 20 MB at most. Both sides can open it."),
        megabytes=20,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date:
        on: date = self.cleaned_data["decided_on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return on
