"""What a request says beside the device, and what becomes of it: codes, household, mark, cancellation, information."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext

from beneficiaries import queries, workflow
from beneficiaries.models import Request
from beneficiaries.queries import narrative
from beneficiaries.states import Behalf, Channel, OnWord, RequestStage
from beneficiaries.workflow.refusals import AnswerMissing, PersonalDataFound, TooLate
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


def test_events_keep_yes_or_no_for_figures_and_the_codes_beside():
    request = factories.request_at(RequestStage.SUBMITTED, connection="no_coverage", connection_help="box")

    kept = request.events.get(move="submit").details

    assert (kept["connection"], kept["training"]) == (True, False)
    assert (kept["connection_today"], kept["connection_help"], kept["skills_help"]) == (
        "no_coverage",
        "box",
        "",
    )


def test_who_asks_and_on_whose_word_is_told_on_the_page_and_in_the_journal():
    request = factories.request_at(
        RequestStage.SUBMITTED,
        channel=Channel.TELEPHONE,
        behalf=Behalf.RELATIVE,
        on_word=OnWord.SIGNED,
    )

    told = next(one for one in narrative.events(request) if one.detail)

    for words in (dict(narrative.facts(request))[gettext("How it was asked")], told.detail):
        assert all(str(code.label) in words for code in (Channel.TELEPHONE, Behalf.RELATIVE, OnWord.SIGNED))


def test_a_mark_is_found_whole_in_any_case_by_its_partner_alone():
    request = factories.request_at(RequestStage.WAITING, mark="Dossier  12")
    factories.request_at(RequestStage.WAITING, worker=factories.other_worker(), mark="dossier 12")

    def found(person, text):
        return list(queries.requests_like(person, {"q": text}))

    assert found(people.social_worker(), "DOSSIER 12 ") == [request]
    assert found(people.social_worker(), "Dossier 1") == []
    assert found(people.coordinator(), "Dossier 12") == []
    assert "ossier" not in request.mark_digest


def test_a_mark_is_forgotten_with_its_digest_and_its_household():
    request = factories.request_at(RequestStage.SERVED, mark="Dossier 12")
    workflow.duplicate(request=request, act=people.act(people.social_worker()))

    workflow.erase(request=request, act=people.act(people.administrator()))

    request = factories.again(request)
    assert (request.mark, request.mark_digest, request.household) == ("", "", None)
    with pytest.raises(AnswerMissing):
        workflow.duplicate(request=request, act=people.act(people.social_worker()))


def test_a_request_of_the_same_home_is_described_and_attested_anew():
    request = factories.request_at(RequestStage.WAITING, mark="Dossier 12", information="Grand écran.")
    worker = people.social_worker()

    copy = workflow.duplicate(request=request, act=people.act(worker))

    request = factories.again(request)
    assert (copy.stage, copy.commune, copy.site) == (RequestStage.DRAFT, request.commune, request.site)
    assert (copy.age_band, copy.mark, copy.information) == ("", "", "")
    assert queries.household_of(request, worker) == [copy]
    assert queries.household_of(request, people.coordinator()) == []
    with pytest.raises(AnswerMissing):
        workflow.submit(request=copy, act=people.act(worker))
    workflow.save_draft(
        request=copy,
        age_band="18_25",
        met=factories.ALL_MET,
        seen_on=people.NOON.date(),
        act=people.act(worker),
    )
    workflow.submit(request=copy, act=people.act(worker))
    assert {one.home for one in queries.with_household(Request.objects.all())} == {2}


def test_another_partner_duplicates_nothing():
    request = factories.request_at(RequestStage.WAITING)

    with pytest.raises(NotPermitted):
        workflow.duplicate(request=request, act=people.act(factories.other_worker()))


@pytest.mark.parametrize(
    ("stage", "back"),
    [
        (RequestStage.DRAFT, RequestStage.DRAFT),
        (RequestStage.SUBMITTED, RequestStage.SUBMITTED),
        (RequestStage.WAITING, RequestStage.WAITING),
        (RequestStage.PAUSED, RequestStage.WAITING),
    ],
)
def test_a_cancellation_is_undone_and_the_day_kept(stage, back):
    request, worker = factories.request_at(stage), people.social_worker()
    workflow.cancel(request=request, act=people.act(worker), reason_code="mistake")

    workflow.undo_cancel(request=request, act=people.act(worker))

    after = factories.again(request)
    assert (after.stage, after.submitted_at) == (back, request.submitted_at)


def test_a_cancellation_is_undone_in_time_from_where_it_stood_by_the_partner():
    request, worker = factories.request_at(RequestStage.WAITING), people.social_worker()
    with pytest.raises(MoveNotAllowed):
        workflow.undo_cancel(request=request, act=people.act(worker))
    workflow.cancel(request=request, act=people.act(worker), reason_code="mistake")
    rule = queries.waiting_rule(people.NOON)

    with pytest.raises(MoveNotAllowed):
        workflow.undo_cancel(request=request, act=people.act(worker), move="take_up")
    with pytest.raises(NotPermitted):
        workflow.undo_cancel(request=request, act=people.act(people.coordinator()))
    late = factories.again(request).stage_since + timedelta(days=rule.undo_days, seconds=1)
    with pytest.raises(TooLate):
        workflow.undo_cancel(request=request, act=people.act(worker, late))
    assert factories.again(request).stage == RequestStage.CANCELLED


def test_information_is_added_while_the_request_is_under_way():
    request, worker = factories.request_at(RequestStage.WAITING), people.social_worker()

    workflow.add_information(request=request, text=" Un cours commence en mai. ", act=people.act(worker))

    assert [one.detail for one in narrative.additions(request)] == ["Un cours commence en mai."]
    with pytest.raises(PersonalDataFound):
        workflow.add_information(request=request, text="voir Mme Durand", act=people.act(worker))
    with pytest.raises(AnswerMissing):
        workflow.add_information(request=request, text="  ", act=people.act(worker))
    with pytest.raises(MoveNotAllowed):
        workflow.add_information(request=factories.request_at("draft"), text="Rien", act=people.act(worker))


def test_the_urgent_share_of_the_network_is_told_among_enough(monkeypatch):
    urgent = {"urgency": "job", "needed_by": people.NOON.date()}
    factories.request_at(RequestStage.WAITING, **urgent)
    factories.request_at(RequestStage.SUBMITTED)
    factories.request_at(RequestStage.WAITING, worker=factories.other_worker())
    partner = people.social_worker().organisation

    share = queries.urgency_share(partner)
    assert (share.urgent, share.sent, share.own, share.network) == (1, 2, 0.5, None)

    monkeypatch.setattr("beneficiaries.queries.urgency.FEWEST_REQUESTS", 3)
    assert queries.urgency_share(partner).network is None
    monkeypatch.setattr("beneficiaries.queries.urgency.FEWEST_PARTNERS", 2)
    assert queries.urgency_share(partner).network == pytest.approx(1 / 3)
