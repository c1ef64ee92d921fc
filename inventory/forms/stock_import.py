"""A stock sheet and what it does not say: which site, which legal lane, which stage."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.sheets.columns import FIELD_WORDS, ColumnsForm
from donors.states import Lane
from inventory.states import Stage
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Reach

# What a column of a stock sheet may tell beside the fields of a donor's list.
ROLE_WORDS: dict[str, Any] = {
    "stage": gettext_lazy("Stage or status"),
    "received": gettext_lazy("Came in on"),
    "left": gettext_lazy("Left on"),
    "place": gettext_lazy("Place"),
    "weight": gettext_lazy("Weight (kg)"),
    "grade": gettext_lazy("Grade"),
}
STAGES = (Stage.RECEIVED, Stage.TRIAGE, Stage.AUDIT, Stage.ERASURE, Stage.REPAIR)


class StockForm(forms.Form):
    """The file, and what holds for all its rows."""

    sheet = forms.FileField(label=gettext_lazy("Stock sheet (csv, xlsx, xls, ods)"), max_length=200)
    site = forms.ModelChoiceField(
        label=gettext_lazy("Where do these devices lie?"), queryset=Site.objects.none()
    )
    lane = forms.ChoiceField(
        label=gettext_lazy("How did they come to you?"),
        choices=Lane.choices,
        help_text=gettext_lazy(
            "The legal lane decides what may be charged. Import sheets of different lanes one by one."
        ),
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage of a device whose stage the sheet does not tell"),
        choices=[(stage.value, stage.label) for stage in STAGES],
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.open().filter(organisation__is_workshop=True).select_related("organisation")
        if membership.description.reach == Reach.SITES:
            sites = sites.filter(organisation=membership.organisation)
        field = self.fields["site"]
        field.queryset = sites.order_by("name")  # type: ignore[attr-defined]
        field.initial = membership.site_id or (sites.first() if sites.count() == 1 else None)


class StockColumnsForm(ColumnsForm):
    """What each column of a stock sheet tells, and at which stage the words stand that tell none by themselves."""

    def __init__(self, *args: Any, words: Iterable[str], said: Mapping[str, str], **kwargs: Any) -> None:
        meanings = {**ROLE_WORDS, **{name: said for name, said in FIELD_WORDS.items() if name != "location"}}
        super().__init__(*args, meanings=meanings, **kwargs)
        stages = [(one.value, one.label) for one in Stage if one != Stage.ANNOUNCED]
        self.words = dict.fromkeys([*said, *words])
        for number, word in enumerate(self.words):
            self.fields[f"w{number}"] = forms.ChoiceField(
                label=word,
                choices=[("", _("Unknown: as chosen for the whole sheet")), *stages],
                initial=said.get(word, ""),
                required=False,
            )

    def said(self) -> dict[str, str]:
        """Word → stage, for the words a person has answered for."""
        answers = {word: self.cleaned_data[f"w{number}"] for number, word in enumerate(self.words)}
        return {word: stage for word, stage in answers.items() if stage}

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [self[f"w{number}"] for number, _word in enumerate(self.words)]
