"""Lists of devices, and the search in them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from inventory import codes
from inventory.models import (
    Device,
    DeviceEvent,
    DeviceQuerySet,
    Identifier,
    Place,
)
from inventory.queries.places import ELSEWHERE, within
from inventory.states import EventKind, Stage
from reuse.accounts.models import Membership, Organisation
from reuse.core.prefixes import Folded, begins


def ready_devices() -> QuerySet[Device]:
    """What is in stock, ready to distribute."""
    return (
        Device.objects.at_stage(Stage.READY)
        .filter(transit=None)
        .select_related("type", "site__organisation", "owner")
    )


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What a list of devices may be narrowed by; each has an index."""

    stage: str = ""
    type: str = ""
    donation: str = ""
    site: str = ""
    text: str = ""
    grade: str = ""
    category: str = ""
    place: str = ""  # the code of a place: what lies in it, however deep
    moved_before: datetime | None = None


def devices(membership: Membership, wanted: DeviceFilter) -> DeviceQuerySet:
    """The devices this membership may see, narrowed; the latest moved first."""
    found = Device.objects.visible_to(membership).select_related("type", "site", "donation")
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.type:
        found = found.filter(type__code=wanted.type)
    if wanted.donation:
        found = found.filter(donation__ref=wanted.donation)
    if wanted.site:
        found = found.filter(site__public_id=wanted.site)
    if wanted.text:
        found = found.filter(_named(wanted.text))
    return _narrowed_further(found, wanted).filter(merged_into=None).order_by("-stage_since", "-id")


def _narrowed_further(found: DeviceQuerySet, wanted: DeviceFilter) -> DeviceQuerySet:
    if wanted.category:
        found = found.filter(category=wanted.category)
    if wanted.grade:
        found = found.filter(grade=wanted.grade)
    if wanted.moved_before:
        found = found.filter(stage_since__lte=wanted.moved_before)
    if wanted.place:
        place = Place.objects.filter(code=wanted.place).first()
        found = found.filter(place__in=within(place)).exclude(stage__in=ELSEWHERE) if place else found.none()
    return found


FEW = 2000  # named devices are looked up up to here; beyond, a walk down the list finds a page sooner


def _named(text: str) -> Q:
    """An identifier that begins so, or a maker or model that begins so.

    A page costs the same in a network of any size: few devices are found by the indexes of their names, the first of
    many by looking at one after the other in the order of the list.
    """
    maker, model = begins("manufacturer", text), begins("model", text)
    bare = codes.normalised(text)
    identified = Identifier.objects.filter(begins("normalised", bare)) if bare else Identifier.objects.none()
    found = [
        _first(Device.objects.filter(maker), "manufacturer", "pk"),
        _first(Device.objects.filter(model), "model", "pk"),
        _first(identified, "normalised", "device"),
    ]
    if all(len(keys) <= FEW for keys in found):
        return Q(pk__in=set(chain.from_iterable(found)))
    # A value, not Exists: for that, PostgreSQL may gather the devices of all these names before it looks at the first.
    own = Subquery(identified.filter(device=OuterRef("pk")).values("pk")[:1])
    return maker | model | Q(IsNull(own, False))  # noqa: FBT003 - as Django has it


def _first(named: QuerySet[Any], column: str, key: str) -> list[int]:
    """The first devices of these names, in the order of their index: else PostgreSQL may prefer to read the table."""
    return list(named.order_by(Folded(column)).values_list(key, flat=True)[: FEW + 1])


def timeline(device: Device) -> QuerySet[DeviceEvent]:
    """A device's events, latest first."""
    return device.events.select_related("by", "for_organisation", "site", "note", "corrects").order_by("-seq")


def donors_devices(donor: Organisation) -> QuerySet[Device]:
    """Every device a donor has given."""
    return Device.objects.given_by(donor)


def without_label(membership: Membership) -> QuerySet[Device]:
    """Devices that were received and whose label nobody has printed yet."""
    labelled = DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.LABELLED)
    return Device.objects.visible_to(membership).at_stage(Stage.RECEIVED).filter(~Exists(labelled))
