"""Working time: seconds during which workshops are open, one day after another. Whatever happens, happens then."""

import random
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from reuse.core.chains import Instant
from reuse.demo.calendar import CLOSES, OPENS, PARIS

MONTHS = 36  # of history
DAY = (CLOSES.hour - OPENS.hour) * 3600  # seconds a workshop is open
WEEK = 5 * DAY
# How much is given in each month, of an even share: offices move in June and September, and rest in August.
SEASON = (1.15, 1.0, 1.05, 0.95, 0.85, 1.25, 0.75, 0.4, 1.3, 1.25, 1.1, 0.95)
GROWTH = 2.5  # how many times as much comes at the end as at the beginning
_TIMES = [f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in range(86_400)]


class WorkTime:
    """The working days of the history. An instant is a number: seconds of working time since the first opening."""

    def __init__(self, today: date) -> None:
        first = date(today.year - MONTHS // 12, today.month, min(today.day, 28))
        every = (first + timedelta(days=number) for number in range((today - first).days))
        self.days = [day for day in every if day.weekday() < 5]
        self.end = len(self.days) * DAY - 1
        self._openings = [_opening(day) for day in self.days]
        self._coming = list(accumulate(map(self._share, range(len(self.days)))))

    def instant(self, at: int) -> Instant:
        """The instant as it is written."""
        day, second = divmod(at, DAY)
        on, opening = self._openings[day]
        time = _TIMES[opening + second]
        return Instant(f"{on}T{time}.000000Z", f"{on} {time}", on)

    def coming(self, share: float, chances: random.Random) -> int:
        """When this share of all that is ever given has come; in the morning or in the afternoon of that day."""
        day = bisect_left(self._coming, share * self._coming[-1])
        return min(day, len(self.days) - 1) * DAY + int(chances.random() * DAY / 2)

    def year(self, at: int) -> int:
        return self.days[at // DAY].year

    def _share(self, number: int) -> float:
        return SEASON[self.days[number].month - 1] * (1 + (GROWTH - 1) * number / len(self.days))


def wait(chances: random.Random, days: float) -> int:
    """A wait in working time, of so many days on average; most are shorter, a few much longer."""
    return int(chances.expovariate(1 / days) * DAY) + 60


def _opening(day: date) -> tuple[str, int]:
    """A day as it is written, and when it opens, in seconds of that day in UTC: France opens and closes within it."""
    opens = datetime.combine(day, OPENS, PARIS).astimezone(UTC)
    return day.isoformat(), opens.hour * 3600 + opens.minute * 60


def spread(chances: random.Random, first: int, last: int, count: int) -> Sequence[int]:
    """So many instants from `first` to before `last`, in order."""
    return sorted(first + int(chances.random() * max(last - first, 0)) for _nth in range(count))
