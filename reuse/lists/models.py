"""Filters of a list that somebody keeps under a name, alone or for all colleagues, and the one a list opens with."""

from django.db import models
from django.db.models import Q

from reuse.accounts.models import Membership, Organisation, User
from reuse.core import chance


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, membership: Membership) -> "SavedViewQuerySet":
        """One's own, and those colleagues of the same organisation share."""
        return self.filter(Q(owner=membership.user) | Q(is_shared=True), organisation=membership.organisation)


class SavedView(models.Model):
    """Filters, order and columns of a list, as its address keeps them."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    list = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "organisation", "list", "name"], name="lists_view_name_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class FirstView(models.Model):
    """The view a list opens with for a person: one's own, or a shared one."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    list = models.CharField(max_length=20)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="first_for")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "organisation", "list"], name="lists_first_view_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.view}"
