"""The two forms by which anyone verifies a document: what is printed on it, or the file itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.documents import queries


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
