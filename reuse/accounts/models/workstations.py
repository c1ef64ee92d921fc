"""Shared computers of a workshop, and the badges and PINs with which people take turns at them."""

from django.db import models
from django.db.models import Q

from reuse.accounts.models.organisations import Site
from reuse.accounts.models.people import Membership, User
from reuse.core import chance
from reuse.core.ledger import AppendOnly


class Workstation(models.Model):
    """A computer of a site that a manager has registered. Its browser holds a secret whose SHA-256 is kept here."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="workstations")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("site", "name", "id")

    def __str__(self) -> str:
        return self.name


class Badge(models.Model):
    """A card with a code that says who somebody is. It identifies; only the PIN authenticates."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="badges")
    code = models.CharField(max_length=9, unique=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(ended_at=None), name="accounts_badge_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Pin(models.Model):
    """A person's PIN, hashed as a password is, with the count of wrong tries since the last right one."""

    user = models.OneToOneField(User, models.CASCADE, related_name="pin")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"PIN of {self.user}"


class BadgeRecord(AppendOnly):
    """What happened with a badge, a PIN or a workstation: who did it, whose it was, where, when."""

    class Kind(models.TextChoices):
        SWITCHED = "switched"
        SIGNED = "signed"  # beside the person who works there
        WRONG_PIN = "wrong_pin"
        NO_PIN = "no_pin"
        UNKNOWN_BADGE = "unknown_badge"  # unknown, ended, or of another organisation
        LOCKED = "locked"
        FLOODED = "flooded"
        REGISTERED = "registered"
        WORKSTATION_ENDED = "workstation_ended"
        BADGE_ISSUED = "badge_issued"
        BADGE_ENDED = "badge_ended"
        PIN_CHOSEN = "pin_chosen"
        PIN_UNLOCKED = "pin_unlocked"
        PIN_WITHDRAWN = "pin_withdrawn"

    WRONG = (Kind.WRONG_PIN, Kind.NO_PIN, Kind.UNKNOWN_BADGE)

    kind = models.CharField(max_length=20)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    workstation = models.ForeignKey(Workstation, models.PROTECT, null=True, related_name="records")
    code = models.CharField(max_length=9, blank=True)  # as scanned, whoever's it is
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["workstation", "at"], name="accounts_badge_record_place"),
            models.Index(fields=["code", "at"], name="accounts_badge_record_code"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
