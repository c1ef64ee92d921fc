"""The clock, read at the edge only: views, tasks and commands ask it, the domain is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = "Europe/Paris"  # of what happens at no site


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The day it is at `instant` in the named time zone (a site's)."""
    return instant.astimezone(ZoneInfo(zone)).date()
