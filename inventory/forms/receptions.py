"""What is typed while a batch comes in: its deliveries, why the count differs, what is not kept, a gift at the counter."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from donors.workflow import Giver
from inventory import codes, queries, workflow
from inventory.forms.scanning import grams_of
from inventory.models import BlankLabel, CountDifference, Delivery, Device
from inventory.states import REFUSAL_REASONS
from inventory.workflow import MOST_WALK_IN, Comment, Pallet
from reuse.accounts.models import Membership
from reuse.core.models import DeviceType

ROWS, MOST_ROWS, MOST_REFUSED = 6, 60, 200


class DeliveryForm(forms.Form):
    """A delivery, a row for each pallet. Who notes a departure sees names and seals only."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), required=False, max_length=80)

    def __init__(self, *args: Any, delivery: Delivery | None, is_arrival: bool, **kwargs: Any) -> None:
        known = list(delivery.pallets.all()) if delivery else []
        super().__init__(*args, **kwargs)
        self.is_arrival = is_arrival
        shown = str(self.data.get("count", ""))
        asked = int(shown) if shown.isdecimal() and len(shown) < 4 else 0
        asked += ROWS if "more" in self.data else 0
        count = min(MOST_ROWS, max(ROWS, len(known) + 2, asked))
        for nth in range(count):
            pallet = known[nth] if nth < len(known) else None
            self._add(nth, "name", pallet.name if pallet else "", _("Pallet or box"))
            self._add(nth, "seal_departed", pallet.seal_departed if pallet else "", _("Seal at departure"))
            if is_arrival:
                self._add(nth, "seal_arrived", pallet.seal_arrived if pallet else "", _("Seal at arrival"))
                kilograms = f"{pallet.weight_g / 1000:g}" if pallet and pallet.weight_g else ""
                self._add(nth, "weight", kilograms, _("kg"), most=8)
                here = forms.BooleanField(label=_("Is here"), required=False)
                here.initial = pallet is None or pallet.has_arrived or delivery.arrived_at is None  # type: ignore[union-attr]
                self.fields[f"here_{nth}"] = here
        self.count = count

    def _add(self, nth: int, name: str, initial: str, label: str, *, most: int = 40) -> None:
        field = forms.CharField(label=f"{label} {nth + 1}", required=False, max_length=most, initial=initial)
        self.fields[f"{name}_{nth}"] = field

    def rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each pallet."""
        names = ("name", "seal_departed", *(("seal_arrived", "weight", "here") if self.is_arrival else ()))
        for nth in range(self.count):
            yield [self[f"{name}_{nth}"] for name in names]

    def clean(self) -> dict[str, Any]:
        names = [self._text(nth, "name") for nth in range(self.count)]
        named = [name for name in names if name]
        if len(set(named)) < len(named):
            raise forms.ValidationError(_("Each pallet has a name of its own in a delivery."))
        for nth in range(self.count):
            weight = self._text(nth, "weight")
            if weight and not grams_of(weight):
                self.add_error(f"weight_{nth}", _("Give its weight in kilograms, such as 2.4."))
            if not names[nth] and (self._text(nth, "seal_departed") or self._text(nth, "seal_arrived")):
                self.add_error(f"name_{nth}", _("A seal belongs to a pallet: name it."))
        return self.cleaned_data

    def _text(self, nth: int, name: str) -> str:
        return str(self.cleaned_data.get(f"{name}_{nth}") or "").strip()

    @property
    def pallets(self) -> list[Pallet]:
        """Call after `is_valid`."""
        return [
            Pallet(
                name=self._text(nth, "name"),
                seal_departed=self._text(nth, "seal_departed"),
                seal_arrived=self._text(nth, "seal_arrived"),
                has_arrived=bool(self.cleaned_data.get(f"here_{nth}")),
                weight_g=int(grams_of(self._text(nth, "weight")) or 0) or None,
            )
            for nth in range(self.count)
            if self._text(nth, "name")
        ]


class CloseForm(forms.Form):
    """Why the count differs, type by type, and what the slip says beside it."""

    remarks = forms.CharField(
        label=gettext_lazy("Remarks for the slip"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lines: Sequence[queries.DifferenceLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            key, said = _key(line), line.comment if line.is_settled else None
            reasons = [(one.value, one.label) for one in workflow.REASONS_OF[line.side]]
            self.fields[f"reason_{key}"] = forms.ChoiceField(
                label=_("Why"),
                required="later" not in self.data,  # unless they go on later, each is explained
                choices=[("", _("Choose…")), *reasons],
                initial=said.reason if said else "",
            )
            self.fields[f"words_{key}"] = forms.CharField(
                label=_("In words"),
                help_text=_("Needed for another reason."),
                required=False,
                max_length=200,
                initial=said.words if said else "",
            )
            self.fields[f"count_{key}"] = forms.IntegerField(required=False, min_value=0)

    def explained(self) -> Iterator[tuple[queries.DifferenceLine, list[forms.BoundField], str]]:
        """Each difference with its fields, and the name under which the count shown is sent back."""
        for line in self.lines:
            key = _key(line)
            yield line, [self[f"reason_{key}"], self[f"words_{key}"]], f"count_{key}"

    @property
    def comments(self) -> list[Comment]:
        """Those that were written, each of the count its author saw. Call after `is_valid`."""
        found = self.cleaned_data
        return [
            Comment(
                type=line.type.code,
                side=CountDifference.Side(line.side),
                count=found.get(f"count_{_key(line)}") or 0,
                reason=found[f"reason_{_key(line)}"],
                words=found.get(f"words_{_key(line)}", ""),
            )
            for line in self.lines
            if found.get(f"reason_{_key(line)}")
        ]


def _key(line: queries.DifferenceLine) -> str:
    return f"{line.type.code}_{line.side}"


class RefuseForm(forms.Form):
    """Devices that came and are not kept: by code or serial number, with the reason."""

    devices = forms.CharField(
        label=gettext_lazy("Scan each device, one a line"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "code", "spellcheck": "false", "autofocus": True}),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why are they not kept?"))
    words = forms.CharField(
        label=gettext_lazy("In words"),
        help_text=gettext_lazy("Needed for another reason."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, donation: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.donation, self.membership = donation, membership
        self.fields["reason"].choices = [("", _("Choose…")), *REFUSAL_REASONS.items()]  # type: ignore[attr-defined]

    def clean_devices(self) -> list[Device]:
        """Each text names one device of this batch."""
        texts = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["devices"].splitlines()))))
        if len(texts) > MOST_REFUSED:
            raise forms.ValidationError(_("Paste at most %(most)s lines at once.") % {"most": MOST_REFUSED})
        found: dict[int, Device] = {}
        for one in workflow.resolve_all(texts, membership=self.membership):
            own = [device for device in one.devices if device.donation_id == self.donation.pk]
            if len(own) != 1:
                raise forms.ValidationError(
                    _("“%(text)s” is no device of this batch.") % {"text": one.text[:60]}
                )
            found[own[0].pk] = own[0]
        return list(found.values())


class WalkInForm(forms.Form):
    """What somebody brings: kinds and numbers. The first name is printed on the slip and kept nowhere."""

    MORE = 2

    type = forms.ChoiceField(label=pgettext_lazy("gift", "What?"))
    quantity = forms.IntegerField(
        label=pgettext_lazy("gift", "How many?"),
        min_value=1,
        max_value=MOST_WALK_IN,
        required=False,  # one, unless told otherwise
        widget=forms.NumberInput(attrs={"autofocus": True, "placeholder": "1"}),
    )
    giver = forms.ChoiceField(
        label=gettext_lazy("Who brings it?"),
        initial=Giver.PERSON.value,
        choices=[
            (Giver.PERSON.value, gettext_lazy("Somebody at the counter")),
            (Giver.UNKNOWN.value, gettext_lazy("Nobody knows: found at the door")),
        ],
        widget=forms.RadioSelect,
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name, if they wish"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Printed on the thank-you slip, kept nowhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    labels = forms.CharField(
        label=gettext_lazy("Blank labels, if you stick some: scan one for each device"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "code", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        types = [(one.code, str(one)) for one in DeviceType.objects.all()]
        self.fields["type"].choices = types  # type: ignore[attr-defined]
        self.initial.setdefault("type", "laptop")
        for nth in range(1, self.MORE + 1):
            self.fields[f"type_{nth}"] = forms.ChoiceField(
                label=_("And what else?"), required=False, choices=[("", "—"), *types]
            )
            self.fields[f"quantity_{nth}"] = forms.IntegerField(
                label=pgettext_lazy("gift", "How many?"), required=False, min_value=1, max_value=MOST_WALK_IN
            )

    def more(self) -> list[forms.BoundField]:
        """The fields of further kinds, seldom needed."""
        return [self[f"{name}_{nth}"] for nth in range(1, self.MORE + 1) for name in ("type", "quantity")]

    def clean_labels(self) -> list[BlankLabel]:
        """Those of our rolls that wait for a device."""
        found = []
        for text in dict.fromkeys(self.cleaned_data["labels"].split()):
            code = codes.in_address(text) or codes.parse(text) or ""
            own = BlankLabel.objects.usable_by(self.membership.organisation_id)
            label = own.filter(code=code, device=None, void="").select_related("roll").first()
            if label is None:
                raise forms.ValidationError(_("“%(text)s” is no blank label.") % {"text": text[:60]})
            found.append(label)
        return found

    @property
    def quantities(self) -> dict[str, int]:
        """How many of each type; scanning labels alone counts the devices. Call after `is_valid`."""
        found = self.cleaned_data
        counted: dict[str, int] = {found["type"]: found["quantity"] or 1}
        for nth in range(1, self.MORE + 1):
            if kind := found.get(f"type_{nth}"):
                counted[kind] = counted.get(kind, 0) + (found.get(f"quantity_{nth}") or 1)
        if found.get("labels") and counted == {found["type"]: 1}:
            return {found["type"]: len(found["labels"])}
        return counted
