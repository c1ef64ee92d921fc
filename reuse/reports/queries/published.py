"""The network's figures as one organisation of it reads them: what open data publishes, added up, and nothing else."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from reuse.reports.models import OpenGroup
from reuse.reports.queries import opendata
from reuse.reports.queries.disclosure import Group

SLICES: Final = ("region", "department", "type")


class NotWholeQuarters(ValueError):
    """What is published is told by the quarter."""


def published(since: date, until: date, *, by: str = "") -> dict[str, Counter[str]]:
    """By the key of each slice, how many devices are published of each figure; a figure of which none is, is absent.

    Groups of several departments or types are told under all their names, such as `laptop+tablet`.
    """
    found: dict[str, Counter[str]] = {}
    for one in OpenGroup.objects.filter(
        quarter__in=list(_quarters(since, until)), figure__in=opendata.FIGURES
    ):
        names = opendata.names_of(Group(frozenset(map(tuple, one.cells)), one.count))
        key = names[SLICES.index(by)] if by else ""
        found.setdefault(key, Counter())[one.figure] += one.count
    return found


def _quarters(since: date, until: date) -> Iterator[str]:
    first = since
    while first <= until:
        last = opendata.quarter_end(first)
        if first != date(last.year, last.month - 2, 1) or last > until:
            raise NotWholeQuarters
        yield opendata.quarter_of(first)
        first = last + timedelta(days=1)
