"""Fields several forms share: a day, a use with its hint, a site with its town, a reason with its remark."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import PurposeProfile
from beneficiaries.states import Words
from reuse.accounts.models import Site
from reuse.core.translated import in_language


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": _("Choose…"), **kwargs})

    def label_from_instance(self, site: Site) -> str:
        return f"{site.name} ({site.city})" if site.city else site.name


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
