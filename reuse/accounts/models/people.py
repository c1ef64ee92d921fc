"""People, the parts they play, and the tokens that act for them."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from reuse.accounts.models.organisations import Organisation, Site
from reuse.accounts.roles import NEEDS_FULL_LOGIN, ROLES, Permission, Role, RoleDescription
from reuse.core import chance, clock


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """For Django's createsuperuser; rights come from memberships all the same."""
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser):
    """A person with a login. What they may do comes from their memberships."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, today: Any) -> "MembershipQuerySet":
        """Those not ended on the given day."""
        return self.filter(Q(until=None) | Q(until__gte=today), user__is_active=True)

    def ending(self, today: Any, within: timedelta) -> "MembershipQuerySet":
        """Those whose last day comes soon, and about which nobody was written to."""
        soon = self.current(today).filter(until__lte=today + within)
        return soon.exclude(reminded_for=F("until"))

    def ended(self, today: Any) -> "MembershipQuerySet":
        """Parts over, of people who play no other in the organisation."""
        others = Membership.objects.current(today).filter(
            user=OuterRef("user"), organisation=OuterRef("organisation")
        )
        return self.filter(until__lt=today).filter(~Exists(others))


class Membership(models.Model):
    """A person's part in an organisation. Every event says under which membership's organisation it was done."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=[(role.value, ROLES[role].label) for role in Role])
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="memberships")
    until = models.DateField(null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True)  # the last day somebody was written to about
    function = models.CharField(max_length=80, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    is_in_charge = models.BooleanField(default=False)  # of the organisation: its people and sites
    is_contact = models.BooleanField(default=False)  # whom others write to

    by_badge = False  # of this request alone: the session was opened with a badge and a PIN

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="accounts_membership_is_unique"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_contact=True), name="accounts_one_contact_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.description.label}, {self.organisation}"

    @property
    def time_zone(self) -> str:
        """The zone in which this person reads instants: their site's."""
        return self.site.time_zone if self.site else clock.HOME_ZONE

    @property
    def description(self) -> RoleDescription:
        """The role in words and permissions."""
        return ROLES[Role(self.role)]

    def may(self, permission: Permission) -> bool:
        """Whether the role, as signed in, holds this permission; where it applies is the query's matter."""
        if self.by_badge and permission in NEEDS_FULL_LOGIN:
            return False
        if permission == Permission.ORGANISATION_MANAGE and self.is_in_charge:
            return True
        return permission in self.description.permissions

    def runs(self, organisation: Organisation) -> bool:
        """Whether the person looks after the people and sites of this organisation."""
        if self.may(Permission.ACCOUNT_MANAGE):
            return True
        return self.organisation_id == organisation.pk and self.may(Permission.ORGANISATION_MANAGE)


class ApiToken(models.Model):
    """A bearer token, stored as its SHA-256. It acts as one membership."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name
