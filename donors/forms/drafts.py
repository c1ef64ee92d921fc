"""A batch as its donor describes it, before it is signed. A draft takes what is there; what is missing is told."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors import queries
from donors.forms.announcing import (
    LineForm,
    PhotosField,
    WindowForm,
    accessory_fields,
    line_rows,
    window_rows,
)
from donors.forms.lists import SheetFileField
from donors.forms.points import PointChoice
from donors.models import Donation, DonationAccessory
from donors.workflow import Quantity, Window
from reuse.accounts.models import Membership, Organisation

NEAREST = 4  # sites shown unfolded


@dataclass(frozen=True, slots=True)
class Begun:
    """What a page begins with: the draft gone on with, or a batch whose answers a new one takes; so many more rows.

    `campaign`: the slug of the campaign whose page led here.
    """

    donation: Donation | None = None
    like: Donation | None = None
    more: int = 0
    campaign: str = ""


class DonationForm(forms.Form):
    """A batch in two minutes: how many of what, or a list; then how it gets to the workshop."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=gettext_lazy("Name of the batch"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For you to find it again: “Head office, spring 2026”."),
    )
    contact = forms.TypedChoiceField(
        label=gettext_lazy("Who answers for this batch?"), required=False, empty_value=None
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
        label=gettext_lazy("In what state are the devices on the list, roughly?"),
        choices=Donation.Condition.choices,
        initial=Donation.Condition.UNKNOWN,
    )
    data_held = forms.ChoiceField(
        label=gettext_lazy("What data may they still hold?"),
        choices=Donation.DataHeld.choices,
        initial=Donation.DataHeld.ORDINARY,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Everything is erased and verified in any case, or destroyed."),
    )
    site = PointChoice(label=gettext_lazy("Which workshop receives it?"))
    delivery = forms.ChoiceField(
        label=gettext_lazy("How does it get there?"),
        choices=Donation.Delivery.choices,
        initial=Donation.Delivery.COLLECTION,
        widget=forms.RadioSelect,
    )
    pickup_address = forms.CharField(
        label=gettext_lazy("Address of the collection"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("With its postal code: the workshops below are sorted by it."),
    )
    pickup_floor = forms.CharField(label=gettext_lazy("Floor"), required=False, max_length=40)
    has_lift = forms.BooleanField(label=gettext_lazy("There is a lift"), required=False)
    has_loading_bay = forms.BooleanField(label=gettext_lazy("There is a loading bay"), required=False)
    pickup_access = forms.CharField(
        label=gettext_lazy("How to get in"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("Gate, height limit, badge at the reception…"),
    )
    spot_name = forms.CharField(
        label=gettext_lazy("Whom to ask for on the spot"), required=False, max_length=120
    )
    spot_telephone = forms.CharField(
        label=gettext_lazy("Their telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("For the day of the collection only; removed once the batch is received."),
    )
    joins_others = forms.BooleanField(
        label=gettext_lazy("It may wait and be collected together with others nearby"), required=False
    )
    accessories = forms.CharField(
        label=gettext_lazy("What else comes along?"), required=False, max_length=200
    )
    campaign = forms.TypedChoiceField(
        label=gettext_lazy("This batch is given for"), required=False, empty_value=None
    )
    photos = PhotosField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, six at most. You and the workshop see them; where and when they were taken is removed."
        ),
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
    ACCESS = (
        *("pickup_floor", "has_lift", "has_loading_bay", "pickup_access"),
        *("spot_name", "spot_telephone"),
    )
    ON_THE_SPOT = ("pickup_address", *ACCESS, "joins_others")
    DESCRIPTIVE = ("title", "condition", "data_held", "delivery", *ON_THE_SPOT, "accessories", "message")
    lines_by_hand: "forms.BaseFormSet[LineForm]"
    windows: "forms.BaseFormSet[WindowForm]"

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        donor: Organisation,
        today: date,
        begun: Begun = Begun(),
    ) -> None:
        told = begun.donation or begun.like
        super().__init__(data, files, initial=_initial(told, is_new=begun.donation is None))
        self.is_public = donor.is_public_body
        for name in () if self.is_public else self.PUBLIC:
            del self.fields[name]
        self.fields.update(accessory_fields(told))
        self._offer_people(donor, today)
        self._offer_campaigns(begun, today)
        self.fields["pickup_address"].initial = donor.whole_address
        address = (data or {}).get("pickup_address") or (told.pickup_address if told else donor.whole_address)
        self.points = queries.nearest_first(donor=donor, address=address, day=today)
        self.fields["site"].offer(self.points)  # type: ignore[attr-defined]
        self.lines_by_hand = line_rows(
            data,
            lines=told.lines.select_related("type") if told else (),
            more=begun.more,
            is_counted=begun.donation is not None,
        )
        self.windows = window_rows(data, donation=begun.donation, more=begun.more)

    def _offer_people(self, donor: Organisation, today: date) -> None:
        parts = Membership.objects.current(today).filter(organisation=donor).select_related("user")
        people = {str(one.user.public_id): one.user for one in parts}
        if len(people) < 2:
            del self.fields["contact"]
            return
        field: Any = self.fields["contact"]
        field.choices = [(key, str(user)) for key, user in people.items()]
        field.coerce = people.__getitem__

    def _offer_campaigns(self, begun: Begun, today: date) -> None:
        """Those that run, and the one the draft is given for already."""
        joined = queries.campaign_of(begun.donation) if begun.donation else None
        offered = {one.slug: one for one in (*queries.open_campaigns(today), *filter(None, [joined]))}
        if not offered:
            del self.fields["campaign"]
            return
        field: Any = self.fields["campaign"]
        field.choices = [("", _("no campaign")), *((slug, str(one)) for slug, one in offered.items())]
        field.coerce = offered.__getitem__
        field.initial = joined.slug if joined else begun.campaign

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.lines_by_hand.is_valid(), self.windows.is_valid()])

    def every_form(self) -> list[forms.BaseForm]:
        """The page's forms, for the list of what must be corrected."""
        return [self, *self.lines_by_hand.forms, *self.windows.forms]

    def accessory_numbers(self) -> Iterator[BoundField]:
        """The fields of the accessories."""
        return (self[name] for name in self._counts())

    @property
    def has_colleagues(self) -> bool:
        """Whether there is anybody to choose."""
        return "contact" in self.fields

    @property
    def has_campaigns(self) -> bool:
        """Whether a batch may be given for one just now."""
        return "campaign" in self.fields

    @property
    def has_accessories(self) -> bool:
        """Whether something is said, or wrong, in the part that is folded."""
        return any(self[name].value() or name in self.errors for name in ("accessories", *self._counts()))

    @property
    def has_access(self) -> bool:
        return any(self[name].value() or name in self.errors for name in self.ACCESS)

    def _counts(self) -> list[str]:
        return [f"a_{kind.value}" for kind in DonationAccessory.Kind]

    @property
    def nearest(self) -> list[dict[str, str]]:
        """The sites shown at once: the nearest, and the one that is chosen."""
        return [one for row, one in enumerate(self._sites()) if row < NEAREST or one["checked"]]

    @property
    def further(self) -> list[dict[str, str]]:
        """The rest, folded."""
        return [one for row, one in enumerate(self._sites()) if row >= NEAREST and not one["checked"]]

    def _sites(self) -> Iterator[dict[str, str]]:
        for option in self["site"]:
            title, _newline, hint = str(option.choice_label).partition("\n")
            checked = "yes" if option.data["selected"] else ""
            yield {"input": option.tag(), "title": title, "hint": hint, "checked": checked}

    def quantities(self) -> list[Quantity]:
        """What `workflow.set_lines` takes."""
        return [one for form in self.lines_by_hand if (one := form.counted())]

    def days(self) -> list[Window]:
        """What `workflow.set_windows` takes."""
        if self.cleaned_data["delivery"] == Donation.Delivery.DROP_OFF:
            return []
        return [one for form in self.windows if (one := form.window())]

    def accessory_counts(self) -> dict[str, int]:
        """What `workflow.set_accessories` takes."""
        return {kind.value: self.cleaned_data.get(f"a_{kind.value}") or 0 for kind in DonationAccessory.Kind}

    def description(self) -> dict[str, Any]:
        """What `workflow.create` and `workflow.describe` take."""
        names = (*self.DESCRIPTIVE, *(self.PUBLIC if self.is_public else ()))
        found = {name: self.cleaned_data[name] for name in names}
        if found["delivery"] == Donation.Delivery.DROP_OFF:
            found |= {name: False if name in YES_OR_NO else "" for name in self.ON_THE_SPOT}
        if self.cleaned_data.get("contact"):
            found["contact"] = self.cleaned_data["contact"]
        return found


YES_OR_NO = ("has_lift", "has_loading_bay", "joins_others")


def _initial(told: Donation | None, *, is_new: bool) -> dict[str, Any]:
    """The answers of a batch; a new one takes them without its name and its token of its own."""
    names = (*DonationForm.DESCRIPTIVE, *DonationForm.PUBLIC)
    answers = {name: getattr(told, name) for name in names} if told else {}
    if told:
        answers |= {"site": told.site_id, "contact": str(told.contact.public_id) if told.contact else ""}
    if is_new:
        answers |= {"title": "", "message": "", "joins_others": False, "once": uuid.uuid4()}
        answers |= {"unit_value_attested": False, "deliberation_ref": ""}  # attested anew each time
    return answers
