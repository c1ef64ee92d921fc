"""Which first-step sheet is printed, and a reviewed one in another language: a PDF, judged by its content."""

from typing import Any, Final

import pypdfium2
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.fields import DayInput, SiteField
from beneficiaries.queries.quick_start import FAMILIES, LANGUAGES, systems_of
from reuse.accounts.models import Site

LARGEST: Final = 8_000_000  # bytes
MOST_PAGES: Final = 8


class SheetForm(forms.Form):
    """A sheet we draw ourselves: for what, in which language, with whose telephone."""

    system = forms.ChoiceField(
        label=_("Device and system"),
        choices=[
            (f"{family}.{code}", format_lazy("{} · {}", words, name) if name else words)
            for family, words in FAMILIES.items()
            for code, name in systems_of(family).items()
        ],
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))
    site = SiteField(label=_("Site"), queryset=Site.objects.none(), required=False)
    code = forms.CharField(label=_("Code of the device"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]


class ReviewedSheetForm(forms.Form):
    """A PDF, its language in its own name, who reviewed it and when."""

    file = forms.FileField(
        label=_("Reviewed sheet (PDF)"), widget=forms.FileInput(attrs={"accept": "application/pdf"})
    )
    family = forms.ChoiceField(label=_("For"), choices=list(FAMILIES.items()))
    language = forms.CharField(
        label=_("Language"), help_text=_("Its own name, as its readers write it."), max_length=40
    )
    reviewed_by = forms.CharField(
        label=_("Reviewed by"), help_text=_("The name to be shown beside the sheet."), max_length=120
    )
    reviewed_on = forms.DateField(label=_("Reviewed on"), widget=DayInput())

    def clean_file(self) -> bytes:
        """A PDF that opens, and no book."""
        uploaded: UploadedFile[bytes] = self.cleaned_data["file"]
        if (uploaded.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file is too large."))
        content: bytes = uploaded.read()
        try:
            with pypdfium2.PdfDocument(content) as document:
                pages = len(document)
        except pypdfium2.PdfiumError as broken:
            raise forms.ValidationError(_("This file is not a PDF that opens.")) from broken
        if not 0 < pages <= MOST_PAGES:
            raise forms.ValidationError(_("This PDF has too many pages."))
        return content
