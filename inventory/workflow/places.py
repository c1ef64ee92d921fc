"""The only module that makes, names, moves and closes places. A box moves with all that is in it.

Boxes and pallets come and go with the day's work: whoever works on devices keeps them. Locations are the map of the
workshop, on which everyone's labels rely: its managers keep them.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Place, RecyclingPallet, TransferLine
from inventory.models.places import DEEPEST
from inventory.workflow import departures, moves
from inventory.workflow.numbering import issue_codes
from inventory.workflow.refusals import (
    JustChanged,
    OnAnotherTransfer,
    PalletFrozen,
    PlaceClosed,
    PlaceDoesNotFit,
    PlaceInsideItself,
    PlaceNameTaken,
    PlaceNotEmpty,
    PlaceTooDeep,
)
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import record_all
from reuse.core.refusals import NotPermitted, Refusal

_KEEPERS: Mapping[str, Permission] = {
    Place.Kind.LOCATION: Permission.DEVICE_EXIT,
    Place.Kind.BOX: Permission.DEVICE_WORK,
    Place.Kind.PALLET: Permission.DEVICE_WORK,
}
_LIES_IN: Mapping[str, frozenset[str]] = {
    Place.Kind.LOCATION: frozenset({Place.Kind.LOCATION}),
    Place.Kind.PALLET: frozenset({Place.Kind.LOCATION}),
    Place.Kind.BOX: frozenset(Place.Kind),
}
_NAMED = 3  # devices a refusal names; beyond, their number says enough


def may_keep(kind: str, membership: Membership) -> bool:
    """Whether the role may make, rename, move and close places of this kind."""
    return membership.may(_KEEPERS[kind])


def create_place(*, site: Site, kind: str, name: str, parent: Place | None, act: Act) -> Place:
    """Make one place, with its code, at the top of a site or inside another place."""
    return create_places(site=site, kind=kind, names=[name], parent=parent, act=act)[0]


@transaction.atomic
def create_places(
    *, site: Site, kind: str, names: Sequence[str], parent: Place | None, act: Act
) -> list[Place]:
    """Make places of these names side by side, all or none."""
    _hold([site])
    _check_right(kind, site, act)
    parent = _read(parent) if parent else None
    if parent and parent.site_id != site.pk:
        raise NotPermitted(_("“%(place)s” is at another site.") % {"place": parent})
    _check_fits(kind, parent, height=1)
    _check_names(names, site)
    issued = issue_codes(len(names))
    made = [
        Place(code=code, kind=kind, name=name, site=site, parent=parent, created_at=act.at)
        for code, name in zip(issued, names, strict=True)
    ]
    return Place.objects.bulk_create(made)


@transaction.atomic
def rename_place(*, place: Place, name: str, act: Act) -> Place:
    """Give a place another name; its code, and so its label's barcode, stays."""
    place = _held(place, act)
    if name != place.name:
        _check_names([name], place.site)
        place.name = name
        place.save(update_fields=["name"])
    return place


@transaction.atomic
def move_place(*, place: Place, to: Place | Site, act: Act) -> Place:
    """Put a place inside another, or at the top of a site: what is in it comes along, since it still lies in it.

    To another site of the same organisation every device in it changes site, each with its event, all or none.
    """
    parent = to if isinstance(to, Place) else None
    target = to if isinstance(to, Site) else to.site
    devices = _held_devices(place) if target.pk != place.site_id else []
    place = _held(place, act, target)
    _check_open(place)
    parent = _read(parent) if parent else None
    if parent and parent.site_id != target.pk:  # moved meanwhile, to a site that is not held
        raise NotPermitted(_("“%(place)s” is at another site.") % {"place": parent})
    inside = {branch.place.pk: branch.depth for branch in queries.tree_in(place)}
    if parent and (parent.pk == place.pk or parent.pk in inside):
        raise PlaceInsideItself(
            _("“%(parent)s” lies in “%(place)s”: a place cannot lie in itself.")
            % {"parent": parent, "place": place}
        )
    _check_fits(place.kind, parent, height=2 + max(inside.values(), default=-1))
    if target.pk != place.site_id:
        _to_site(place, target, devices, act)
    place.parent, place.site = parent, target
    place.save(update_fields=["parent", "site"])
    return place


@transaction.atomic
def close_place(*, place: Place, act: Act) -> Place:
    """A place that is no longer used. Its code still leads to it, and its history stays."""
    place = _held(place, act)
    if place.closed_at is None:
        _check_empty(place)
        place.closed_at = act.at
        place.save(update_fields=["closed_at"])
    return place


@transaction.atomic
def reopen_place(*, place: Place, act: Act) -> Place:
    """A closed place is used again."""
    place = _held(place, act)
    if RecyclingPallet.objects.filter(place=place).exclude(stage=RecyclingPallet.State.OPEN).exists():
        raise PalletFrozen(_("This pallet is closed for recycling: it is reopened on its own page."))
    _check_fits(place.kind, place.parent, height=1)
    place.closed_at = None
    place.save(update_fields=["closed_at"])
    return place


