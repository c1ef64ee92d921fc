"""What the drawer of a series holds, and how far the series is."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from inventory.models import ScanRecord
from inventory.queries.commands import BY_TEXT
from inventory.states import UNDO, Command

_BLOCKED = (ScanRecord.Result.REFUSED, ScanRecord.Result.AMBIGUOUS, ScanRecord.Result.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SeriesCount:
    """Scans of a series: done and still standing; blocked and not decided; taken back."""

    done: int
    blocked: int
    taken_back: int


def scans_in(series: UUID) -> QuerySet[ScanRecord]:
    """Every scan of a series, latest first."""
    found = ScanRecord.objects.filter(series__public_id=series)
    return found.select_related("device__type", "device__donation", "by").order_by("-pk")


def drawer(series: UUID) -> QuerySet[ScanRecord]:
    """Those worth a row: duplicates are silent, an undo shows in the row it undid, what was put aside is gone."""
    put_aside = Q(result__in=_BLOCKED, settled_at__isnull=False)
    return (
        scans_in(series)
        .exclude(result=ScanRecord.Result.REPEATED)
        .exclude(move=UNDO, result=ScanRecord.Result.DONE)
        .exclude(put_aside)
    )


def series_count(series: UUID) -> SeriesCount:
    """One statement, whatever the length of the series."""
    done = Q(result=ScanRecord.Result.DONE, device__isnull=False) & ~Q(move=UNDO)
    counts = ScanRecord.objects.filter(series__public_id=series).aggregate(
        done=Count("pk", filter=done & Q(settled_at=None)),
        blocked=Count("pk", filter=Q(result__in=_BLOCKED, settled_at=None)),
        taken_back=Count("pk", filter=done & Q(settled_at__isnull=False)),
    )
    return SeriesCount(**counts)


def commands() -> Mapping[str, Command]:
    """Every command by the text of its barcode."""
    return BY_TEXT
