"""Transfers between sites, the check of what a refurbisher sent, and what was agreed with it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.devices import Device
from inventory.models.places import Place
from reuse.accounts.models import Membership, Organisation, Site, StoredFile, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.translated import in_language
from reuse.documents.models import Document


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, membership: Membership) -> "TransferQuerySet":
        """The sender's and the receiver's: the receiver sees nothing before it is sent. The network sees all."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach != Reach.SITES:
            return self
        mine = membership.organisation
        received = Q(to_site__organisation=mine) & ~Q(state__in=Transfer.UNSEEN)
        return self.filter(Q(from_site__organisation=mine) | received)

    def beside(self) -> "TransferQuerySet":
        """Each with its sites."""
        return self.select_related("from_site__organisation", "to_site__organisation")


class Transfer(models.Model):
    """Devices that go from one site to another. A device changes site when it is received, not when it leaves."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        SENT = "sent", _("on its way")
        PARTLY = "partly", _("being received")
        CLOSED = "closed", _("received")
        CANCELLED = "cancelled", _("cancelled")
        RECALLED = "recalled", _("called back")

    ON_THE_WAY = (State.SENT, State.PARTLY)
    UNSEEN = (State.DRAFT, State.CANCELLED)

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    ref = models.CharField(max_length=16, unique=True)
    from_site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    to_site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField()
    carrier = models.CharField(max_length=80, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    slip = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    places = models.ManyToManyField(Place, related_name="transfers")  # boxes and pallets that travel whole
    boxes_stood_in = models.JSONField(default=dict)  # {code of a box: code of the place it left}

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            # Whoever scans for the same site adds to the same transfer.
            models.UniqueConstraint(
                fields=["from_site", "to_site"],
                condition=Q(state="draft"),
                name="inventory_one_draft_transfer",
            )
        ]
        indexes = [models.Index(fields=["state", "-state_since", "-id"], name="inventory_transfer_state")]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_on_the_way(self) -> bool:
        return self.state in self.ON_THE_WAY

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_between_bodies(self) -> bool:
        """What comes from another organisation is checked on arrival."""
        return self.from_site.organisation_id != self.to_site.organisation_id


class TransferLine(models.Model):
    """A device of a transfer. `place`: the box it travels in, when that is moved whole."""

    class State(models.TextChoices):
        LISTED = "listed", _("listed")
        SENT = "sent", _("on its way")
        RECEIVED = "received", _("received")
        LOST = "lost", _("declared lost")
        STAYED = "stayed", _("never left")
        RECALLED = "recalled", _("called back")

    OPEN = (State.LISTED, State.SENT)

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines")
    device = models.ForeignKey(Device, models.PROTECT, related_name="transfer_lines")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.LISTED)
    is_unexpected = models.BooleanField(default=False)  # it came, and no slip announced it
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)  # received: the local day, which statements group by

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "device"], name="inventory_transfer_line_is_unique"),
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(state__in=["listed", "sent"]),
                name="inventory_device_on_one_transfer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer}: {self.device}"


class SamplingRule(models.Model):
    """How many of so many devices are checked on arrival, from a date on: a share, and at least so many."""

    from_count = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField()
    least = models.PositiveIntegerField()
    since = models.DateField()
    source = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["since", "from_count"], name="inventory_sampling_rule_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.from_count}+: {self.percent} %"

    def size(self, count: int) -> int:
        """The share rounded up, at least so many, at most all."""
        return min(count, max(self.least, -(-count * self.percent // 100)))


class NonConformityReason(models.Model):
    """Why a device does not conform to what was agreed, as a row."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.JSONField()
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)


class ArrivalCheck(models.Model):
    """The check of one transfer: all of it, or a sample drawn by a seed that draws the same again."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("accepted, non-conforming devices returned")
        RETURNED = "returned", _("returned whole")

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="arrival_check")
    seed = models.CharField(max_length=16)
    is_whole = models.BooleanField(default=False)
    count = models.PositiveIntegerField()  # of devices received, from which the sample was drawn
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    returned = models.ForeignKey(Transfer, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.transfer} {self.seed}"


class CheckedDevice(models.Model):
    """A device drawn for the check, and what was found."""

    class Verdict(models.TextChoices):
        CONFORMING = "conforming", _("conforming")
        NON_CONFORMING = "non_conforming", _("non-conforming")

    check_of = models.ForeignKey(ArrivalCheck, models.PROTECT, related_name="devices")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    reason = models.ForeignKey(NonConformityReason, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=240, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "device"], name="inventory_checked_device_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.verdict}"


class QualityAgreement(models.Model):
    """The most non-conforming devices, per thousand checked, agreed with a refurbisher from a date on."""

    refurbisher = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    most_permille = models.PositiveSmallIntegerField()
    since = models.DateField()
    source = models.CharField(max_length=240)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refurbisher", "receiver", "since"], name="inventory_agreement_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.refurbisher}: {self.most_permille} ‰"
