"""The working hours of the demo, and the queue of what happens next."""

import heapq
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
OPENS, CLOSES = time(8, 30), time(17, 30)

Step = Callable[[datetime], None]


class Calendar:
    """Carries out steps in the order of their instants; a step may plan others. Nothing happens after `end`."""

    def __init__(self, end: datetime, chances: random.Random) -> None:
        self.end = end
        self.chances = chances
        self._steps: list[tuple[datetime, int, Step]] = []
        self._order = count()

    def plan(self, after: datetime, step: Step, *, hours: tuple[float, float]) -> datetime:
        """Plan a step between `hours` after an instant, within working hours; returns when."""
        at = self.working(after + timedelta(hours=self.chances.uniform(*hours)))
        heapq.heappush(self._steps, (at, next(self._order), step))
        return at

    def working(self, instant: datetime) -> datetime:
        """The instant itself, or some minutes after the next opening."""
        local = instant.astimezone(PARIS)
        if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
            return instant.astimezone(UTC).replace(microsecond=0)
        day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        opening = datetime.combine(day, OPENS, PARIS) + timedelta(seconds=self.chances.randrange(4 * 3600))
        return opening.astimezone(UTC).replace(microsecond=0)

    def at_work(self, days: int, hour: int) -> datetime:
        """The hour of the working day that lies so many working days before the last one."""
        day = self.end.astimezone(PARIS).date()
        while day.weekday() >= 5 or days > 0:
            days -= day.weekday() < 5
            day -= timedelta(days=1)
        return datetime.combine(day, time(hour), PARIS).astimezone(UTC)

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Everything that was planned until the end, in order."""
        while self._steps and self._steps[0][0] <= self.end:
            at, _order, step = heapq.heappop(self._steps)
            step(at)
            progress(at)


def evening_before(today: date) -> datetime:
    """The last instant of the demo: the evening before, so that today is yours."""
    return datetime.combine(today, time(0), PARIS).astimezone(UTC) - timedelta(hours=5)
