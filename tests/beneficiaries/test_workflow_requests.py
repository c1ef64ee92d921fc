"""The verbs of a request: what they refuse, what they write."""

from datetime import date

import pytest
from django.db import connection

from beneficiaries import queries, workflow
from beneficiaries.models import (
    Attestation,
    Request,
)
from beneficiaries.states import (
    AllocationStage,
    HandoverStage,
    RequestStage,
)
from beneficiaries.workflow.refusals import (
    AttestationMissing,
    PersonalDataFound,
    ReasonNeeded,
    StillOpen,
)
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


def worker():
    return people.act(people.social_worker())


def boss():
    return people.act(people.coordinator())


def test_a_request_has_a_number_of_its_year_and_a_department_from_its_commune():
    overseas = factories.request_at(RequestStage.SUBMITTED, commune="97411")
    corsican = factories.request_at(RequestStage.SUBMITTED, commune="2A004")

    assert (overseas.ref, corsican.ref) == ("D26-0001", "D26-0002")
    assert (overseas.department, corsican.department) == ("974", "2A")


@pytest.mark.parametrize(
    "text",
    [
        "2 84 05 38 185 042 11",
        "284053818504211",
        "1840538185042",
        "né, 1 84 05 2A 185 042",
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "0033612345678",
        "06.12.34.56.78",
        "jeanne.martin@example.org",
    ],
)
def test_what_points_at_a_person_is_refused(text):
    with pytest.raises(PersonalDataFound):
        factories.draft(information=f"voir {text} merci")

    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "A déjà un clavier.",
        "Écran 15,6 pouces, 2026",
        "Dossier 12345678",
        "16 Go, 512 Go",
        "38130 Échirolles",
    ],
)
def test_plain_remarks_pass(text):
    assert factories.draft(information=text).information == text


def test_the_mark_is_unreadable_in_the_database():
    request = factories.draft(mark="Dossier 12")

    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM beneficiaries_request WHERE id = %s", [request.pk])
        [stored] = cursor.fetchone()
    assert "Dossier" not in stored
    assert factories.again(request).mark == "Dossier 12"


def test_a_request_is_sent_only_with_what_was_seen():
    request = factories.draft(met=None)

    with pytest.raises(AttestationMissing):
        workflow.submit(request=request, act=worker())
    with pytest.raises(AttestationMissing):
        factories.draft(seen_on=date(2027, 1, 1))


def test_attestations_are_added_and_never_changed():
    request = factories.draft(met=factories.ALL_MET[1:])
    before = Attestation.objects.count()

    workflow.save_draft(request=request, act=worker(), met=factories.ALL_MET, seen_on=date(2026, 1, 10))

    assert Attestation.objects.count() == before + 1  # only what changed
    with pytest.raises(AppendOnlyViolation):
        Attestation.objects.update(is_met=False)
    assert queries.eligibility(factories.again(request)).is_met


def test_a_request_decided_on_is_no_longer_corrected():
    request = factories.request_at(RequestStage.WAITING)

    with pytest.raises(MoveNotAllowed):
        workflow.save_draft(request=request, act=worker(), information="plus tard")
    with pytest.raises(TypeError):
        workflow.save_draft(act=worker(), **factories.fields(stage="served"))


def test_nobody_touches_another_partners_request():
    request = factories.request_at(RequestStage.WAITING)
    stranger = factories.other_worker()

    for verb, given in (
        (workflow.pause, {}),
        (workflow.cancel, {"reason_code": "not_needed"}),
        (workflow.hand_on, {"worker": stranger.user}),
    ):
        with pytest.raises(NotPermitted):
            verb(request=request, act=people.act(stranger), **given)
    assert factories.again(request).stage == RequestStage.WAITING


