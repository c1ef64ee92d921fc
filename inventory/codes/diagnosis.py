"""What a scanner does to a text on its way from the bar code to the box."""

import re
from dataclasses import dataclass
from enum import StrEnum

from inventory.codes.keyboards import readings


class Fault(StrEnum):
    """What happened to a text between its bar code and the box."""

    NOTHING = "nothing"
    AZERTY = "azerty"
    QWERTZ = "qwertz"
    CAPS = "caps"
    CASE = "case"  # all capitals, or none: the scanner's own setting
    BEFORE = "before"
    AFTER = "after"
    LOST_START = "lost_start"
    LOST_END = "lost_end"
    TWICE = "twice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The faults found, none when all is well; `before` and `after` are what was added, or lost, there."""

    faults: tuple[Fault, ...] = ()
    before: str = ""
    after: str = ""


SCANNER_TEST = "AqWzMy-258/"  # letters, digits and signs that each layout gives otherwise, in both cases


def diagnose(expected: str, typed: str) -> Diagnosis:
    """Say what a scanner did to a known text; the explanation with the fewest faults counts."""
    if not typed.strip():
        return Diagnosis((Fault.NOTHING,))
    heard = [(expected, reading, _keyboard_faults(fault)) for reading, fault in readings(typed)]
    heard.append((expected.upper(), typed.upper(), (Fault.CASE,)))
    explanations = [found for one in heard if (found := _framed(*one))]
    if explanations:
        return min(explanations, key=lambda one: (len(one.faults), len(one.before + one.after)))
    alike = (faults for _expected, reading, faults in heard if _letters(reading) == _letters(expected))
    return Diagnosis((*next(alike, ()), Fault.OTHER))


def _keyboard_faults(name: str) -> tuple[Fault, ...]:
    parts = name.replace("lock", Fault.CAPS).split("+")
    return tuple(dict.fromkeys(Fault(part) for part in parts if part))


def _framed(expected: str, reading: str, faults: tuple[Fault, ...]) -> Diagnosis | None:
    """The text as it is, twice, with something around it, or without its ends; None when it is none of these."""
    if reading.count(expected) > 1:
        return Diagnosis((*faults, Fault.TWICE))
    whole, piece, names = expected, reading, (Fault.LOST_START, Fault.LOST_END)
    if expected in reading:
        whole, piece, names = reading, expected, (Fault.BEFORE, Fault.AFTER)
    before, found, after = whole.partition(piece)
    if not found:
        return None
    around = (name for name, some in zip(names, (before, after), strict=True) if some)
    return Diagnosis((*faults, *around), before, after)


def _letters(text: str) -> str:
    return re.sub(r"[^A-Za-z]", "", text)
