"""After-sales of a structure's devices, and at another workshop than the one that handed over; the way back to the refurbisher."""

from datetime import date, timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.models import AfterSalesCase, CollectiveRequest, PoolLoan, PurposeProfile
from beneficiaries.queries import aftersales, collective
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import CaseMove, CaseStage, Fault
from beneficiaries.states.collective import CollectiveEventKind, CollectiveUse
from beneficiaries.workflow.refusals import NotInPool, NotWithPerson, OtherDevice, SignatureMissing
from inventory import workflow as inventory
from inventory.models import Device, Transfer
from inventory.states import Action, Stage
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.core.refusals import NotPermitted
from reuse.jobs.models import Outbox
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def boss():
    return people.act(people.coordinator())


def worker():
    return people.act(people.social_worker())


def technician():
    return people.act(people.technician())


def elsewhere():
    """A technician of another workshop."""
    return people.act(people.stranger())


@pytest.fixture
def pool():
    """Two laptops delivered to a structure for its lending pool."""
    _owner, site = people.workshop()
    for _turn in range(2):
        factories.stocked(ram_mb=8192, storage_gb=256)
    asked = workflow.ask_together(
        use=CollectiveUse.POOL,
        device_type=DeviceType.objects.get(code="laptop"),
        purpose=PurposeProfile.objects.get(code="procedures"),
        quantity=2,
        site=site,
        act=worker(),
    )
    workflow.accept_together(collective=asked, act=boss())
    workflow.reserve_together(collective=asked, act=boss())
    workflow.deliver_together(collective=asked, received_by="Ana Ribeiro", act=boss())
    return CollectiveRequest.objects.get()


def item_of(pool):
    return pool.items.select_related("device").order_by("pk").first()


def test_a_structures_device_is_repaired_for_it_under_warranty(pool):
    item = item_of(pool)
    case = workflow.open_case(device=item.device, fault=Fault.SCREEN, act=elsewhere())

    assert (case.item, case.handover, case.is_under_warranty) == (item, None, True)
    for who in (people.social_worker(), people.stranger(), people.technician(), people.coordinator()):
        assert AfterSalesCase.objects.visible_to(who).get() == case
    assert not AfterSalesCase.objects.visible_to(factories.other_worker()).exists()
    workflow.receive_case(case=case, act=technician())
    assert collective.pool_item(item.device.code, pool.partner) is None, "it is not in the pool meanwhile"
    workflow.give_back(case=case, act=technician())

    assert again(item.device).stage == Stage.HANDED_OVER
    assert collective.pool_item(item.device.code, pool.partner) == item
    assert AfterSalesCase.objects.get().outcome == CaseMove.GIVE_BACK


def test_what_fails_for_good_is_replaced_against_a_slip_of_its_own(pool):
    item = item_of(pool)
    workflow.lend(code=item.device.code, borrower="ch. 12", due_on=date(2026, 7, 1), act=worker())
    case = workflow.open_case(device=item.device, fault=Fault.BATTERY, act=worker())
    workflow.exchange(case=case, act=boss(), reason_code="fault")
    loan, item = PoolLoan.objects.get(), item_of(pool)
    assert (loan.borrower, loan.returned_on is None, item.is_owed) == ("", False, True)
    assert again(item.device).stage == Stage.AFTER_SALES

    other, tablet = factories.stocked(), factories.stocked(kind_of="tablet")
    for wrong, refusal in ((tablet.code, OtherDevice), ("nothing", OtherDevice)):
        with pytest.raises(refusal):
            workflow.replace_device(collective=pool, code=wrong, received_by="Ana Ribeiro", act=boss())
    with pytest.raises(SignatureMissing):
        workflow.replace_device(collective=pool, code=other.code, received_by=" ", act=boss())
    with pytest.raises(NotPermitted):
        workflow.replace_device(
            collective=pool, code=other.code, received_by="X", act=people.act(factories.other_worker())
        )
    event = workflow.replace_device(collective=pool, code=other.code, received_by="Ana Ribeiro", act=boss())

    assert event.kind == CollectiveEventKind.REPLACED
    new = pool.items.get(device=other)
    assert (new.replaces, new.released_at, again(other).stage) == (item, None, Stage.HANDED_OVER)
    assert new.slip.facts["devices"][0]["code"] == other.code
    assert collective.pool_item(other.code, pool.partner) == new
    with pytest.raises(NotInPool):
        workflow.replace_device(
            collective=pool, code=factories.stocked().code, received_by="Ana Ribeiro", act=boss()
        )
    with pytest.raises(NotWithPerson):
        workflow.open_case(device=again(item.device), fault=Fault.SLOW, act=worker())


