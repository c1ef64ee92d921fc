"""Quotas of a period: one number for each partner, all in one form."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beneficiaries.forms.fields import DayInput
from beneficiaries.queries.quotas import Share
from reuse.accounts.models import Organisation


class PeriodForm(forms.Form):
    """From a day to a day."""

    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    until = forms.DateField(label=gettext_lazy("Until"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", _("This day is before the first one."))
        return data


class QuotasForm(PeriodForm):
    """The same with a number for each partner, and one that stands in for those left empty."""

    everyone = forms.IntegerField(
        label=gettext_lazy("The same for all that have no number"),
        min_value=0,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )

    def __init__(self, *args: Any, shares: Sequence[Share], **options: Any) -> None:
        super().__init__(*args, **options)
        self.shares = shares
        for share in shares:
            self.fields[f"partner_{share.partner.pk}"] = forms.IntegerField(
                label=str(share.partner),
                min_value=0,
                max_value=9999,
                required=False,
                initial=share.quantity,
                widget=forms.NumberInput(attrs={"class": "w-s", "aria-label": str(share.partner)}),
            )

    def lines(self) -> Iterator[tuple[Share, BoundField]]:
        """Each partner with its field."""
        for share in self.shares:
            yield share, self[f"partner_{share.partner.pk}"]

    def quantities(self) -> dict[Organisation, int | None]:
        """The number of each; where none is given, that of everyone, if there is one."""
        everyone = self.cleaned_data["everyone"]
        given = {share.partner: self.cleaned_data[f"partner_{share.partner.pk}"] for share in self.shares}
        return {partner: everyone if number is None else number for partner, number in given.items()}
