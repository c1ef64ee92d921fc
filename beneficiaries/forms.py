"""What people type about requests, checked for shape. Rules are the workflow's."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries import queries, workflow
from beneficiaries.models import COMMUNE, Programme, PurposeProfile, Request
from beneficiaries.states import (
    OVERRULING,
    Accessory,
    AgeBand,
    Feature,
    RequestStage,
    SignatureMethod,
    Urgency,
    Words,
)
from beneficiaries.workflow.refusals import PersonalDataFound
from reuse.accounts.models import Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.lists.forms import FilterForm

LEGS = [
    ("connection", _("Internet connection\nno subscription at home")),
    ("training", _("Getting started\nworkshops nearby")),
]
PRIORITY_AREA = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class DayInput(forms.DateInput):
    """A day, as the browser's own calendar sends it."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"class": "w-s", **attrs}, format="%Y-%m-%d")


class PurposeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A use, with its hint on a second line."""

    def label_from_instance(self, purpose: PurposeProfile) -> str:
        return f"{purpose}\n{in_language(purpose.hint)}"


class SiteField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A site, with its town."""

    def label_from_instance(self, site: Site) -> str:
        return f"{site.name} ({site.city})" if site.city else site.name


class RequestForm(forms.Form):
    """A need in under two minutes: the use, the device, what makes it serve, the conditions seen."""

    purpose = PurposeField(
        label=_("What will the device be used for?"),
        help_text=_("The choice sets the power needed, and no more."),
        queryset=PurposeProfile.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    type = forms.ModelChoiceField(
        label=_("Which device?"),
        queryset=DeviceType.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
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
    legs = forms.MultipleChoiceField(
        label=_("So that the device really serves"),
        help_text=_("Tick what is missing."),
        choices=LEGS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    commune = forms.CharField(
        label=_("Commune of the person"),
        help_text=_("INSEE code, five characters: 38151 for Échirolles. Not the postal code."),
        max_length=5,
        validators=[COMMUNE],
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-s"}),
    )
    age_band = forms.ChoiceField(
        label=_("Age band"),
        help_text=_("Serves to follow equity, not to rank."),
        choices=[("", _("Choose…")), *AgeBand.choices],
    )
    in_priority_area = forms.ChoiceField(
        label=_("Priority district (QPV)"), choices=PRIORITY_AREA, required=False
    )
    site = SiteField(label=_("Where would it be collected?"), queryset=Site.objects.none())
    urgency = forms.ChoiceField(label=_("A date to meet"), choices=Urgency.choices, required=False)
    needed_by = forms.DateField(label=_("If so, on"), required=False, widget=DayInput())
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
        self, *args: Any, programme: Programme, on: date, is_draft: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["seen_on"].required = not is_draft
        needed = {code for row in PurposeProfile.objects.all() for code in row.minimum}
        self.fields["type"].queryset = DeviceType.objects.filter(code__in=needed)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]
        self.fields["met"].choices = [  # type: ignore[attr-defined]
            (criterion.code, in_language(criterion.question))
            for criterion in queries.criteria_in_force(programme, on)
        ]

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
        if cleaned.get("met") and not cleaned.get("seen_on") and "seen_on" not in self.errors:
            self.add_error("seen_on", _("Say on which day you saw the documents."))
        return cleaned

    def described(self) -> dict[str, Any]:
        """What the workflow takes: `met` and `seen_on` aside, the fields of a request."""
        cleaned = dict(self.cleaned_data)
        legs = cleaned.pop("legs")
        return {
            **cleaned,
            "programme": self.programme,
            "needs_connection": "connection" in legs,
            "needs_training": "training" in legs,
            "in_priority_area": {"yes": True, "no": False}.get(cleaned["in_priority_area"]),
        }


def initial_of(request: Request) -> dict[str, Any]:
    """A request as its form shows it."""
    latest = {row.criterion.code: row for row in request.attestations.select_related("criterion")}
    return {
        **{
            name: getattr(request, name)
            for name in ("features", "accessories", "commune", "age_band", "urgency", "needed_by", "mark")
        },
        "information": request.information,
        "purpose": request.purpose_id,
        "type": request.type_id,
        "site": request.site_id,
        "legs": [
            code
            for code, needed in (
                ("connection", request.needs_connection),
                ("training", request.needs_training),
            )
            if needed
        ],
        "in_priority_area": {True: "yes", False: "no", None: ""}[request.in_priority_area],
        "met": [code for code, row in latest.items() if row.is_met],
        "seen_on": max((row.seen_on for row in latest.values()), default=None),
    }


class ReasonForm(forms.Form):
    """A reason of a list, and a remark."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        error_messages={"required": _("Choose a reason: it is kept with the decision.")},
    )
    note = forms.CharField(
        label=_("Remark"),
        help_text=_("The partner reads it. No name, no health."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, reasons: Mapping[str, Words], is_needed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].required = is_needed
        self.fields["reason_code"].choices = [("", _("Choose…")), *reasons.items()]  # type: ignore[attr-defined]


class ChoiceForm(ReasonForm):
    """Another device than the rule's, with the reason."""

    device = forms.ChoiceField(label=_("Another device"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, codes: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, reasons=OVERRULING, is_needed=False, **kwargs)
        self.fields["device"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """When and where the device is handed over."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none())
    planned_at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-s"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The time is that of the place."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("planned_at") and cleaned.get("site"):
            zone = ZoneInfo(cleaned["site"].time_zone)
            cleaned["planned_at"] = cleaned["planned_at"].replace(tzinfo=zone)
        return cleaned


class HandOverForm(forms.Form):
    """What is checked and signed when the device changes hands."""

    code = forms.CharField(
        label=_("Code on the device"),
        help_text=_("Scan the label, or type its nine letters."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-s"}),
    )
    checks = forms.MultipleChoiceField(
        label=_("Before you sign together"),
        choices=[
            ("starts", _("The device starts in front of the person")),
            ("charger", _("Charger and accessories are there")),
            ("explained", _("Price, warranty and what to do in case of a fault are explained")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    price = forms.DecimalField(
        label=_("Price paid, in euros"),
        min_value=Decimal(0),
        decimal_places=2,
        max_digits=7,
        localize=False,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "decimal", "step": "0.01"}),
    )
    signature_method = forms.ChoiceField(
        label=_("Signature"),
        choices=SignatureMethod.choices,
        widget=forms.RadioSelect,
        initial=SignatureMethod.PAPER,
    )
    strokes = forms.JSONField(required=False, widget=forms.HiddenInput)
    signature_name = forms.CharField(
        label=_("Name of the person who signs"),
        help_text=_("Only for a signature on paper. Encrypted, erased at the end of the warranty."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_checks(self) -> list[str]:
        checked: list[str] = self.cleaned_data["checks"]
        choices = self.fields["checks"].choices  # type: ignore[attr-defined]
        if len(checked) < len(choices):
            raise forms.ValidationError(_("Tick each point once it is done."))
        return checked

    def clean_strokes(self) -> list[list[list[int]]]:
        strokes = self.cleaned_data["strokes"] or []
        if not are_strokes(strokes):
            raise forms.ValidationError(_("The drawing could not be read: sign again."))
        return strokes

    def signature(self) -> workflow.Signature:
        """The signature in the domain's terms."""
        return workflow.Signature(
            method=SignatureMethod(self.cleaned_data["signature_method"]),
            name=self.cleaned_data["signature_name"],
            strokes=self.cleaned_data["strokes"],
        )

    @property
    def price_cents(self) -> int:
        return int(self.cleaned_data["price"] * 100)


def are_strokes(value: object) -> bool:
    """Whether the value is a list of strokes: lists of [x, y] whole numbers from 0 to 1000."""
    return isinstance(value, list) and all(
        isinstance(stroke, list)
        and all(
            isinstance(point, list)
            and len(point) == 2
            and all(isinstance(at, int) and 0 <= at <= 1000 for at in point)
            for point in stroke
        )
        for stroke in value
    )


class RequestFilterForm(FilterForm):
    """What the list of requests is narrowed by."""

    first_filters = ("q", "stage", "type", "partner", "department")

    q = forms.CharField(
        label=_("Number"),
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
