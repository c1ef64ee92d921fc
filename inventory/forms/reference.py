"""Rows of reference data as fields, table by table; and a file of rows brought in."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.forms.quality import PublishForm
from inventory.queries.reference import Field, Kind, Row, Table
from reuse.core.models import DeviceType

LANGUAGES = ("fr", "en")
MOST_ROWS, EXTRA = 400, 3
LARGEST_FILE = 1_000_000


class RowForm(forms.Form):
    """One row. A row whose first field is emptied is left out."""

    use_required_attribute = False

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        for field in table.fields:
            if field.kind == Kind.WORDS:
                for language in LANGUAGES:
                    label = f"{field.label} ({language})"
                    self.fields[f"{field.name}_{language}"] = forms.CharField(
                        label=label, max_length=80, required=False
                    )
            else:
                self.fields[field.name] = _made(field)

    def clean(self) -> dict[str, Any]:
        """What a row needs, once it is one."""
        if self.is_left_out:
            return self.cleaned_data
        for field in self.table.fields:
            names = _names(field)
            if field.is_required and field.kind not in {Kind.YES, Kind.LIST, Kind.TYPES}:
                for name in names:
                    if self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                        self.add_error(name, _("This field is needed."))
        return self.cleaned_data

    @property
    def is_left_out(self) -> bool:
        return not self.cleaned_data.get(self.table.fields[0].name)

    def row(self) -> Row:
        """The row as a version holds it."""
        return {field.name: self._value(field) for field in self.table.fields}

    def _value(self, field: Field) -> Any:
        data = self.cleaned_data
        match field.kind:
            case Kind.WORDS:
                return {language: data[f"{field.name}_{language}"] for language in LANGUAGES}
            case Kind.LIST:
                return [line.strip() for line in data[field.name].splitlines() if line.strip()]
            case Kind.DAY | Kind.TIME:
                return data[field.name].isoformat()
            case Kind.NUMBER if field.is_required:
                return data[field.name] or 0
        return data[field.name]


def _names(field: Field) -> list[str]:
    return (
        [f"{field.name}_{language}" for language in LANGUAGES] if field.kind == Kind.WORDS else [field.name]
    )


def _made(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": False}
    match field.kind:
        case Kind.CODE:
            return forms.SlugField(max_length=32, **common)
        case Kind.NUMBER:
            return forms.IntegerField(min_value=0, max_value=32_000, **common)
        case Kind.YES:
            return forms.BooleanField(**common)
        case Kind.DAY:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=widget, **common)
        case Kind.TIME:
            return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}), **common)
        case Kind.LIST:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **common)
        case Kind.TYPES:
            types = [(one.code, str(one)) for one in DeviceType.objects.all()]
            return forms.MultipleChoiceField(
                choices=types, widget=forms.SelectMultiple(attrs={"size": 4}), **common
            )
    if field.choices:
        return forms.ChoiceField(choices=field.choices, **common)
    return forms.CharField(max_length=240, **common)


def _initial(table: Table, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in table.fields:
        value = row.get(field.name)
        if field.kind == Kind.WORDS:
            found |= {f"{field.name}_{language}": (value or {}).get(language, "") for language in LANGUAGES}
        else:
            found[field.name] = "\n".join(value or []) if field.kind == Kind.LIST else value
    return found


ROWS = forms.formset_factory(RowForm, extra=EXTRA, max_num=MOST_ROWS)


def rows_of(table: Table, *, data: Any = None, rows: list[Row] | None = None) -> "forms.BaseFormSet[RowForm]":
    """The rows as they are now, or as they were typed, with a few empty ones."""
    initial = [_initial(table, row) for row in rows or []]
    return ROWS(data, initial=initial, form_kwargs={"table": table}, prefix="r")


def rows_in(formset: "forms.BaseFormSet[RowForm]") -> list[Row]:
    """The rows that are not left out."""
    return [form.row() for form in formset if form.cleaned_data and not form.is_left_out]


class SinceForm(PublishForm):
    """From which day the version counts."""


class RowsFileForm(forms.Form):
    """A file a version was exported to."""

    file = forms.FileField(label=gettext_lazy("File of rows (JSON)"), max_length=200)

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def clean_file(self) -> list[Row]:
        """The rows of the file, if it is one of this table."""
        try:
            content = json.loads(self.cleaned_data["file"].read(LARGEST_FILE + 1))
            rows = content["rows"] if content["table"] == self.table.code else None
        except (ValueError, KeyError, TypeError):
            rows = None
        known = {field.name for field in self.table.fields}
        if not (
            isinstance(rows, list) and all(isinstance(row, dict) and row.keys() <= known for row in rows)
        ):
            raise forms.ValidationError(_("This file holds no rows of this table."))
        return rows[:MOST_ROWS]
