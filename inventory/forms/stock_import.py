"""A stock sheet and what it does not say: which site, which legal lane, which stage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from donors.states import Lane
from inventory.states import Stage
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Reach

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
        sites = Site.objects.filter(organisation__is_workshop=True).select_related("organisation")
        if membership.description.reach == Reach.SITES:
            sites = sites.filter(organisation=membership.organisation)
        field = self.fields["site"]
        field.queryset = sites.order_by("name")  # type: ignore[attr-defined]
        field.initial = membership.site_id or (sites.first() if sites.count() == 1 else None)