def test_what_comes_back_for_good_is_owed_nothing_and_counted_by_batch(pool):
    item = item_of(pool)
    workflow.end_case(
        case=workflow.open_case(device=item.device, fault=Fault.NO_START, act=worker()),
        act=boss(),
        reason_code="fault",
    )

    assert not pool.items.filter(is_owed=True).exists()
    since, until = people.NOON.date() - timedelta(days=9), people.NOON.date() + timedelta(days=9)
    rows = {one.name: one for one in aftersales.returns_by_batch(since, until)}
    assert (rows[item.device.donation.ref].faulty, rows[item.device.donation.ref].taken_back) == (1, 1)
    [refurbisher] = aftersales.returns_by_refurbisher(since, until)
    assert (refurbisher.handed_over, refurbisher.faulty) == (2, 1)


def test_a_structure_is_reminded_of_loans_out_of_its_pool_once_then_now_and_then(pool):
    workflow.lend(code=item_of(pool).device.code, borrower="ch. 12", due_on=date(2026, 6, 20), act=worker())

    assert workflow.remind_pools(people.NOON) == 1
    assert workflow.remind_pools(people.NOON + timedelta(days=1)) == 0
    assert workflow.remind_pools(people.NOON + timedelta(days=20)) == 1
    letters = [one.payload for one in Outbox.objects.filter(kind="mail") if "pool" in str(one.payload)]
    assert letters
    assert "ch. 12" not in str(letters)


def test_the_pages_show_the_structure_what_is_owed_and_its_replacement(browser, pool, settings):
    item, other = item_of(pool), factories.stocked()
    client, partner = browser(people.coordinator()), browser(people.social_worker())
    settings.ROOT_URLCONF = "reuse.urls"
    found = partner.post(f"/after-sales/device/{item.device.code}/", {"fault": "screen"})
    case = AfterSalesCase.objects.get()
    assert found.url == f"/after-sales/{case.ref}/"
    shown = partner.get(found.url).content.decode()
    assert f"/collective/{pool.ref}/" in shown
    client.post(f"/after-sales/{case.ref}/decide/", {"move": "exchange", "reason_code": "fault"})
    assert 'id="owed"' in partner.get(f"/collective/{pool.ref}/").content.decode()

    given = {"move": "replace", "code": other.code, "received_by": "Ana Ribeiro"}
    client.post(f"/collective/{pool.ref}/decide/", given)

    text = client.get(f"/collective/{pool.ref}/").content.decode()
    assert 'id="owed"' not in text
    assert pool.items.get(device=other).slip.number in text
    assert client.get("/after-sales/").status_code == 200


def test_a_device_told_of_at_one_point_is_received_at_another_repaired_by_its_refurbisher_and_given_back():
    out = factories.handover_at(HandoverStage.DONE)
    case = workflow.open_case(device=out.device, fault=Fault.SCREEN, act=worker())
    with pytest.raises(NotPermitted):  # nobody there has told of it yet
        workflow.receive_case(case=case, act=elsewhere())

    workflow.open_case(device=out.device, fault=Fault.SCREEN, act=elsewhere())  # it lies before them
    workflow.receive_case(case=case, act=elsewhere())
    device, there = again(out.device), people.stranger().site
    assert (device.site, device.holder, device.stage) == (there, there.organisation, Stage.AFTER_SALES)
    assert list(Device.objects.visible_to(people.stranger())) == [device]
    assert not Device.objects.visible_to(people.technician()).exists()

    _goes(device, people.stranger(), people.workshop()[1], people.technician())
    assert AfterSalesCase.objects.visible_to(people.technician()).exists(), "the refurbisher has it"
    _goes(again(device), people.technician(), there, people.stranger())
    workflow.give_back(case=case, act=elsewhere())

    case.refresh_from_db()
    assert (case.stage, again(device).stage) == (CaseStage.CLOSED, Stage.HANDED_OVER)
    assert out.request.ref not in str([event.details for event in case.events.all()])


def _goes(device, sender, to, receiver):
    """Sent with a transfer, and received."""
    _scan(device, Action.TRANSFER, {"site": str(to.public_id)}, sender)
    transfer = Transfer.objects.get(to_site=to, state=Transfer.State.DRAFT)
    inventory.send_transfer(transfer=transfer, carrier="Navette", act=boss())
    _scan(device, Action.ARRIVE, {"transfer": transfer.ref}, receiver)
    assert again(device).site == to


def _scan(device, action, params, member):
    act = people.act(member)
    inventory.scan(scan_id=chance.new_uuid(), text=device.code, move=action, params=params, act=act)


def test_a_return_at_another_workshop_that_is_undone_lies_where_it_lay():
    screen = factories.stocked(kind_of="monitor")  # nothing in it keeps data: the return may be undone
    out = factories.handover_at(HandoverStage.DONE, device=screen)
    before = out.device.site
    who = people.stranger()

    inventory.take_back(device=out.device, act=people.act(who), reason_code="fault")
    assert again(out.device).site == who.site
    inventory.undo(device=again(out.device), act=people.act(who))

    device = again(out.device)
    assert (device.site, device.holder, device.stage) == (before, before.organisation, Stage.HANDED_OVER)
