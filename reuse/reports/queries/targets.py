"""What targets rest on: first hand-overs and receptions, each defined as docs/glossary.md defines it."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from inventory.models import DeviceEvent
from inventory.states import Move, Stage

TAKEN_BACK = Exists(DeviceEvent.objects.filter(corrects=OuterRef("pk")))


def handed_over(since: date, until: date) -> QuerySet[DeviceEvent]:
    """**Handed over**: first hand-overs of devices, on the local day of the event, both days included.

    A device counts once, at its first hand-over, however often it comes back; a hand-over taken back as a mistake
    does not count.
    """
    return _firsts(Move.HAND_OVER, Stage.HANDED_OVER, since, until)


def received(since: date, until: date) -> QuerySet[DeviceEvent]:
    """**Received**: devices that came in, on the local day of the event, both days included."""
    return _firsts(Move.RECEIVE, Stage.RECEIVED, since, until)


def _firsts(move: Move, stage: Stage, since: date, until: date) -> QuerySet[DeviceEvent]:
    before = DeviceEvent.objects.filter(device=OuterRef("device"), move=move, seq__lt=OuterRef("seq"))
    found = DeviceEvent.objects.filter(
        to_stage=stage, on__range=(since, until), move=move, device__merged_into=None
    )
    return found.exclude(TAKEN_BACK).exclude(Exists(before.exclude(TAKEN_BACK)))
