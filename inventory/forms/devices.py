"""The description of a device, and the filters of the list."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inventory import queries
from inventory.models import Device, Identifier
from inventory.queries import grading
from inventory.states import FUNCTIONAL_GRADES, Stage
from inventory.workflow import Item
from reuse.accounts.models import Site
from reuse.accounts.roles import Reach
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.lists.forms import LOOK, FilterForm

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
    functional_grade = forms.ChoiceField(
        label=gettext_lazy("Functional grade"),
        required=False,
        choices=[("", "—"), *((code, f"{code} – {label}") for code, label in FUNCTIONAL_GRADES.items())],
    )
    battery_percent = forms.IntegerField(
        label=gettext_lazy("Battery health (%)"), required=False, min_value=1, max_value=100
    )
    cpu = forms.CharField(label=gettext_lazy("Processor"), required=False, max_length=120)
    ram_gb = forms.IntegerField(
        label=gettext_lazy("Memory (GB)"), required=False, min_value=1, max_value=4096
    )
    comment = forms.CharField(label=gettext_lazy("Comment"), required=False, max_length=240)

    SIMPLE = (
        "manufacturer",
        "model",
        "grade",
        "functional_grade",
        "battery_percent",
        "cpu",
        "comment",
    )  # named as the device's own columns

    @classmethod
    def of(cls, device: Device) -> "DescriptionForm":
        """Filled with what is known."""
        known = {name: getattr(device, name) for name in cls.SIMPLE}
        ram_gb = device.ram_mb // 1024 if device.ram_mb and not device.ram_mb % 1024 else None
        return cls(initial={"type": device.type.code, "ram_gb": ram_gb, **known})

    def item(self) -> Item:
        """What the workflow takes."""
        found = self.cleaned_data
        described = {name: found[name] for name in self.SIMPLE if found.get(name)}
        if found.get("ram_gb"):
            described["ram_mb"] = found["ram_gb"] * 1024
        serial = {Identifier.Kind.SERIAL.value: found["serial"]} if found["serial"] else {}
        return Item(type=found["type"], description=described, identifiers=serial)


WAITING = (7, 14, 30, 60, 90)


def _waiting() -> list[tuple[str, str]]:
    words = [
        (str(days), _("%(days)d days and more") % {"days": days}) for days in WAITING
    ]  # each in the reader's language
    return [("", _("However long")), *words]


def _categories() -> list[tuple[str, str]]:
    """Those of the rules in force, the best first."""
    rules = grading.rules_in_force(clock.now().date())
    codes = reversed(grading.parsed(rules).categories) if rules else ()
    return [("", _("All categories")), *((code, code) for code in codes)]


class DeviceFilterForm(FilterForm):
    """The filters of the list of devices."""

    first_filters = ("q", "stage", "type", "site")

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
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    waiting = forms.ChoiceField(label=gettext_lazy("At this stage for"), required=False, choices=_waiting)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False, choices=_categories)
    grade = forms.ChoiceField(
        label=gettext_lazy("Cosmetic grade"),
        required=False,
        choices=[("", gettext_lazy("All grades")), *GRADES],
    )
    donation = forms.CharField(label=gettext_lazy("Batch"), required=False, max_length=16)
    place = forms.CharField(label=gettext_lazy("Place (code or name)"), required=False, max_length=80)

    def offer(self) -> None:
        offer_sites(self)

    @property
    def wanted(self) -> queries.DeviceFilter:
        """What is valid of the filters; a wrong one filters nothing."""
        found = {name: value for name, value in self.cleaned_data.items() if value and name not in LOOK}
        text, days, place = (found.pop(name, "").strip() for name in ("q", "waiting", "place"))
        lies_in = queries.place_named(place, self.membership) if place else None
        return queries.DeviceFilter(
            **found,
            text=text,
            moved_before=self.now - timedelta(days=int(days)) if days else None,
            place=(lies_in.code if lies_in else place[:9]),
        )


def offer_sites(form: FilterForm) -> None:
    """The workshops' sites a person sees; where there is only one, nothing is to be chosen."""
    sites = Site.objects.open().filter(organisation__is_workshop=True)
    if form.membership.description.reach == Reach.SITES:
        sites = sites.filter(organisation=form.membership.organisation)
    choices = [(str(site.public_id), site.name) for site in sites.order_by("name")]
    if len(choices) > 1:
        form.fields["site"].choices = [("", _("All sites")), *choices]  # type: ignore[attr-defined]
    else:
        del form.fields["site"]
