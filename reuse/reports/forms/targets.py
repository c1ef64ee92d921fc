"""Forms of targets: what one says, its milestones, and why it changes."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.reports.codes import MOST, Area, AreaKind
from reuse.reports.forms.days import day_input
from reuse.reports.models import Target
from reuse.reports.sheets import areas

MOST_AREAS = 400
MOST_SITES = 12  # shown at once


def departments_of(text: str) -> list[str]:
    """The codes somebody typed."""
    codes = text.upper().replace(",", " ").split()
    wrong = [code for code in codes if not re.fullmatch(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6]", code)]
    if wrong:
        raise forms.ValidationError(_("Not a department: %(codes)s.") % {"codes": ", ".join(wrong)})
    return codes


def areas_of(text: str) -> list[Area]:
    """The territories somebody typed."""
    found, unknown = areas.read(text)
    if unknown:
        raise forms.ValidationError(
            _("No territory has this code: %(codes)s.") % {"codes": ", ".join(unknown[:5])}
        )
    if len(found) > MOST_AREAS:
        raise forms.ValidationError(_("Too many territories: name their department or region."))
    return found


class TargetForm(forms.Form):
    """What a target says."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As people will read it, for instance “300 laptops for Isère in 2026”."),
    )
    programme = forms.CharField(label=_("Programme"), max_length=120, required=False)
    parent = forms.ModelChoiceField(
        label=_("Part of"),
        queryset=Target.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("nothing: it stands alone"),
        help_text=_("The wider target it contributes to: a device counts once there, whatever its parts."),
    )
    funder = forms.ModelChoiceField(
        label=_("Funder"),
        queryset=Organisation.objects.filter(is_funder=True).order_by("name"),
        to_field_name="public_id",
        required=False,
        empty_label=_("none"),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=240,
        required=False,
        help_text=_("The text the target comes from."),
    )
    source_url = forms.URLField(label=_("Its address"), max_length=400, required=False, assume_scheme="https")
    source_on = forms.DateField(label=_("Its date"), required=False, widget=day_input())
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST)
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=Target.Unit.choices,
        help_text=_("A household counts once, for its first device."),
    )
    counts = forms.ChoiceField(
        label=_("Counted when"),
        choices=Target.Counts.choices,
        initial=Target.Counts.HANDED_OVER,
        required=False,
    )
    types = forms.ModelMultipleChoiceField(
        label=_("Types"),
        queryset=DeviceType.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every type."),
    )
    areas = forms.CharField(
        label=_("Territories"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Communes by name or INSEE code, communities of communes by SIREN, departments (38), regions by name, QPV or QPV-38 for people of priority districts. Commas between them. Empty: everywhere."
        ),
    )
    sites = forms.ModelMultipleChoiceField(
        label=_("Or sites of the network"),
        queryset=Site.objects.filter(closed_on=None).order_by("name"),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(label=_("First day"), widget=day_input())
    until = forms.DateField(label=_("Last day"), widget=day_input())
    returns_within_days = forms.IntegerField(
        label=_("Returns that take a device off"),
        min_value=0,
        max_value=730,
        initial=0,
        help_text=_("In days after the hand-over; 0: never."),
    )
    is_exclusive = forms.BooleanField(
        label=_("Count each device for this target alone"),
        required=False,
        help_text=_(
            "So that two funders do not pay for one device: no other exclusive target counts it. The target set first is served first, up to its quantity."
        ),
    )
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=240,
        help_text=_("Anyone may read it, with what the target said before. No name of a person."),
    )

    def __init__(
        self, data: Any = None, *, target: Target | None = None, parent: Target | None = None
    ) -> None:
        super().__init__(
            data, initial=_initial(target) if target else {"parent": parent and parent.public_id}
        )
        parents = Target.objects.filter(ended_at=None, campaign=None)
        self.fields["parent"].queryset = parents.exclude(pk=target.pk) if target else parents  # type: ignore[attr-defined]
        if target:
            named = [one.code for one in target.territory if one.kind == AreaKind.SITE]
            sites = Site.objects.filter(Q(closed_on=None) | Q(public_id__in=named)).order_by("name")
            self.fields["sites"].queryset = sites  # type: ignore[attr-defined]
            del self.fields["is_exclusive"]
        else:
            del self.fields["reason"]

    @property
    def has_many_sites(self) -> bool:
        """Whether the list of sites would be a wall between the other fields."""
        return len(self.fields["sites"].choices) > MOST_SITES  # type: ignore[attr-defined]

    def clean_areas(self) -> list[Area]:
        return areas_of(self.cleaned_data["areas"])

    def clean_counts(self) -> str:
        return self.cleaned_data["counts"] or Target.Counts.HANDED_OVER

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", _("The last day comes after the first."))
        return data

    def facts(self, language: str) -> dict[str, Any]:
        """As the verbs take them, texts in the language they were written in."""
        data = dict(self.cleaned_data)
        sites = [Area(AreaKind.SITE, str(one.public_id)) for one in data.pop("sites")]
        data["areas"] = [one.kept() for one in (*data["areas"], *sites)]
        programme = data.pop("programme")
        data.pop("reason", None)
        return {
            **data,
            "name": {language: data["name"]},
            "programme": {language: programme} if programme else {},
            "types": list(data["types"]),
        }


def _initial(target: Target) -> dict[str, Any]:
    territory = target.territory
    return {
        **{
            name: getattr(target, name)
            for name in (
                *("source", "source_url", "source_on", "quantity", "unit", "counts", "since", "until"),
                "returns_within_days",
            )
        },
        "name": str(target),
        "programme": in_language(target.programme),
        "parent": target.parent and target.parent.public_id,
        "funder": target.funder and target.funder.public_id,
        "types": [kind.code for kind in target.types.all()],
        "areas": ", ".join(areas.written(one) for one in territory if one.kind != AreaKind.SITE),
        "sites": [one.code for one in territory if one.kind == AreaKind.SITE],
    }


class MilestoneForm(forms.Form):
    """One milestone; a row left empty is none."""

    on = forms.DateField(label=_("By that day"), required=False, widget=day_input())
    quantity = forms.IntegerField(label=_("Quantity"), required=False, min_value=1, max_value=MOST)
    words = forms.CharField(label=_("In words"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()) and not (data.get("on") and data.get("quantity")):
            raise forms.ValidationError(_("A milestone has a day and a quantity."))
        return data


MilestoneForms = forms.formset_factory(MilestoneForm, extra=3, max_num=24, validate_max=True)


def milestones_of(rows: Any) -> list[dict[str, Any]]:
    """The milestones of the rows that say one, as the verbs take them."""
    return [
        {"on": one["on"].isoformat(), "quantity": one["quantity"], "words": one["words"]}
        for one in (form.cleaned_data for form in rows)
        if one.get("on")
    ]


class EndForm(forms.Form):
    """Why a target is followed no more."""

    reason = forms.CharField(label=_("Why it ends"), max_length=240)
