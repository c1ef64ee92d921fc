"""What a donor types and drops about a batch, checked before a verb is called."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors import queries
from donors.models import Donation, Sheet
from donors.sheets import FIELDS, Reading
from donors.sheets.stored import meaning
from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType

MOST_OF_A_TYPE = 100_000
ACCEPT = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"


class SiteChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """A receiving site, with the workshop it belongs to."""

    def label_from_instance(self, site: Site) -> str:
        owner = "" if site.name.startswith(site.organisation.name) else site.organisation.name
        city = "" if site.city in site.name else site.city
        return ", ".join(filter(None, [owner, site.name, city]))


class SheetFileField(forms.FileField):
    """A list of devices. Its size is judged here, its content by the reader."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        super().__init__(**kwargs)
        self.error_messages["empty"] = gettext_lazy(
            "This file is empty: check that the list was saved, and drop it again."
        )

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[bytes] | None":
        dropped: UploadedFile[bytes] | None = super().clean(data, initial)
        if dropped and (dropped.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1_000_000
            raise forms.ValidationError(
                _("This file is larger than %(limit)s MB: send only the list of devices, or split it.")
                % {"limit": limit}
            )
        return dropped


class SheetForm(forms.Form):
    """A list dropped on a batch."""

    sheet = SheetFileField(
        label=gettext_lazy("Drop a list of devices"),
        help_text=gettext_lazy("Any spreadsheet, as you keep it: csv, xlsx, xls or ods, 50 MB at most."),
    )


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


FIELD_WORDS = {
    "type": gettext_lazy("Type of device"),
    "manufacturer": gettext_lazy("Maker"),
    "model": gettext_lazy("Model"),
    "serial": gettext_lazy("Serial number"),
    "imei": gettext_lazy("IMEI"),
    "asset_tag": gettext_lazy("Your inventory number"),
    "refurbisher_id": gettext_lazy("Refurbisher's number"),
    "emmaus_id": gettext_lazy("Emmaüs no."),
    "donor_code": gettext_lazy("Batch or pallet"),
    "quantity": gettext_lazy("Quantity"),
    "cpu": gettext_lazy("Processor"),
    "ram": gettext_lazy("Memory (RAM)"),
    "storage": gettext_lazy("Storage"),
    "storage_type": gettext_lazy("Kind of disk"),
    "storage_2": gettext_lazy("Second disk"),
    "storage_type_2": gettext_lazy("Kind of second disk"),
    "screen": gettext_lazy("Screen size"),
    "battery": gettext_lazy("Battery"),
    "condition": gettext_lazy("Condition"),
    "year": gettext_lazy("Year"),
    "purchase_date": gettext_lazy("Date of purchase"),
    "os": gettext_lazy("Operating system"),
    "comment": gettext_lazy("Comment"),
    "location": gettext_lazy("Place"),
    "name": gettext_lazy("Name of the machine"),
    "price": gettext_lazy("Declared value"),
}


class ColumnsForm(forms.Form):
    """What each column of a list is read as, corrected by hand; or another sheet of the workbook."""

    tab = forms.ChoiceField(label=gettext_lazy("Sheet of the workbook"), required=False)

    def __init__(self, *args: Any, reading: Reading, kept: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading, self.kept = reading, kept
        if len(reading.sheets) > 1:
            self.fields["tab"].choices = [(name, name) for name in reading.sheets]  # type: ignore[attr-defined]
            self.fields["tab"].initial = reading.sheet
        else:
            del self.fields["tab"]
        for match in reading.matches:
            if match.header:
                self.fields[f"c{match.index}"] = forms.ChoiceField(
                    label=_("Meaning of the column “%(header)s”") % {"header": match.header},
                    choices=list(_meanings()),
                    initial=meaning(match),
                )

    def other_tab(self) -> str | None:
        """The sheet asked for, where it is not the one that was read."""
        wanted: str = self.cleaned_data.get("tab") or ""
        return wanted if wanted and wanted != self.reading.sheet else None

    def mapping(self) -> dict[int, str]:
        """Column → field, for every column that has a header."""
        return {
            match.index: self.cleaned_data[f"c{match.index}"]
            for match in self.reading.matches
            if match.header
        }


def _meanings() -> Iterable[tuple[str, object]]:
    yield "extra", _("Kept beside, as it is")
    yield "person", _("Not imported (about a person)")
    yield from ((field, FIELD_WORDS[field]) for field in FIELDS)
