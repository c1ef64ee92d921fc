"""What a donor says beside quantities: when it may be fetched, what comes along, which locks are lifted, how it looks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donors.models.donations import Donation
from reuse.accounts.models import StoredFile, User
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.core.translated import in_language


class PickupWindow(models.Model):
    """Days, and hours of each, at which a batch may be collected or is brought."""

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="windows")
    first_on = models.DateField()
    last_on = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)

    class Meta:
        ordering = ("first_on", "starts", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="donors_window_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gt=F("starts")),
                name="donors_window_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"


class DonationAccessory(models.Model):
    """How many of a kind of accessory come with a batch; what is no kind stands in the batch's own words."""

    class Kind(models.TextChoices):
        CHARGER = "charger", _("Chargers")
        DOCK = "dock", _("Docking stations")
        KEYBOARD = "keyboard", _("Keyboards")
        MOUSE = "mouse", _("Mice")
        HEADSET = "headset", _("Headsets")
        BAG = "bag", _("Bags")
        CABLE = "cable", _("Cables")

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="accessory_counts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["donation", "kind"], name="donors_accessory_is_unique"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=100_000), name="donors_accessory_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.get_kind_display()}"


class LockGuide(models.Model):
    """A lock that keeps a device from a second life, and how its owner lifts it: words kept up, with day and source."""

    code = models.SlugField(max_length=24, unique=True)
    label = models.JSONField()
    help = models.JSONField()
    types = models.JSONField(default=list)  # codes of types of devices that may carry it
    order = models.PositiveSmallIntegerField(default=100)
    since = models.DateField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)

    @property
    def how(self) -> str:
        """How it is lifted, in the reader's language."""
        return in_language(self.help)


class LockAnswer(models.Model):
    """What the donor says of one lock on the batch's devices of one type."""

    class Answer(models.TextChoices):
        NONE = "none", pgettext_lazy("lock", "None of them has it")
        LIFTED = "lifted", pgettext_lazy("lock", "Lifted")
        BEFORE = "before", pgettext_lazy("lock", "Will be lifted before they leave")
        UNKNOWN = "unknown", pgettext_lazy("lock", "I do not know")

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="lock_answers")
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    lock = models.ForeignKey(LockGuide, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("type__order", "lock__order")
        constraints = [
            models.UniqueConstraint(
                fields=["donation", "type", "lock"], name="donors_one_answer_per_type_and_lock"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type}, {self.lock}: {self.answer}"


class DonationPhoto(models.Model):
    """What the batch looks like where it stands; the donor and the receiving workshop see it."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.file.name
