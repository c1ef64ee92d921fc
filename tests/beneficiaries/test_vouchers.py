"""Vouchers: one printed, used once, at any counter, for a device that fits and lies there; who comes second is told."""

from datetime import UTC, datetime, time, timedelta

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import Allocation, Handover, KeepingRule, Payment, PaymentMeans, Voucher
from beneficiaries.states import (
    AllocationStage,
    Collector,
    HandoverStage,
    RequestStage,
    SignatureMethod,
    VoucherEnd,
)
from beneficiaries.workflow.refusals import (
    NotForThisVoucher,
    PaymentWrong,
    PersonalDataFound,
    PriceAboveCap,
    VoucherSpent,
)
from inventory import codes
from inventory.states import Stage
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db


def worker():
    return people.act(people.social_worker())


def voucher_of(request):
    return workflow.issue_voucher(request=request, act=worker())


def enough(**more):
    """A device that meets the need of studying."""
    return factories.stocked(ram_mb=16384, storage_gb=512, **more)


def given(device, **more):
    values = {
        "code": device.code,
        "price_cents": 0,
        "signature": workflow.Signature(SignatureMethod.FORM),
        "terms": workflow.Terms(),
    }
    return workflow.Given(**{**values, **more})


def redeem(voucher, device, act=None, **more):
    return workflow.redeem(
        voucher=voucher, site=more.pop("site", device.site), given=given(device, **more), act=act or worker()
    )


def test_a_voucher_allocates_and_hands_over_in_one_step():
    request, device = factories.request_at(RequestStage.WAITING), enough()
    voucher = voucher_of(request)

    redeem(voucher, device, collected_by=Collector.RELATIVE)

    voucher.refresh_from_db()
    allocation, handover = Allocation.objects.get(), Handover.objects.get()
    assert factories.again(request).stage == RequestStage.SERVED
    assert again(device).stage == Stage.HANDED_OVER
    assert (allocation.stage, handover.stage) == (AllocationStage.FULFILLED, HandoverStage.DONE)
    assert (voucher.handover, voucher.collected_by) == (handover, Collector.RELATIVE)
    assert handover.document.facts["case"] == request.ref
    assert allocation.facts["chosen"] == device.code


def test_any_counter_honours_it_and_only_it():
    """The worker of another partner never sees the request, and may hand over for its voucher."""
    request, device = factories.request_at(RequestStage.WAITING), enough()
    voucher = voucher_of(request)
    other = people.act(factories.other_worker())

    with pytest.raises(NotPermitted):
        workflow.issue_voucher(request=request, act=other)
    redeem(voucher, device, act=other)

    assert factories.again(request).stage == RequestStage.SERVED
    assert Handover.objects.get().document.readers.filter(organisation=other.organisation).exists()


def test_the_code_is_read_in_any_dress():
    voucher = voucher_of(factories.request_at(RequestStage.WAITING))

    for text in (
        voucher.code,
        voucher.shown_code.lower(),
        f"HTTPS://REUSE.EXAMPLE/BON/{voucher.code}",
        voucher.code.swapcase(),
    ):
        assert queries.voucher_named(text) == voucher
    assert queries.voucher_named(voucher.code[:-1] + ("B" if voucher.code[-1] != "B" else "C")) is None
    assert queries.voucher_named("") is None
    assert queries.voucher_named("' OR 1=1") is None
    assert str(voucher) != voucher.code


def test_a_request_has_one_voucher_until_it_is_lost_or_over():
    request = factories.request_at(RequestStage.WAITING)
    first = voucher_of(request)

    assert voucher_of(request) == first
    lost = workflow.issue_voucher(request=request, act=worker(), is_lost=True)
    late = people.act(people.social_worker(), worker().at + timedelta(days=120))
    renewed = workflow.issue_voucher(request=request, act=late)

    first.refresh_from_db()
    lost.refresh_from_db()
    assert len({first.code, lost.code, renewed.code}) == 3
    assert (first.void_reason, lost.void_reason) == (VoucherEnd.LOST, VoucherEnd.EXPIRED)
    assert [event.kind for event in request.events.order_by("seq")][-3:] == ["voucher_issued"] * 3
    assert all(one.code not in str(event.details) for one in (first, lost) for event in request.events.all())


@pytest.mark.parametrize(
    "stage", [RequestStage.SUBMITTED, RequestStage.DECLINED, RequestStage.PAUSED, RequestStage.SERVED]
)
def test_only_an_accepted_request_has_a_voucher(stage):
    with pytest.raises(MoveNotAllowed):
        voucher_of(factories.request_at(stage))


def test_used_void_and_expired_vouchers_say_what_to_do():
    request, device = factories.request_at(RequestStage.WAITING), enough()
    voucher = voucher_of(request)
    late = people.act(people.social_worker(), worker().at + timedelta(days=120))

    with pytest.raises(VoucherSpent, match=request.ref):
        redeem(voucher, device, act=late)
    lost = workflow.issue_voucher(request=request, act=worker(), is_lost=True)
    with pytest.raises(VoucherSpent, match=request.ref):
        redeem(voucher, device)
    redeem(lost, device)
    with pytest.raises(VoucherSpent, match=str(request.partner)):
        redeem(lost, enough())
    assert Handover.objects.count() == 1


def test_a_voucher_withdrawn_or_of_a_cancelled_request_counts_no_more():
    request, device = factories.request_at(RequestStage.WAITING), enough()
    voucher = voucher_of(request)
    assert workflow.void_voucher(voucher=voucher, act=worker()) is not None
    assert workflow.void_voucher(voucher=voucher, act=worker()) is None
    with pytest.raises(VoucherSpent):
        redeem(voucher, device)

    second = voucher_of(request)
    workflow.cancel(request=request, act=worker(), reason_code="not_needed")
    with pytest.raises(VoucherSpent, match=request.ref):
        redeem(second, device)
    assert again(device).stage == Stage.READY


