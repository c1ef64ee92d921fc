"""What people type about allocations, checked for shape."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.fields import ReasonForm
from beneficiaries.states import OVERRULING


class ChoiceForm(ReasonForm):
    """Another device than the rule's, with the reason."""

    device = forms.ChoiceField(label=_("Another device"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, codes: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, reasons=OVERRULING, is_needed=False, **kwargs)
        self.fields["device"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
