"""The description of a device, and the filters of the list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inventory import queries
from inventory.models import Device, Identifier
from inventory.states import Stage
from inventory.workflow import Item
from reuse.accounts.models import Site
from reuse.core.models import DeviceType

GRADES = [(grade, grade) for grade in "ABCD"]


def _types() -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in DeviceType.objects.all()]


class DescriptionForm(forms.Form):
    """What a person sees on a device. What is left empty stays as it was."""

    type = forms.ChoiceField(label=pgettext_lazy("device", "Type"), choices=_types)
    manufacturer = forms.CharField(label=gettext_lazy("Maker"), required=False, max_length=80)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=120)
    serial = forms.CharField(label=gettext_lazy("Serial number"), required=False, max_length=120)
    grade = forms.ChoiceField(
        label=gettext_lazy("Cosmetic grade"), required=False, choices=[("", "—"), *GRADES]
    )
    comment = forms.CharField(label=gettext_lazy("Comment"), required=False, max_length=240)

    @classmethod
    def of(cls, device: Device) -> "DescriptionForm":
        """Filled with what is known."""
        names = ("manufacturer", "model", "grade", "comment")
        return cls(initial={"type": device.type.code, **{name: getattr(device, name) for name in names}})

    def item(self) -> Item:
        """What the workflow takes."""
        found = self.cleaned_data
        described = {
            name: found[name] for name in ("manufacturer", "model", "grade", "comment") if found.get(name)
        }
        serial = {Identifier.Kind.SERIAL.value: found["serial"]} if found["serial"] else {}
        return Item(type=found["type"], description=described, identifiers=serial)


class DeviceFilterForm(forms.Form):
    """The filters of the list, as its address keeps them."""

    q = forms.CharField(label=gettext_lazy("Code, serial no., model"), required=False, widget=forms.TextInput)
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        required=False,
        choices=[("", gettext_lazy("All stages")), *Stage.choices],
    )
    type = forms.ChoiceField(
        label=pgettext_lazy("device", "Type"),
        required=False,
        choices=lambda: [("", _("All types")), *_types()],
    )
    donation = forms.CharField(label=gettext_lazy("Batch"), required=False, max_length=16)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def __init__(self, data: Mapping[str, Any], *, sites: Iterable[Site]) -> None:
        super().__init__(data)
        choices = [(str(site.public_id), site.name) for site in sites]
        if len(choices) > 1:
            self.fields["site"].choices = [("", _("All sites")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["site"]

    def wanted(self) -> queries.DeviceFilter:
        """What is valid of the filters; a wrong one filters nothing."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        text = found.pop("q", "").strip()
        return queries.DeviceFilter(**found, text=text)
