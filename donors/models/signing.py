"""Links by which somebody without an account signs a gift: their digest stays, they work once, until a day."""

from django.db import models
from django.db.models import Q

from donors.models.donations import Donation
from donors.states import Party
from reuse.accounts.models import Membership
from reuse.core import chance


class SigningLinkQuerySet(models.QuerySet["SigningLink"]):
    def pending(self) -> "SigningLinkQuerySet":
        """Neither used nor withdrawn; its last day may be over."""
        return self.filter(used_at=None, revoked_at=None)


class SigningLink(models.Model):
    """A signature asked for by letter. The SHA-256 of the link, and of the code that confirms it, are all that is kept.

    `asked_by` names the signatory and answers for it: the act is recorded under that membership, the signature under
    the signatory's own name. No network address is kept.
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="signing_links")
    party = models.CharField(max_length=12, choices=Party.choices)
    name = models.CharField(max_length=120)
    function = models.CharField(max_length=120)
    email = models.EmailField()
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    last_day = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = SigningLinkQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["donation", "party"],
                condition=Q(used_at=None, revoked_at=None),
                name="donors_signing_link_is_pending_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.donation.ref}"
