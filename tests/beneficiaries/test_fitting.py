"""The best fit, recomputed by hand: nearest first, then the most modest, then the oldest."""

import pytest

from beneficiaries import queries, workflow
from beneficiaries.queries import Distance
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import Feature, RequestStage
from inventory.models import Device
from reuse.accounts.models import Site
from reuse.core.models import DeviceType
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_for_study():
    """A laptop for studies (8 GB, 120 GB) collected in Grenoble."""
    return factories.request_at(RequestStage.WAITING)


def at(device, name, department):
    """The device moved to another site, as a transfer would."""
    owner, _site = people.workshop()
    site, _made = Site.objects.get_or_create(
        organisation=owner, name=name, defaults={"department": department}
    )
    Device.objects.filter(pk=device.pk).update(site=site)
    return device


def test_the_nearest_then_the_most_modest_wins(request_for_study):
    strong = factories.stocked(ram_mb=16384, storage_gb=512)
    modest = factories.stocked(ram_mb=8192, storage_gb=128)
    weak = factories.stocked(ram_mb=4096, storage_gb=500)
    unknown = factories.stocked(ram_mb=None, storage_gb=500)
    neighbour = at(factories.stocked(ram_mb=8192, storage_gb=128), "Voiron", "38")
    far = at(factories.stocked(ram_mb=8192, storage_gb=120), "Lyon", "69")
    factories.stocked(kind_of="tablet", ram_mb=8192, storage_gb=128)

    fit = queries.best_fit(request_for_study)

    assert [one.device.code for one in fit.candidates] == [
        one.code for one in (modest, strong, neighbour, far)
    ]
    assert [one.distance for one in fit.candidates] == [
        Distance.SAME_SITE,
        Distance.SAME_SITE,
        Distance.SAME_DEPARTMENT,
        Distance.OTHER,
    ]
    assert {one.device.code for one in fit.too_weak} == {weak.code, unknown.code}
    assert all(one.shortfalls for one in fit.too_weak)
    assert (fit.ready, fit.fitting) == (6, 4)
    assert len(fit.reasons) == 3


def test_a_device_the_person_said_no_to_is_not_offered_to_them_again(request_for_study):
    refused, unsuited, other = (factories.stocked(ram_mb=ram) for ram in (8192, 16384, 32768))
    boss, worker = people.coordinator(), people.social_worker()
    no = {"suits": False, "reason_code": "not_suitable"}
    proposed = workflow.propose(request=request_for_study, act=people.act(boss))
    workflow.answer(allocation=proposed, act=people.act(worker), **no)
    held = workflow.reserve_for(request=factories.again(request_for_study), act=people.act(boss))
    workflow.answer(allocation=held, act=people.act(worker), **no)
    workflow.cancel_allocation(allocation=held, act=people.act(boss), reason_code="not_suitable")

    fit = queries.best_fit(factories.again(request_for_study))

    assert (proposed.device, held.device) == (refused, unsuited)
    assert [one.device for one in fit.candidates] == [other]
    somebody_else = factories.request_at(RequestStage.WAITING)
    assert queries.best_fit(somebody_else).best.device == refused


def test_a_device_held_by_the_decisions_of_a_hand_over_day_is_offered_to_nobody_else(request_for_study):
    device, other = factories.stocked(), factories.stocked(ram_mb=16384)
    _owner, site = people.workshop()
    on = people.NOON.date()
    found = queries.handover_day(site=site, on=on)
    hours = Hours.of(queries.holding_rule(on))
    [line] = found.lines
    choice = workflow.Choice(line.ranked.request.ref, is_accepted=True, shown=device.code)
    workflow.decide_day(day=found, on=on, hours=hours, choices=[choice], act=people.act(people.coordinator()))

    assert queries.best_fit(factories.request_at(RequestStage.WAITING)).best.device == other


def test_a_light_device_is_asked_of_laptops_alone():
    heavy, light, unknown = (factories.stocked() for _one in range(3))
    Device.objects.filter(pk=heavy.pk).update(weight_g=2300)
    Device.objects.filter(pk=light.pk).update(weight_g=1400)
    carried = factories.request_at(RequestStage.WAITING, features=["light"])

    fit = queries.best_fit(carried)

    assert [one.device for one in fit.candidates] == [light]
    assert {one.device: one.shortfalls for one in fit.too_weak}.keys() == {heavy, unknown}
    assert (fit.need.light, fit.beside) == (True, ())


@pytest.mark.parametrize("feature", list(Feature))
@pytest.mark.parametrize("type_code", ["laptop", "desktop", "tablet"])
def test_each_feature_chooses_the_device_or_says_what_becomes_of_it(feature, type_code):
    kind = DeviceType.objects.get(code=type_code)
    request = factories.request_at(RequestStage.SUBMITTED, features=[feature], type=kind)
    without = factories.request_at(RequestStage.SUBMITTED, type=kind)

    fit = queries.best_fit(request)

    chooses = fit.need.words != queries.best_fit(without).need.words
    assert chooses != bool(fit.beside)
    assert all(sentence in fit.reasons for sentence in fit.beside)


def test_eight_gigabytes_less_what_the_graphics_take_are_eight(request_for_study):
    device = factories.stocked(ram_mb=7880, storage_gb=119)

    assert queries.best_fit(request_for_study).best.device == device


def test_a_device_held_by_a_proposal_is_no_longer_offered(request_for_study):
    device = factories.stocked()
    other = factories.request_at(RequestStage.WAITING)
    workflow.propose(request=other, act=people.act(people.coordinator()))

    fit = queries.best_fit(request_for_study)

    assert fit.best is None
    assert device.allocations.count() == 1
    assert len(fit.reasons) == 1


def test_a_large_screen_is_asked_of_the_device():
    small, large = factories.stocked(screen='14"'), factories.stocked(screen='15.6"', ram_mb=16384)
    request = factories.request_at(RequestStage.WAITING, features=[Feature.LARGE_SCREEN])

    fit = queries.best_fit(request)

    assert [one.device for one in fit.candidates] == [large]
    assert [one.device for one in fit.too_weak] == [small]


def test_the_longest_in_stock_goes_first_when_all_is_equal(request_for_study):
    first, second = factories.stocked(), factories.stocked()

    assert [one.device for one in queries.best_fit(request_for_study).candidates] == [first, second]
