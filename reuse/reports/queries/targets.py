"""What targets rest on: first hand-overs and receptions, each defined as docs/glossary.md defines it."""

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from inventory.models import DeviceEvent
from inventory.states import Move, Stage

_TAKEN_BACK = Exists(DeviceEvent.objects.filter(corrects=OuterRef("pk")))


def handed_over(since: date, until: date) -> QuerySet[DeviceEvent]:
    """**Handed over**: first hand-overs of devices, on the local day of the event, both days included.

    A device counts once, at its first hand-over, however often it comes back; a hand-over taken back as a mistake
    does not count.
    """
    return DeviceEvent.objects.filter(
        to_stage=Stage.HANDED_OVER,
        on__range=(since, until),
        device__first_handed_over_on=F("on"),
        move=Move.HAND_OVER,
    ).exclude(_TAKEN_BACK)


def received(since: date, until: date) -> QuerySet[DeviceEvent]:
    """**Received**: devices that came in, on the local day of the event, both days included."""
    return DeviceEvent.objects.filter(
        to_stage=Stage.RECEIVED, on__range=(since, until), move=Move.RECEIVE
    ).exclude(_TAKEN_BACK)
