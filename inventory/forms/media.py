"""What people say of storage media."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from inventory.models import ResetProcedure
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.core.translated import in_language


class MediumForm(forms.Form):
    """A storage medium somebody saw."""

    serial = forms.CharField(label=gettext_lazy("Serial number"), required=False, max_length=80)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=120)
    size_gb = forms.IntegerField(
        label=gettext_lazy("Capacity in GB"), required=False, min_value=1, max_value=1_000_000
    )


class ResetForm(forms.Form):
    """The steps of a reset, to tick; the verb says which are left."""

    def __init__(self, *args: Any, procedure: ResetProcedure | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = procedure.steps if procedure else []
        self.fields["steps"] = forms.MultipleChoiceField(
            label=_("Tick each step once it is done"),
            choices=[(step["code"], in_language(step["label"])) for step in steps],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class RefusalForm(forms.Form):
    """Why a reset does not hold."""

    reason = forms.CharField(label=gettext_lazy("What is not right?"), max_length=240)


class DestroyForm(forms.Form):
    """How a medium was destroyed, when, before whom or by whom."""

    how = forms.CharField(label=gettext_lazy("How was it destroyed?"), max_length=120)
    on = forms.DateField(
        label=gettext_lazy("On which day?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        required=False,
    )
    witness = forms.ModelChoiceField(
        label=gettext_lazy("Who saw it?"), queryset=Membership.objects.none(), required=False
    )
    destroyer = forms.CharField(label=gettext_lazy("Destroyed by"), max_length=120, required=False)
    slip = forms.CharField(label=gettext_lazy("Number of the slip"), max_length=60, required=False)

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = act.on
        people = queries.colleagues(act.membership, today=act.on)
        self.fields["witness"] = Colleague(label=_("Who saw it?"), queryset=people, required=False)

    def clean_on(self) -> date | None:
        """Not tomorrow."""
        on: date | None = self.cleaned_data["on"]
        if on and on > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return on

    def said(self) -> dict[str, Any]:
        """What the verb takes."""
        witness: Membership | None = self.cleaned_data["witness"]
        return {**self.cleaned_data, "witness": witness and witness.user}


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """One of the people who may sign, by name."""

    def label_from_instance(self, person: Membership) -> str:
        return str(person.user)
