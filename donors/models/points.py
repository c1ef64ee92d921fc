"""What a workshop's site takes from donors, from a day on: collections, drop-offs, types, at least how many, how far."""

from django.db import models
from django.db.models import Q

from reuse.accounts.models import Site, User


class CollectingRule(models.Model):
    """The rule of one site from a day on; what has begun is never rewritten. No rule: it takes everything, any number."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="collecting_rules")
    since = models.DateField()
    takes_collections = models.BooleanField(default=True)
    takes_drop_offs = models.BooleanField(default=True)
    drop_off_hours = models.CharField(max_length=200, blank=True)
    types = models.JSONField(default=list)  # codes; none: every type
    minimum = models.PositiveIntegerField(default=0)  # devices, for a collection
    radius_km = models.PositiveIntegerField(null=True)  # of collections; none: anywhere
    # Entered by an administrator; without them, the centre of the department counts.
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("site", "-since")
        constraints = [
            models.UniqueConstraint(fields=["site", "since"], name="donors_collecting_rule_is_unique"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="donors_collecting_rule_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.since}"
