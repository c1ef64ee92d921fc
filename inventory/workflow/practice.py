"""The exercise: the real table of moves, applied to devices that exist in one session; no stock, no ledger, no figure.

An exercise is a value: each gesture gives the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from inventory import codes
from inventory.states import RULES, Gate, Move, Stage, moves_from

MOVES = (Move.RECEIVE, Move.TRIAGE, Move.AUDIT, Move.ERASE, Move.REPAIR, Move.SET_UP, Move.CHECK)
MOST_KEPT = 40


class Kind(StrEnum):
    """What came of a gesture."""

    DONE = "done"
    REPEATED = "repeated"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    REAL = "real"  # a label of the real stock: the exercise leaves it alone
    UNDONE = "undone"
    PROVEN = "proven"
    NOTHING = "nothing"  # nothing to undo, or to prove


@dataclass(frozen=True, slots=True)
class Gesture:
    """One scan, undo or proof, and what came of it."""

    kind: Kind
    text: str = ""
    code: str = ""
    move: str = ""
    from_stage: str = ""
    stage: str = ""
    gate: str = ""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """Where the practice devices stand, whose media are proven erased, and the gestures, newest first."""

    stages: Mapping[str, str]
    proven: frozenset[str] = frozenset()
    gestures: tuple[Gesture, ...] = ()
    passed: int = 0  # lessons
    fresh: int = 0  # gestures since the present lesson began

    def stage_of(self, code: str) -> str:
        return self.stages.get(code, Stage.ANNOUNCED)

    @property
    def lesson(self) -> "Lesson | None":
        return LESSONS[self.passed] if self.passed < len(LESSONS) else None

    @property
    def latest(self) -> Gesture | None:
        return self.gestures[0] if self.gestures else None

    def dumped(self) -> dict[str, Any]:
        """As a session keeps it."""
        return {**asdict(self), "proven": sorted(self.proven)}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing to learn: passed once the gestures since it began show it."""

    name: str
    is_passed: Callable[[Sequence[Gesture]], bool]


def _distinct(kind: Kind, *moves: Move) -> Callable[[Sequence[Gesture]], int]:
    def count(gestures: Sequence[Gesture]) -> int:
        return len({one.code for one in gestures if one.kind == kind and (not moves or one.move in moves)})

    return count


LESSONS = (
    Lesson("receive", lambda gestures: _distinct(Kind.DONE, Move.RECEIVE)(gestures) >= 3),
    Lesson("repeat", lambda gestures: _distinct(Kind.REPEATED)(gestures) >= 1),
    Lesson("move", lambda gestures: _distinct(Kind.DONE, Move.ERASE)(gestures) >= 2),
    Lesson("refusal", lambda gestures: any(one.gate == Gate.MEDIA for one in gestures)),
    Lesson("proof", lambda gestures: _distinct(Kind.DONE, Move.SET_UP, Move.CHECK)(gestures) >= 1),
    Lesson("undo", lambda gestures: _distinct(Kind.UNDONE)(gestures) >= 1),
    Lesson("unknown", lambda gestures: any(one.kind in {Kind.UNKNOWN, Kind.REAL} for one in gestures)),
)


def begin() -> Exercise:
    return Exercise({})


def load(kept: Mapping[str, Any] | None) -> Exercise:
    """The exercise a session kept, or a new one."""
    if not kept:
        return begin()
    gestures = tuple(Gesture(**{**one, "kind": Kind(one["kind"])}) for one in kept["gestures"])
    return Exercise(kept["stages"], frozenset(kept["proven"]), gestures, kept["passed"], kept["fresh"])


def scan(exercise: Exercise, *, text: str, move: Move) -> Exercise:
    """What the scan page would do, for a practice label."""
    code = codes.in_address(text) or codes.parse(text) or ""
    if code not in codes.PRACTICE_CODES:
        return _after(exercise, Gesture(Kind.REAL if code else Kind.UNKNOWN, text.strip(), move=move))
    before, rule = exercise.stage_of(code), RULES[move]
    stays = Gesture(Kind.REPEATED, text.strip(), code, move, before, before)
    if before == rule.target:
        return _after(exercise, stays)
    if before not in rule.sources:
        return _after(exercise, replace(stays, kind=Kind.REFUSED))
    if is_barred(exercise, code, move):
        return _after(exercise, replace(stays, kind=Kind.REFUSED, gate=Gate.MEDIA))
    moved = replace(exercise, stages={**exercise.stages, code: rule.target})
    return _after(moved, replace(stays, kind=Kind.DONE, stage=rule.target))


def undo(exercise: Exercise) -> Exercise:
    """Take back the last move that still stands."""
    for at, one in enumerate(exercise.gestures):
        if one.kind == Kind.DONE and not one.is_undone:
            gestures = (*exercise.gestures[:at], replace(one, is_undone=True), *exercise.gestures[at + 1 :])
            stages = {**exercise.stages, one.code: one.from_stage}
            taken_back = Gesture(Kind.UNDONE, one.text, one.code, one.move, one.stage, one.from_stage)
            return _after(replace(exercise, stages=stages, gestures=gestures), taken_back)
    return _after(exercise, Gesture(Kind.NOTHING))


def prove(exercise: Exercise) -> Exercise:
    """As if the erasure reports of all devices at erasure had been attached."""
    erased = frozenset(code for code, stage in exercise.stages.items() if stage == Stage.ERASURE)
    if not erased - exercise.proven:
        return _after(exercise, Gesture(Kind.NOTHING))
    return _after(replace(exercise, proven=exercise.proven | erased), Gesture(Kind.PROVEN))


def allowed(exercise: Exercise, code: str) -> list[Move]:
    """The moves of the exercise that would pass."""
    found = [move for move in moves_from(exercise.stage_of(code)) if move in MOVES]
    return [move for move in found if not is_barred(exercise, code, move)]


def is_barred(exercise: Exercise, code: str, move: Move) -> bool:
    """Whether the media gate is closed: every practice device has a disk, proven erased or not."""
    return Gate.MEDIA in RULES[move].gates and code not in exercise.proven


def _after(exercise: Exercise, gesture: Gesture) -> Exercise:
    """With the gesture kept, and the lesson passed if it was what the lesson asks for."""
    gestures, fresh = (gesture, *exercise.gestures)[:MOST_KEPT], exercise.fresh + 1
    lesson = exercise.lesson
    if lesson and lesson.is_passed(gestures[:fresh]):
        return replace(exercise, gestures=gestures, passed=exercise.passed + 1, fresh=0)
    return replace(exercise, gestures=gestures, fresh=fresh)
