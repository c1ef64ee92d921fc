"""What an organisation is in law, with its proof, as the administrator records it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.forms.deliberations import day_field
from donors.states import Quality
from donors.workflow import Proven
from reuse.accounts.models import Organisation


class QualityForm(forms.Form):
    """A quality of an organisation, with its proof."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is, or may do"), choices=Quality.choices)
    proof = forms.CharField(
        label=gettext_lazy("Proof"),
        max_length=200,
        help_text=gettext_lazy("Decree, approval, tax ruling, statutes: what it is, with its number."),
    )
    proof_on = day_field(gettext_lazy("Day of the proof"))
    since = day_field(gettext_lazy("Holds from"))
    until = day_field(gettext_lazy("Holds until"), required=False)
    body = forms.CharField(
        label=gettext_lazy("Type of body, as receipts say it"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Only for receipts."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Statutory object, as receipts say it"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Only for receipts."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.workshops()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("The last day comes before the first."))
        return found

    def proven(self) -> Proven:
        found = {name: value for name, value in self.cleaned_data.items() if name != "organisation"}
        return Proven(**{**found, "kind": Quality(found["kind"])})


class EndForm(forms.Form):
    """The last day of a quality."""

    until = day_field(gettext_lazy("Last day"))
