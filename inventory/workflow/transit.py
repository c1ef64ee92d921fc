"""What every verb of a transfer asks first: devices held by key, then the transfer, whose it is, and how far it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from inventory.models import Device, Transfer, TransferLine
from inventory.workflow import moves
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Reach
from reuse.core.refusals import MoveNotAllowed, NotPermitted


def held_transfer(transfer: Transfer) -> Transfer:
    """As it is now, until the transaction ends. No key is held: lines may point at it."""
    return Transfer.objects.select_for_update(of=("self",), no_key=True).beside().get(pk=transfer.pk)


def held_devices(keys: Iterable[int], *beside: str) -> list[Device]:
    """Devices held in the order of their keys, with their media and places, and what else is asked for."""
    held = list(moves.locking().filter(pk__in=list(keys)).select_related("site", "type", "place", "holder"))
    prefetch_related_objects(held, "media", *beside)
    return held


def open_lines(devices: Sequence[Device]) -> dict[int, TransferLine]:
    """By device, the line that says it is to travel or on its way."""
    lines = TransferLine.objects.filter(device__in=devices, state__in=TransferLine.OPEN)
    return {line.device_id: line for line in lines.select_related("transfer")}


def check_own(site: Site, act: Act) -> None:
    """The site is of one's own organisation; the network's people act for all."""
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))


def check_draft(transfer: Transfer) -> None:
    if not transfer.is_draft:
        raise MoveNotAllowed(
            _("%(transfer)s is no longer in preparation: it is “%(state)s”.")
            % {"transfer": transfer, "state": transfer.get_state_display()}
        )


def check_on_the_way(transfer: Transfer) -> None:
    if not transfer.is_on_the_way:
        raise MoveNotAllowed(
            _("%(transfer)s is “%(state)s”: nothing is received from it.")
            % {"transfer": transfer, "state": transfer.get_state_display()}
        )


def settled(act: Act) -> dict[str, Any]:
    """What a line says of who settled it."""
    return {"settled_by": act.by, "settled_at": act.at, "settled_on": act.on}


def to_state(transfer: Transfer, state: str, act: Act) -> Transfer:
    transfer.state, transfer.state_since = state, act.at
    transfer.save()
    return transfer
