"""What people type on the pages of a batch: another lane, why it is declined, filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from donors import queries
from donors.models import DonationQuerySet
from donors.states import DeclineReason, DonationStage, Lane
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission
from reuse.lists.forms import FilterForm


class LaneForm(forms.Form):
    """Another legal lane, and why."""

    lane = forms.ChoiceField(label=gettext_lazy("Legal lane"), choices=Lane.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why is the present one wrong?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Written in the history of the batch."),
    )

    def clean_lane(self) -> Lane:
        return Lane(self.cleaned_data["lane"])


class DeclineForm(forms.Form):
    """Why a batch cannot be taken; the donor reads it."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Why can you not take it?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The donor reads these words."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("reason_code") == DeclineReason.OTHER and not found.get("reason"):
            self.add_error("reason", _("Say why in a few words."))
        return found


class DonationFilterForm(FilterForm):
    """The filters of the list of batches."""

    first_filters = ("q", "stage", "donor")

    q = forms.CharField(label=gettext_lazy("Number, name, donor"), required=False, widget=forms.TextInput)
    stage = forms.ChoiceField(
        label=pgettext_lazy("batch", "Stage"),
        required=False,
        choices=[("", gettext_lazy("All stages")), *DonationStage.choices],
    )
    donor = forms.ChoiceField(label=gettext_lazy("Donor"), required=False)

    def offer(self) -> None:
        donors = _donors(self.membership)
        if len(donors) > 1:
            self.fields["donor"].choices = [  # type: ignore[attr-defined]
                ("", _("All donors")),
                *((str(donor.public_id), donor.name) for donor in donors),
            ]
        else:
            del self.fields["donor"]

    @property
    def found(self) -> DonationQuerySet:
        """The batches one may see, narrowed."""
        wanted = self.cleaned_data
        text = wanted.get("q", "").strip()
        found = queries.donations_for(self.membership)
        if text:
            found = queries.named(found, text)
        if wanted.get("stage"):
            found = found.at_stage(wanted["stage"])
        if wanted.get("donor"):
            found = found.filter(donor=Organisation.objects.get(public_id=wanted["donor"]))
        return found


def _donors(membership: Membership) -> list[Organisation]:
    """Whose batches somebody sees who is no donor."""
    if membership.may(Permission.DONATION_REGISTER):
        return []
    seen = queries.donations_for(membership).order_by().values("donor")
    return list(Organisation.objects.filter(pk__in=seen)[:200])
