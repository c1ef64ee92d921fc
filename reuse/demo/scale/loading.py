"""Loads the large demo: the network is widened, then filled chunk by chunk, each in a transaction of its own."""

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time

from django.db import connection, transaction

from inventory.workflow.numbering import issue_codes
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Role
from reuse.core import chance
from reuse.core.ahead import ahead
from reuse.demo.scale import territory
from reuse.demo.scale.batches import Batches
from reuse.demo.scale.papers import last_given
from reuse.demo.scale.reference import Reference
from reuse.demo.scale.rows import last_numbers
from reuse.demo.scale.worktime import WorkTime
from reuse.demo.scale.world import World
from reuse.reports.workflow import rollups
from reuse.web.departments import NAMES

CHUNK = 2000  # devices
AHEAD = 2  # chunks whose codes are issued: the one that is written, and the one that is drawn meanwhile


def load(
    *,
    scale: int,
    seed: int,
    today: date,
    progress: Callable[[int, int], None],
    departments: Sequence[str] = tuple(sorted(NAMES)),
) -> None:
    """Add so many devices with their history to a network that was told by verbs. Same arguments, same rows."""
    name = f"{seed} {scale} {today}"
    time_worked = WorkTime(today)
    chances = random.Random(name)  # noqa: S311 - made-up data
    with chance.seeded(chances.getrandbits(64)), transaction.atomic():
        widened = territory.widen(
            departments=departments,
            network=Organisation.objects.get(is_network=True),
            administrator=Membership.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")[0].user,
            since=datetime.combine(time_worked.days[0], time(6), UTC),
            chances=chances,
        )
    world = World(time_worked, widened, Reference(), last_numbers(), last_given())
    sizes = [min(CHUNK, scale - first) for first in range(0, scale, CHUNK)]
    codes = deque(issue_codes(size) for size in sizes[:AHEAD])
    done = 0
    for nth, chunk in enumerate(ahead(_drawn(world, name, codes, scale))):
        with transaction.atomic():
            chunk.write()
            codes.extend(issue_codes(size) for size in sizes[nth + AHEAD : nth + AHEAD + 1])
        done += sizes[nth]
        progress(done, scale)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a table that grew a thousandfold is planned for as it is now
    rollups.rebuild(progress=progress)


def _drawn(world: World, name: str, codes: deque[list[str]], scale: int) -> Iterator[Batches]:
    """The chunks, drawn as long as there are codes for them."""
    first = 0
    while codes:
        own = codes.popleft()
        chunk = Batches(world, f"{name} {first}")
        chunk.come(own, first, scale)
        first += len(own)
        yield chunk
