"""The verbs: what they refuse, what they write, and that a failure leaves nothing behind."""

import threading
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, connections, transaction

from beneficiaries import queries, workflow
from beneficiaries.models import (
    Allocation,
    AllocationEvent,
    Attestation,
    Handover,
    HandoverEvent,
    Request,
    RequestEvent,
)
from beneficiaries.states import (
    AllocationStage,
    HandoverStage,
    RequestStage,
    SignatureMethod,
)
from beneficiaries.workflow.handovers import months_after
from beneficiaries.workflow.refusals import (
    AttestationMissing,
    DeviceTaken,
    NothingFits,
    OtherDevice,
    PersonalDataFound,
    PriceAboveCap,
    ReasonNeeded,
    SignatureMissing,
    StillOpen,
)
from inventory.states import Stage
from reuse.accounts.models import LegalKind
from reuse.core.ledger import AppendOnlyViolation, faults
from reuse.core.refusals import MoveNotAllowed, NotPermitted, OutOfOrder
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def worker():
    return people.act(people.social_worker())


def boss():
    return people.act(people.coordinator())


# Filing


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
    request = factories.draft(met=["minimum_income"])
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


# Deciding


def test_eligibility_says_each_condition_in_plain_words():
    met = queries.eligibility(factories.request_at(RequestStage.SUBMITTED))
    no_means = queries.eligibility(factories.request_at(RequestStage.SUBMITTED, met=["no_suitable_device"]))
    has_device = queries.eligibility(factories.request_at(RequestStage.SUBMITTED, met=["minimum_income"]))
    silent = queries.eligibility(factories.draft(met=None))

    assert (met.is_met, no_means.is_met, has_device.is_met, silent.is_met) == (True, False, False, False)
    assert (met.choices, met.met_choices) == (5, 1)
    assert [one.code for one in has_device.missing] == ["no_suitable_device"]
    assert len({met.sentence, no_means.sentence, has_device.sentence}) == 3
    assert {one.mark for one in silent.conditions} == {"wait"}
    assert all(one.label and one.question and one.words for one in met.conditions)


