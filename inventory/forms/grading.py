"""Categories: a person's own choice, a processor's name, a version of the rules, a table of marks."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import CpuMark
from inventory.queries.grading import Table
from inventory.states import CATEGORY_REASONS
from reuse.core.translated import in_language

LARGEST_RULES = 1_000_000
LARGEST_MARKS = 5_000_000


class CategoryForm(forms.Form):
    """Another category than the rules', and why."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), widget=forms.RadioSelect)
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=list(CATEGORY_REASONS.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note, if it helps a colleague"), required=False, max_length=500
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.code}\n{in_language(one.label)}") for one in reversed(table.categories)
        ]


class ProcessorForm(forms.Form):
    """Which processor a spelling names: by its name in the table of marks."""

    mark = forms.CharField(label=gettext_lazy("Processor"), max_length=120)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_mark(self) -> CpuMark:
        found = CpuMark.objects.filter(kind=self.kind, name__iexact=self.cleaned_data["mark"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("The table of marks has no such name: choose one of the list."))
        return found


class RulesForm(forms.Form):
    """A version of the rules as its file."""

    file = forms.FileField(label=gettext_lazy("File of rules (JSON)"))

    def clean_file(self) -> str:
        return _text_of(self.cleaned_data["file"], LARGEST_RULES)


class PublishRulesForm(forms.Form):
    """From which day a version is in force."""

    since = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    @classmethod
    def for_today(cls, today: date) -> "PublishRulesForm":
        return cls(initial={"since": today.isoformat()})


class MarksForm(forms.Form):
    """A table of marks, and where it comes from."""

    file = forms.FileField(
        label=gettext_lazy("Table of marks (CSV)"),
        help_text=gettext_lazy(
            "Two columns are read: the name (NAME or CPU) and the mark (CPUMARK or MARK)."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Marks of"),
        choices=[
            (CpuMark.Kind.PROCESSOR, gettext_lazy("processors of computers")),
            (CpuMark.Kind.MODEL, gettext_lazy("models of telephones and tablets")),
        ],
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)
    dated = forms.DateField(
        label=gettext_lazy("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_file(self) -> bytes:
        return _bytes_of(self.cleaned_data["file"], LARGEST_MARKS)


def _bytes_of(file: "UploadedFile[bytes]", most: int) -> bytes:
    if (file.size or 0) > most:
        raise forms.ValidationError(
            _("“%(name)s” is larger than %(limit)s MB.") % {"name": file.name, "limit": most // 1_000_000}
        )
    return bytes(file.read())


def _text_of(file: "UploadedFile[bytes]", most: int) -> str:
    try:
        return _bytes_of(file, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise forms.ValidationError(_("The file is not UTF-8 text.")) from error
