"""Who carries out what: apps register their handlers, consumers and chores from their `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from reuse.jobs.work import Work


@dataclass(frozen=True, slots=True)
class Handler:
    """Carries out jobs of one kind. It may run twice; what it does inside `work.chunk(n)` happens once."""

    call: Callable[["Work"], None]
    title: str | Promise


@dataclass(frozen=True, slots=True)
class Consumer:
    """Carries out one outbox row. An atomic one commits with the row's deletion: exactly once; others at least once."""

    call: Callable[[dict[str, Any]], None]
    is_atomic: bool


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that comes back; it is told the present instant."""

    call: Callable[[datetime], None]
    every: timedelta


_handlers: dict[str, Handler] = {}
_consumers: dict[str, Consumer] = {}
_chores: dict[str, Periodic] = {}


def handler(
    kind: str, *, title: str | Promise = ""
) -> Callable[[Callable[["Work"], None]], Callable[["Work"], None]]:
    """Register the function that carries out jobs of this kind; people see the title."""

    def register(call: Callable[["Work"], None]) -> Callable[["Work"], None]:
        _handlers[kind] = Handler(call, title or kind)
        return call

    return register


def consumer(
    kind: str, *, is_atomic: bool
) -> Callable[[Callable[[dict[str, Any]], None]], Callable[[dict[str, Any]], None]]:
    """Register the function that carries out outbox rows of this kind."""

    def register(call: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        _consumers[kind] = Consumer(call, is_atomic)
        return call

    return register


def chore(
    name: str, *, every: timedelta
) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Register a function to be called every so often, on one machine of the installation."""

    def register(call: Callable[[datetime], None]) -> Callable[[datetime], None]:
        _chores[name] = Periodic(call, every)
        return call

    return register


def handlers() -> dict[str, Handler]:
    """Every handler by kind."""
    _discover()
    return _handlers


def consumers() -> dict[str, Consumer]:
    """Every consumer by kind."""
    _discover()
    return _consumers


def chores() -> dict[str, Periodic]:
    """Every chore by name."""
    _discover()
    return _chores


@cache
def _discover() -> None:
    """Import each app's `tasks` at the first question, so that most commands never pay for it."""
    autodiscover_modules("tasks")