@pytest.mark.parametrize(
    "role", [role for role in people.EVERYONE if role not in {"social_worker", "coordinator"}]
)
def test_other_roles_make_no_move(role):
    act = people.act(people.EVERYONE[role]())
    request, allocation, handover = (
        factories.request_at(RequestStage.SUBMITTED),
        factories.allocation_at(AllocationStage.PROPOSED),
        factories.handover_at(HandoverStage.PLANNED),
    )

    for refused in (
        lambda: workflow.save_draft(act=act, **factories.fields()),
        lambda: workflow.accept(request=request, act=act),
        lambda: workflow.cancel(request=request, act=act, reason_code="not_needed"),
        lambda: workflow.propose(request=request, act=act),
        lambda: workflow.accept_proposal(allocation=allocation, act=act),
        lambda: workflow.answer(allocation=allocation, suits=True, act=act),
        lambda: workflow.plan_handover(
            allocation=allocation, site=handover.site, planned_at=handover.planned_at, act=act
        ),
        lambda: workflow.hand_over(
            handover=handover, price_cents=0, signature=factories.DRAWN, code="", act=act
        ),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_a_worker_decides_nothing_of_eligibility_or_allocation():
    request = factories.request_at(RequestStage.SUBMITTED)
    allocation = factories.allocation_at(AllocationStage.PROPOSED)

    for refused in (
        lambda: workflow.accept(request=request, act=worker()),
        lambda: workflow.decline(request=request, act=worker(), reason_code="already_served"),
        lambda: workflow.accept_proposal(allocation=allocation, act=worker()),
        lambda: workflow.overrule(
            allocation=allocation, device=factories.stocked(), reason_code="other", act=worker()
        ),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_eligibility_says_each_condition_in_plain_words():
    met = queries.eligibility(factories.request_at(RequestStage.SUBMITTED))
    no_means = queries.eligibility(factories.request_at(RequestStage.SUBMITTED, met=factories.ALWAYS_NEEDED))
    has_device = queries.eligibility(factories.request_at(RequestStage.SUBMITTED, met=factories.ALL_MET[1:]))
    silent = queries.eligibility(factories.draft(met=None))

    assert (met.is_met, no_means.is_met, has_device.is_met, silent.is_met) == (True, False, False, False)
    assert [len(members) for members in met.families.values()] == [5]
    assert [one.code for one in has_device.missing] == ["no_suitable_device"]
    assert len({met.sentence, no_means.sentence, has_device.sentence}) == 3
    assert {one.mark for one in silent.conditions} == {"wait"}
    assert all(one.label and one.question and one.words for one in met.conditions)


def test_overruling_the_conditions_takes_a_reason_either_way():
    unmet = factories.request_at(RequestStage.SUBMITTED, met=factories.ALWAYS_NEEDED)

    with pytest.raises(ReasonNeeded) as refusal:
        workflow.accept(request=unmet, act=boss())
    with pytest.raises(ReasonNeeded):
        workflow.decline(request=unmet, act=boss(), reason_code="")
    event = workflow.accept(request=unmet, act=boss(), reason_code="recent_change")

    assert "recent_change" in refusal.value.allowed
    assert event.details["conditions_met"] is False


def test_events_keep_only_coarse_dimensions_and_anonymising_leaves_them():
    request = factories.request_at(RequestStage.SERVED, information="Grand écran", mark="Dossier 12")
    kept = list(request.events.values_list("details", flat=True))
    text = str(kept)

    workflow.erase(request=request, act=people.act(people.administrator()))

    request.refresh_from_db()
    assert (request.commune, request.information, request.mark) == ("", "", "")
    assert list(request.events.order_by("seq").values_list("details", flat=True))[:-1] == kept
    assert "38151" not in text
    assert "Dossier" not in text
    assert '"age_band": "26_39"' in text.replace("'", '"')
    with pytest.raises(StillOpen):
        workflow.erase(
            request=factories.request_at(RequestStage.WAITING), act=people.act(people.administrator())
        )


def test_a_pause_costs_no_rank():
    request = factories.request_at(RequestStage.PAUSED)
    workflow.resume(request=request, act=worker())

    assert factories.again(request).submitted_at == request.submitted_at


def test_a_request_is_entrusted_to_a_colleague_only():
    request = factories.request_at(RequestStage.WAITING)

    with pytest.raises(NotPermitted):
        workflow.hand_on(request=request, worker=factories.other_worker().user, act=worker())


def test_conditions_met_as_attested_are_not_said_unmet_without_a_word_on_which():
    request = factories.request_at(RequestStage.SUBMITTED)
    said = {"act": people.act(people.coordinator()), "reason_code": "conditions_not_met"}

    with pytest.raises(ReasonNeeded):
        workflow.decline(request=request, **said)
    workflow.decline(request=request, note="Le plafond du territoire a changé.", **said)

    assert factories.again(request).stage == RequestStage.DECLINED
