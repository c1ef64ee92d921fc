"""Two counters scan at the same instant: one hands over, the other reads why not."""

import threading

import pytest
from django.db import connections

from beneficiaries import workflow
from beneficiaries.models import Allocation, Handover, Voucher
from beneficiaries.states import RequestStage, SignatureMethod
from beneficiaries.workflow.refusals import DeviceTaken, VoucherSpent
from inventory.states import Stage
from reuse.core.refusals import Refusal
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.django_db(transaction=True)]


def together(*verbs):
    """Each verb in a thread of its own, all let go at once; what each answered."""
    start, answers = threading.Barrier(len(verbs)), []

    def run(verb):
        start.wait()
        try:
            answers.append(verb())
        except Refusal as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(answers) == len(verbs)
    return answers


def voucher():
    request = factories.request_at(RequestStage.WAITING)
    return workflow.issue_voucher(request=request, act=people.act(people.social_worker()))


def enough():
    return factories.stocked(ram_mb=16384, storage_gb=512)


def redeeming(one, device, person):
    given = workflow.Given(
        code=device.code,
        price_cents=0,
        signature=workflow.Signature(SignatureMethod.FORM),
        terms=workflow.Terms(),
    )
    act = people.act(person)
    return lambda: workflow.redeem(voucher=one, site=device.site, given=given, act=act)


def test_one_voucher_at_two_counters_serves_once():
    shown, first, second = voucher(), enough(), enough()

    answers = together(
        redeeming(shown, first, people.social_worker()), redeeming(shown, second, people.coordinator())
    )

    [refusal] = [one for one in answers if isinstance(one, Refusal)]
    assert isinstance(refusal, VoucherSpent)
    assert Handover.objects.count() == Voucher.objects.exclude(used_at=None).count() == 1
    assert sorted(again(one).stage for one in (first, second)) == [Stage.HANDED_OVER, Stage.READY]


def test_two_vouchers_for_one_device_give_it_once():
    first, second, device = voucher(), voucher(), enough()

    answers = together(
        redeeming(first, device, people.social_worker()), redeeming(second, device, people.coordinator())
    )

    [refusal] = [one for one in answers if isinstance(one, Refusal)]
    assert isinstance(refusal, DeviceTaken)
    assert Allocation.objects.count() == Handover.objects.count() == 1
    assert Voucher.objects.live().count() == 1
