"""Figures of time, weight, people and what waits, each computed by hand on a few devices."""

from datetime import date, timedelta

import pytest

from beneficiaries.models import FollowUpAnswer, Request
from beneficiaries.states import HandoverStage
from inventory import workflow as inventory
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.models import LegalKind
from reuse.reports.queries import numbers, slicing, standing
from reuse.reports.queries.afterwards import afterwards
from reuse.reports.queries.impacts import impacts
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import Narrowing
from reuse.reports.workflow import rollups
from tests import people
from tests.api.caller import Caller
from tests.beneficiaries import factories
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("is_folded", [True, False])
def test_what_stands_where_by_age(is_folded):
    device = device_at(Stage.ERASURE)
    device_at(Stage.HANDED_OVER)
    if is_folded:
        rollups.fold_all()
    since = device.events.last().on

    def ages(days):
        return [(one.stage, one.counts) for one in standing.standing(since + timedelta(days=days))]

    assert ages(7) == [(Stage.ERASURE, (1, 0, 0, 0))]
    assert ages(8) == ages(30) == [(Stage.ERASURE, (0, 1, 0, 0))]
    assert ages(91) == [(Stage.ERASURE, (0, 0, 0, 1))]
    assert standing.standing(since, Narrowing(sites=frozenset())) == []


def test_how_long_devices_stayed_and_took():
    device = device_at(Stage.HANDED_OVER)
    rollups.fold_all()
    received, handed = (device.events.filter(to_stage=one).first() for one in ("received", "handed_over"))

    found = numbers.spreads(("handed_over",), YEAR)["handed_over"]
    stay = standing.stays(YEAR)[Stage.RECEIVED]
    left = device.events.filter(seq__gt=received.seq, from_stage="received").first()

    assert (found.low, found.middle, found.high) == ((handed.on - received.on).days,) * 3
    assert stay / (left.at - received.at) == pytest.approx(1, abs=0.03)


def test_a_spread_is_its_middle_and_eight_of_ten():
    found = numbers.Spread({1: 1, 10: 8, 90: 1})

    assert (found.low, found.middle, found.high, found.count) == (1, 10, 10, 10)
    assert numbers.Spread({}).middle is None


def test_a_person_waits_from_the_request_to_the_hand_over():
    done = factories.handover_at(HandoverStage.DONE)
    request = done.request
    days = (done.handed_over_on - request.submitted_at.date()).days

    now = numbers.compared(YEAR).now

    assert now.count("served") == 1
    assert now.mean_days("served") == days
    assert now.share("with_connection").part == bool(request.connection_help)
    assert now.share("with_help").part == bool(request.skills_help)
    by_partner = numbers.sliced(YEAR, "partner")
    assert slicing.labels("partner")[str(request.partner_id)] == request.partner.name
    assert by_partner[str(request.partner_id)].count("served") == 1
    assert numbers.compared(YEAR, Narrowing(programme=request.programme_id)).now.count("served") == 1


def test_a_device_without_a_request_serves_nobody():
    device_at(Stage.HANDED_OVER)

    assert numbers.compared(YEAR).now.count("served") == 0


def test_weights_and_co2e_of_the_laptops_handed_over():
    Device.objects.filter(pk=device_at(Stage.HANDED_OVER).pk).update(weight_g=2000)
    device_at(Stage.HANDED_OVER)
    rollups.rebuild()

    found = impacts(YEAR)

    handed = next(one for one in found.weights if one["figure"] == "handed_over")
    assert (handed["grams"], handed["unknown"]) == (2000 + 1650, 0)  # one weighed, one at the usual weight
    assert found.avoided["low_g"] == 2 * 36_460
    assert found.avoided["low_g"] < found.avoided["high_g"]
    [laptops] = found.reckoned  # 182.3 kg × half × 24 to 48 of 60 months
    assert (laptops.devices, laptops.low_g, laptops.high_g) == (2, 36_460, 72_920)
    assert impacts(YEAR, Narrowing(donor_kind="company")) == found
    assert impacts(YEAR, Narrowing(donor_kind="council")).avoided["devices"] == 0
    assert impacts(YEAR, least=5).avoided["devices"] == 0  # two are too few to be told


