"""What is made ahead arrives whole, in order, with its failures, in the caller's language."""

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from reuse.core.ahead import ahead

pytestmark = pytest.mark.any_database


def test_every_item_arrives_in_order():
    assert list(ahead(iter(range(50)))) == list(range(50))
    assert list(ahead([])) == []


def test_a_failure_arrives_where_it_happened():
    def failing():
        yield 1
        raise ValueError("broken")

    found = ahead(failing())

    assert next(found) == 1
    with pytest.raises(ValueError, match="broken"):
        next(found)


def test_no_more_than_one_is_made_ahead():
    made = []

    def numbers():
        for number in range(10):
            made.append(number)
            yield number

    found = ahead(numbers())
    next(found)
    found.close()

    assert made in ([0], [0, 1])


def test_words_are_in_the_language_of_the_caller():
    with translation.override("fr"):
        french = _("Serial number")
        assert list(ahead(_("Serial number") for _once in range(2))) == [french, french]
