"""What an organisation is in law, or may do, each with its proof and its dates."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from donors.states import Quality
from reuse.accounts.models import Organisation, User
from reuse.core import chance


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def on(self, day: date) -> "QualificationQuerySet":
        """Those that hold on a day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Qualification(models.Model):
    """A quality of an organisation, as the administrator has seen it proven. It ends; it is not deleted.

    `body_words` and `object_words` are what a gift receipt says of its issuer: the type of body, the statutory object.
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="qualifications")
    kind = models.CharField(max_length=16, choices=Quality.choices)
    proof = models.CharField(max_length=200)
    proof_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)
    body_words = models.CharField(max_length=160, blank=True)
    object_words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ("organisation", "kind", "since")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="donors_qualification_ends_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.kind}"