def test_a_site_month_by_month():
    device_at(Stage.HANDED_OVER)
    device_at(Stage.RECEIVED)

    [site] = standing.by_site(
        ("handed_over", "received"), Period(date(2026, 5, 1), date(2026, 7, 2)), Narrowing(), most=5
    )

    assert site.totals == (1, 2)
    assert list(site.counts.values()) == [(0, 0), (1, 2), (0, 0)]


def answer(months, **said):
    facts = {"works": "yes", "used": "daily", "helped": "much", "connected": "home"} | said
    where = {"department": "38", "age_band": "26_39", "programme": "p", "type": "laptop"}
    return FollowUpAnswer.objects.create(months=months, answered_in=date(2026, 6, 1), **where, **facts)


def test_answers_are_told_from_five_on():
    for _one in range(4):
        answer(3)
    answer(6)
    assert afterwards(YEAR) == []

    answer(3, used="not", connected="none")

    [told] = afterwards(YEAR)
    assert (told.months, told.answers) == (3, 5)
    assert told.shares["used"] == told.shares["connected"] == numbers.Share(4, 5)
    assert told.shares["helped"] == numbers.Share(5, 5)


def test_the_page_draws_them(client, settings):
    settings.DEMO = True
    device_at(Stage.HANDED_OVER)
    device_at(Stage.ERASURE)
    client.force_login(people.coordinator().user)

    page = client.get("/figures/?since=2026-06-01&until=2026-06-30").content.decode()

    for name in (
        "lead-times-title",
        "ages-old",
        "country-title",
        'class="smalls"',
        "/devices/?stage=erasure",
    ):
        assert name in page, name
    client.force_login(people.donor().user)
    page = client.get("/figures/?since=2026-06-01&until=2026-06-30").content.decode()
    assert "ages-old" not in page
    assert "country-title" not in page


def test_the_api_tells_the_same_by_region(client):
    device_at(Stage.HANDED_OVER)
    asked = {"from": "2026-01-01", "to": "2026-12-31", "by": "region"}

    [told] = Caller(client, people.observer()).get("reports/figures/", **asked).json()

    assert (told["key"], told["nearby"], told["made_ready"]) == ("Auvergne-Rhône-Alpes", 1, 1)
    assert (told["served"], told["lead_days"]) == (0, 0.0)


def test_non_conformity_of_a_kind_of_donor_and_of_a_workshop():
    back = device_at(Stage.HANDED_OVER)
    inventory.take_back(device=back, reason_code="fault", act=people.act(people.technician()))
    device_at(Stage.READY, kind=LegalKind.COUNCIL)

    by_kind = numbers.sliced(YEAR, "donor_kind")
    [workshop] = [one for one in numbers.sliced(YEAR, "organisation").values() if one.count("ready")]

    assert by_kind["company"].share("non_conformity") == numbers.Share(1, 1)
    assert by_kind["council"].share("non_conformity") == numbers.Share(0, 1)
    assert workshop.share("non_conformity") == numbers.Share(1, 2)


def test_short_circuits_end_in_the_department_they_begin_in():
    device_at(Stage.HANDED_OVER)
    donor = device_at(Stage.HANDED_OVER, kind=LegalKind.COUNCIL).donation.donor
    donor.department = "69"  # the site that hands over is in 38
    donor.save()

    assert numbers.compared(YEAR).now.share("short_circuit") == numbers.Share(1, 2)


def test_the_legs_of_the_tripod_are_what_requests_ask_for():
    done = [factories.handover_at(HandoverStage.DONE) for _one in range(3)]
    asked = [("sim", "course"), ("sim", ""), ("", "")]
    for handover, (connection, skills) in zip(done, asked, strict=True):
        Request.objects.filter(pk=handover.request_id).update(connection_help=connection, skills_help=skills)
    rollups.rebuild()

    now = numbers.compared(YEAR).now

    assert now.share("with_connection") == numbers.Share(2, 3)
    assert now.share("with_help") == numbers.Share(1, 3)
