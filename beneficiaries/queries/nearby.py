"""What a person finds near them: where to learn, and the counter where the device is collected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from beneficiaries.models import Request
from reuse.directory import hours
from reuse.directory import queries as directory
from reuse.directory.models import Entry, Guide


@dataclass(frozen=True, slots=True)
class Nearby:
    """Links in force for the department, and the counter as the directory knows it."""

    guides: Sequence[Guide]
    counter: Entry | None
    opening: str


def nearby(request: Request, on: date) -> Nearby:
    """What to hand the person: the last leg of the three is learning to use the device."""
    counter = Entry.objects.public().filter(site=request.site_id).first()
    return Nearby(
        guides=directory.skills_help(request.department, on),
        counter=counter,
        opening=hours.read(counter.opening_hours).text if counter else "",
    )
