"""What the domain answers when it says no: a named fact with a sentence for the person."""

from collections.abc import Callable, Sequence
from typing import ParamSpec

_Given = ParamSpec("_Given")


class Refusal(Exception):
    """A rule says no. `reason` is a stable code; `message` a translated sentence; `allowed` the codes of what would pass."""

    reason = "refused"

    def __init__(self, message: str, *, allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = list(allowed)


class MoveNotAllowed(Refusal):
    """The table has no such move from this stage."""

    reason = "move_not_allowed"


class NotPermitted(Refusal):
    """The person's role, or their organisation, does not allow it."""

    reason = "not_permitted"


class OutOfOrder(Refusal):
    """The instant given lies before what is already recorded, or after it was received."""

    reason = "out_of_order"


def passes(check: Callable[_Given, object], *given: _Given.args, **named: _Given.kwargs) -> bool:
    """Whether a check refuses nothing: pages show only what would succeed, the verb asks again."""
    try:
        check(*given, **named)
    except Refusal:
        return False
    return True
