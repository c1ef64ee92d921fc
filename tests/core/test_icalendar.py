"""iCalendar text, read back by a reader of its own: folding, escaping, days and instants, nothing smuggled in."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reuse.core import icalendar
from reuse.core.icalendar import Event, Method, Person

pytestmark = pytest.mark.any_database
PARIS = ZoneInfo("Europe/Paris")
COLLECTION = Event(
    uid="7c9e6679@reuse.test",
    sequence=2,
    stamp=datetime(2026, 6, 15, 10, 0, tzinfo=UTC),
    summary="Collecte chez Mairie de Saint-Étienne, L26-0007",
    start=datetime(2026, 12, 1, 9, 0, tzinfo=PARIS),
    end=datetime(2026, 12, 1, 12, 0, tzinfo=PARIS),
)


def read(content: bytes) -> list[tuple[str, dict[str, str], str]]:
    """(name, parameters, value) of each line, unfolded and unescaped, after RFC 5545 §3.1 and §3.3.11."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    found = []
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, parameters, value = re.fullmatch(
            r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:",]*))*):(.*)', line
        ).groups()
        pairs = dict(re.findall(r';([A-Z-]+)=("[^"]*"|[^;:",]*)', parameters))
        plain = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
        found.append((name, {key: one.strip('"') for key, one in pairs.items()}, plain))
    return found


def field(content: bytes, name: str) -> str:
    return next(value for found, _parameters, value in read(content) if found == name)


def written(**changes) -> bytes:
    return icalendar.written([replace(COLLECTION, **changes)], method=Method.REQUEST)


def test_an_event_is_read_back_with_its_instants_in_utc():
    content = written()

    assert [name for name, _parameters, _value in read(content)][:2] == ["BEGIN", "VERSION"]
    assert field(content, "METHOD") == "REQUEST"
    assert field(content, "UID") == "7c9e6679@reuse.test"
    assert field(content, "SEQUENCE") == "2"
    assert field(content, "DTSTAMP") == "20260615T100000Z"
    assert (field(content, "DTSTART"), field(content, "DTEND")) == ("20261201T080000Z", "20261201T110000Z")
    assert field(content, "STATUS") == "CONFIRMED"


def test_summer_and_winter_hours_differ():
    july = datetime(2026, 7, 1, 9, 0, tzinfo=PARIS)

    assert field(written(start=july, end=july), "DTSTART") == "20260701T070000Z"


def test_a_day_without_hours_ends_where_the_next_begins():
    content = written(start=date(2026, 12, 31), end=date(2026, 12, 31))

    days = {name: (parameters, value) for name, parameters, value in read(content)}
    assert days["DTSTART"] == ({"VALUE": "DATE"}, "20261231")
    assert days["DTEND"] == ({"VALUE": "DATE"}, "20270101")


def test_what_is_called_off_says_so():
    content = icalendar.written([replace(COLLECTION, is_cancelled=True)], method=Method.CANCEL)

    assert (field(content, "METHOD"), field(content, "STATUS")) == ("CANCEL", "CANCELLED")


@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_people_type_comes_back_and_is_nothing_but_text(text, name):
    typed = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text).encode(errors="ignore").decode()
    person = Person(name.encode(errors="ignore").decode(), "a@b.test")

    content = written(summary=typed, description=typed, location=typed, organizer=person, attendee=person)

    lines = read(content)
    assert [value for name, _parameters, value in lines if name == "SUMMARY"] == [
        typed.replace("\r\n", "\n").replace("\r", "\n")
    ]
    assert [name for name, _parameters, _value in lines].count("BEGIN") == 2
    assert [value for name, _parameters, value in lines if name == "ATTENDEE"] == ["mailto:a@b.test"]


def test_no_letter_is_cut_in_two():
    content = written(summary="é€😀" * 60)

    for piece in content.split(b"\r\n"):
        piece.decode()
