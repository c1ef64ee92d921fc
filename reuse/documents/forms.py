"""The form anyone may fill in to verify a document: number and code, or the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VerificationForm(forms.Form):
    """Either the file, or the number with the code printed on every page."""

    file = forms.FileField(
        label=_("The PDF file"),
        help_text=_("It is compared with what was issued, and not kept."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )
    number = forms.CharField(
        label=_("Number"), help_text=_("For example CD-2026-00012"), max_length=24, required=False
    )
    check_code = forms.CharField(
        label=_("Code"),
        help_text=_("Eight letters, at the foot of every page"),
        max_length=16,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("number") and cleaned.get("check_code")):
            raise forms.ValidationError(_("Give the file, or both the number and the code."))
        return cleaned
