"""The pages of a set: shown before it is decided, scanned at the hand-over, at the counter, with devices for a structure."""

import pytest
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.forms.handing_over import CHECKS
from beneficiaries.models import Handover
from beneficiaries.states import HandoverStage, RequestStage
from beneficiaries.states.collective import CollectiveUse
from inventory import workflow as inventory
from inventory.models import AccessoryKind, AccessoryMovement, AccessoryStock
from inventory.queries import entry_texts
from inventory.states import Stage
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def screen():
    return factories.stocked(kind_of="monitor", manufacturer="Iiyama", model="ProLite")


def given(code, *scanned, **more):
    return {
        "code": code,
        "scanned": "\r\n".join(scanned),
        "checks": list(CHECKS),
        "price": "0",
        "signature_method": "form",
        "collected_by": "person",
        **more,
    }


@pytest.mark.parametrize("is_there", [True, False])
def test_the_proposal_shows_the_set_and_what_is_short_of_it(browser, is_there):
    part = screen() if is_there else None
    request = factories.request_at(RequestStage.WAITING, accessories=["monitor"])
    device, client = factories.stocked(), browser(people.coordinator())

    page = client.get(reverse("beneficiaries:request-propose", args=[request.ref])).content.decode()
    found = queries.handover_day(site=device.site, on=people.NOON.date())

    assert (part is not None and str(part) in page) is is_there
    assert bool(found.lines[0].lacking) is not is_there
    allocation = workflow.propose(request=request, act=people.act(people.coordinator()))
    shown = client.get(reverse("beneficiaries:allocation-detail", args=[allocation.public_id]))
    assert [one.code for one in shown.context["lacking"]] == ([] if is_there else ["monitor"])


def test_the_hand_over_takes_what_was_scanned_and_refuses_what_does_not_belong(browser):
    part = screen()
    allocation = workflow.reserve_for(
        request=factories.request_at(RequestStage.WAITING, accessories=["monitor"]),
        device=factories.stocked(),
        reason_code="other",
        act=people.act(people.coordinator()),
    )
    handover, client = factories.plan(allocation), browser(people.social_worker())
    address = reverse("beneficiaries:handover-detail", args=[handover.public_id])
    assert str(part) in client.get(address).content.decode()

    refused = client.post(address, given(handover.device.code, "nothing of ours"))
    assert "nothing of ours" in refused.content.decode()
    assert factories.current(handover).stage == HandoverStage.PLANNED

    client.post(address, given(handover.device.code, part.code))
    done = factories.current(handover)
    assert (done.stage, again(part).stage) == (HandoverStage.DONE, Stage.HANDED_OVER)
    assert str(part) in client.get(address).content.decode()


def test_a_part_that_was_missing_is_given_later_from_the_page(browser):
    allocation = factories.allocation_at("accepted", accessories=["monitor"])
    handover, client = factories.plan(allocation), browser(people.social_worker())
    address = reverse("beneficiaries:handover-detail", args=[handover.public_id])
    client.post(address, given(handover.device.code))
    part = screen()

    client.post(reverse("beneficiaries:handover-part", args=[handover.public_id]), {"code": part.code})

    assert again(part).stage == Stage.HANDED_OVER
    assert client.get(address).context["lacking"] == []


def test_at_the_counter_the_screens_that_lie_here_are_offered_and_scanned(browser):
    part, device = screen(), factories.stocked()
    request = factories.request_at(RequestStage.WAITING, accessories=["monitor"])
    client = browser(people.social_worker())
    client.post(reverse("beneficiaries:counter-site"), {"site": device.site_id})
    client.post(reverse("beneficiaries:voucher-print", args=[request.ref]))
    voucher = request.vouchers.get()
    address = reverse("beneficiaries:counter-voucher", args=[voucher.public_id])

    assert str(part) in client.get(address, {"code": device.code}).content.decode()
    paper = client.get(reverse("beneficiaries:counter-paper", args=[voucher.public_id, device.code]))
    assert paper["Content-Type"] == "application/pdf"
    client.post(address, given(device.code, part.code))

    assert Handover.objects.get().document.facts["others"][0]["code"] == part.code
    assert again(part).stage == Stage.HANDED_OVER


def test_accessories_delivered_with_a_structure_s_devices_are_scanned_and_stand_on_the_slip(browser):
    factories.stocked()
    device = factories.stocked()
    kind = AccessoryKind.objects.get(code="bag")
    inventory.move_accessories(
        site=device.site,
        kind=kind,
        change=3,
        reason=AccessoryMovement.Reason.ARRIVED,
        act=people.act(people.technician()),
    )
    asked = workflow.ask_together(
        use=CollectiveUse.POOL,
        device_type=device.type,
        purpose=factories.fields()["purpose"],
        quantity=2,
        site=device.site,
        act=people.act(people.social_worker()),
    )
    workflow.accept_together(collective=asked, act=people.act(people.coordinator()))
    workflow.reserve_together(collective=asked, act=people.act(people.coordinator()))
    address = reverse("beneficiaries:collective-decide", args=[asked.ref])
    client = browser(people.social_worker())
    deliver = {"move": "deliver", "received_by": "Nour Accueil"}

    client.post(address, {**deliver, "scanned": "a wrong line"})
    asked.refresh_from_db()
    assert asked.document is None
    client.post(address, {**deliver, "scanned": f"{entry_texts(kind)[0]}\r\n+1 bag"})

    asked.refresh_from_db()
    assert asked.document.facts["accessories"] == [f"2 × {kind}"]
    assert AccessoryStock.objects.get(kind=kind).quantity == 1
