"""Where things lie: the tree of a site, the way to a place, what is in it, and what went in and out."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import ngettext

from inventory import codes
from inventory.models import Device, DeviceEvent, DeviceQuerySet, Place, PlaceQuerySet
from inventory.models.places import DEEPEST, PlacedIn, TakenOutOf
from inventory.states import EXITS, Stage
from reuse.accounts.models import Membership, Site

# A device at one of these stages lies nowhere of ours, whatever place it was last put in.
ELSEWHERE = (Stage.ANNOUNCED, Stage.NOT_DELIVERED, Stage.HANDED_OVER, Stage.LOST, Stage.RETURNED_TO_DONOR)
BETWEEN = " › "

# The place itself and all within, however deep: one recursion that both databases know.
_WITHIN = """
WITH RECURSIVE within(id, depth) AS (
    SELECT id, 1 FROM inventory_place WHERE id = %s
    UNION ALL
    SELECT place.id, within.depth + 1 FROM inventory_place AS place JOIN within ON place.parent_id = within.id
    WHERE within.depth < %s
) SELECT id FROM within
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in a tree: what it lies in there, and how many places and devices are in it, nested ones included."""

    place: Place
    above: tuple[Place, ...]
    places: int
    devices: int

    @property
    def depth(self) -> int:
        return len(self.above)


def path_of(place: Place) -> list[Place]:
    """The places it lies in, outermost first, itself last. Read `with_path`, it asks nothing more."""
    path = [place]
    while path[0].parent and len(path) < DEEPEST:
        path.insert(0, path[0].parent)
    return path


def path_to(device: Device) -> list[Place]:
    """The places a device lies in, outermost first; none where nobody put it anywhere."""
    place = Place.objects.with_path().filter(pk=device.place_id).first() if device.place_id else None
    return path_of(place) if place else []


def path_words(place: Place) -> str:
    """Bordeaux › Réserve › Étagère A › Carton 12"""
    return BETWEEN.join([place.site.name, *(one.name for one in path_of(place))])


def within(place: Place) -> PlaceQuerySet:
    """The place and everything in it, closed ones too, however deep."""
    keys = RawSQL(_WITHIN, (place.pk, DEEPEST))  # noqa: S611 - the text is fixed, the values are bound
    return Place.objects.filter(pk__in=keys)


def devices_in(place: Place) -> DeviceQuerySet:
    """The devices that lie in a place, or in anything within it."""
    keys = RawSQL(_WITHIN, (place.pk, DEEPEST))  # noqa: S611 - as above
    return _lying().filter(place__in=keys)


def _lying() -> DeviceQuerySet:
    return Device.objects.filter(merged_into=None).exclude(stage__in=ELSEWHERE)


def tree_of(site: Site) -> list[Branch]:
    """Every open place of a site, each before what is in it, by name as people count; in two statements."""
    return _tree(Place.objects.open().filter(site=site), _lying().filter(place__site=site))


def tree_in(place: Place) -> list[Branch]:
    """The open places within a place, in the same way."""
    return _tree(within(place).open().exclude(pk=place.pk), devices_in(place))


def _tree(places: QuerySet[Place], devices: DeviceQuerySet) -> list[Branch]:
    counts = devices.order_by().values("place").annotate(count=Count("pk")).values_list("place", "count")
    known = {place.pk: place for place in places}
    inside: dict[int | None, list[Place]] = defaultdict(list)
    for place in sorted(known.values(), key=lambda one: as_counted(one.name)):
        inside[place.parent_id if place.parent_id in known else None].append(place)
    return list(chain.from_iterable(_branches(place, (), inside, dict(counts)) for place in inside[None]))


def _branches(
    place: Place,
    above: tuple[Place, ...],
    inside: Mapping[int | None, Sequence[Place]],
    counts: Mapping[int | None, int],
) -> list[Branch]:
    """The place, then all within it."""
    parts = [_branches(one, (*above, place), inside, counts) for one in inside.get(place.pk, ())]
    devices = counts.get(place.pk, 0) + sum(part[0].devices for part in parts)
    itself = Branch(place, above, places=sum(map(len, parts)), devices=devices)
    return [itself, *chain.from_iterable(parts)]


def as_counted(name: str) -> list[tuple[str, int]]:
    """A sorting key: “Étagère A2” before “Étagère A10”."""
    return [(text.casefold(), int(digits or -1)) for text, digits in re.findall(r"(\D*)(\d*)", name[:80])]


def place_named(text: str, membership: Membership) -> Place | None:
    """The place whose code or address this is; else the only open one of this name, at one's own site first."""
    seen = Place.objects.visible_to(membership).with_path()
    if code := codes.in_address(text) or codes.parse(text):
        return seen.filter(code=code).first()
    name = " ".join(text.split())
    found = list(seen.open().filter(name__iexact=name)[:50]) if name else []
    own = [place for place in found if place.site_id == membership.site_id]
    one_only = own or found
    return one_only[0] if len(one_only) == 1 else None


def comings_and_goings(place: Place) -> QuerySet[DeviceEvent]:
    """What was put in the place itself and taken out of it, latest first. Two indexes of the ledger answer."""
    return (
        DeviceEvent.objects.alias(into=PlacedIn("details"), out_of=TakenOutOf("details"))
        .filter(Q(into=place.code) | Q(out_of=place.code))
        .select_related("by", "for_organisation", "device__type")
        .order_by("-pk")
    )


def why_open(site: Site) -> str:
    """Why a site cannot be closed: devices lie there, or are on their way to it."""
    gone = (*EXITS, Stage.HANDED_OVER)
    count = Device.objects.filter(site=site).exclude(stage__in=gone).count()
    if not count:
        return ""
    return ngettext(
        "%(count)s device is still there, or announced: transfer it first.",
        "%(count)s devices are still there, or announced: transfer them first.",
        count,
    ) % {"count": count}
