"""Stocktakes: what should be at a site or in a place, what was found there, and what was decided of the difference."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.devices import Device, DeviceEvent
from inventory.models.places import Place
from reuse.accounts.models import Membership, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.documents.models import Document


class StocktakeQuerySet(models.QuerySet["Stocktake"]):
    def visible_to(self, membership: Membership) -> "StocktakeQuerySet":
        """A workshop's: those of its sites; the network's: all."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(site__organisation=membership.organisation)
        return self


class Stocktake(models.Model):
    """A count of what lies at a site, or in one place and all within it. The expected list is frozen when it opens."""

    class State(models.TextChoices):
        OPEN = "open", _("counting")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    ref = models.CharField(max_length=16, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    receipt = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    objects = StocktakeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["site", "-id"], name="inventory_stocktake_site"),
            models.Index(fields=["state", "-id"], name="inventory_stocktake_state"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def where(self) -> str:
        """The place, or the whole site."""
        return str(self.place or self.site)


class StocktakeLine(models.Model):
    """A device of a stocktake: expected, found, or both. `place`: where it was recorded at that moment."""

    class Decision(models.TextChoices):
        PUT_HERE = "put_here", _("put here")
        LOST = "lost", _("declared lost")
        IGNORED = "ignored", _("left as it is")

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    is_expected = models.BooleanField()
    is_elsewhere = models.BooleanField(default=False)  # found, and recorded at another place of ours
    found_at = models.DateTimeField(null=True)
    found_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    event = models.ForeignKey(DeviceEvent, models.PROTECT, null=True, related_name="+")  # the decision's own
    is_open: bool  # no decision holds: told by `queries.stocktake_lines`

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "device"], name="inventory_stocktake_line_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(is_expected=True) | Q(found_at__isnull=False),
                name="inventory_stocktake_line_is_expected_or_found",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stocktake}: {self.device}"
