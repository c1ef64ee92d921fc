"""What a load rests on: the working time, the network, what it has set, and how far numbers have gone."""

from collections import Counter
from dataclasses import dataclass

from reuse.demo.scale.papers import Last
from reuse.demo.scale.reference import Reference
from reuse.demo.scale.territory import Territory
from reuse.demo.scale.worktime import WorkTime


@dataclass(frozen=True, slots=True)
class World:
    """Read before the first chunk: a chunk needs the database only to be written."""

    time: WorkTime
    territory: Territory
    reference: Reference
    numbers: Counter[str]
    slips: Last
