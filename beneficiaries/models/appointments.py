"""How long a device is held and how appointments are spread over a day, as dated rows; what became of each appointment."""

from django.db import models
from django.db.models import F, Q

from beneficiaries.models.handovers import Handover


class HoldingRule(models.Model):
    """A reserved device is held for `hold_days`, once `prolong_days` longer; the one in force is the latest begun.

    On a hand-over day, `per_slot` people come every `slot_minutes` from `opens` to `closes`. Their workers are reminded
    `remind_days` before; who did not come is asked again `again_days` later, once.
    """

    since = models.DateField(unique=True)
    hold_days = models.PositiveSmallIntegerField()
    prolong_days = models.PositiveSmallIntegerField()
    remind_days = models.PositiveSmallIntegerField()
    again_days = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    slot_minutes = models.PositiveSmallIntegerField()
    per_slot = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens"), slot_minutes__gte=5, per_slot__gte=1),
                name="beneficiaries_holding_rule_has_slots",
            )
        ]

    def __str__(self) -> str:
        return f"{self.since}: {self.hold_days}"


class Appointment(models.Model):
    """The place of a hand-over among those of its day. When it is stands in the hand-over itself."""

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="appointment")
    minutes = models.PositiveSmallIntegerField()
    moved_at = models.DateTimeField(null=True)  # the worker moves it once
    missed_at = models.DateTimeField(null=True)  # nobody came: it was given again, once
    reminded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.handover)
