"""Forecasts: what was said on a day about where a target will end, with what it rested on. Made by a job each night."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reuse.reports.models.targets import Target


class Forecast(models.Model):
    """A target as foreseen on a day, one row a day, kept: later one sees what was said before.

    `tests`: the back-tests, [{"on", "low", "middle", "high", "came"}]. `obstacles`: what blocks, see
    `queries.obstacles`. Without a range: `why_not` says why.
    """

    class WhyNot(models.TextChoices):
        SHORT = "short", _("under six months of history are known here")
        FEW = "few", _("fewer than 200 devices reached the end in what is known here")
        CAMPAIGN = "campaign", _("a campaign brings what its donors decide, not what a chain yields")
        EARLY = "early", _("the period has not begun")
        OVER = "over", _("the period is over")
        FULL = "full", _("it counts as many as it may")

    target = models.ForeignKey(Target, models.CASCADE, related_name="forecasts")
    as_of = models.DateField()
    made_at = models.DateTimeField()
    method = models.PositiveSmallIntegerField()
    achieved = models.PositiveIntegerField()
    pace_needed = models.PositiveIntegerField()  # a month, from that day to the target's last
    why_not = models.CharField(max_length=12, choices=WhyNot.choices, blank=True)
    low = models.PositiveIntegerField(null=True)
    middle = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    widening = models.FloatField(default=1)
    tests = models.JSONField(default=list)
    obstacles = models.JSONField(default=list)

    class Meta:
        ordering = ("-as_of",)
        constraints = [
            models.UniqueConstraint(fields=["target", "as_of"], name="reports_forecast_is_one_a_day"),
            models.CheckConstraint(
                condition=Q(why_not="", low__lte=F("middle"), middle__lte=F("high"), low__gte=F("achieved"))
                | ~Q(why_not="") & Q(low=None, middle=None, high=None),
                name="reports_forecast_has_range_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.as_of}: {self.low}–{self.high}"
