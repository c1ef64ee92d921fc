"""The journal says of each proposal what the rule found and what a person decided."""

import pytest
from django.urls import reverse

from beneficiaries import workflow
from beneficiaries.models import RequestEvent
from beneficiaries.queries import journal
from beneficiaries.states import ALLOCATION_REASONS, OVERRULING, RequestStage
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_request_list import FILE, csv_rows

pytestmark = pytest.mark.django_db
JOURNAL = FILE.replace("requests", "journal")


def decided():
    """One request moved, proposed for by a person, refused; another declined."""
    boss = people.coordinator()
    waiting = factories.request_at(RequestStage.WAITING)
    factories.stocked()
    workflow.place(request=waiting, where="first", act=people.act(boss), reason_code="deadline")
    chosen = factories.stocked()
    allocation = workflow.propose(
        request=waiting, device=chosen, act=people.act(boss), reason_code="transport"
    )
    workflow.refuse_proposal(allocation=allocation, act=people.act(boss), reason_code="too_far")
    return waiting, chosen, factories.request_at(RequestStage.DECLINED)


def test_every_proposal_move_and_refusal_is_an_entry():
    waiting, chosen, declined = decided()
    boss = people.coordinator()

    entries = journal.journal(boss, {"q": waiting.ref}).order_by("seq")
    proposed = entries.get(move="propose")

    assert [one.move or one.kind for one in entries] == ["accept", "placed", "propose", "withdraw"]
    assert proposed.details["device"] == chosen.code
    assert proposed.details["rule"] == 1
    assert journal.reason(proposed) == str(OVERRULING["transport"])
    assert journal.inputs(proposed).count("=") == 5
    assert journal.reason(entries.get(move="withdraw")) == str(ALLOCATION_REASONS["refuse"]["too_far"])
    assert [one.move for one in journal.journal(boss, {"q": declined.ref})] == ["decline"]
    assert not journal.journal(people.social_worker(), {}).exists()


def test_figures_tell_how_often_people_decided_otherwise():
    decided()
    day = RequestEvent.objects.latest("on").on

    figures = journal.overruling(since=day, until=day)

    assert (figures.proposals, figures.by_person, figures.withdrawn, figures.placed) == (1, 1, 1, 1)
    assert figures.share == 1


def test_the_page_and_its_file_are_for_coordinators(browser):
    waiting, _chosen, declined = decided()

    client = browser(people.coordinator())
    page = client.get(reverse("beneficiaries:journal"), {"what": "decline"}).content.decode()
    rows = csv_rows(client.post(JOURNAL, {"query": "by=person", "do": "csv"}))

    assert declined.ref in page
    assert waiting.ref not in page
    assert [row[0] for row in rows[1:]] == [waiting.ref]
    assert browser(people.social_worker()).get(reverse("beneficiaries:journal")).status_code == 403


def test_the_page_takes_the_same_number_of_statements_however_long(browser, django_assert_max_num_queries):
    decided()
    client = browser(people.coordinator())
    client.get(reverse("beneficiaries:journal"))
    decided()
    with django_assert_max_num_queries(12):
        client.get(reverse("beneficiaries:journal"))
