"""A question written once answers as the question written anew."""

import pytest

from reuse.accounts.models import Organisation, Site
from reuse.core.prepared import Prepared
from tests import people

pytestmark = pytest.mark.django_db


def test_each_mark_takes_the_value_of_its_turn(django_assert_num_queries):
    owner, site = people.workshop()
    question = Prepared(Site.objects.select_related("organisation").filter(organisation=-1, city="?"))

    with django_assert_num_queries(2):
        assert list(question.rows({-1: owner.pk, "?": site.city})) == [site]
        assert list(question.rows({-1: owner.pk, "?": "Lyon"})) == []


def test_what_nothing_answers_is_not_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Prepared(Organisation.objects.none()).rows({})) == []
