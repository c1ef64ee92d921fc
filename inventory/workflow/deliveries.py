"""The deliveries of a batch, with the pallets and seals noted when they leave and when they arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from donors import queries as donation_queries
from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationStage, Party
from inventory.models import DeliveredPallet, Delivery
from reuse.accounts.acting import Act
from reuse.core.refusals import MoveNotAllowed, NotPermitted

ON_THE_ROAD = (DonationStage.ACCEPTED, DonationStage.IN_RECEPTION)


@dataclass(frozen=True, slots=True)
class Pallet:
    """A pallet as somebody notes it. At departure only its name and its seal are known."""

    name: str
    seal_departed: str = ""
    seal_arrived: str = ""
    has_arrived: bool = False
    weight_g: int | None = None


@transaction.atomic
def note_departure(
    *, donation: Donation, number: int | None, carrier: str, on: date, pallets: Sequence[Pallet], act: Act
) -> Delivery:
    """What leaves the donor: said by the donor, or by the receiver who fetches it; the day's trip has left with it.

    `number`: the delivery corrected.
    """
    delivery = _held(donation, number, act, is_arrival=False)
    if delivery.arrived_at:
        raise MoveNotAllowed(_("This delivery has arrived: its departure is no longer changed."))
    delivery.carrier, delivery.left_on, delivery.left_by = carrier, on, act.by
    delivery.trip = delivery.trip or donation_queries.trip_at_ramp(delivery.donation, act.on)
    delivery.save()
    _load(delivery, pallets)
    if delivery.trip:
        seals = [one.seal_departed for one in pallets if one.seal_departed]
        donations.load(appointment=delivery.trip, pallets=len(pallets), seals=seals, act=act)
    return delivery


@transaction.atomic
def note_arrival(
    *, donation: Donation, number: int | None, carrier: str, pallets: Sequence[Pallet], act: Act
) -> Delivery:
    """What arrives: the first arrival begins the reception, a further one resumes it. `number`: the delivery expected."""
    delivery = _held(donation, number, act, is_arrival=True)
    donation = donations.start_reception(donation=donation, act=act)
    donations.resume_reception(donation=donation, act=act)
    delivery.carrier = carrier
    delivery.arrived_at = delivery.arrived_at or act.at
    delivery.received_by = delivery.received_by or act.by
    delivery.save()
    _load(delivery, pallets)
    return delivery


def _held(donation: Donation, number: int | None, act: Act, *, is_arrival: bool) -> Delivery:
    """The delivery to write, the batch held: two people who note an arrival at once make two deliveries of it."""
    donation = donations.locked(donation)
    if donations.side_at_ramp(donation, act) == Party.DONOR and is_arrival:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in ON_THE_ROAD:
        raise MoveNotAllowed(_("This batch can no longer be changed."))
    if number is None:
        last = donation.deliveries.order_by("-number").first()
        return Delivery(donation=donation, number=last.number + 1 if last else 1)
    found = donation.deliveries.filter(number=number).first()
    if found is None:
        raise MoveNotAllowed(_("There is no such delivery."))
    return found


def _load(delivery: Delivery, pallets: Sequence[Pallet]) -> None:
    """What is written anew replaces what was; a seal noted at departure is not lost by the form of the arrival."""
    before = dict(delivery.pallets.values_list("name", "seal_departed"))
    delivery.pallets.all().delete()
    DeliveredPallet.objects.bulk_create(
        DeliveredPallet(
            delivery=delivery,
            name=one.name,
            seal_departed=one.seal_departed or before.get(one.name, ""),
            seal_arrived=one.seal_arrived,
            has_arrived=one.has_arrived,
            weight_g=one.weight_g,
        )
        for one in pallets
    )
