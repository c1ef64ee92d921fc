"""What people type about requests, checked for shape. Rules are the workflow's."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries import queries, workflow
from beneficiaries.forms.fields import DayInput, PurposeField, SiteField
from beneficiaries.models import Programme, PurposeProfile, Request
from beneficiaries.states import (
    Accessory,
    AgeBand,
    Behalf,
    Channel,
    Connection,
    ConnectionHelp,
    Feature,
    OnWord,
    RequestStage,
    SkillsHelp,
    Urgency,
)
from beneficiaries.workflow.refusals import PersonalDataFound
from reuse.accounts.models import Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core import communes
from reuse.core.models import DeviceType
from reuse.lists.forms import FilterForm

PRIORITY_AREA = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class RequestForm(forms.Form):
    """A need in under two minutes: the use, the device, what makes it serve, the conditions seen."""

    purpose = PurposeField(
        label=_("What will the device be used for?"),
        help_text=_("The choice sets the power needed, and no more."),
        queryset=PurposeProfile.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose what the device will be used for.")},
    )
    type = forms.ModelChoiceField(
        label=_("Which device?"),
        queryset=DeviceType.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a device.")},
    )
    features = forms.MultipleChoiceField(
        label=_("What the device needs"),
        choices=Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    accessories = forms.MultipleChoiceField(
        label=_("What goes with it"),
        choices=Accessory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sheet_language = forms.ChoiceField(
        label=_("Language of the first steps"),
        help_text=_(
            "For the sheet the person takes home: it is printed from this, and shown to nobody who decides."
        ),
        required=False,
    )
    connection = forms.ChoiceField(
        label=_("Internet at home today"),
        choices=Connection.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    connection_help = forms.ChoiceField(
        label=_("What is asked to be connected"),
        choices=ConnectionHelp.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    skills_help = forms.ChoiceField(
        label=_("What is asked to get started"),
        choices=SkillsHelp.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    commune_code = forms.ChoiceField(
        label=_("Which commune?"),
        help_text=_("Several have this name or this code."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Several communes answer to this: choose one.")},
    )
    commune = forms.CharField(
        label=_("Commune of the person"),
        help_text=_("Its name, or the postal code."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communes"}),
        error_messages={"required": _("Give the commune: its name, or the postal code.")},
    )
    age_band = forms.ChoiceField(
        label=_("Age band"),
        help_text=_("Serves to follow equity, not to rank."),
        choices=AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the age band.")},
    )
    channel = forms.ChoiceField(
        label=_("How was it asked?"), choices=Channel.choices, required=False, widget=forms.RadioSelect
    )
    behalf = forms.ChoiceField(label=_("Who asks?"), choices=Behalf.choices, required=False)
    on_word = forms.ChoiceField(
        label=_("If it is somebody else, on whose word?"),
        choices=[("", _("Choose…")), *OnWord.choices],
        required=False,
    )
    in_priority_area = forms.ChoiceField(
        label=_("Priority district (QPV)"), choices=PRIORITY_AREA, required=False
    )
    site = SiteField(
        label=_("Where would it be collected?"),
        queryset=Site.objects.none(),
        error_messages={"required": _("Choose where it would be collected.")},
    )
    urgency = forms.ChoiceField(label=_("A date to meet"), choices=Urgency.choices, required=False)
    needed_by = forms.DateField(label=_("If so, on"), required=False, widget=DayInput())
    loan_until = forms.DateField(
        label=_("Lent until"),
        help_text=_("Empty: the person keeps the device."),
        required=False,
        widget=DayInput(),
    )
    met = forms.MultipleChoiceField(
        label=_("Conditions"),
        help_text=_("Tick what you saw a document of. We keep no copy of it."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen_on = forms.DateField(
        label=_("Seen on"),
        widget=DayInput(),
        error_messages={"required": _("Say on which day you saw the documents.")},
    )
    mark = forms.CharField(
        label=_("Your own mark"),
        help_text=_("To find the case again in your files. Only your organisation sees it."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-s"}),
    )
    information = forms.CharField(
        label=_("Remark (200 characters)"),
        help_text=_("Only what helps to choose the device. No name, no health, no situation."),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        on: date,
        is_draft: bool = False,
        is_paper: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        for name in ("seen_on", "age_band", "commune"):
            self.fields[name].required = not is_draft
        if is_paper:
            del self.fields["channel"]
        self.communes = communes.meant(self.data.get(self.add_prefix("commune"), "")) if self.is_bound else []
        if self.is_commune_unclear:
            choices = [(one.code, str(one)) for one in self.communes]
            self.fields["commune_code"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["commune_code"]
        self.fields["commune"].widget.attrs |= {
            "hx-get": reverse("beneficiaries:communes"),
            "hx-target": "#communes",
            "hx-trigger": "input changed delay:200ms",
        }
        needed = {code for row in PurposeProfile.objects.all() for code in row.minimum}
        self.fields["type"].queryset = DeviceType.objects.filter(code__in=needed)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]
        self.fields["sheet_language"].choices = [*queries.sheet_languages().items()]  # type: ignore[attr-defined]
        self.fields["met"].choices = [  # type: ignore[attr-defined]
            (criterion.code, queries.asked_in_words(criterion))
            for criterion in queries.criteria_in_force(programme, on).prefetch_related("amounts")
        ]

    def clean_commune(self) -> str:
        """The INSEE code of what was typed; several that answer to it become a choice."""
        if not self.cleaned_data["commune"]:
            return ""
        if not self.communes:
            raise forms.ValidationError(_("No commune has this name or this code."))
        if not self.is_commune_unclear:
            return self.communes[0].code
        return str(self.cleaned_data.get("commune_code", ""))

    @property
    def is_commune_unclear(self) -> bool:
        """Whether the person must choose between communes."""
        return len(self.communes) > 1

    def clean_information(self) -> str:
        return self._free_of_personal_data("information")

    def clean_mark(self) -> str:
        return self._free_of_personal_data("mark")

    def _free_of_personal_data(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        try:
            workflow.refuse_personal_data(text)
        except PersonalDataFound as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("urgency")) != bool(cleaned.get("needed_by")):
            self.add_error("needed_by", _("A date to meet has a reason and a day: give both, or neither."))
        if bool(cleaned.get("behalf")) != bool(cleaned.get("on_word")):
            self.add_error(
                "on_word", _("Who asks for another person, and on whose word: give both, or neither.")
            )
        if cleaned.get("met") and not cleaned.get("seen_on") and "seen_on" not in self.errors:
            self.add_error("seen_on", _("Say on which day you saw the documents."))
        return cleaned

    def described(self) -> dict[str, Any]:
        """What the workflow takes: `met` and `seen_on` aside, the fields of a request."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "commune_code"}
        if "channel" in cleaned:
            cleaned["channel"] = cleaned["channel"] or Channel.IN_PERSON
        return {
            **cleaned,
            "programme": self.programme,
            "in_priority_area": {"yes": True, "no": False}.get(cleaned["in_priority_area"]),
        }


