"""The two tables of the floor."""

from django.db import models


class Device(models.Model):
    """A device and where it stands."""

    code = models.CharField(max_length=9, unique=True)
    stage = models.CharField(max_length=24)
    stage_since = models.DateTimeField()
    manufacturer = models.CharField(max_length=80)
    model = models.CharField(max_length=120)

    class Meta:
        db_table = "floor_device"

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """A move of a device."""

    device = models.ForeignKey(Device, models.PROTECT)
    from_stage = models.CharField(max_length=24)
    to_stage = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        db_table = "floor_event"

    def __str__(self) -> str:
        return f"{self.from_stage} {self.to_stage}"
