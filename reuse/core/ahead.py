"""Makes the next item while the caller is busy with the present one, as when a database works and Python waits."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(items: Iterable[_Item]) -> Iterator[_Item]:
    """The items in turn, each made by a thread, one before it is asked for. Making them may not use the database."""
    coming = iter(items)

    def make() -> tuple[_Item, ...]:
        return tuple(islice(coming, 1))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        soon = thread.submit(copy_context().run, make)
        while one := soon.result():
            soon = thread.submit(copy_context().run, make)
            yield from one
