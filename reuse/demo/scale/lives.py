"""What may happen to a device once it was received, as made-up steps in an order that the table of moves allows."""

import random
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from inventory.states import REASONS, EventKind, Move


class Nature(Enum):
    """How a device's data are erased, which shapes its way."""

    COMPUTER = "computer"  # by a tool
    MOBILE = "mobile"  # by a reset that another person confirms
    PLAIN = "plain"  # it holds none


class Step(NamedTuple):
    """What happens, and after how many days on average. No move: an event that leaves the device where it is."""

    days: float
    kind: str
    move: str = ""
    reason: str = ""


def _move(move: Move, days: float) -> Step:
    return Step(days, EventKind.MOVED, move)


RECEIVE = _move(Move.RECEIVE, 0.2)
TRIAGE, AUDIT, ERASE = _move(Move.TRIAGE, 4), _move(Move.AUDIT, 4), _move(Move.ERASE, 5)
REPAIR, SET_UP, CHECK = _move(Move.REPAIR, 4), _move(Move.SET_UP, 5), _move(Move.CHECK, 3)
RELEASE, RESERVE, HAND_OVER = _move(Move.RELEASE, 0), _move(Move.RESERVE, 12), _move(Move.HAND_OVER, 5)
FOUND = Step(3, EventKind.MEDIUM_FOUND)
ATTESTED, ERASED = Step(1, EventKind.RESET_ATTESTED), Step(0.3, EventKind.MEDIUM_ERASED)
STATED_EMPTY = Step(3, EventKind.NO_STORAGE)
FAILED, DESTROYED = Step(0.3, EventKind.MEDIUM_FAILED), Step(4, EventKind.MEDIUM_DESTROYED)
PASSED, FAULTY = Step(2, EventKind.CHECKED), Step(2, EventKind.CHECKED, reason="fault")
SIGNED, WEIGHED = Step(1, EventKind.SIGNED_OFF), Step(0.5, EventKind.WEIGHED)
CORRECTED = Step(0.2, EventKind.CORRECTED, Move.CORRECT, "wrong_move")

# What becomes of a device in the end, in a hundred.
FATES: dict[str, int] = {
    Move.HAND_OVER: 58,
    Move.RECYCLE: 15,
    Move.STRIP: 8,
    Move.DIVERT: 10,
    Move.RETURN_TO_DONOR: 2,
    Move.DECLARE_LOST: 1,
    "stock": 6,
}
_CODES, _WEIGHTS = tuple(FATES), tuple(FATES.values())
_WHY = {move: tuple(reasons) for move, reasons in REASONS.items()}
_BACK = tuple(reason for reason in _WHY[Move.TAKE_BACK] if reason not in {"repair", "loan_ended", "found"})


class Draw:
    """Draws lives from one source of chance."""

    def __init__(self, chances: random.Random) -> None:
        self.chances = chances

    def happens(self, share: float) -> bool:
        return self.chances.random() < share

    def life(self, nature: Nature, *, until_ready: bool) -> Iterator[Step]:
        """From reception on. Whoever asks stops when time is over; with `until_ready` none is handed over here."""
        fate = self.chances.choices(_CODES, _WEIGHTS)[0]
        yield RECEIVE
        if self.happens(0.003):  # the wrong device was scanned
            yield CORRECTED
            yield RECEIVE
        if self.happens(0.08):
            yield WEIGHED
        if self.happens(0.5):
            yield TRIAGE
        if self.happens(0.01):
            yield AUDIT
            yield CORRECTED
        if nature != Nature.PLAIN:
            yield from self._erased(nature, is_broken=fate == Move.RECYCLE)
        if fate in _WHY:
            yield from self._exit(Move(fate))
        else:
            yield from self._made_ready()
        if fate == Move.HAND_OVER and not until_ready:
            yield from self._handed_over(nature)

    def _erased(self, nature: Nature, *, is_broken: bool) -> Iterator[Step]:
        """Some donors keep their disks; what is broken beyond repair is not erased: its medium is destroyed."""
        if nature == Nature.COMPUTER and self.happens(0.35):
            yield STATED_EMPTY
            return
        if is_broken and self.happens(0.3):
            yield FOUND
            yield DESTROYED
            return
        if self.happens(0.15):
            yield AUDIT
        yield ERASE
        yield FOUND
        if nature == Nature.MOBILE:
            yield ATTESTED
        elif self.happens(0.04):
            yield FAILED
            yield DESTROYED
            return
        yield ERASED

    def _made_ready(self) -> Iterator[Step]:
        if self.happens(0.2):
            yield REPAIR
        if self.happens(0.5):
            yield SET_UP
        yield CHECK
        if self.happens(0.06):
            yield FAULTY
            yield REPAIR
            yield CHECK
        yield PASSED
        yield SIGNED
        yield RELEASE

    def _exit(self, move: Move, days: float = 6) -> Iterator[Step]:
        step = Step(days, EventKind.MOVED, move, self.chances.choice(_WHY[move]))
        yield step
        if move == Move.RECYCLE and self.happens(0.01):
            yield CORRECTED
            yield step

    def _handed_over(self, nature: Nature) -> Iterator[Step]:
        """And now and then back again: recycled, or made ready once more, some for another person."""
        yield RESERVE
        yield HAND_OVER
        if not self.happens(0.06):
            return
        yield Step(45, EventKind.MOVED, Move.TAKE_BACK, self.chances.choice(_BACK))
        if nature != Nature.PLAIN:
            yield ERASE
            if nature == Nature.MOBILE:
                yield ATTESTED
            yield ERASED
        if self.happens(0.4):
            yield from self._exit(Move.RECYCLE)
            return
        yield from self._made_ready()
        if self.happens(0.5):
            yield RESERVE
            yield HAND_OVER
