"""A request on a phone: few taps, with scripts and without; nothing typed is lost; pages accessible at both widths."""

from datetime import timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.models import Request
from beneficiaries.states import RequestStage
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faulty

pytestmark = pytest.mark.browser


@pytest.fixture
def habit(committed):
    """The worker has filed one before: place, commune and device are offered again."""
    return factories.request_at(RequestStage.WAITING, at=people.NOON - timedelta(days=90))


def fill(page) -> int:
    """Answer what has no usual answer; return the taps and keystrokes that took."""
    taps = [
        "[name=purpose] >> nth=0",
        "[name=age_band] >> nth=1",
        "[name=met] >> nth=0",
        "[name=met] >> nth=1",
    ]
    for one in taps:
        page.check(one)
    page.click("button[name=send]")
    return len(taps) + 1


@pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])
def test_a_second_request_takes_five_taps_on_a_phone(open_page, habit, scripted):
    page = open_page("/requests/new/", people.social_worker, width=360, java_script_enabled=scripted)

    taps = fill(page)

    filed = Request.objects.latest("pk")
    assert (filed.stage, filed.commune, filed.site) == (RequestStage.SUBMITTED, habit.commune, habit.site)
    assert filed.ref in page.content()
    assert taps == 5


def test_without_scripts_an_unclear_commune_becomes_a_choice_and_nothing_is_lost(open_page, habit):
    page = open_page("/requests/new/", people.social_worker, width=360, java_script_enabled=False)
    page.fill("[name=commune]", "saint denis")
    fill(page)

    assert Request.objects.count() == 1
    assert page.is_checked("[name=purpose] >> nth=0")
    page.check("[name=commune_code][value='93066']")
    page.click("button[name=send]")

    assert Request.objects.latest("pk").commune == "93066"


def test_communes_are_suggested_while_typing(open_page, habit):
    page = open_page("/requests/new/", people.social_worker, width=360)
    page.fill("[name=commune]", "")
    page.type("[name=commune]", "grenob")

    page.wait_for_selector("#communes option[value='Grenoble (38)']", state="attached")
    assert page.complaints == []


def test_the_pages_of_asking_are_accessible_and_fit(open_page, habit):
    worker = people.social_worker()
    cancelled = factories.request_at(RequestStage.CANCELLED, mark="Dossier 12")
    workflow.duplicate(request=factories.again(habit), act=people.act(worker))
    form = workflow.print_forms(count=2, act=people.act(worker))[0]
    page = open_page("/partner/", people.social_worker)
    paths = (
        "/partner/",
        "/requests/new/",
        "/requests/confirm/",
        "/requests/paper/",
        f"/requests/paper/{form.code}/",
        f"/requests/{habit.ref}/",
        f"/requests/{cancelled.ref}/",
    )

    assert faulty(page, paths) == {}
    assert page.complaints == []
