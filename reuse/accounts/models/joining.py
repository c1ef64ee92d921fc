"""How organisations and people join: registrations, invitations, the rules for both, and a record of what was done."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models.organisations import LegalKind, Organisation, Site
from reuse.accounts.models.people import Membership, User
from reuse.accounts.roles import ROLES, Role
from reuse.core import chance
from reuse.core.ledger import AppendOnly


class RegistrationRule(models.Model):
    """Whether bodies of a kind work as soon as their address is confirmed, or wait for the network's administrator."""

    legal_kind = models.CharField(max_length=20, choices=LegalKind.choices, unique=True)
    needs_approval = models.BooleanField(default=False)
    needs_approval_without_number = models.BooleanField(default=True)  # neither SIRET nor RNA

    def __str__(self) -> str:
        return self.legal_kind


class LinkRule(models.Model):
    """How many hours a link sent by letter works."""

    class Purpose(models.TextChoices):
        REGISTRATION = "registration"
        INVITATION = "invitation"

    purpose = models.CharField(max_length=16, choices=Purpose.choices, unique=True)
    hours = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.purpose}: {self.hours}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def waiting(self) -> "RegistrationQuerySet":
        """Confirmed, and waiting for a person's answer."""
        return self.filter(state=Registration.State.WAITING)

    def forgettable(self, now: datetime) -> "RegistrationQuerySet":
        """Never confirmed, and too late to be."""
        return self.filter(state=Registration.State.SENT, expires_at__lte=now)


class Registration(models.Model):
    """A body that asks to join, or a person who asks to join a body known already.

    The link's SHA-256 is kept, not the link. `organisation` is the one they ask to join, or the one that was made.
    """

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for its address to be confirmed")
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    legal_kind = models.CharField(max_length=20, choices=LegalKind.choices)
    name = models.CharField(max_length=160)
    siret = models.CharField(max_length=14, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    no_number_reason = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=240)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80)
    person = models.CharField(max_length=120)
    function = models.CharField(max_length=80)
    email = models.EmailField()
    telephone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="registrations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="registrations")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=240, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["state", "expires_at"], name="accounts_registration_state")]

    def __str__(self) -> str:
        return f"{self.name}, {self.person}"

    @property
    def number(self) -> str:
        """SIRET, else RNA, else nothing."""
        return self.siret or self.rna


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; its link may have ended."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """A part in an organisation, offered to an e-mail address by somebody who may give it."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    function = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=24, choices=[(role.value, ROLES[role].label) for role in Role])
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    until = models.DateField(null=True)
    is_in_charge = models.BooleanField(default=False)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="accounts_invitation_is_pending_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.role}, {self.organisation}"


class AccountRecord(AppendOnly):
    """What happened to an organisation's people and sites: who did it, to whom, when. Kept when parts end."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("The organisation joined the network")
        JOINED = "joined", _("received a role")
        CHANGED = "changed", _("role, site or end date changed")
        ENDED = "ended", _("access ended")
        HANDED_OVER = "handed_over", _("left; a colleague took over")
        INVITED = "invited", _("was invited")
        REVOKED = "revoked", _("invitation withdrawn")
        DECLINED = "declined", _("request to join declined")
        SITE_ADDED = "site_added", _("site added")
        SITE_CHANGED = "site_changed", _("site changed")
        SITE_CLOSED = "site_closed", _("site closed")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)  # codes and dates alone, never a name
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "at"], name="accounts_record_organisation")]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"
