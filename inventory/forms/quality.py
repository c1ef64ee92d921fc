"""The checklist as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.forms.devices import GRADES
from inventory.models import Checklist
from reuse.core.translated import in_language


class ChecklistForm(forms.Form):
    """The checklist of a type of device: each item is fine, at fault, or does not apply."""

    ANSWERS = [
        ("ok", gettext_lazy("OK")),
        ("fault", gettext_lazy("Fault")),
        ("none", gettext_lazy("Does not apply")),
    ]

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for item in checklist.items:
            answers = [one for one in self.ANSWERS if one[0] != "none" or not item.get("is_lock")]
            self.fields[item["code"]] = forms.ChoiceField(
                label=in_language(item["label"]), choices=answers, widget=forms.RadioSelect
            )
        self.fields["grade"] = forms.ChoiceField(
            label=_("Cosmetic grade"),
            choices=GRADES,
            widget=forms.RadioSelect,
            help_text=_("A: hardly used. B: light marks. C: visible marks. D: heavy marks, works."),
        )

    def results(self) -> dict[str, str]:
        """Answer by item."""
        return {item["code"]: self.cleaned_data.get(item["code"], "") for item in self.checklist.items}
