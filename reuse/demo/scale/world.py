"""What a load rests on: the working time, the network, what it has set, and the references given so far."""

from dataclasses import dataclass

from reuse.demo.scale.papers import Slips
from reuse.demo.scale.reference import Reference
from reuse.demo.scale.rows import Numbers
from reuse.demo.scale.territory import Territory
from reuse.demo.scale.worktime import WorkTime


@dataclass(frozen=True, slots=True)
class World:
    """Read before the first chunk; the chunks then need the database only to be written."""

    time: WorkTime
    territory: Territory
    reference: Reference
    numbers: Numbers
    slips: Slips
