"""What people say of a place, a referent, a guide or whom to call."""

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reuse.accounts import numbers
from reuse.accounts.joining_forms import DayInput, Name, telephone
from reuse.core import clock
from reuse.directory import codes, workflow
from reuse.directory.models import Area, Entry, Guide
from reuse.directory.queries import Wanted
from reuse.web.departments import NAMES

DEPARTMENTS = [("", _("Everywhere")), *((code, f"{code} {name}") for code, name in NAMES.items())]
MOST_AREAS = 400


def language_name(code: str) -> Any:
    """The language in the reader's words."""
    if code == "lsf":
        return _("French sign language")
    locale = Locale.parse("fr" if (get_language() or "fr").startswith("fr") else "en_GB")
    return locale.languages.get(code, code)


def chosen(field: str, label: Any, **options: Any) -> forms.MultipleChoiceField:
    """Boxes to tick for the codes of a vocabulary."""
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(term.code, term.label) for term in codes.VOCABULARIES[field]],
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


class SearchForm(forms.Form):
    """What one looks for, in the address of the page."""

    text = forms.CharField(label=_("Town or name"), max_length=80, required=False)
    department = forms.ChoiceField(
        label=_("Department"), choices=[("", _("All")), *DEPARTMENTS[1:]], required=False
    )
    service = forms.ChoiceField(
        label=_("Service"),
        choices=[("", _("All")), *((term.code, term.label) for term in codes.SERVICES)],
        required=False,
    )
    public = forms.ChoiceField(
        label=_("For whom"),
        choices=[("", _("Everyone")), *((term.code, term.label) for term in codes.PUBLICS[1:])],
        required=False,
    )

    kind = forms.ChoiceField(
        label=_("Kind of place"), choices=[("", _("All")), *codes.Kind.choices], required=False
    )

    def wanted(self) -> Wanted:
        """What is asked; a word nobody offers asks for nothing."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class EntryForm(forms.Form):
    """A place. Name and address of our own sites and partners are changed on their page, so they are not asked here."""

    name = Name(label=_("Name of the place"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind of place"), choices=codes.Kind.choices)
    siret = forms.CharField(label="SIRET", max_length=20, required=False)
    address = Name(label=_("Address"), max_length=240, required=False)
    postal_code = forms.RegexField(
        label=_("Postal code"),
        regex=r"^\d{5}$",
        required=False,
        error_messages={"invalid": _("A French postal code has five digits.")},
    )
    city = Name(label=_("City"), max_length=80)
    telephone = forms.CharField(label=_("Telephone"), max_length=20, required=False, validators=[telephone])
    email = forms.EmailField(
        label=_("Mailbox"), required=False, help_text=_("Of a role, such as accueil@…: everyone reads it.")
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    opening_hours = forms.CharField(
        label=_("Opening hours"),
        max_length=400,
        required=False,
        help_text=_("Mo-Fr 09:00-12:00,14:00-17:00; PH off, as OpenStreetMap writes them; or in your words."),
    )
    summary = forms.CharField(label=_("In one sentence"), max_length=280, required=False)
    services = chosen("services", _("What one finds there"))
    publics = chosen("publics", _("For whom"), help_text=_("None ticked: for everyone."))
    access = chosen("access", _("How to come"))
    support = chosen("support", _("How one is helped"))
    fees = chosen("fees", _("What it costs"))
    care = chosen("care", _("Particular welcome"))
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.CharField(
        label=_("Territories served"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Names or codes of communes and of their groupings (metropolis, community of communes), departments (38), names of regions, france."
        ),
    )
    capacity_a_month = forms.IntegerField(
        label=_("Devices a month it can hand over"), min_value=0, max_value=9999, required=False
    )
    accessibility_url = forms.URLField(
        label=_("Page on acceslibre.beta.gouv.fr"), required=False, assume_scheme="https"
    )
    booking_url = forms.URLField(label=_("Page to book"), required=False, assume_scheme="https")
    is_public = forms.BooleanField(label=_("Shown to everyone"), required=False)

    def __init__(self, data: Any = None, *, entry: Entry | None) -> None:
        initial: dict[str, Any] = {"is_public": True}
        if entry:
            initial = {name: getattr(entry, name) for name in self.base_fields if name != "areas"}
            initial["areas"] = ", ".join(entry.areas.values_list("code", flat=True))
        super().__init__(data, initial=initial)
        self.fields["languages"].choices = [(code, language_name(code)) for code in codes.LANGUAGES]  # type: ignore[attr-defined]
        if entry and entry.organisation_id:
            for name in ("name", "siret", "address", "postal_code", "city"):
                del self.fields[name]

    def clean_siret(self) -> str:
        text: str = self.cleaned_data["siret"]
        found = numbers.siret(text)
        if text and not found:
            raise ValidationError(_("A SIRET has 14 digits, and its own check digit."))
        return found or ""

    def clean_areas(self) -> list[Area]:
        words = [word.strip() for word in self.cleaned_data["areas"].replace("\n", ",").split(",")]
        found = [(word, workflow.area_meant(word)) for word in words if word]
        if unknown := [word for word, area in found if area is None]:
            raise ValidationError(
                _("No territory has this code: %(codes)s.") % {"codes": ", ".join(unknown[:5])}
            )
        if len(found) > MOST_AREAS:
            raise ValidationError(_("Too many territories: name their department or region."))
        return [area for _word, area in found if area]

    def facts(self) -> dict[str, Any]:
        """What was said, but the territories."""
        return {name: value for name, value in self.cleaned_data.items() if name != "areas"}


class ReferentForm(forms.Form):
    """Whom to write to about a theme."""

    theme = forms.ChoiceField(label=_("Theme"), choices=codes.Theme.choices)
    role = Name(label=_("Role"), max_length=120, help_text=_("No name: digital reception, budget advice."))
    email = forms.EmailField(label=_("Mailbox of the role"), required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=20, required=False, validators=[telephone])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("telephone"):
            self.add_error("email", _("Give a mailbox or a telephone number."))
        return data


class ContactForm(forms.Form):
    """Whom to call, from a day on."""

    role = Name(label=_("Role"), max_length=120, help_text=_("No name: the network’s reception."))
    telephone = forms.CharField(label=_("Telephone"), max_length=20, validators=[telephone])
    hours = Name(label=_("When it answers"), max_length=120)
    department = forms.ChoiceField(label=_("Where"), choices=DEPARTMENTS, required=False)
    since = forms.DateField(label=_("From"), widget=DayInput, initial=lambda: clock.now().date())


class GuideForm(forms.Form):
    """A dated link."""

    title = Name(label=_("Title"), max_length=120)
    url = forms.URLField(label=_("Address of the page"), max_length=400, assume_scheme="https")
    text = forms.CharField(label=_("In one sentence"), max_length=280, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Guide.Kind.choices)
    theme = forms.ChoiceField(label=_("Theme"), choices=codes.Theme.choices, initial=codes.Theme.SKILLS)
    department = forms.ChoiceField(label=_("Where"), choices=DEPARTMENTS, required=False)
    language = forms.ChoiceField(label=_("Language"), initial="fr")
    since = forms.DateField(label=_("From"), widget=DayInput, initial=lambda: clock.now().date())
    until = forms.DateField(label=_("Until"), widget=DayInput, required=False)

    def __init__(self, data: Any = None, *, guide: Guide | None = None) -> None:
        initial = {name: getattr(guide, name) for name in self.base_fields} if guide else None
        super().__init__(data, initial=initial)
        self.fields["language"].choices = [(code, language_name(code)) for code in codes.LANGUAGES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", _("This day is before the first one."))
        return data


class FileForm(forms.Form):
    """A file of places."""

    file = forms.FileField(
        label=_("A file of places"), help_text=_("mednum or data·inclusion v1, CSV or JSON, 10 MB at most.")
    )
