"""What has reached the end of its time."""

from datetime import date, datetime

from django.db.models import QuerySet

from beneficiaries.models import Handover, Request
from beneficiaries.states import FINAL


def requests_to_anonymise(idle_since: datetime) -> QuerySet[Request]:
    """Finished requests, not anonymised yet, to which nothing happened since an instant."""
    return Request.objects.filter(stage__in=FINAL, last_at__lt=idle_since).exclude(commune="").order_by("pk")


def signatures_to_forget(on: date) -> QuerySet[Handover]:
    """Hand-overs whose warranty ended before a day and whose signature is still kept."""
    return Handover.objects.filter(signature__isnull=False, warranty_until__lt=on).order_by("pk")