def _hold(sites: Sequence[Site]) -> None:
    """One change at a time to the tree of a site: what is checked then holds until the transaction ends.

    No key is held, so that devices and events which point at the site go on meanwhile.
    """
    keys = {site.pk for site in sites}
    list(Site.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def _held(place: Place, act: Act, *others: Site) -> Place:
    """The place as it is now, its site's tree held, its keeper asked for."""
    _hold([place.site, *others])
    now = _read(place)
    if now.site_id != place.site_id:
        raise NotPermitted(_("“%(place)s” has just been moved to another site.") % {"place": now})
    _check_right(now.kind, now.site, act)
    for site in others:
        _check_right(now.kind, site, act)
    return now


def _read(place: Place) -> Place:
    """As it is now, held: whoever puts a device in holds it too, so a place never closes over what just came in."""
    return Place.objects.select_for_update(of=("self",), no_key=True).with_path().get(pk=place.pk)


def _check_right(kind: str, site: Site, act: Act) -> None:
    if not may_keep(kind, act.membership):
        raise NotPermitted(
            _("Only a manager changes locations.")
            if kind == Place.Kind.LOCATION
            else _("Your role does not allow this.")
        )
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))


def _check_open(place: Place) -> None:
    if place.transit_id:
        raise PlaceClosed(_("“%(place)s” is on its way to another site.") % {"place": place})
    if place.closed_at:
        raise PlaceClosed(_("“%(place)s” is closed: reopen it first.") % {"place": place})


def _check_fits(kind: str, parent: Place | None, *, height: int) -> None:
    """`height`: how many places stand one in another, from this one down."""
    if parent is None:
        return
    _check_open(parent)
    if parent.kind not in _LIES_IN[kind]:
        raise PlaceDoesNotFit(
            _("A %(kind)s does not go into a %(other)s.")
            % {"kind": Place.Kind(kind).label, "other": parent.get_kind_display()}
        )
    if len(queries.path_of(parent)) + height > DEEPEST:
        raise PlaceTooDeep(_("That would be more than %(count)d places one in another.") % {"count": DEEPEST})


def _check_names(names: Sequence[str], site: Site) -> None:
    known = Place.objects.filter(site=site, name__in=names).order_by("pk")
    taken = known.first()
    if taken is None and len(set(names)) == len(names):
        return
    name = taken.name if taken else next(name for name in names if names.count(name) > 1)
    if taken and taken.closed_at:
        message = _("“%(name)s” existed at %(site)s and is closed: reopen it, or choose another name.")
    else:
        message = _("There is already a “%(name)s” at %(site)s: choose another name.")
    raise PlaceNameTaken(message % {"name": name, "site": site})


def _check_empty(place: Place) -> None:
    inside = queries.tree_in(place)
    if inside:
        raise PlaceNotEmpty(
            ngettext(
                "“%(place)s” is not empty: %(count)d place is in it (%(names)s).",
                "“%(place)s” is not empty: %(count)d places are in it (%(names)s).",
                len(inside),
            )
            % {"place": place, "count": len(inside), "names": _few([one.place.name for one in inside])}
        )
    _check_no_device(place)


def _check_no_device(place: Place) -> None:
    devices = queries.devices_in(place).order_by("pk")
    few = [str(device) for device in devices[: _NAMED + 1]]
    if few:
        count = devices.count()
        raise PlaceNotEmpty(
            ngettext(
                "“%(place)s” is not empty: %(count)d device is in it (%(names)s).",
                "“%(place)s” is not empty: %(count)d devices are in it (%(names)s).",
                count,
            )
            % {"place": place, "count": count, "names": _few(few)}
        )


def _few(names: Sequence[str]) -> str:
    return ", ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])


def _held_devices(place: Place) -> list[Device]:
    """What is in the place, held before it: whoever puts a device in holds the device first."""
    keys = list(queries.devices_in(place).values_list("pk", flat=True))
    held = list(moves.locking().filter(pk__in=keys).select_related("site", "type", "holder", "place"))
    prefetch_related_objects(held, "media")
    return held


def _to_site(place: Place, site: Site, devices: Sequence[Device], act: Act) -> None:
    """The place and all within it, devices too, are of the other site from now on."""
    if site.organisation_id != place.site.organisation_id:
        raise NotPermitted(_("A place does not leave its organisation: send it by a transfer."))
    inside = queries.devices_in(place).values_list("pk", flat=True)
    if set(inside) != {device.pk for device in devices}:
        raise JustChanged(_("Somebody has just put something in or taken it out: look again."))
    on_transfer = TransferLine.objects.filter(device__in=devices, state=TransferLine.State.LISTED)
    if line := on_transfer.select_related("transfer", "device").first():
        raise OnAnotherTransfer(
            _("%(device)s is on transfer %(transfer)s: take it off there first.")
            % {"device": line.device, "transfer": line.transfer}
        )
    happenings = []
    for device in devices:
        try:
            departures.check(device, site)
        except Refusal as refusal:
            raise type(refusal)(f"{device}: {refusal.message}") from refusal
        happenings.append((device, departures.arrival(device, site, device.place)))
    moving = queries.within(place)
    _check_names(list(moving.values_list("name", flat=True)), site)
    Place.objects.filter(pk__in=list(moving.values_list("pk", flat=True))).update(site=site)
    record_all(DeviceEvent, happenings, act)
