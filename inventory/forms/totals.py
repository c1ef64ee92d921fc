"""What a declared total becomes: another number, or none, each with its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from inventory.models import DeclaredTotal


class WithdrawTotalForm(forms.Form):
    """Why a total no longer counts."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class CorrectTotalForm(WithdrawTotalForm):
    """The right number, and why the other was wrong."""

    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=10_000_000)
    month = forms.DateField(
        label=gettext_lazy("Month"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Any day of the month; empty: not known."),
    )
    field_order = ("quantity", "month", "reason")

    def __init__(self, data: Any = None, *, total: DeclaredTotal) -> None:
        super().__init__(data, initial={"quantity": total.quantity, "month": total.month})
