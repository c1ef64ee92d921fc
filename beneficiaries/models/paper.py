"""Request forms on paper: printed blank with a number, entered once. Nothing of a person is kept here."""

from django.db import models

from beneficiaries.models.requests import Request
from reuse.accounts.models import Membership, Organisation, User
from reuse.accounts.roles import Permission
from reuse.core import chance


class PaperFormQuerySet(models.QuerySet["PaperForm"]):
    def visible_to(self, membership: Membership) -> "PaperFormQuerySet":
        """Those a partner printed, for who files its requests."""
        if not membership.may(Permission.REQUEST_FILE):
            return self.none()
        return self.filter(partner=membership.organisation)


class PaperForm(models.Model):
    """A blank form of a lot. Its number is a code of this installation, so one scan names it and nothing else."""

    code = models.CharField(max_length=9, unique=True)
    lot = models.UUIDField(default=chance.new_uuid)
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request = models.OneToOneField(Request, models.PROTECT, null=True, related_name="paper")

    objects = PaperFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["partner", "-id"], name="beneficiaries_paper_partner")]

    def __str__(self) -> str:
        return self.code
