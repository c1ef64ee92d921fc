"""First steps on paper in other languages: files a network has reviewed, by whom and when."""

from django.db import models

from reuse.accounts.models import StoredFile, User


class QuickStartSheet(models.Model):
    """A reviewed PDF for a family of devices, in a language we do not write ourselves."""

    family = models.CharField(max_length=12)
    language = models.CharField(max_length=40)  # its own name: Українська, العربية
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    reviewed_by = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("language", "family", "-reviewed_on")

    def __str__(self) -> str:
        return f"{self.language}, {self.family}"
