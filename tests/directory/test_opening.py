"""When a place is open on a day: a later rule holds, holidays are computed, what is not said is not guessed."""

from datetime import date, time

import pytest

from reuse.directory import opening

MONDAY, WEDNESDAY, SATURDAY = date(2026, 6, 15), date(2026, 6, 17), date(2026, 6, 20)
MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(18, 30))


@pytest.mark.parametrize(
    ("raw", "on", "found"),
    [
        ("Mo-Fr 09:00-12:00,14:00-18:30", MONDAY, (MORNING, AFTERNOON)),
        ("Mo-Fr 14:00-18:30,09:00-12:00", MONDAY, (MORNING, AFTERNOON)),
        ("Mo-Fr 09:00-12:00,14:00-18:30", SATURDAY, ()),
        ("Mo-Fr 09:00-12:00; We 14:00-18:30", WEDNESDAY, (AFTERNOON,)),
        ("Mo-Fr 09:00-12:00; We off", WEDNESDAY, ()),
        ("Sa-Mo 09:00-12:00", MONDAY, (MORNING,)),
        ("Sa-Mo 09:00-12:00", WEDNESDAY, ()),
        ("09:00-12:00", SATURDAY, (MORNING,)),
        ("Sa 18:00-02:00", SATURDAY, ((time(18), time(23, 59)),)),
        ("Sa 18:00-24:00", SATURDAY, ((time(18), time(23, 59)),)),
        ("Mo-Fr 09:00-12:00; PH off", date(2026, 7, 14), ()),
        ("Mo-Fr 09:00-12:00; PH off", date(2026, 5, 25), ()),  # Whit Monday
        ("Mo-Fr 09:00-12:00; PH off", MONDAY, (MORNING,)),
        ("Mo 09:00-12:00; SH off", MONDAY, (MORNING,)),
        ("We[3] 09:00-12:00", WEDNESDAY, (MORNING,)),
        ("We[1,-1] 09:00-12:00", WEDNESDAY, ()),
        ("We[-2] 09:00-12:00", WEDNESDAY, (MORNING,)),
        ("Jun 09:00-12:00", MONDAY, (MORNING,)),
        ("Jul-Aug off", MONDAY, ()),
        ("Mo-Fr 09:00-12:00; Jun 15-20 off", MONDAY, ()),
        ("Mo-Fr 09:00-12:00; Dec 24-Jan 2 off", date(2027, 1, 1), ()),
        ("week 1-53/2 Mo 09:00-12:00", MONDAY, (MORNING,)),  # week 25
        ("week 2-53/2 Mo 09:00-12:00", MONDAY, ()),
        ("Mo-Fr", MONDAY, None),
        ("Mo-Fr 14:00+", MONDAY, None),
        ("24/7", MONDAY, None),
        ("9 h à 12 h", MONDAY, None),
        ("Mo 09:00-12:00; sur rendez-vous", MONDAY, None),
        ("", MONDAY, None),
    ],
)
def test_the_hours_of_a_day(raw, on, found):
    assert opening.spans(raw, on) == found


def test_easter_moves():
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}
    assert {year: (opening.easter(year).month, opening.easter(year).day) for year in known} == known
