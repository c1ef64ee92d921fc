"""What people send about stocktakes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from inventory.forms.devices import offer_sites
from inventory.models import Place, Stocktake, StocktakeLine
from inventory.states import REASONS, Move
from reuse.accounts.models import Membership, Site
from reuse.lists.forms import FilterForm


class StocktakeForm(forms.Form):
    """Where to count: a site, or a place scanned or named."""

    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("Scan its label, or type its name. Left empty: the whole site."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sites: Sequence[Site],
        membership: Membership,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.membership = membership
        self.sites = {str(site.public_id): site for site in sites}
        self.fields["site"].choices = [(key, site.name) for key, site in self.sites.items()]  # type: ignore[attr-defined]

    def clean_place(self) -> Place | None:
        text = self.cleaned_data["place"].strip()
        found = queries.place_named(text, self.membership) if text else None
        if text and not found:
            raise forms.ValidationError(_("No place of yours answers to “%(text)s”.") % {"text": text})
        return found

    @property
    def target(self) -> Site | None:
        """The site of the place, else the one chosen. Call after `is_valid`."""
        place: Place | None = self.cleaned_data["place"]
        return place.site if place else self.sites.get(self.cleaned_data["site"])


class StocktakeFilterForm(FilterForm):
    """The filters of the list of stocktakes."""

    first_filters = ("state", "site")

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *Stocktake.State.choices],
    )
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def offer(self) -> None:
        offer_sites(self)


class DecisionForm(forms.Form):
    """One decision for the lines chosen."""

    decision = forms.ChoiceField(choices=StocktakeLine.Decision.choices)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), required=False, choices=[("", "—"), *REASONS[Move.DECLARE_LOST].items()]
    )
    line = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        sent = data.getlist("line") if hasattr(data, "getlist") else data.get("line", [])
        keys = [(one, one) for one in sent if str(one).isdecimal() and len(str(one)) < 19]
        self.fields["line"].choices = keys  # type: ignore[attr-defined]
