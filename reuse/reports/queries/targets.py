"""What targets rest on: first hand-overs and receptions, each defined as docs/glossary.md defines it."""

from datetime import date, timedelta

from django.db.models import Avg, Exists, ExpressionWrapper, F, OuterRef, QuerySet, fields

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


def mean_lead_time(since: date, until: date) -> timedelta | None:
    """**Lead time**: mean time from reception to first hand-over, of devices first handed over in the period."""
    length = ExpressionWrapper(F("at") - F("device__received_at"), output_field=fields.DurationField())
    found = handed_over(since, until).aggregate(mean=Avg(length))
    mean: timedelta | None = found["mean"]
    return mean
