"""What people say of storage media."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership


class MediumForm(forms.Form):
    """A storage medium somebody saw."""

    serial = forms.CharField(label=gettext_lazy("Serial number"), required=False, max_length=80)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=120)
    size_gb = forms.IntegerField(
        label=gettext_lazy("Capacity in GB"), required=False, min_value=1, max_value=1_000_000
    )


class ResetForm(forms.Form):
    """Two people attest that a device without a tool's report was reset."""

    method = forms.CharField(label=gettext_lazy("How was it reset?"), max_length=120)
    witness = forms.ModelChoiceField(label=gettext_lazy("Who checked?"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.colleagues(act.membership, today=act.at.date())
        self.fields["witness"] = Colleague(label=_("Who checked?"), queryset=people)


class DestroyForm(forms.Form):
    """How a medium was destroyed, and before whom."""

    how = forms.CharField(label=gettext_lazy("How was it destroyed?"), max_length=120)
    witness = forms.ModelChoiceField(label=gettext_lazy("Witness"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.colleagues(act.membership, today=act.at.date())
        self.fields["witness"] = Colleague(label=_("Witness"), queryset=people, required=False)


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """One of the people who may sign, by name."""

    def label_from_instance(self, person: Membership) -> str:
        return str(person.user)
