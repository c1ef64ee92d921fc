"""A batch as its donor describes it, before it is signed."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors import queries
from donors.forms.lists import SheetFileField
from donors.models import Donation
from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType

MOST_OF_A_TYPE = 100_000


class SiteChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """A receiving site, with the workshop it belongs to."""

    def label_from_instance(self, site: Site) -> str:
        owner = "" if site.name.startswith(site.organisation.name) else site.organisation.name
        city = "" if site.city in site.name else site.city
        return ", ".join(filter(None, [owner, site.name, city]))


class DonationForm(forms.Form):
    """A batch in two minutes: how many of what, or a list; then how it gets to the workshop."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=gettext_lazy("Name of the batch"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For you to find it again: “Head office, spring 2026”."),
    )
    sheet = SheetFileField(
        label=gettext_lazy("Drop the list you already have"),
        required=False,
        help_text=gettext_lazy(
            "Any spreadsheet, as you keep it: csv, xlsx, xls or ods, 50 MB at most. "
            "You see how it was read before anything is recorded."
        ),
    )
    condition = forms.ChoiceField(
        label=gettext_lazy("In what state are they, roughly?"),
        choices=Donation.Condition.choices,
        initial=Donation.Condition.UNKNOWN,
        widget=forms.RadioSelect,
    )
    data_held = forms.ChoiceField(
        label=gettext_lazy("What data may they still hold?"),
        choices=Donation.DataHeld.choices,
        initial=Donation.DataHeld.ORDINARY,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Everything is erased and verified in any case, or destroyed."),
    )
    site = SiteChoice(label=gettext_lazy("Which workshop receives it?"), queryset=Site.objects.none())
    delivery = forms.ChoiceField(
        label=gettext_lazy("How does it get there?"),
        choices=Donation.Delivery.choices,
        initial=Donation.Delivery.COLLECTION,
        widget=forms.RadioSelect,
    )
    pickup_address = forms.CharField(
        label=gettext_lazy("Address of the collection"), required=False, max_length=240
    )
    pickup_from = forms.DateField(
        label=gettext_lazy("First day possible"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    pickup_until = forms.DateField(
        label=gettext_lazy("Last day possible"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    accessories = forms.CharField(
        label=gettext_lazy("What comes with them?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Chargers, bags, cables…"),
    )
    message = forms.CharField(
        label=gettext_lazy("A word to the workshop"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unit_value_attested = forms.BooleanField(
        label=gettext_lazy(
            "We attest that none of these devices is worth more than €300, and that we no longer use them "
            "(CG3P, articles L3212-2 and D3212-3)."
        ),
        required=False,
    )
    deliberation_ref = forms.CharField(
        label=gettext_lazy("Decision that authorises the gift"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Number and date of the deliberation or of the order, where there is one."),
    )
    PUBLIC = ("unit_value_attested", "deliberation_ref")
    DESCRIPTIVE = (
        *("title", "condition", "data_held", "delivery", "pickup_address", "pickup_from", "pickup_until"),
        *("accessories", "message"),
    )

    def __init__(self, *args: Any, donor: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = queries.receiving_sites()
        self.fields["site"].queryset = Site.objects.filter(  # type: ignore[attr-defined]
            pk__in=[site.pk for site in sites]
        ).select_related("organisation")
        if len(sites) == 1:
            self.fields["site"].initial = sites[0]
        self.fields["pickup_address"].initial = donor.address
        self.is_public = donor.is_public_body
        if not self.is_public:
            for name in self.PUBLIC:
                del self.fields[name]
        self.types = list(DeviceType.objects.all())
        for kind in self.types:
            self.fields[f"n_{kind.code}"] = forms.IntegerField(
                label=kind.plural_name.capitalize(),
                required=False,
                min_value=0,
                max_value=MOST_OF_A_TYPE,
                widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
            )

    @classmethod
    def blank(cls, *, donor: Organisation, like: Donation | None = None) -> "DonationForm":
        """A new batch; `like` an earlier one, its devices left out."""
        initial = _initial(like) if like else {}
        return cls(donor=donor, initial={**initial, "title": "", "once": uuid.uuid4()})

    @classmethod
    def of(cls, donation: Donation) -> "DonationForm":
        """A draft, to go on with."""
        counted = {f"n_{line.type.code}": line.quantity for line in donation.lines.select_related("type")}
        return cls(donor=donation.donor, initial={**_initial(donation), **counted})

    def quantities(self) -> list[forms.BoundField]:
        """The fields of the quantities, by type."""
        return [self[f"n_{kind.code}"] for kind in self.types]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        start, end = found.get("pickup_from"), found.get("pickup_until")
        if start and end and end < start:
            self.add_error("pickup_until", _("The last day comes before the first."))
        if found.get("delivery") == Donation.Delivery.COLLECTION and not found.get("pickup_address"):
            self.add_error("pickup_address", _("Where are the devices to be collected?"))
        return found

    def lines(self) -> list[tuple[DeviceType, int, str]]:
        """What `workflow.set_lines` takes."""
        counted = [(kind, self.cleaned_data.get(f"n_{kind.code}") or 0, "") for kind in self.types]
        return [line for line in counted if line[1]]

    def description(self) -> dict[str, Any]:
        """What `workflow.create` and `workflow.describe` take."""
        names = (*self.DESCRIPTIVE, *(self.PUBLIC if self.is_public else ()))
        found = {name: self.cleaned_data[name] for name in names}
        if found["delivery"] == Donation.Delivery.DROP_OFF:
            found |= {"pickup_address": ""}
        return found


def _initial(donation: Donation) -> dict[str, Any]:
    names = ("site", *DonationForm.DESCRIPTIVE, *DonationForm.PUBLIC)
    return {name: getattr(donation, name) for name in names}
