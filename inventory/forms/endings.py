"""What people say of pallets for recycling, of waste in law, of a batch's weight, and of the limits of a stage."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from inventory.forms.devices import offer_sites
from inventory.forms.scanning import grams_of
from inventory.models import ExitCriteria, RecyclingPallet, WasteCode
from inventory.states import WASTE_REASONS
from reuse.accounts.models import Site
from reuse.accounts.scans import ScanField
from reuse.core.translated import in_language
from reuse.lists.forms import FilterForm

HEAVIEST = 2_000_000  # grams: a pallet that a fork-lift still lifts


class KilogramsField(forms.CharField):
    """Kilograms as people write them, 12,5 or 12.5; in grams once clean."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=12, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> Any:
        grams = grams_of(super().clean(value))
        if not grams or not 0 < int(grams) <= HEAVIEST:
            raise forms.ValidationError(_("Give its weight in kilograms, such as 2.4."))
        return int(grams)


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class OpenPalletForm(forms.Form):
    """A new pallet at a site."""

    name = forms.CharField(label=gettext_lazy("Name of the pallet"), max_length=80)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.public_id): site for site in sites}
        if len(self.sites) > 1:
            self.fields["site"].choices = [(key, site.name) for key, site in self.sites.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["site"]

    @property
    def site_chosen(self) -> Site:
        return self.sites.get(self.cleaned_data.get("site", "")) or next(iter(self.sites.values()))


class LooseForm(forms.Form):
    """Waste without a label: what, under which code, how much."""

    name = forms.CharField(
        label=gettext_lazy("What is it?"),
        max_length=120,
        help_text=gettext_lazy("Batteries, disks, cables…"),
    )
    code = forms.ChoiceField(label=gettext_lazy("Waste code"))
    grams = KilogramsField(label=gettext_lazy("Weight in kg"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {one.code: one for one in WasteCode.objects.all()}
        choices = [(one.code, f"{one.code} {one.words}") for one in self.codes.values()]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb takes."""
        return {**self.cleaned_data, "code": self.codes[self.cleaned_data["code"]]}


class ClosePalletForm(forms.Form):
    """The scales and the partners. `seen`: how many devices the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    weight_g = KilogramsField(
        label=gettext_lazy("Weight of the whole pallet, in kg"),
        help_text=gettext_lazy("As the scales say, less the wood."),
    )
    recycler = forms.CharField(label=gettext_lazy("Recycler"), max_length=120)
    recycler_address = forms.CharField(label=gettext_lazy("Its address"), max_length=240)
    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=120)


class ReopenPalletForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why is it opened again?"), max_length=200)


class CollectPalletForm(forms.Form):
    """When it left, and under which number the carrier follows it."""

    on = DayField(label=gettext_lazy("On which day did it leave?"))
    tracking = forms.CharField(
        label=gettext_lazy("Number of the carrier's slip"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Trackdéchets, or the slip of the take-back scheme."),
    )


class CertificateForm(forms.Form):
    """The recycler's certificate, as PDF or as a photo."""

    file = ScanField(label=gettext_lazy("Certificate (PDF or photo)"))


class BecomeWasteForm(forms.Form):
    """Why a device is waste."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Why is it waste?"),
        choices=[("", gettext_lazy("Reason…")), *WASTE_REASONS.items()],
    )


class LeaveWasteForm(forms.Form):
    """The statement by which a device stops being waste: each criterion, and a reference."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the record"),
        max_length=60,
        help_text=gettext_lazy("Your number in the national register of waste (RNDTS), or your own."),
    )
    tests = forms.CharField(label=gettext_lazy("Tests beyond the checklist"), max_length=240, required=False)

    def __init__(self, *args: Any, rule: ExitCriteria | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = rule.items if rule else []
        self.fields["criteria"] = forms.MultipleChoiceField(
            label=_("What you declare"),
            choices=[(item["code"], in_language(item["label"])) for item in items],
            widget=forms.CheckboxSelectMultiple,
            required=False,  # the verb says which are missing
        )
        self.order_fields(["criteria", "tests", "reference"])


class BatchWeightForm(forms.Form):
    """What the batch weighed as it came in."""

    grams = KilogramsField(label=gettext_lazy("Weight of the batch on the scales, in kg"))


class PalletFilterForm(FilterForm):
    """The filters of the list of pallets."""

    first_filters = ("state", "site")

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *RecyclingPallet.State.choices],
    )
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def offer(self) -> None:
        offer_sites(self)


class RegisterForm(FilterForm):
    """What of the register of outgoing waste is shown."""

    first_filters = ("since", "until", "code", "site")

    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("Until"), required=False)
    code = forms.ChoiceField(label=gettext_lazy("Waste code"), required=False)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def offer(self) -> None:
        offer_sites(self)
        codes = [(one.code, one.code) for one in WasteCode.objects.all()]
        self.fields["code"].choices = [("", _("All codes")), *codes]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> queries.RegisterFilter:
        """What is asked for; what cannot be read asks for nothing."""
        found = self.cleaned_data
        return queries.RegisterFilter(
            site=found.get("site", ""),
            code=found.get("code", ""),
            since=found.get("since"),
            until=found.get("until"),
        )

    def totals(self) -> list[queries.CodeWeight]:
        """All that left, added up by waste code."""
        return queries.departed_by_code(self.membership, self.wanted)
