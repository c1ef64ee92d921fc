"""Forms of what partners declare: one total, its correction, a file of several."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.accounts import numbers
from reuse.core.models import DeviceType
from reuse.reports.codes import MOST, Area
from reuse.reports.forms.days import day_input
from reuse.reports.models import PartnerTotal, Target
from reuse.reports.sheets import areas
from reuse.reports.workflow import Said, Source

MOST_BYTES = 10_000_000


def source_of(file: Any) -> Source:
    """A file that was sent, as the verbs take it."""
    return Source(file.read(), file.name or "file", file.content_type or "application/octet-stream")


class SourceField(forms.FileField):
    """The file that says it, kept as it came."""

    def clean(self, value: Any, initial: Any = None) -> Any:
        found = super().clean(value, initial)
        if found and found.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 10 MB at most."))
        return found


class DeclareForm(forms.Form):
    """One total a partner declares."""

    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST)
    counts = forms.ChoiceField(label=_("What it counts"), choices=Target.Counts.choices)
    since = forms.DateField(label=_("First day"), widget=day_input())
    until = forms.DateField(label=_("Last day"), widget=day_input())
    type = forms.ModelChoiceField(
        label=_("Type"),
        queryset=DeviceType.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("every type together"),
    )
    area = forms.CharField(
        label=_("Territory"),
        required=False,
        max_length=80,
        help_text=_("A commune, a community of communes, a department or a region. Empty: it does not say."),
    )
    declared_on = forms.DateField(label=_("Declared on"), widget=day_input())
    file = SourceField(
        label=_("The file that says it"), help_text=_("Letter, table or message, kept as it came.")
    )

    def clean_siret(self) -> str:
        text: str = self.cleaned_data["siret"]
        found = numbers.siret(text)
        if text and not found:
            raise forms.ValidationError(_("A SIRET has 14 digits, and its own check digit."))
        return found or ""

    def clean_area(self) -> Area | None:
        text: str = self.cleaned_data["area"].strip()
        found = areas.one(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("No territory has this code: %(codes)s.") % {"codes": text})
        return found

    def said(self) -> Said:
        return Said(**{name: value for name, value in self.cleaned_data.items() if name != "file"})


class FileForm(forms.Form):
    """A CSV file of totals."""

    file = SourceField(label=_("CSV file"))


class CorrectForm(forms.Form):
    """The right number, and why the other was wrong."""

    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=0, max_value=MOST, help_text=_("0 withdraws it.")
    )
    declared_on = forms.DateField(label=_("Declared on"), widget=day_input())
    reason = forms.CharField(label=_("Reason"), max_length=240)
    file = SourceField(label=_("Another file, if there is one"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, total: PartnerTotal) -> None:
        super().__init__(data, files, initial={"quantity": total.quantity, "declared_on": total.declared_on})
