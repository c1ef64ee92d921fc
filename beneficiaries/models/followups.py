"""What comes after a hand-over: days as dated rows, a consent, a key without a name, an answer nobody can tie to anyone."""

from django.core.validators import MinValueValidator
from django.db import models

from beneficiaries.models.handovers import Handover
from beneficiaries.states import AgeBand
from beneficiaries.states.aftersales import Connected, Helped, NeededHelp, Used, Works
from reuse.accounts.models import User
from reuse.core import chance


class AfterwardsRule(models.Model):
    """When loans are reminded of, follow-ups offered, pools checked; the one in force is the latest begun."""

    since = models.DateField(unique=True)
    loan_reminder_days = models.PositiveSmallIntegerField()  # before the day it is due
    late_every_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    first_months = models.PositiveSmallIntegerField()  # after the hand-over
    second_months = models.PositiveSmallIntegerField()
    link_days = models.PositiveSmallIntegerField()  # how long a link to the questions works
    pool_check_months = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=400)

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.since}"


class FollowUpConsent(models.Model):
    """The person said, at the hand-over, whether we may ask how it goes. Without a yes nobody is asked."""

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="consent")
    is_given = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reminded_for = models.PositiveSmallIntegerField(
        default=0
    )  # of which month the worker was written to last

    def __str__(self) -> str:
        return f"{self.handover}: {self.is_given}"


class FollowUpAsked(models.Model):
    """A link was made for a hand-over at so many months. It does not know the key, nor whether it was answered."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "months"], name="beneficiaries_follow_up_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.handover} +{self.months}"


class Coarse(models.Model):
    """All that is known of who answers: too coarse to point at anyone."""

    id = models.UUIDField(primary_key=True, default=chance.new_uuid, editable=False)  # no order of arrival
    months = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=3)
    age_band = models.CharField(max_length=12, choices=AgeBand.choices)
    programme = models.CharField(max_length=40)
    type = models.CharField(max_length=40)

    class Meta:
        abstract = True


class FollowUpKey(Coarse):
    """A key that opens the questions once: its hash, with no word on the hand-over. Deleted by the answer."""

    token_hash = models.CharField(max_length=64, unique=True)
    until = models.DateField()

    def __str__(self) -> str:
        return f"+{self.months}"


class FollowUpAnswer(Coarse):
    """What somebody answered in a month."""

    answered_in = models.DateField()  # the first of the month
    works = models.CharField(max_length=8, choices=Works.choices)
    used = models.CharField(max_length=8, choices=Used.choices)
    uses = models.JSONField(default=list)
    helped = models.CharField(max_length=8, choices=Helped.choices)
    connected = models.CharField(max_length=8, choices=Connected.choices)
    needs = models.CharField(max_length=8, choices=NeededHelp.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    is_shown = models.BooleanField(null=True)  # the words, once a coordinator read them

    class Meta:
        indexes = [models.Index(fields=["answered_in"], name="beneficiaries_answer_month")]

    def __str__(self) -> str:
        return f"{self.answered_in}"
