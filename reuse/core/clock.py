"""The clock, read at the edge only: views, tasks and commands ask it, the domain is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = "Europe/Paris"  # of what happens at no site
ZONES = {  # of the departments and territories overseas
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def zone_of(department: str) -> str:
    """The time zone in which a department lives."""
    return ZONES.get(department, HOME_ZONE)


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The day it is at `instant` in the named time zone (a site's)."""
    return instant.astimezone(ZoneInfo(zone)).date()
