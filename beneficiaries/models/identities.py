"""Who a person is, apart from all the rest: only where we hand over ourselves, encrypted, and the first to go."""

from django.db import models

from beneficiaries.models.handovers import Handover
from beneficiaries.models.requests import Request
from reuse.accounts.models import User
from reuse.core.fields import EncryptedTextField


class Identity(models.Model):
    """The name and, if given, the telephone of the person of a request; one row a request, deleted when its time ends."""

    request = models.OneToOneField(Request, models.PROTECT, related_name="identity")
    name = EncryptedTextField()
    telephone = EncryptedTextField(blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity of {self.request}"  # never the name: this text ends in logs


class HandoverSignature(models.Model):
    """What the person signed a hand-over with. The ledger and the form hold its salted digest, and outlive it."""

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="signature")
    name = EncryptedTextField(blank=True, default="")  # in print, of whoever signed on paper
    strokes = EncryptedTextField(blank=True, default="")  # JSON: lists of [x, y] points
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"signature of {self.handover}"


class SignedPaper(models.Model):
    """The page a person signed, as it was scanned; it goes with the signature."""

    signature = models.OneToOneField(HandoverSignature, models.CASCADE, related_name="paper")
    image = EncryptedTextField()  # a grey JPEG in base64
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"paper of {self.signature}"
