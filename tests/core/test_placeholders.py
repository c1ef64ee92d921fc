"""One dated list of what stands for no number, for donors' lists and for reports alike."""

from datetime import date

import pytest

from donors.sheets import values
from inventory.evidence import placeholders as evidence
from reuse.core import placeholders


@pytest.mark.parametrize("text", sorted(placeholders.TEXTS))
def test_what_names_nothing_in_a_list_names_nothing_in_a_report(text):
    assert values.is_placeholder(text)
    assert evidence.real_serial(text) is None


@pytest.mark.parametrize("text", ["5CD335G7GT", "PF1A2B3C", "VMware-56 4d 0f", "SN-00042-7"])
def test_a_number_is_a_number_for_both(text):
    assert not values.is_placeholder(text)
    assert evidence.real_serial(text)


def test_the_list_is_dated():
    assert date.fromisoformat(placeholders.DATED) >= date(2026, 11, 1)
