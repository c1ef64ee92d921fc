"""The best fit: the most modest ready device that meets the need, at the nearest site; and what was passed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beneficiaries.models import LIVE, Allocation, AllocationItem, Request
from beneficiaries.states import AllocationStage, Feature
from inventory import queries as inventory
from inventory.models import Device
from reuse.accounts.models import Site

SHOWN = 10  # candidates compared on a page and kept with the proposal
LARGE_SCREEN = r"^(1[5-9]|2\d|3\d)"  # inches, as the inventory writes them: 15.6, 24"
TOLERANCE = (9, 10)  # a machine sold with 8 GB reports a little less
LIGHT_G = 1600
# Features that a device is chosen by, and the types that are: others have no such screen, or are not carried.
CHOSEN_BY: Mapping[str, frozenset[str]] = {
    Feature.LARGE_SCREEN: frozenset({"laptop", "all_in_one"}),
    Feature.LIGHT: frozenset({"laptop"}),
}


class Distance(TextChoices):
    SAME_SITE = "0", gettext_lazy("at the site of the request")
    SAME_DEPARTMENT = "1", gettext_lazy("in the same department")
    OTHER = "2", gettext_lazy("in another department")


@dataclass(frozen=True, slots=True)
class Need:
    """What the device must have at least."""

    ram_mb: int
    storage_gb: int
    large_screen: bool
    light: bool = False

    @property
    def words(self) -> str:
        """The minimum in words: 8 GB of memory, 120 GB of storage."""
        parts = []
        if self.ram_mb:
            parts.append(_("%(n)s GB of memory") % {"n": self.ram_mb // 1024})
        if self.storage_gb:
            parts.append(_("%(n)s GB of storage") % {"n": self.storage_gb})
        if self.large_screen:
            parts.append(_("a screen of 15 inches or more"))
        if self.light:
            parts.append(_("at most 1.6 kg"))
        return ", ".join(parts) or _("no minimum")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ready device as seen from a request; `shortfalls` says what it lacks, in words."""

    device: Device
    distance: Distance
    shortfalls: tuple[str, ...] = ()

    @property
    def specification(self) -> str:
        """Memory, storage, screen, grade: what is known of them."""
        device = self.device
        parts = [
            _("%(n)s GB of memory") % {"n": round(device.ram_mb / 1024)} if device.ram_mb else "",
            _("%(n)s GB of storage") % {"n": device.storage_gb} if device.storage_gb else "",
            _("screen %(size)s") % {"size": device.screen} if device.screen else "",
            _("%(kg)s kg") % {"kg": number_format(device.weight_g / 1000, 1)} if device.weight_g else "",
            _("grade %(grade)s") % {"grade": device.grade} if device.grade else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Fit:
    """The devices that would do, best first, those nearer or more modest that would not, and how many are ready."""

    need: Need
    candidates: tuple[Candidate, ...]
    too_weak: tuple[Candidate, ...]
    ready: int
    fitting: int
    beside: tuple[str, ...] = ()  # what was asked for and does not choose the device, in sentences

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None

    @property
    def reasons(self) -> list[str]:
        """Why this one, as sentences a person may check one by one."""
        if self.best is None:
            return [_("No ready device has %(need)s.") % {"need": self.need.words}, *self.beside]
        return [
            _("%(ready)s devices of this type are ready, %(fitting)s have at least %(need)s.")
            % {"ready": self.ready, "fitting": self.fitting, "need": self.need.words},
            _("The nearest of them is %(distance)s (%(site)s).")
            % {"distance": self.best.distance.label, "site": self.best.device.site},
            _("Among those there it is the most modest: %(specification)s.")
            % {"specification": self.best.specification or _("nothing more is known of it")},
            *self.beside,
        ]


def need_of(request: Request) -> Need:
    """What the purpose asks of this type of device, and the features asked for."""
    least = request.purpose.minimum.get(request.type.code, {})
    return Need(
        ram_mb=least.get("ram_mb", 0),
        storage_gb=least.get("storage_gb", 0),
        large_screen=_chooses(request, Feature.LARGE_SCREEN),
        light=_chooses(request, Feature.LIGHT),
    )


def _chooses(request: Request, feature: Feature) -> bool:
    """Whether a feature is asked for and this type of device is chosen by it."""
    return feature in request.features and request.type.code in CHOSEN_BY.get(feature, ())


def beside_the_choice(request: Request) -> tuple[str, ...]:
    """For each feature that does not choose the device, what becomes of it."""
    asked = [Feature(code) for code in request.features if code in Feature.values]
    return tuple(
        str(_BESIDE.get(one, _NOT_FOR_TYPE)) % {"what": one.label, "type": request.type}
        for one in asked
        if not _chooses(request, one)
    )


_SET_BEFORE = gettext_lazy("%(what)s: set on whichever device is chosen.")
_BESIDE = {
    Feature.LARGE_TEXT: _SET_BEFORE,
    Feature.READ_ALOUD: _SET_BEFORE,
    Feature.SIMPLE_KEYBOARD: gettext_lazy("%(what)s: put aside from the stock, whichever device is chosen."),
}
_NOT_FOR_TYPE = gettext_lazy("%(what)s: a device of type “%(type)s” is not chosen by it.")


def best_fit(request: Request, *, site: Site | None = None) -> Fit:
    """Walk the ready devices of the type that no proposal holds: nearest first, then the most modest, then the oldest.

    `site`: only those that lie there, for somebody who stands at its counter.
    """
    need, seen_at = need_of(request), request.site
    ready = free_devices().filter(type=request.type).exclude(pk__in=said_no_to(request).values("device"))
    if site is not None:
        ready = ready.filter(site=site)
    fitting = _meeting(ready, need)
    weak = ready.exclude(pk__in=fitting.values("pk"))
    return Fit(
        need=need,
        candidates=tuple(seen_from(seen_at, device) for device in nearest_first(fitting, seen_at)[:SHOWN]),
        too_weak=tuple(
            seen_from(seen_at, device, _shortfalls(device, need))
            for device in nearest_first(weak, seen_at)[:SHOWN]
        ),
        ready=ready.count(),
        fitting=fitting.count(),
        beside=beside_the_choice(request),
    )


def said_no_to(*requests: Request) -> QuerySet[Allocation]:
    """Proposals that were refused, or whose device does not suit: it is not offered to the same person again."""
    no = Q(stage=AllocationStage.REFUSED) | Q(answer=False)
    return Allocation.objects.filter(no, request__in=[one.pk for one in requests])


def free_devices() -> QuerySet[Device]:
    """Ready devices that no live proposal holds, neither as its own nor as a part of its set."""
    return unheld(inventory.ready_devices())


def unheld(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Those of them that no proposal or set holds."""
    in_sets = AllocationItem.objects.filter(device=OuterRef("pk"), released_at=None)
    return devices.exclude(allocations__stage__in=LIVE).exclude(Exists(in_sets))


def candidate_for(request: Request, device: Device) -> Candidate:
    """One device as seen from a request, with what it lacks."""
    return seen_from(request.site, device, _shortfalls(device, need_of(request)))


def meets(device: Device, need: Need) -> bool:
    """Whether a device has all the need asks for: what `_meeting` asks of the database, of one already read."""
    share, whole = TOLERANCE
    return (
        (not need.ram_mb or (device.ram_mb or 0) >= need.ram_mb * share // whole)
        and (not need.storage_gb or (device.storage_gb or 0) >= need.storage_gb * share // whole)
        and (not need.large_screen or _is_large(device.screen))
        and (not need.light or (device.weight_g or LIGHT_G + 1) <= LIGHT_G)
    )


def _meeting(devices: QuerySet[Device], need: Need) -> QuerySet[Device]:
    share, whole = TOLERANCE
    if need.ram_mb:
        devices = devices.filter(ram_mb__gte=need.ram_mb * share // whole)
    if need.storage_gb:
        devices = devices.filter(storage_gb__gte=need.storage_gb * share // whole)
    if need.large_screen:
        devices = devices.filter(screen__regex=LARGE_SCREEN)
    if need.light:
        devices = devices.filter(weight_g__lte=LIGHT_G)
    return devices


def nearest_first(devices: QuerySet[Device], site: Site) -> QuerySet[Device]:
    """The order of the best fit: nearest to the site, then the most modest, then the longest in stock."""
    nearness = Case(
        When(site=site.pk, then=Value(0)),
        When(site__department=site.department, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return devices.order_by(
        nearness,
        F("ram_mb").asc(nulls_last=True),
        F("storage_gb").asc(nulls_last=True),
        "-grade",
        "stage_since",
        "pk",
    )


def seen_from(site: Site, device: Device, shortfalls: tuple[str, ...] = ()) -> Candidate:
    """A device as seen from where it would be handed over."""
    if device.site_id == site.pk:
        distance = Distance.SAME_SITE
    elif device.site.department == site.department:
        distance = Distance.SAME_DEPARTMENT
    else:
        distance = Distance.OTHER
    return Candidate(device, distance, shortfalls)


def _shortfalls(device: Device, need: Need) -> tuple[str, ...]:
    share, whole = TOLERANCE
    found = []
    if need.ram_mb and (device.ram_mb or 0) < need.ram_mb * share // whole:
        found.append(_("memory too small") if device.ram_mb else _("memory not known"))
    if need.storage_gb and (device.storage_gb or 0) < need.storage_gb * share // whole:
        found.append(_("storage too small") if device.storage_gb else _("storage not known"))
    if need.large_screen and not _is_large(device.screen):
        found.append(_("screen too small or not known"))
    if need.light and (device.weight_g or LIGHT_G + 1) > LIGHT_G:
        found.append(_("too heavy") if device.weight_g else _("weight not known"))
    return tuple(found)


def _is_large(screen: str) -> bool:
    return bool(re.match(LARGE_SCREEN, screen))
