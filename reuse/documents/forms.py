"""By what anyone verifies a document, what is printed on it or the file itself; and a signature drawn on a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.documents import queries
from reuse.documents.signatures import are_strokes


class NumberForm(forms.Form):
    """The number, and the code that only who sees the document knows."""

    number = forms.CharField(label=_("Number"), help_text=_("For example CD-2026-00012"), max_length=24)
    check_code = forms.CharField(
        label=_("Code"), help_text=_("Eight letters, at the foot of every page"), max_length=16
    )

    def verdict(self) -> queries.Verdict | None:
        return queries.verdict_on_number(**self.cleaned_data)


class FileForm(forms.Form):
    """The PDF as it was downloaded."""

    file = forms.FileField(
        label=_("The PDF file"),
        help_text=_("It is compared with what was issued, and not kept."),
        allow_empty_file=True,  # it matches nothing, which is the answer
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def verdict(self) -> queries.Verdict | None:
        return queries.verdict_on_file(self.cleaned_data["file"].chunks())


class StrokesField(forms.JSONField):
    """A signature as the page sends it: strokes of points, none where nobody drew."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> list[list[list[int]]]:
        strokes = super().clean(value) or []
        if not are_strokes(strokes):
            raise forms.ValidationError(_("The drawing could not be read: sign again."))
        return strokes
