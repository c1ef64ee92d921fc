"""Two people at the same instant: one case a device, one answer a link, one structure a device, one loan out of a pool."""

from datetime import timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.models import AfterSalesCase, CollectiveDevice, FollowUpAnswer, PoolLoan, PurposeProfile
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import Fault
from beneficiaries.states.collective import CollectiveUse
from inventory.states import Stage
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_followups import ANSWERS, later
from tests.beneficiaries.test_voucher_races import together
from tests.inventory.factories import again

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.django_db(transaction=True)]


def refused(answers):
    return [one for one in answers if isinstance(one, Refusal)]


def test_two_points_that_hear_of_a_fault_share_one_case():
    device = factories.handover_at(HandoverStage.DONE).device
    acts = [people.act(person) for person in (people.social_worker(), people.coordinator())]

    together(
        *(lambda act=act: workflow.open_case(device=device, fault=Fault.SCREEN, act=act) for act in acts)
    )

    assert AfterSalesCase.objects.get().events.count() in {
        1,
        2,
    }  # the later instant may have been written first


def test_a_link_is_answered_once():
    done = factories.handover_at(HandoverStage.DONE)
    workflow.note_consent(handover=done, is_given=True, act=people.act(people.social_worker()))
    token = workflow.make_link(handover=done, months=3, act=later())

    def answer():
        return workflow.answer_follow_up(token=token, answers=ANSWERS, on=later().on)

    assert len(refused(together(answer, answer))) == 1
    assert FollowUpAnswer.objects.count() == 1


def _accepted():
    _owner, site = people.workshop()
    asked = workflow.ask_together(
        use=CollectiveUse.POOL,
        device_type=DeviceType.objects.get(code="laptop"),
        purpose=PurposeProfile.objects.get(code="procedures"),
        quantity=2,
        site=site,
        act=people.act(people.social_worker()),
    )
    workflow.accept_together(collective=asked, act=people.act(people.coordinator()))
    return asked


def test_two_structures_are_not_given_the_same_devices():
    asked = [_accepted(), _accepted()]
    devices = [factories.stocked(ram_mb=8192, storage_gb=256) for _turn in range(2)]
    acts = [people.act(people.coordinator()) for _turn in asked]

    answers = together(
        *(
            lambda one=one, act=act: workflow.reserve_together(collective=one, act=act)
            for one, act in zip(asked, acts, strict=True)
        )
    )

    assert len(refused(answers)) == 1
    assert CollectiveDevice.objects.count() == 2
    assert {again(one).stage for one in devices} == {Stage.RESERVED}


def test_a_device_of_a_pool_is_lent_once():
    asked = _accepted()
    for _turn in range(2):
        factories.stocked(ram_mb=8192, storage_gb=256)
    workflow.reserve_together(collective=asked, act=people.act(people.coordinator()))
    workflow.deliver_together(
        collective=asked, received_by="Ana Ribeiro", act=people.act(people.coordinator())
    )
    code = CollectiveDevice.objects.first().device.code
    acts = [people.act(people.social_worker()) for _turn in range(2)]
    due = people.NOON.date() + timedelta(days=30)

    answers = together(
        *(lambda act=act: workflow.lend(code=code, borrower="", due_on=due, act=act) for act in acts)
    )

    assert len(refused(answers)) == 1
    assert PoolLoan.objects.count() == 1
