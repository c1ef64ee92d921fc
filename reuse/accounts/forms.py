"""Forms about people and their accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reuse.accounts import numbers
from reuse.accounts.models import LegalKind, Organisation, Site
from reuse.accounts.roles import ROLES, Role
from reuse.accounts.workflow.pins import LONGEST, SHORTEST


class InvitationForm(forms.Form):
    """Who is invited, and the part they will play."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.all(), empty_label=_("Choose…")
    )
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, ROLES[role].label) for role in Role])
    site = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Site.objects.select_related("organisation"),
        required=False,
        empty_label=_("All sites"),
        help_text=_("For people of a workshop."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        site, organisation = data.get("site"), data.get("organisation")
        if site and organisation and site.organisation_id != organisation.pk:
            self.add_error("site", _("This site belongs to another organisation."))
        return data


class NumberField(forms.CharField):
    """A SIRET, or the RNA number of an association, however it is typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value) or ""
        found = numbers.siret(text) or numbers.rna(text)
        if text and not found:
            raise ValidationError(
                _("This is neither a SIRET nor an RNA number: check it, a digit may be wrong.")
            )
        return found or ""


class OrganisationForm(forms.Form):
    """A body that joins the network, and its first site where it is a workshop."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Legal kind"),
        choices=[(one.value, one.label) for one in LegalKind if one != LegalKind.PERSONS],
    )
    number = NumberField(
        label=_("SIRET number"),
        required=False,
        help_text=_("14 digits. An association without one gives its RNA number: W and 9 digits."),
    )
    parts = forms.MultipleChoiceField(
        label=_("What it does in the network"),
        choices=[
            ("donor", _("gives devices")),
            ("workshop", _("refurbishes them")),
            ("partner", _("asks for them on behalf of people")),
            ("funder", _("reads progress")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    site = forms.CharField(
        label=_("Name of its first site"),
        max_length=120,
        required=False,
        help_text=_("Needed for a workshop."),
    )
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    department = forms.CharField(label=_("Department (38, 2A, 974)"), max_length=3, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "workshop" in data.get("parts", []) and not data.get("site"):
            self.add_error("site", _("A workshop has at least one site."))
        return data


class TokenForm(forms.Form):
    """A token for another program."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("For instance: scanner of bench 3.")
    )


class PinInput(forms.PasswordInput):
    """Digits nobody reads over one's shoulder, that no browser keeps."""

    def __init__(self) -> None:
        super().__init__(
            attrs={"inputmode": "numeric", "autocomplete": "off", "minlength": SHORTEST, "maxlength": LONGEST}
        )


class PinForm(forms.Form):
    """A PIN, typed twice: what cannot be read must not be mistyped."""

    pin = forms.CharField(label=_("New PIN"), widget=PinInput(), strip=True)
    again = forms.CharField(label=_("The same PIN again"), widget=PinInput(), strip=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", _("The two PINs are not the same."))
        return data
