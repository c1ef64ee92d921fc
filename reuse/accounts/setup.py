"""What an administrator sets up: the first steps of an empty installation, and the pages for later. Each app says its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up. `url`: the name of its page, empty where somebody else does it; `found`: how many there are."""

    title: str | Promise
    detail: str | Promise
    url: str
    found: Callable[[], int]
    order: int


@dataclass(frozen=True, slots=True)
class Stand:
    """A step as things stand: done when there is anything; the first one that is not comes next."""

    step: Step
    found: int
    is_next: bool

    @property
    def is_done(self) -> bool:
        return self.found > 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page an administrator comes back to. `url`: its name."""

    title: str | Promise
    detail: str | Promise
    url: str
    order: int


_steps: dict[str, Step] = {}
_pages: dict[str, Page] = {}


def step(code: str, one: Step) -> None:
    """Declare a step. Called from an app's `ready`."""
    _steps[code] = one


def steps() -> list[Stand]:
    """Every step in its order, as things stand now."""
    counted = [(one, one.found()) for one in sorted(_steps.values(), key=lambda one: one.order)]
    following = next((one for one, found in counted if not found), None)
    return [Stand(one, found, one is following) for one, found in counted]


def page(code: str, one: Page) -> None:
    """Declare a page. Called from an app's `ready`."""
    _pages[code] = one


def pages() -> list[Page]:
    """Every page in its order."""
    return sorted(_pages.values(), key=lambda one: one.order)


def letters_wait() -> bool:
    """Whether letters only gather in the data folder, since no mail server is named. A demo writes to nobody."""
    return not settings.EMAIL_HOST and not settings.DEMO
