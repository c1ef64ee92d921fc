"""Where a commission decides, requests wait for its day; a contested decision is answered by somebody else."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.models import Commission, CommissionSession
from beneficiaries.states import RequestEventKind, RequestStage
from beneficiaries.workflow import Verdict
from beneficiaries.workflow.refusals import (
    AnotherDecides,
    NothingToContest,
    PersonalDataFound,
    ReasonNeeded,
    ScopeMissing,
    WaitsForCommission,
)
from reuse.accounts.models import AccessRecord
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.core.refusals import NotPermitted
from reuse.directory import workflow as directory
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 signed"


def boss():
    return people.act(people.coordinator())


def worker():
    return people.act(people.social_worker())


def named(**scope):
    return workflow.name_commission(
        name="Commission du Drac",
        act=boss(),
        **{"programme": None, "partner": None, "department": "38", **scope},
    )


def met(commission):
    return workflow.plan_session(commission=commission, on=boss().on, act=boss())


def test_requests_of_the_scope_wait_for_the_commission():
    request = factories.request_at(RequestStage.SUBMITTED, commune="38151")
    elsewhere = factories.request_at(RequestStage.SUBMITTED, commune="69123")
    commission = named()
    session = met(commission)

    with pytest.raises(WaitsForCommission):
        workflow.accept(request=request, act=boss())
    with pytest.raises(WaitsForCommission):
        workflow.decline(request=request, act=boss(), reason_code="other_scheme")
    workflow.accept(request=elsewhere, act=boss())
    assert [case.request for case in queries.cases(session, boss().on)] == [request]
    workflow.accept(request=request, act=boss(), reason_code="urgent_need")
    assert queries.cases(session, boss().on) == []


def test_the_commission_that_says_most_decides_and_ends():
    request = factories.request_at(RequestStage.SUBMITTED, commune="38151")
    wide, narrow = named(), named(partner=request.partner)

    assert queries.commission_of(request, boss().on) == narrow
    workflow.end_commission(commission=narrow, act=boss())
    assert queries.commission_of(request, boss().on) == wide
    with pytest.raises(ScopeMissing):
        named(department="")


def test_decisions_are_entered_all_or_none_and_told_in_each_ledger():
    accepted, declined, later = (factories.request_at(RequestStage.SUBMITTED) for _ in range(3))
    session = met(named())
    verdicts = [
        Verdict(accepted, "accept"),
        Verdict(declined, "decline", "other_scheme"),
        Verdict(later, "postpone", "no_time"),
    ]

    with pytest.raises(ReasonNeeded):
        workflow.decide_session(
            session=session, verdicts=[*verdicts[:1], Verdict(later, "postpone", "tired")], act=boss()
        )
    assert factories.again(accepted).stage == RequestStage.SUBMITTED
    assert workflow.decide_session(session=session, verdicts=verdicts, act=boss()) == 3

    stages = [factories.again(one).stage for one in (accepted, declined, later)]
    assert stages == [RequestStage.WAITING, RequestStage.DECLINED, RequestStage.SUBMITTED]
    told = [one.events.latest("seq").details["commission"] for one in (accepted, declined, later)]
    assert told == [str(session.public_id)] * 3
    assert later.events.latest("seq").kind == RequestEventKind.POSTPONED
    following = workflow.plan_session(
        commission=session.commission, on=boss().on + timedelta(days=30), act=boss()
    )
    assert [case.request for case in queries.cases(following, boss().on)] == [later]
    with pytest.raises(WaitsForCommission):
        workflow.decide_session(session=following, verdicts=[], act=boss())


def test_the_page_of_a_decision_accepts_only_what_is_urgent(browser):
    request = factories.request_at(RequestStage.SUBMITTED)
    named()
    client, address = (
        browser(people.coordinator()),
        reverse("beneficiaries:request-decide", args=[request.ref]),
    )

    assert 'value="decline"' not in client.get(address).content.decode()
    client.post(address, {"decision": "accept", "accept-reason_code": "local_decision"})
    assert factories.again(request).stage == RequestStage.SUBMITTED
    client.post(address, {"decision": "accept", "accept-reason_code": "urgent_need"})
    assert factories.again(request).stage == RequestStage.WAITING


def test_the_page_prints_the_list_enters_decisions_and_keeps_the_signed_list(browser):
    request = factories.request_at(RequestStage.SUBMITTED)
    client = browser(people.coordinator())
    client.post(reverse("beneficiaries:commissions"), {"name": "Commission du Drac", "department": "38"})
    [commission] = Commission.objects.all()
    today = clock.now().date().isoformat()
    client.post(reverse("beneficiaries:session-new", args=[commission.public_id]), {"on": today})
    session = CommissionSession.objects.get()
    address = reverse("beneficiaries:session", args=[session.public_id])

    assert client.get(address, {"format": "pdf"}).content.startswith(b"%PDF")
    wrong = client.post(
        address, {f"{request.ref}-decision": "decline", f"{request.ref}-reason_code": "no_time"}
    )
    assert wrong.status_code == 200
    client.post(address, {f"{request.ref}-decision": "decline", f"{request.ref}-reason_code": "other_scheme"})
    assert factories.again(request).stage == RequestStage.DECLINED
    attach = reverse("beneficiaries:session-attach", args=[session.public_id])
    client.post(attach, {"file": SimpleUploadedFile("liste.pdf", b"MZ not a scan")})
    session.refresh_from_db()
    assert session.signed_list is None
    client.post(attach, {"file": SimpleUploadedFile("liste.pdf", PDF)})

    listed = reverse("beneficiaries:session-list", args=[session.public_id])
    assert b"".join(client.get(listed).streaming_content) == PDF
    assert AccessRecord.objects.filter(purpose="commission").count() == 1
    page = client.get(reverse("beneficiaries:request-detail", args=[request.ref])).content.decode()
    assert listed in page
    assert browser(people.social_worker()).get(address).status_code == 403


def declined():
    return factories.request_at(RequestStage.DECLINED)


def second_boss():
    return people.act(people.person("Didier Deuxième", people.coordinator().organisation, Role.COORDINATOR))


def test_a_contested_decision_is_answered_by_somebody_else():
    request = declined()
    with pytest.raises(PersonalDataFound):
        workflow.contest(request=request, words="Appelez le 06 12 34 56 78", act=worker())
    appeal = workflow.contest(request=request, words="Le quotient a changé.", act=worker())
    other = second_boss()

    with pytest.raises(NothingToContest):
        workflow.contest(request=request, words="Encore", act=worker())
    with pytest.raises(AnotherDecides):
        workflow.review(request=request, reason_code="contested", act=boss())
    given = {"appeal": appeal, "words": "Vu : nouveau quotient."}
    with pytest.raises(AnotherDecides):
        workflow.answer_appeal(**given, is_upheld=False, reason_code="new_facts", act=boss())
    with pytest.raises(ReasonNeeded):
        workflow.answer_appeal(**given, is_upheld=False, reason_code="decision_stands", act=other)
    later = people.act(other.membership)
    answered = workflow.answer_appeal(**given, is_upheld=False, reason_code="new_facts", act=later)

    assert factories.again(request).stage == RequestStage.SUBMITTED
    assert (answered.answered_by, answered.answered_on) == (other.by, later.on)
    with pytest.raises(NothingToContest):
        workflow.answer_appeal(
            **given, is_upheld=False, reason_code="new_facts", act=people.act(other.membership)
        )


def test_a_lone_coordinator_answers_and_the_decision_may_stand():
    request = declined()
    appeal = workflow.contest(request=request, words="Ce n’est pas juste.", act=worker())

    workflow.answer_appeal(
        appeal=appeal, is_upheld=True, reason_code="decision_stands", words="Vérifié.", act=boss()
    )

    assert factories.again(request).stage == RequestStage.DECLINED
    assert workflow.contest(request=request, words="Un fait nouveau.", act=worker())


def test_only_the_partner_contests_and_only_what_is_declined():
    with pytest.raises(NotPermitted):
        workflow.contest(request=declined(), words="x y z", act=people.act(factories.other_worker()))
    with pytest.raises(NotPermitted):
        workflow.contest(request=declined(), words="x y z", act=boss())
    with pytest.raises(NothingToContest):
        workflow.contest(request=factories.request_at(), words="x y z", act=worker())


def test_the_page_tells_the_reason_the_contact_and_how_to_contest(browser):
    request = declined()
    told = {"role": "Coordination", "telephone": "04 76 00 00 00", "hours": "9 h – 12 h", "department": ""}
    directory.add_contact(**told, since=people.NOON.date(), act=boss())
    client, address = (
        browser(people.social_worker()),
        reverse("beneficiaries:request-detail", args=[request.ref]),
    )

    assert "04 76 00 00 00" in client.get(address).content.decode()
    client.post(reverse("beneficiaries:request-contest", args=[request.ref]), {"words": "Fait nouveau"})

    assert queries.open_appeals()[0].request == request
    answer = reverse("beneficiaries:request-appeal", args=[request.ref])
    coordinator = browser(people.coordinator())
    assert answer in coordinator.get(reverse("beneficiaries:coordinator-home")).content.decode()
    coordinator.post(answer, {"reason_code": "mistake", "words": "Nous nous étions trompés."})
    assert factories.again(request).stage == RequestStage.SUBMITTED
