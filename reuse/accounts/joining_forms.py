"""Forms of those who join: an organisation that registers, a colleague who is invited or changes, a site."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reuse.accounts.forms import NumberField
from reuse.accounts.models import LegalKind, Membership, Organisation, Site, User
from reuse.accounts.roles import ROLES, Role
from reuse.accounts.workflow import Application, Part, Place
from reuse.core import clock

KINDS = (LegalKind.COMPANY, LegalKind.COUNCIL, LegalKind.STATE, LegalKind.ASSOCIATION)
ADDRESS_OF_A_PAGE = re.compile(r"://|www\.", re.I)
TELEPHONE = re.compile(r"\+?[\d\s.()-]{6,20}")


def no_address(text: str) -> None:
    """Names are written in letters to others: no page is advertised through ours."""
    if ADDRESS_OF_A_PAGE.search(text):
        raise ValidationError(_("Write a name, without the address of a page."))


def telephone(text: str) -> None:
    if not TELEPHONE.fullmatch(text):
        raise ValidationError(_("A telephone number has digits, spaces and perhaps a + at its beginning."))


class Name(forms.CharField):
    """A name on one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[no_address], **options)

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegistrationForm(forms.Form):
    """An organisation in one minute: what it is, where it is, who writes."""

    legal_kind = forms.ChoiceField(
        label=_("Your organisation is a"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    name = Name(label=_("Name of the organisation"), max_length=160)
    number = NumberField(
        label=_("SIRET number"),
        error_messages={"required": _("Give a number, or say why there is none.")},
        help_text=_("14 digits. An association without one gives its RNA number: W and 9 digits."),
    )
    no_number_reason = Name(
        label=_("No number? Say why"),
        max_length=200,
        required=False,
        help_text=_("For instance: an organisation of another country."),
    )
    address = Name(label=_("Address"), max_length=240)
    postal_code = forms.RegexField(
        label=_("Postal code"),
        regex=r"^\d{5}$",
        required=False,
        error_messages={"invalid": _("A French postal code has five digits.")},
    )
    city = Name(label=_("City"), max_length=80)
    person = Name(label=_("Your name"), max_length=120)
    function = Name(label=_("Your function"), max_length=80)
    email = forms.EmailField(label=_("Your e-mail at work"), help_text=_("We send you a link to confirm it."))
    telephone = forms.CharField(label=_("Telephone"), max_length=20, required=False, validators=[telephone])

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if self.data.get("no_number_reason", "").strip():
            self.fields["number"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("number", "").startswith("W") and data.get("legal_kind") != LegalKind.ASSOCIATION:
            self.add_error("number", _("Only associations have an RNA number."))
        return data

    def application(self) -> Application:
        """What was said, once it is valid."""
        facts = dict(self.cleaned_data)
        number = facts.pop("number")
        is_rna = number.startswith("W")
        facts["no_number_reason"] = "" if number else facts["no_number_reason"]
        facts["legal_kind"] = LegalKind(facts["legal_kind"])
        return Application(**facts, rna=number if is_rna else "", siret="" if is_rna else number)


class PasswordForm(forms.Form):
    """The password of a new account, typed twice."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12 characters at least: three or four words make a good one."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, name: str) -> None:
        super().__init__(*args)
        self.somebody = User(email=email, name=name)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.somebody)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return data


class PartForm(forms.Form):
    """What a colleague is in the organisation. Only roles the asking person may give are offered."""

    role = forms.ChoiceField(label=_("Role"))
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, empty_label=_("All sites")
    )
    function = Name(label=_("Function"), max_length=80, required=False)
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("For a replacement or a trainee; empty: without an end."),
    )
    is_in_charge = forms.BooleanField(
        label=_("In charge of the organisation’s people and sites"), required=False
    )

    def __init__(self, *args: Any, organisation: Organisation, roles: Sequence[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, ROLES[role].label) for role in roles]  # type: ignore[attr-defined]
        self.fields["site"].queryset = organisation.sites.open()  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < clock.now().date():
            raise ValidationError(_("This day is past."))
        return until

    def part(self) -> Part:
        """What was chosen, once it is valid."""
        names = ("site", "until", "function", "telephone", "is_in_charge", "is_contact")
        chosen = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Part(role=Role(self.cleaned_data["role"]), **chosen)


class ColleagueInvitationForm(PartForm):
    """Who is invited, and what they will be."""

    name = Name(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    field_order = ("name", "email")


class ColleagueForm(PartForm):
    """A colleague's part, as it stands and as it shall be."""

    telephone = forms.CharField(label=_("Telephone"), max_length=20, required=False, validators=[telephone])
    is_contact = forms.BooleanField(label=_("The person others write to"), required=False)

    def __init__(self, *args: Any, membership: Membership, roles: Sequence[Role]) -> None:
        now = {name: getattr(membership, name) for name in ("role", "site", "until", "function", "telephone")}
        flags = {"is_in_charge": membership.is_in_charge, "is_contact": membership.is_contact}
        organisation = membership.organisation
        super().__init__(*args, organisation=organisation, roles=roles, initial={**now, **flags})


class LeavingForm(forms.Form):
    """Who takes over."""

    to = forms.ModelChoiceField(
        label=_("Who takes over?"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, membership: Membership) -> None:
        super().__init__(*args)
        colleagues = membership.organisation.memberships.current(clock.now().date())
        self.fields["to"].queryset = (  # type: ignore[attr-defined]
            colleagues.exclude(user=membership.user).select_related("user", "organisation")
        )


class AnswerForm(forms.Form):
    """Yes, with a role; or no, with a reason."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    reason = forms.CharField(label=_("Reason, which the person reads"), max_length=240, required=False)

    def __init__(self, *args: Any, roles: Sequence[Role]) -> None:
        super().__init__(*args)
        self.fields["role"].choices = [(role.value, ROLES[role].label) for role in roles]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """A site: where it is, and when somebody is there."""

    name = Name(label=_("Name of the site"), max_length=120)
    address = Name(label=_("Address"), max_length=240)
    postal_code = forms.RegexField(
        label=_("Postal code"),
        regex=r"^\d{5}$",
        required=False,
        error_messages={"invalid": _("A French postal code has five digits.")},
    )
    city = Name(label=_("City"), max_length=80)
    opening_hours = Name(
        label=_("Opening hours"),
        max_length=200,
        required=False,
        help_text=_("As you would say it: Monday to Friday, 9 to 12 and 14 to 17; ring at the back."),
    )

    def place(self) -> Place:
        """What was said, once it is valid."""
        place: Place = Place(**self.cleaned_data)  # type: ignore[typeddict-item]
        return place
