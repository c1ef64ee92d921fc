"""The only module that writes figures of equity: once a day, of the last twelve months."""

from datetime import date, datetime

from reuse.reports.models import EquityReport
from reuse.reports.queries import equities, presets

KEPT_DAYS = 400


def make_due(*, now: datetime, on: date) -> EquityReport | None:
    """Make those of the day, if they are not made yet; older ones than a year and a month go."""
    if EquityReport.objects.filter(as_of=on).exists():
        return None
    period = presets.named("twelve", on)
    told = equities.gather(period.since, period.until)
    row, _is_new = EquityReport.objects.get_or_create(
        as_of=on, defaults={"since": period.since, "made_at": now, "told": told}
    )
    old = EquityReport.objects.values_list("pk", flat=True)[KEPT_DAYS:]
    EquityReport.objects.filter(pk__in=list(old)).delete()
    return row
