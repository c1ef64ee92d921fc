"""Parts and accessories as people choose, name and count them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from inventory.forms.devices import offer_sites
from inventory.models import AccessoryKind, AccessoryMovement, Device, Medium, Part, PartKind, Place
from inventory.workflow import ADDING, TAKING
from reuse.accounts.models import Membership
from reuse.lists.forms import FilterForm

_SPEC = 60


class PartFilterForm(FilterForm):
    """The filters of the list of parts; it opens with those in stock."""

    first_filters = ("q", "kind", "state", "site")

    q = forms.CharField(
        label=gettext_lazy("Spec, serial no., code"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of part"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def offer(self) -> None:
        _offer_kinds(self)
        offer_sites(self)
        states = [one for one in Part.State.choices if one[0] != Part.State.CANCELLED]
        self.fields["state"].choices = [("", _("In stock")), *states[1:], ("any", _("All states"))]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> queries.PartFilter:
        """What was chosen; what cannot be read chooses nothing."""
        found = self.cleaned_data
        state = found.get("state") or Part.State.IN_STOCK.value
        return queries.PartFilter(
            kind=found.get("kind", ""),
            state="" if state == "any" else state,
            site=found.get("site", ""),
            text=found.get("q", "").strip(),
        )


class NeedFilterForm(FilterForm):
    """The filters of the list of parts awaited."""

    first_filters = ("kind", "site")

    kind = forms.ChoiceField(label=gettext_lazy("Kind of part"), required=False)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def offer(self) -> None:
        _offer_kinds(self)
        offer_sites(self)


def _offer_kinds(form: FilterForm) -> None:
    kinds = [("", _("All kinds")), *((one.code, str(one)) for one in PartKind.objects.all())]
    form.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class HarvestForm(forms.Form):
    """A part taken out of a device."""

    kind = forms.ModelChoiceField(
        label=gettext_lazy("Kind of part"), queryset=PartKind.objects.none(), to_field_name="code"
    )
    spec = forms.CharField(
        label=gettext_lazy("What exactly?"),
        required=False,
        max_length=_SPEC,
        help_text=gettext_lazy("Such as DDR4 8 GB."),
        widget=forms.TextInput(attrs={"list": "part-specs", "autocomplete": "off"}),
    )
    serial = forms.CharField(label=gettext_lazy("Serial number"), required=False, max_length=80)
    medium = forms.ModelChoiceField(
        label=gettext_lazy("If it is a disk: which one?"),
        queryset=Medium.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=gettext_lazy("no disk"),
    )
    place = forms.CharField(
        label=gettext_lazy("Put where?"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("Scan its label, or type its name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    is_labelled = forms.BooleanField(label=gettext_lazy("Give it a code of its own"), required=False)

    def __init__(
        self, *args: Any, device: Device, kinds: Sequence[PartKind], membership: Membership, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        erased = device.media.filter(state=Medium.State.ERASED, part=None)
        self.fields["kind"].queryset = _of(kinds)  # type: ignore[attr-defined]
        self.fields["medium"].queryset = erased  # type: ignore[attr-defined]
        if not any(kind.holds_data for kind in kinds):
            del self.fields["medium"]

    def clean_place(self) -> Place | None:
        return place_named(self.cleaned_data["place"], self.membership)


class NeedForm(forms.Form):
    """Which part a device in repair waits for."""

    kind = forms.ModelChoiceField(
        label=gettext_lazy("Kind of part"), queryset=PartKind.objects.none(), to_field_name="code"
    )
    spec = forms.CharField(
        label=gettext_lazy("What exactly?"),
        required=False,
        max_length=_SPEC,
        help_text=gettext_lazy("Left empty: any of this kind."),
        widget=forms.TextInput(attrs={"list": "part-specs", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kinds: Sequence[PartKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = _of(kinds)  # type: ignore[attr-defined]


class ShelfForm(forms.Form):
    """Where a part goes back to."""

    place = HarvestForm.base_fields["place"]

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_place(self) -> Place | None:
        return place_named(self.cleaned_data["place"], self.membership)


class MovementForm(forms.Form):
    """So many came in, or went, and why."""

    REASONS = [(one.value, AccessoryMovement.Reason(one).label.capitalize()) for one in (*ADDING, *TAKING)]

    count = forms.IntegerField(label=gettext_lazy("How many?"), min_value=1, max_value=10_000, initial=1)
    reason = forms.ChoiceField(label=gettext_lazy("Why?"), choices=REASONS, initial="arrived")

    def change(self) -> int:
        """With its sign."""
        count: int = self.cleaned_data["count"]
        return count if self.cleaned_data["reason"] in ADDING else -count


class CountForm(forms.Form):
    """What somebody counted."""

    counted = forms.IntegerField(label=gettext_lazy("Counted"), min_value=0, max_value=100_000)
    note = forms.CharField(label=gettext_lazy("Why does it differ?"), required=False, max_length=120)


class AttachForm(forms.Form):
    """An accessory that goes with a device."""

    accessory = forms.ModelChoiceField(
        label=gettext_lazy("Accessory"), queryset=AccessoryKind.objects.all(), to_field_name="code"
    )
    came_with_it = forms.BooleanField(
        label=gettext_lazy("It came with the device, not from stock"), required=False
    )


def place_named(text: str, membership: Membership) -> Place | None:
    """The place a text names; an empty text names none."""
    found = queries.place_named(text, membership) if text.strip() else None
    if text.strip() and not found:
        raise forms.ValidationError(_("No place of yours answers to “%(text)s”.") % {"text": text})
    return found


def _of(kinds: Iterable[PartKind]) -> Any:
    return PartKind.objects.filter(pk__in=[kind.pk for kind in kinds])
