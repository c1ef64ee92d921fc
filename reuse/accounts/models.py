"""People, the organisations and sites they act for, their tokens, and the files organisations own."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.roles import ROLES, Permission, Role, RoleDescription
from reuse.core import chance, clock
from reuse.core.ledger import AppendOnly


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


class LegalKind(models.TextChoices):
    """What a body is in law: it decides what may be charged, and the lane of its gifts (CG3P L3212-2, L3212-3)."""

    COMPANY = "company", _("Company")
    COUNCIL = "council", _("Council")
    STATE = "state", _("State body")
    RUP = "rup", _("Association recognised as of public utility")
    GENERAL_INTEREST = "general_interest", _("Association of general interest")
    ESUS = "esus", _("Social enterprise (ESUS)")
    ASSOCIATION = "association", _("Association")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def workshops(self) -> "OrganisationQuerySet":
        return self.filter(is_workshop=True)

    def partners(self) -> "OrganisationQuerySet":
        return self.filter(is_partner=True)

    def donors(self) -> "OrganisationQuerySet":
        return self.filter(is_donor=True)


class Organisation(models.Model):
    """A body of the network. One may be donor, workshop and partner at once."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=160)
    legal_kind = models.CharField(max_length=20, choices=LegalKind.choices)
    siret = models.CharField(max_length=14, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=240, blank=True)
    department = models.CharField(max_length=3, blank=True)
    is_donor = models.BooleanField(default=False)
    is_workshop = models.BooleanField(default=False)
    is_partner = models.BooleanField(default=False)
    is_network = models.BooleanField(default=False)
    is_funder = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="accounts_organisation_siret_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public_body(self) -> bool:
        """Councils and State bodies give under CG3P L3212-2."""
        return self.legal_kind in {LegalKind.COUNCIL, LegalKind.STATE}


class Site(models.Model):
    """A place of an organisation where devices are. Its time zone gives an event its day."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=3, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    may_erase = models.BooleanField(default=True)
    hands_over = models.BooleanField(default=False)
    sign_off_by_tester = models.BooleanField(
        default=False
    )  # a site of one person, exempted by the administrator

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, today: Any) -> "MembershipQuerySet":
        """Those not ended on the given day."""
        return self.filter(Q(until=None) | Q(until__gte=today), user__is_active=True)


class Membership(models.Model):
    """A person's part in an organisation. Every event says under which membership's organisation it was done."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=[(role.value, ROLES[role].label) for role in Role])
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="memberships")
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="accounts_membership_is_unique"
            )
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
        """Whether the role holds this permission; where it applies is the query's matter."""
        return permission in self.description.permissions


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


class Retention(models.TextChoices):
    """How long a file's bytes are kept; the periods are rows of RetentionRule."""

    EVIDENCE = "evidence", _("Evidence")
    SHEET = "sheet", _("Donor's sheet")
    DOCUMENT = "document", _("Document")
    SIGNATURE = "signature", _("Signature")
    PHOTO = "photo", _("Photo")
    RESULT = "result", _("Result of a job")


class StoredFile(models.Model):
    """A file an organisation owns. The bytes lie under their SHA-256; when retention removes them this row stays."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    retention = models.CharField(max_length=12, choices=Retention.choices)
    created_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["retention", "created_at"], name="accounts_file_retention")]

    def __str__(self) -> str:
        return self.name


class AccessRecord(AppendOnly):
    """Someone read personal data or opened an original: who, what, why, when."""

    READ_CASE = "case"
    OPENED_FILE = "file"
    kinds: ClassVar[tuple[str, ...]] = (READ_CASE, OPENED_FILE)

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=64)
    purpose = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="accounts_access_subject")]

    def __str__(self) -> str:
        return f"{self.by} {self.kind} {self.subject}"
