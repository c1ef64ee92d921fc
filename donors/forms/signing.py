"""Who is asked to sign by letter."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.forms.deliberations import day_field
from donors.workflow import Signatory
from donors.workflow.signing import MOST_DAYS

USUAL_DAYS = 30


class AskForm(forms.Form):
    """The signatory, as the colleague who prepares the gift names them."""

    name = forms.CharField(label=gettext_lazy("Name of the person who signs"), max_length=120)
    function = forms.CharField(
        label=gettext_lazy("In what capacity"),
        max_length=120,
        help_text=gettext_lazy("For example: head of IT, director, mayor."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("Their own: the link and the code that confirms the signature both go there."),
    )
    last_day = day_field(gettext_lazy("The link works until"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["last_day"].initial = today + timedelta(days=USUAL_DAYS)

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if not self.today <= day <= self.today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(
                _("Choose a day from today on, within %(days)d days.") % {"days": MOST_DAYS}
            )
        return day

    def signatory(self) -> Signatory:
        found = self.cleaned_data
        return Signatory(found["name"], found["function"], found["email"])
