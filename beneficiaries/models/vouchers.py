"""Vouchers: an accepted request on paper, good for one device at any counter of the network until its last day."""

from django.db import models
from django.db.models import Q

from beneficiaries.models.handovers import Handover
from beneficiaries.models.requests import Request
from beneficiaries.states import Collector, VoucherEnd
from reuse.accounts.models import User
from reuse.core import chance


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def live(self) -> "VoucherQuerySet":
        """Those neither used nor void; their last day may have passed."""
        return self.filter(used_at=None, voided_at=None)

    def with_labels(self) -> "VoucherQuerySet":
        """With what the counter shows of each."""
        return self.select_related(
            *("request__partner", "request__type", "request__purpose", "request__programme"),
            *("request__site", "handover__site"),
        )


class Voucher(models.Model):
    """One voucher. Whoever holds its code may collect, so it bears no name; one live voucher a request."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="vouchers")
    code = models.CharField(max_length=12, blank=True)  # emptied when its time is over
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    valid_until = models.DateField()
    used_at = models.DateTimeField(null=True)
    handover = models.OneToOneField(Handover, models.PROTECT, null=True, related_name="voucher")
    collected_by = models.CharField(max_length=12, choices=Collector.choices, blank=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=12, choices=VoucherEnd.choices, blank=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="beneficiaries_voucher_code_is_unique"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(used_at=None, voided_at=None),
                name="beneficiaries_one_live_voucher_per_request",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, handover=None, collected_by="")
                | Q(used_at__isnull=False, handover__isnull=False, voided_at=None) & ~Q(collected_by=""),
                name="beneficiaries_voucher_used_once",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="") | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="beneficiaries_voucher_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)  # never the code: this text ends in logs

    @property
    def shown_code(self) -> str:
        """The code for human eyes: BCDE-FGHJ-KNPR."""
        return "-".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


class VoucherRule(models.Model):
    """For how many days a voucher is good; the one in force is the latest begun."""

    since = models.DateField(unique=True)
    valid_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.since}: {self.valid_days}"
