"""The pages of transfers, checks, statements and stocktakes in a real browser: they fit and are accessible."""

import pytest

from inventory import workflow
from inventory.models import Place
from inventory.states import Action, Stage
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import device_at
from tests.inventory.test_places import place, put, second_site
from tests.inventory.test_transfers import listed, loire_manager, other_site, receiving, scan, sent, series
from tests.inventory.test_transfers_checks import judge

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(committed):
    """A transfer of each state, one of them from another workshop with its check, and a stocktake with differences."""
    to, shelf = other_site(), place("Étagère A", Place.Kind.LOCATION)
    box = place("Carton 12", inside=shelf)
    for _one in range(3):
        put(device_at(Stage.READY), box)
    gone = [device_at(Stage.READY) for _one in range(4)]
    transfer = sent(*gone, to=to)
    into = receiving(transfer)
    for device in [*gone[:3], device_at(Stage.READY)]:
        scan(device.code, into, loire_manager)
    workflow.close_transfer(
        transfer=transfer, decisions={gone[3].code: "lost"}, act=people.act(loire_manager())
    )
    check = workflow.open_check(transfer=transfer, is_whole=False, act=people.act(loire_manager()))
    judge(check, gone[0], "screen", note="fêlé en bas à gauche")
    judge(check, gone[1])
    back = [device_at(Stage.READY) for _one in range(3)]
    second = sent(*back, to=to)
    scan(back[0].code, receiving(second), loire_manager)
    draft = listed(device_at(Stage.READY), to=to)
    scan(box.code, series(Action.TRANSFER, transfer=draft.ref))
    here = [device_at(Stage.RECEIVED) for _one in range(4)]
    for device in here[:3]:
        put(device, shelf)
    stocktake = workflow.open_stocktake(site=shelf.site, place=shelf, act=people.act(people.technician()))
    counting = series(Action.COUNT, stocktake=stocktake.ref)
    for device in (here[0], here[3], device_at(Stage.LOST)):
        scan(device.code, counting)
    lost = stocktake.lines.filter(device=here[1]).values_list("pk", flat=True)
    workflow.decide_difference(
        stocktake=stocktake,
        lines=list(lost),
        decision="lost",
        reason_code="not_found",
        act=people.act(people.manager()),
    )
    third = sent(device_at(Stage.READY), to=second_site())
    fourth = sent(device_at(Stage.READY), to=second_site())
    workflow.call_back_transfer(transfer=fourth, reason="Mauvais camion", act=people.act(people.manager()))
    return {
        "check": transfer,
        "way": second,
        "draft": draft,
        "stocktake": stocktake,
        "sent": third,
        "back": fourth,
    }


def test_the_pages_are_accessible_and_fit(open_page, busy, settings):
    settings.DEMO = True
    found = {}
    statement = "/statements/{}/{}/2026-06/".format(
        busy["check"].from_site.organisation.public_id, busy["check"].to_site.organisation.public_id
    )
    ours = [
        "/transfers/",
        "/transfers/?state=cancelled",
        f"/transfers/{busy['draft'].ref}/",
        f"/transfers/{busy['sent'].ref}/",
        f"/transfers/{busy['back'].ref}/",
        "/scan/?action=transfer",
        "/scan/?action=arrive",
        "/stocktakes/",
        f"/stocktakes/{busy['stocktake'].ref}/",
        f"/stocktakes/{busy['stocktake'].ref}/?kind=elsewhere",
        f"/scan/?action=count&stocktake={busy['stocktake'].ref}",
        "/statements/?month=2026-06",
        "/statements/?month=2025-01",
    ]
    theirs = [
        f"/transfers/{busy['way'].ref}/",
        f"/transfers/{busy['check'].ref}/",
        f"/transfers/{busy['check'].ref}/check/",
        "/scan/?action=arrive",
        f"/scan/?action=arrive&transfer={busy['way'].ref}",
        statement,
        "/management/?weeks=26",
    ]
    for who, paths in ((people.manager, ours), (loire_manager, theirs)):
        page = open_page("/", who)
        found |= faulty(page, paths)
        assert page.complaints == []

    assert found == {}