def test_overruling_the_conditions_takes_a_reason_either_way():
    unmet = factories.request_at(RequestStage.SUBMITTED, met=["no_suitable_device"])

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

    workflow.anonymise(request=request, act=people.act(people.administrator()))

    request.refresh_from_db()
    assert (request.commune, request.information, request.mark) == ("", "", "")
    assert list(request.events.order_by("seq").values_list("details", flat=True))[:-1] == kept
    assert "38151" not in text
    assert "Dossier" not in text
    assert '"age_band": "26_39"' in text.replace("'", '"')
    with pytest.raises(StillOpen):
        workflow.anonymise(
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


# Proposing


def test_the_rule_proposes_the_best_fit_and_keeps_what_it_rests_on():
    request = factories.request_at(RequestStage.WAITING)
    device = factories.stocked()
    stronger = factories.stocked(ram_mb=16384)

    allocation = workflow.propose(request=request, act=boss())

    assert (allocation.device, allocation.by_rule) == (device, True)
    assert allocation.facts["rule"] == 1
    assert (allocation.facts["rank"], allocation.facts["of"]) == (1, 1)
    assert [one["device"] for one in allocation.facts["devices"]] == [device.code, stronger.code]
    assert allocation.facts["points"] == sum(one["points"] for one in allocation.facts["factors"])
    assert again(device).stage == Stage.READY


def test_another_device_than_the_rules_takes_a_reason():
    request = factories.request_at(RequestStage.WAITING)
    factories.stocked()
    stronger = factories.stocked(ram_mb=16384)

    with pytest.raises(ReasonNeeded):
        workflow.propose(request=request, device=stronger, act=boss())
    allocation = workflow.propose(
        request=request,
        device=stronger,
        act=boss(),
        reason_code="need_seen_with_person",
        note="Montage vidéo",
    )

    assert (allocation.device, allocation.by_rule) == (stronger, False)
    [event] = allocation.events.all()
    assert (event.reason_code, event.note.text) == ("need_seen_with_person", "Montage vidéo")


def test_without_a_device_that_fits_nothing_is_proposed():
    request = factories.request_at(RequestStage.WAITING)
    weak = factories.stocked(ram_mb=2048)

    with pytest.raises(NothingFits):
        workflow.propose(request=request, act=boss())
    assert workflow.propose(request=request, device=weak, act=boss(), reason_code="other").device == weak


def test_overruling_reserves_the_other_device_and_frees_the_first():
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    other = factories.stocked()

    chosen = workflow.overrule(allocation=allocation, device=other, reason_code="transport", act=boss())

    allocation.refresh_from_db()
    assert (allocation.stage, chosen.stage) == (AllocationStage.REFUSED, AllocationStage.ACCEPTED)
    assert (again(allocation.device).stage, again(other).stage) == (Stage.READY, Stage.RESERVED)
    assert factories.again(allocation.request).stage == RequestStage.RESERVED


def test_an_answer_frees_a_proposal_at_once_and_a_reservation_through_a_coordinator():
    proposed = factories.allocation_at(AllocationStage.PROPOSED)
    reserved = factories.allocation_at(AllocationStage.ACCEPTED)

    workflow.answer(allocation=proposed, suits=False, reason_code="too_far", act=worker())
    workflow.answer(allocation=reserved, suits=False, reason_code="not_suitable", act=worker())

    proposed.refresh_from_db()
    reserved.refresh_from_db()
    assert (proposed.stage, reserved.stage) == (AllocationStage.REFUSED, AllocationStage.ACCEPTED)
    assert reserved.answer is False
    assert list(queries.coordinator_home(people.coordinator(), on=date(2026, 6, 20)).unsuitable) == [reserved]
    with pytest.raises(ReasonNeeded):
        workflow.answer(allocation=reserved, suits=False, act=worker())
    with pytest.raises(MoveNotAllowed):
        workflow.answer(allocation=proposed, suits=True, act=worker())


def test_cancelling_a_proposed_request_frees_its_device():
    allocation = factories.allocation_at(AllocationStage.PROPOSED)

    workflow.cancel(request=allocation.request, act=worker(), reason_code="not_needed")

    allocation.refresh_from_db()
    assert allocation.stage == AllocationStage.REFUSED


def test_releasing_a_device_cancels_its_appointment():
    handover = factories.handover_at(HandoverStage.PLANNED)

    workflow.cancel_allocation(allocation=handover.allocation, act=boss(), reason_code="not_collected")

    assert factories.current(handover).stage == HandoverStage.CANCELLED
    assert again(handover.device).stage == Stage.READY
    assert factories.again(handover.request).stage == RequestStage.WAITING


def test_the_database_holds_a_device_for_one_request_alone():
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    second = factories.allocation_at(AllocationStage.PROPOSED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(pk=second.pk).update(device=allocation.device)
    with pytest.raises(DeviceTaken):
        workflow.propose(
            request=factories.request_at(RequestStage.WAITING),
            device=allocation.device,
            reason_code="other",
            act=boss(),
        )


def test_two_coordinators_race_for_one_device_and_one_wins(committed):
    device = factories.stocked()
    requests = [factories.request_at(RequestStage.WAITING) for _one in range(2)]
    acts = [boss(), boss()]
    start, outcomes = threading.Barrier(2), []

    def reserve(request, act):
        try:
            start.wait(timeout=10)
            outcomes.append(
                workflow.reserve_for(request=request, device=device, reason_code="other", act=act).stage
            )
        except (DeviceTaken, OutOfOrder) as refusal:
            outcomes.append(refusal.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reserve, args=pair) for pair in zip(requests, acts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == [AllocationStage.ACCEPTED, DeviceTaken.reason]
    assert Allocation.objects.live().count() == 1
    assert again(device).stage == Stage.RESERVED


# Handing over


def hand_over(handover, **given):
    return workflow.hand_over(
        **{
            "handover": handover,
            "price_cents": 0,
            "signature": factories.DRAWN,
            "code": handover.device.code,
            "act": worker(),
            **given,
        }
    )


def test_a_hand_over_moves_everything_and_issues_its_form():
    rule = factories.price_rule(cap_cents=4000)
    handover = factories.handover_at(HandoverStage.PLANNED)

    event = hand_over(handover, price_cents=3000)

    handover = factories.current(handover)
    assert handover.stage == HandoverStage.DONE
    assert (handover.price_cents, handover.cap_cents, handover.cap_rule) == (3000, 4000, rule.code)
    assert handover.lane == handover.device.lane
    assert handover.warranty_until == months_after(handover.handed_over_on, 12)
    assert again(handover.device).stage == Stage.HANDED_OVER
    assert factories.again(handover.request).stage == RequestStage.SERVED
    assert handover.allocation.stage == AllocationStage.FULFILLED
    facts = handover.document.facts
    assert (facts["case"], facts["device"]["code"]) == (handover.request.ref, handover.device.code)
    assert facts["recipient_signature"]["digest"] == event.details["signature"]
    assert facts["price_cents"] == 3000
    assert event.details["first"] is True


def test_the_signature_is_kept_encrypted_and_can_be_forgotten():
    handover = factories.handover_at(HandoverStage.PLANNED)
    hand_over(handover, signature=workflow.Signature(SignatureMethod.PAPER, name="Jeanne Martin"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT signature_name FROM beneficiaries_handover WHERE id = %s", [handover.pk])
        [stored] = cursor.fetchone()
    workflow.forget_signature(handover=handover, act=people.act(people.administrator()))

    assert "Jeanne" not in stored
    assert "Jeanne" not in str(list(HandoverEvent.objects.values_list("details", flat=True)))
    assert factories.current(handover).signature_name == ""
    assert not list(faults(HandoverEvent))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"price_cents": 4001}, PriceAboveCap),
        ({"price_cents": -1}, PriceAboveCap),
        ({"code": "BCDEFGHJK"}, OtherDevice),
        ({"signature": workflow.Signature(SignatureMethod.DRAWN)}, SignatureMissing),
        ({"signature": workflow.Signature(SignatureMethod.PAPER, name=" ")}, SignatureMissing),
    ],
)
def test_a_refused_hand_over_leaves_nothing_behind(given, refusal):
    factories.price_rule(cap_cents=4000)
    handover = factories.handover_at(HandoverStage.PLANNED)

    with pytest.raises(refusal):
        hand_over(handover, **given)

    assert factories.current(handover).stage == HandoverStage.PLANNED
    assert again(handover.device).stage == Stage.RESERVED


def test_a_failure_half_way_rolls_everything_back():
    handover = factories.handover_at(HandoverStage.PLANNED)
    before = (RequestEvent.objects.count(), AllocationEvent.objects.count(), HandoverEvent.objects.count())

    with (
        patch.object(RequestEvent, "save", side_effect=RuntimeError("disk full")),
        pytest.raises(RuntimeError),
    ):
        hand_over(handover)

    assert (
        RequestEvent.objects.count(),
        AllocationEvent.objects.count(),
        HandoverEvent.objects.count(),
    ) == before
    assert factories.current(handover).stage == HandoverStage.PLANNED
    assert again(handover.device).stage == Stage.RESERVED


@pytest.mark.parametrize("kind", [LegalKind.COUNCIL, LegalKind.COMPANY])
def test_a_hand_over_in_the_free_only_lane_costs_nothing(kind):
    handover = factories.handover_at(HandoverStage.PLANNED)
    device = handover.device
    type(device).objects.filter(pk=device.pk).update(lane="public_gift_free_only")

    with pytest.raises(PriceAboveCap):
        hand_over(handover, price_cents=1)
    hand_over(handover)

    assert factories.current(handover).cap_cents == 0


def test_what_comes_back_waits_again_in_its_place_or_not_at_all():
    replaced, ended = factories.handover_at(HandoverStage.DONE), factories.handover_at(HandoverStage.DONE)

    workflow.take_back(handover=replaced, act=boss(), reason_code="fault")
    workflow.take_back(handover=ended, act=boss(), reason_code="loan_ended", is_replaced=False)

    first, second = factories.again(replaced.request), factories.again(ended.request)
    assert (first.stage, second.stage) == (RequestStage.WAITING, RequestStage.SERVED)
    assert first.submitted_at == replaced.request.submitted_at
    assert again(replaced.device).stage == Stage.AFTER_SALES


def test_a_worker_reports_a_fault_but_takes_nothing_back():
    handover = factories.handover_at(HandoverStage.DONE)

    workflow.report_fault(handover=handover, act=worker(), note="L’écran reste noir.")

    with pytest.raises(NotPermitted):
        workflow.take_back(handover=handover, act=worker(), reason_code="fault")
    with pytest.raises(PersonalDataFound):
        workflow.report_fault(handover=handover, act=worker(), note="appeler le 06 12 34 56 78")
    with pytest.raises(MoveNotAllowed):
        workflow.report_fault(
            handover=factories.handover_at(HandoverStage.PLANNED), act=worker(), note="noir"
        )


def test_an_act_of_the_past_is_recorded_as_told_and_never_before_the_last_event():
    early = people.NOON - timedelta(days=40)
    request = factories.request_at(RequestStage.SUBMITTED, at=early)

    assert (request.submitted_at, request.events.last().on) == (early, early.date())
    with pytest.raises(OutOfOrder):
        workflow.accept(request=request, act=people.act(people.coordinator(), early - timedelta(days=1)))


def test_the_three_chains_hold():
    factories.handover_at(HandoverStage.RETURNED)

    for ledger in (RequestEvent, AllocationEvent, HandoverEvent):
        assert ledger.objects.exists()
        assert not list(faults(ledger))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, months, expected):
    assert months_after(day, months) == expected


def test_technicians_donors_and_observers_see_no_request():
    factories.handover_at(HandoverStage.DONE)

    for person in (
        people.technician(),
        people.manager(),
        people.donor(),
        people.observer(),
        people.administrator(),
    ):
        assert not Request.objects.visible_to(person).exists()
        assert not Allocation.objects.visible_to(person).exists()
        assert not Handover.objects.visible_to(person).exists()


def test_what_has_reached_the_end_of_its_time_is_forgotten_once():
    old, open_still = factories.handover_at(HandoverStage.DONE), factories.request_at(RequestStage.WAITING)
    act = people.act(people.administrator())
    ended = old.warranty_until

    assert workflow.forget_due(idle_since=people.NOON, on=ended, act=act) == (0, 0)
    assert workflow.forget_due(idle_since=act.at, on=ended + timedelta(days=1), act=act) == (1, 1)
    assert workflow.forget_due(idle_since=act.at, on=ended + timedelta(days=1), act=act) == (0, 0)

    assert factories.again(open_still).commune == "38151"
    with pytest.raises(NotPermitted):
        workflow.forget_signature(handover=old, act=boss())
