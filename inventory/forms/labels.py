"""Whose labels, on which sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import labels
from inventory import codes
from reuse.web.templatetags.look import number

MOST_CODES = 10_000


class LabelForm(forms.Form):
    """Whose labels, on which sheet, from which label on."""

    codes = forms.CharField(
        label=gettext_lazy("Codes or serial numbers, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code"}),
    )
    donation = forms.CharField(required=False, max_length=16)
    format = forms.ChoiceField(label=gettext_lazy("Sheet"), choices=[])
    start_at = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = [(name, _sheet_words(sheet)) for name, sheet in labels.FORMATS.items()]
        self.fields["format"].choices = sheets  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        texts = [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        if len(texts) > MOST_CODES:
            raise forms.ValidationError(_("At most %(count)s labels at once.") % {"count": MOST_CODES})
        return [codes.parse(text) or text for text in texts]


def _sheet_words(sheet: labels.Format) -> str:
    return _("%(name)s: %(count)s a sheet, %(width)s × %(height)s mm") % {
        "name": sheet.name,
        "count": sheet.per_sheet,
        "width": number(sheet.width, 1),
        "height": number(sheet.height, 1),
    }
