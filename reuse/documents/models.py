"""Numbered documents: what was stated is frozen with its number; the PDF follows; nothing is ever deleted."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Organisation, StoredFile, User
from reuse.core import chance
from reuse.core.prefixes import Folded
from reuse.core.triggers import Guard
from reuse.documents.kinds import Kind

CHECK_LETTERS = "BCDEFGHJKNPRSTVX"  # those of our device codes: none is mistaken for another


def new_check_code() -> str:
    """Eight random letters, printed on the document: whoever quotes them has seen it."""
    return "".join(chance.choice(CHECK_LETTERS) for _letter in range(8))


class Series(models.Model):
    """The numbers one organisation has given to one kind of document in one year."""

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "only_grows",
            "UPDATE",
            "NEW.last_sequence <= OLD.last_sequence OR NEW.issuer_id <> OLD.issuer_id"
            " OR NEW.kind <> OLD.kind OR NEW.year <> OLD.year",
            "a series of numbers only grows",
        ),
        Guard("no_delete", "DELETE", "1 = 1", "rows of this table are never deleted"),
    )

    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    last_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "kind", "year"], name="documents_series_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last_sequence}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def readable_by(self, organisation: Organisation) -> "DocumentQuerySet":
        """Those the organisation issued, and those it was named a reader of."""
        named = DocumentReader.objects.filter(organisation=organisation).values("document")
        return self.filter(models.Q(issuer=organisation) | models.Q(pk__in=named))


_FROZEN = (
    *("public_id", "kind", "number", "issuer_id", "year", "sequence", "facts_sha256", "check_code"),
    *("language", "time_zone", "issued_at", "issued_by_id"),
)


class Document(models.Model):
    """One document. `facts` is all its PDF is drawn from; `facts_sha256` of their canonical JSON is printed on it.

    When retention ends the facts are emptied and the PDF goes; number and digests stay, so that paper still verifies.
    """

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "facts_are_frozen",
            "UPDATE",
            " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _FROZEN)
            + " OR NEW.facts <> OLD.facts AND (NEW.facts <> '{}' OR NEW.purged_at IS NULL)",
            "what a document states is never changed",
        ),
        Guard(
            "file_is_final",
            "UPDATE",
            "OLD.file_id IS NOT NULL AND (NEW.file_id IS NULL OR NEW.file_id <> OLD.file_id"
            " OR NEW.file_sha256 <> OLD.file_sha256)",
            "a document that was drawn is not drawn again",
        ),
        Guard(
            "void_is_final",
            "UPDATE",
            "OLD.voided_at IS NOT NULL AND (NEW.voided_at IS NULL OR NEW.voided_at <> OLD.voided_at"
            " OR NEW.void_reason <> OLD.void_reason OR NEW.voided_by_id <> OLD.voided_by_id)",
            "a void document stays void",
        ),
        Guard("no_delete", "DELETE", "1 = 1", "rows of this table are never deleted"),
    )

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    number = models.CharField(max_length=24)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="documents")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    check_code = models.CharField(max_length=8, default=new_check_code)
    language = models.CharField(max_length=5, default="fr")
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    purged_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-id")
        indexes = [
            models.Index(fields=["number"], name="documents_document_number"),
            models.Index(Folded("number"), name="documents_document_prefix"),
            models.Index(fields=["issuer", "-id"], name="documents_document_issuer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "kind", "year", "sequence"], name="documents_document_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None, void_reason="", voided_by=None)
                | models.Q(voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason=""),
                name="documents_document_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_void(self) -> bool:
        """Whether the issuer took it back; its number stays taken."""
        return self.voided_at is not None

    @property
    def shown_check_code(self) -> str:
        """The check code as printed: BCDE-FGHJ."""
        return f"{self.check_code[:4]}-{self.check_code[4:]}"

    @property
    def file_name(self) -> str:
        """The name under which it is downloaded."""
        return f"{self.number}.pdf"


class DocumentReader(models.Model):
    """An organisation that may open a document it did not issue: the donor, the workshop, the partner."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="readers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reader of a document")
        constraints = [
            models.UniqueConstraint(fields=["document", "organisation"], name="documents_reader_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.organisation}"
