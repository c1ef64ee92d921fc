"""What people type about the ranking rule, about a draft of it, and about a request's place."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beneficiaries.forms.fields import DayInput, ReasonForm
from beneficiaries.models import RankingRule, Request
from beneficiaries.queries.rulebook import NAMES
from beneficiaries.states import PLACEMENT_REASONS, RequestStage, Where

MOST = 1000
LEAST = {
    "points_per_day": 1,
    "most_due_points": 1,
    "most_territory_points": 1,
    "window_days": 7,
    "notice_days": 7,
}


class RuleForm(forms.Form):
    """The weights of a version, and why. A day of waiting gives at least one point, and every share has its limit."""

    text = forms.CharField(
        label=gettext_lazy("Why this version"),
        help_text=gettext_lazy("Everyone reads it: what changes for whom, in plain words."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, rule: RankingRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*RankingRule.WEIGHTS, "notice_days"):
            self.fields[name] = forms.IntegerField(
                label=str(NAMES[name]),
                min_value=LEAST.get(name, 0),
                max_value=MOST,
                initial=getattr(rule, name),
                widget=forms.NumberInput(attrs={"class": "w-s"}),
            )

    def weights(self) -> dict[str, int]:
        """The numbers, by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "text"}


class RemarkForm(forms.Form):
    """What anyone says of a draft."""

    text = forms.CharField(
        label=gettext_lazy("Your remark"),
        help_text=gettext_lazy(
            "No name, no telephone, no e-mail: only the text is kept. It is read before it is shown."
        ),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RuleDecisionForm(forms.Form):
    """The answer to the remarks, and the day from which the version is in force."""

    decision = forms.CharField(
        label=gettext_lazy("Answer to the remarks"),
        help_text=gettext_lazy(
            "It stays with the version: what is kept of the remarks, what is not, and why."
        ),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    since = forms.DateField(label=gettext_lazy("In force from"), required=False, widget=DayInput())

    def __init__(self, *args: Any, is_adopted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].required = is_adopted


class PlacementForm(ReasonForm):
    """Where a waiting request goes, and why."""

    where = forms.ChoiceField(
        label=gettext_lazy("Where to"), choices=Where.choices, widget=forms.RadioSelect, initial=Where.FIRST
    )
    after = forms.CharField(
        label=gettext_lazy("If after another: its number"),
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-s", "placeholder": "D26-0042"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, reasons=PLACEMENT_REASONS, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("where") == Where.AFTER:
            waiting = Request.objects.at_stage(RequestStage.WAITING)
            found = waiting.filter(ref__iexact=cleaned.get("after", "").strip()).first()
            if found is None:
                self.add_error("after", _("No waiting request has this number."))
            cleaned["after"] = found
        else:
            cleaned["after"] = None
        return cleaned
