"""What a scanner did to a known text is named, whatever it did."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import codes
from inventory.codes import Diagnosis, Fault

TEXT = codes.SCANNER_TEST
TABLES = {**codes.LAYOUTS, **codes.LOCKED_LAYOUTS}


def garbled(text, name):
    """What the box shows when the keyboard has this fault."""
    return text.translate({right: wrong for wrong, right in TABLES[name].items()})


KEYBOARDS = {
    (): lambda text: text,
    (Fault.AZERTY,): lambda text: garbled(text, "azerty"),
    (Fault.QWERTZ,): lambda text: garbled(text, "qwertz"),
    (Fault.CAPS,): str.swapcase,
    (Fault.AZERTY, Fault.CAPS): lambda text: garbled(text, "azerty+lock"),
    (Fault.QWERTZ, Fault.CAPS): lambda text: garbled(text, "qwertz+lock"),
}
FRAMES = {
    (): lambda text: text,
    (Fault.BEFORE,): lambda text: "]C1" + text,
    (Fault.AFTER,): lambda text: text + "$",
    (Fault.BEFORE, Fault.AFTER): lambda text: "*" + text + "*",
    (Fault.LOST_START,): lambda text: text[2:],
    (Fault.LOST_END,): lambda text: text[:-2],
    (Fault.LOST_START, Fault.LOST_END): lambda text: text[1:-1],
    (Fault.TWICE,): lambda text: text + text,
}


@pytest.mark.parametrize(("keyboard", "frame"), list(product(KEYBOARDS, FRAMES)))
def test_every_fault_of_keyboard_and_scanner_is_named(keyboard, frame):
    typed = KEYBOARDS[keyboard](FRAMES[frame](TEXT))

    assert codes.diagnose(TEXT, typed).faults == (*keyboard, *frame)


@pytest.mark.parametrize("change", [str.upper, str.lower])
@pytest.mark.parametrize("frame", list(FRAMES))
def test_a_scanner_that_changes_the_case_is_told_from_caps_lock(change, frame):
    typed = change(FRAMES[frame](TEXT))

    assert codes.diagnose(TEXT, typed).faults == (Fault.CASE, *frame)


def test_a_french_scanner_under_caps_lock_is_caps_lock():
    assert codes.diagnose(TEXT, garbled(TEXT, "lock")).faults == (Fault.CAPS,)


@given(before=st.text("#*$!", max_size=3), after=st.text("#*$! \t", max_size=3))
def test_what_was_added_is_shown(before, after):
    found = codes.diagnose(TEXT, before + TEXT + after)

    assert (found.before, found.after) == (before, after)
    assert (Fault.BEFORE in found.faults, Fault.AFTER in found.faults) == (bool(before), bool(after))


@given(start=st.integers(0, 4), end=st.integers(0, 4))
def test_what_was_lost_is_shown(start, end):
    found = codes.diagnose(TEXT, TEXT[start : len(TEXT) - end])

    assert (found.before, found.after) == (TEXT[:start], TEXT[len(TEXT) - end :])


@pytest.mark.parametrize("typed", ["", "  ", "\t"])
def test_an_empty_box_is_named(typed):
    assert codes.diagnose(TEXT, typed) == Diagnosis((Fault.NOTHING,))


def test_a_close_relative_of_a_layout_is_named_with_a_reserve():
    belgian = "QaZw?y)é(!="  # 8 and / lie elsewhere on a Belgian keyboard

    assert codes.diagnose(TEXT, belgian).faults == (Fault.AZERTY, Fault.OTHER)


@given(expected=st.text(min_size=1).filter(str.strip), typed=st.text())
def test_any_text_gets_a_diagnosis_and_only_the_right_one_is_clear(expected, typed):
    assert codes.diagnose(expected, expected) == Diagnosis()
    assert bool(codes.diagnose(expected, typed).faults) == (typed != expected)


@given(number=st.integers(1, codes.PRACTICE_LABELS), keyboard=st.sampled_from([*KEYBOARDS]))
def test_our_own_codes_pass_every_keyboard(number, keyboard):
    code = codes.practice_code(number)

    assert codes.parse(KEYBOARDS[keyboard](code)) == code
