"""Files organisations own, how long they are kept, and who opened what."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models.organisations import Organisation
from reuse.accounts.models.people import User
from reuse.core import chance
from reuse.core.ledger import AppendOnly
from reuse.core.triggers import APPEND_ONLY, Guard


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
    """Someone read personal data or opened an original: who, what, why, when. One that bears an end goes after it."""

    guards: ClassVar[tuple[Guard, ...]] = (
        APPEND_ONLY[0],
        Guard(
            "no_delete",
            "DELETE",
            "OLD.kept_until IS NULL OR OLD.kept_until >= CURRENT_DATE",
            "a reading is kept until its end",
        ),
    )
    READ_CASE = "case"
    OPENED_FILE = "file"
    READ_IDENTITY = "identity"
    kinds: ClassVar[tuple[str, ...]] = (READ_CASE, OPENED_FILE, READ_IDENTITY)

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=64)
    purpose = models.CharField(max_length=80)
    fields = models.CharField(max_length=120, blank=True)  # which data were read, codes with commas between
    at = models.DateTimeField()
    kept_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="accounts_access_subject"),
            models.Index(fields=["kind", "-id"], name="accounts_access_kind"),
            models.Index(fields=["kept_until"], name="accounts_access_kept_until"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.kind} {self.subject}"


class RetentionRule(models.Model):
    """How many days the bytes of a class of files are kept after they came in; from a date on, with its source.

    No rule, or no number of days: kept.
    """

    retention = models.CharField(max_length=12, choices=Retention.choices)
    days = models.PositiveIntegerField(null=True)
    since = models.DateField()
    source = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["retention", "since"], name="accounts_retention_rule_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.retention}: {self.days}"
