"""Labels printed before anybody knows on what they will stick."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.models.devices import Device
from inventory.models.prints import LabelPrint
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance


class LabelRollQuerySet(models.QuerySet["LabelRoll"]):
    def visible_to(self, membership: Membership) -> "LabelRollQuerySet":
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(Q(site=None) | Q(site__organisation=membership.organisation))
        return self


class LabelRoll(models.Model):
    """Blank labels printed at one go: who, when, where, why; `first` and `last` are known once it is drawn.

    What the command line printed is nobody's, and for every site.
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    format = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    purpose = models.CharField(max_length=120)
    first, last = models.CharField(max_length=9, blank=True), models.CharField(max_length=9, blank=True)
    print = models.OneToOneField(LabelPrint, models.PROTECT, related_name="roll")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = LabelRollQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.purpose


class BlankLabelQuerySet(models.QuerySet["BlankLabel"]):
    def usable_by(self, organisation: Organisation | int) -> "BlankLabelQuerySet":
        """Those of its own rolls, and of rolls for every site."""
        return self.filter(Q(roll__site=None) | Q(roll__site__organisation=organisation))


class BlankLabel(models.Model):
    """One label of a roll: blank until the first scan gives it to a device, once and for ever, or until it is voided."""

    class Void(models.TextChoices):
        SPOILED = "spoiled", _("spoiled")
        LOST = "lost", _("lost")
        MISPRINTED = "misprinted", _("badly printed")
        TRIAL = "trial", _("used for a trial")

    roll = models.ForeignKey(LabelRoll, models.PROTECT, related_name="labels")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=9, unique=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    void = models.CharField(max_length=12, choices=Void.choices, blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = BlankLabelQuerySet.as_manager()

    class Meta:
        ordering = ("roll", "position")
        constraints = [
            models.UniqueConstraint(fields=["roll", "position"], name="inventory_blank_once_a_place"),
            models.CheckConstraint(
                condition=Q(device=None) | Q(void=""), name="inventory_blank_is_claimed_or_void"
            ),
        ]

    def __str__(self) -> str:
        return codes.shown(self.code)