def initial_of(request: Request, changed: Collection[str] = ()) -> dict[str, Any]:
    """A request as its form shows it. What changed among the conditions is asked again, with its day."""
    latest = {row.criterion.code: row for row in request.attestations.select_related("criterion")}
    return {
        **{
            name: getattr(request, name)
            for name in (
                *("features", "accessories", "connection", "connection_help", "skills_help", "age_band"),
                *(
                    "urgency",
                    "needed_by",
                    "channel",
                    "behalf",
                    "on_word",
                    "mark",
                    "information",
                    "loan_until",
                    "sheet_language",
                ),
            )
        },
        "commune": commune_words(request.commune),
        "purpose": request.purpose_id,
        "type": request.type_id,
        "site": request.site_id,
        "in_priority_area": {True: "yes", False: "no", None: ""}[request.in_priority_area],
        "met": [code for code, row in latest.items() if row.is_met and code not in changed],
        "seen_on": None if changed else max((row.seen_on for row in latest.values()), default=None),
    }


def commune_words(code: str) -> str:
    """A commune as its field shows it, and reads it again."""
    found = communes.of_code(code) if code else None
    return str(found) if found else code


class AdditionForm(forms.Form):
    """What is added to a request that was sent."""

    text = forms.CharField(
        label=_("Information to add"),
        help_text=_("The coordinator reads it. No name, no health, no situation."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RequestFilterForm(FilterForm):
    """What the list of requests is narrowed by."""

    first_filters = ("q", "stage", "type", "partner", "department")

    q = forms.CharField(
        label=_("Number, or your own mark"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "D26-0042", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *RequestStage.choices],
    )
    type = forms.ModelChoiceField(
        label=_("Device"),
        required=False,
        queryset=DeviceType.objects.all(),
        to_field_name="code",
        empty_label=pgettext_lazy("filter", "All"),
    )
    partner = forms.ModelChoiceField(
        label=_("Partner"),
        required=False,
        queryset=Organisation.objects.partners(),
        to_field_name="public_id",
        empty_label=pgettext_lazy("filter", "All"),
    )
    department = forms.CharField(label=_("Department"), required=False, max_length=3)

    def offer(self) -> None:
        if self.membership.may(Permission.REQUEST_FILE):  # a partner sees its own
            del self.fields["partner"]
        else:
            self.fields["q"].label = _("Number")
