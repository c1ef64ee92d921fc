"""Appointments as iCalendar text (RFC 5545): instants in UTC, lines folded at 75 octets, text escaped. It reads nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

PRODUCT = "-//Reuse//Logistics of reuse//FR"
OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Method(StrEnum):
    """What the reader's calendar is asked to do (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Person:
    """Who invites, or who is invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Event:
    """One appointment. `start` and `end` are both days (`end` the last one) or both instants."""

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    start: date
    end: date
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    organizer: Person | None = None
    attendee: Person | None = None


def written(events: Iterable[Event], *, method: Method, name: str = "") -> bytes:
    """The calendar, as a file or the part of a letter."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_instant(event.stamp)}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _span(event.start, event.end)
    yield f"SUMMARY:{_text(event.summary)}"
    for field, value in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if value:
            yield f"{field}:{_text(value)}"
    if event.url:
        yield f"URL:{_CONTROL.sub('', event.url)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    if event.organizer:
        yield f"ORGANIZER;CN={_name(event.organizer)}:mailto:{event.organizer.email}"
    if event.attendee:
        yield f"ATTENDEE;CN={_name(event.attendee)};RSVP=FALSE:mailto:{event.attendee.email}"
    yield "END:VEVENT"


def _span(start: date, end: date) -> Iterator[str]:
    if isinstance(start, datetime) and isinstance(end, datetime):
        yield f"DTSTART:{_instant(start)}"
        yield f"DTEND:{_instant(end)}"
    else:  # a whole day ends where the next begins
        yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{end + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"  # a day is not taken whole by a collection without an hour


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _name(person: Person) -> str:
    """A quoted parameter may hold neither quotes nor control characters."""
    return '"{}"'.format(
        _CONTROL.sub("", person.name).replace("\n", " ").replace("\t", " ").replace('"', "'")
    )


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first begun by a space; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return "".join(f"{one}\r\n" for one in [*pieces, piece])