def test_the_device_must_fit_and_lie_there():
    request = factories.request_at(RequestStage.WAITING)
    voucher = voucher_of(request)
    small = factories.stocked(ram_mb=1024, storage_gb=16)
    phone = device_at(Stage.READY, kind_of="smartphone")
    here = enough()
    _owner, elsewhere = people.workshop("Atelier de la Loire")

    for device, site in ((small, small.site), (phone, phone.site), (here, elsewhere)):
        with pytest.raises(NotForThisVoucher):
            redeem(voucher, device, site=site)
    with pytest.raises(NotForThisVoucher):
        redeem(voucher, here, code="NOTHING")

    assert factories.again(request).stage == RequestStage.WAITING
    assert not Allocation.objects.exists()


def test_a_device_not_ready_is_refused_and_nothing_is_left_behind():
    request, device = factories.request_at(RequestStage.WAITING), device_at(Stage.QUALITY_CHECK)
    voucher = voucher_of(request)
    type(device).objects.filter(pk=device.pk).update(ram_mb=16384, storage_gb=512)

    with pytest.raises(workflow.vouchers.allocations.DeviceTaken):
        redeem(voucher, device)

    assert not Allocation.objects.exists()
    assert not Voucher.objects.exclude(used_at=None).exists()


def test_a_price_above_the_cap_undoes_the_whole_step():
    factories.price_rule(cap_cents=3000)
    request, device = factories.request_at(RequestStage.WAITING), enough()

    with pytest.raises(PriceAboveCap):
        redeem(voucher_of(request), device, price_cents=3001)

    assert again(device).stage == Stage.READY
    assert factories.again(request).stage == RequestStage.WAITING


def test_the_person_may_choose_another_device_than_the_one_proposed():
    request = factories.request_at(RequestStage.PROPOSED)
    proposed, chosen = request.allocations.get(), enough()

    redeem(voucher_of(request), chosen)

    proposed.refresh_from_db()
    assert proposed.stage == AllocationStage.REFUSED
    assert again(proposed.device).stage == Stage.READY
    assert again(chosen).stage == Stage.HANDED_OVER


def test_a_reserved_device_is_handed_over_with_its_voucher_and_no_other():
    request = factories.request_at(RequestStage.RESERVED)
    reserved = request.allocations.get().device
    voucher = voucher_of(request)

    with pytest.raises(workflow.handovers.OtherDevice):
        redeem(voucher, enough())
    redeem(voucher, reserved)

    assert again(reserved).stage == Stage.HANDED_OVER


def test_payments_make_the_price_and_a_number_serves_once():
    factories.price_rule(cap_cents=4000)
    cash, card = (PaymentMeans.objects.get(code=code) for code in ("cash", "pass_numerique"))
    first, second = (factories.request_at(RequestStage.WAITING) for _one in range(2))
    paid = [workflow.Paid(card, 2000, "PN-0042 17"), workflow.Paid(cash, 1000)]

    redeem(voucher_of(first), enough(), price_cents=3000, terms=workflow.Terms(paid=paid))
    for wrong in (
        [workflow.Paid(cash, 2999)],
        [workflow.Paid(card, 3000)],
        [workflow.Paid(card, 3000, "pn 0042-17")],
    ):
        with pytest.raises(PaymentWrong):
            redeem(voucher_of(second), enough(), price_cents=3000, terms=workflow.Terms(paid=wrong))

    receipt = Handover.objects.get().terms.receipt
    assert receipt.number.startswith("RP-")
    assert [one["amount_cents"] for one in receipt.facts["payments"]] == [2000, 1000]
    assert Payment.objects.count() == 2
    assert factories.again(second).stage == RequestStage.WAITING


def test_the_other_two_legs_and_what_was_missing_stand_on_the_form():
    request = factories.request_at(RequestStage.WAITING, accessories=["bag", "mouse"])
    terms = workflow.Terms(
        missing=["mouse"],
        sim_given=True,
        workshop_at=worker().at,
        workshop_place="Médiathèque",
        mediator="Conseiller numérique",
    )

    redeem(voucher_of(request), enough(), terms=terms)

    facts = Handover.objects.get().document.facts
    assert facts["missing"] == ["Souris"]
    assert facts["connection"]
    assert "Médiathèque" in facts["training"]
    assert Handover.objects.get().terms.missing == ["mouse"]
    with pytest.raises(PersonalDataFound):
        workflow.Terms(mediator="06 12 34 56 78").check(0)


def test_the_code_goes_some_days_after_the_last_day():
    voucher = voucher_of(factories.request_at(RequestStage.WAITING))
    rule = KeepingRule.objects.get(code="voucher")

    over = datetime.combine(voucher.valid_until, time(12), UTC) + timedelta(days=rule.days)
    workflow.forget_due(over)
    voucher.refresh_from_db()
    assert voucher.code
    assert workflow.forget_due(over + timedelta(days=2))["voucher"] == 1

    voucher.refresh_from_db()
    assert voucher.code == ""
    assert workflow.forget_due(over + timedelta(days=2))["voucher"] == 0


def test_letters_of_vouchers_check_themselves():
    code = voucher_of(factories.request_at(RequestStage.WAITING)).code

    assert len(code) == 12
    assert set(code) <= set(codes.ALPHABET)
