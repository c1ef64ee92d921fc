"""What people type about an identity: why they open it, and the name they keep."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.codes import Purpose


class PurposeForm(forms.Form):
    """Why an identity is opened."""

    purpose = forms.ChoiceField(label=_("Why"), choices=[("", _("Choose…")), *Purpose.choices])


class IdentityForm(forms.Form):
    """The name and telephone of the person. Empty when the page opens, whatever is kept: to see it, one opens it."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    telephone = forms.CharField(
        label=_("Telephone"),
        help_text=_("Only if an appointment cannot be told otherwise."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "class": "w-s"}),
    )
