"""What an administrator does first in an empty installation: each app says its own steps, and whether they are done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up. `url`: the name of its page, empty where somebody else does it."""

    title: str | Promise
    detail: str | Promise
    url: str
    is_done: Callable[[], bool]
    order: int


_steps: dict[str, Step] = {}


def step(code: str, one: Step) -> None:
    """Declare a step. Called from an app's `ready`."""
    _steps[code] = one


def steps() -> list[tuple[Step, bool]]:
    """Every step in its order, and whether it is done now."""
    return [(one, one.is_done()) for one in sorted(_steps.values(), key=lambda one: one.order)]
