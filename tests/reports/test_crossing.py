"""Filters no slice of the roll-ups tells together: counted device by device, exact, and only of few."""

from collections import Counter
from datetime import date

import pytest

from beneficiaries.states import HandoverStage
from inventory.states import Stage
from reuse.accounts.models import LegalKind
from reuse.core.models import DeviceType
from reuse.reports.models import Milestone
from reuse.reports.queries import crossing, milestones, numbers, slicing, standing
from reuse.reports.queries.impacts import impacts
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import Narrowing
from reuse.reports.views import figure_pictures
from reuse.reports.workflow import rollups
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def some_devices():
    """Of a council: a laptop handed over, one ready, a smartphone received. Of a company: a laptop handed over."""
    device_at(Stage.HANDED_OVER, kind=LegalKind.COUNCIL)
    device_at(Stage.READY, kind=LegalKind.COUNCIL)
    device_at(Stage.RECEIVED, kind=LegalKind.COUNCIL, kind_of="smartphone")
    device_at(Stage.HANDED_OVER)
    return Narrowing(donor_kind="council", type=DeviceType.objects.get(code="laptop").pk)


@pytest.mark.parametrize("folded", ["all", "none", "some"])
def test_two_filters_count_what_fits_both(folded):
    if folded == "some":
        device_at(Stage.HANDED_OVER, kind=LegalKind.COUNCIL)
        rollups.fold_all()
    laptops_of_councils = some_devices()
    if folded == "all":
        rollups.fold_all()
    more = folded == "some"

    now = numbers.compared(YEAR, laptops_of_councils).now

    assert [now.count(one) for one in ("received", "ready", "handed_over")] == [2 + more, 2 + more, 1 + more]
    by_type = numbers.sliced(YEAR, "type", Narrowing(donor_kind="council"))
    assert sorted(one.count("received") for one in by_type.values()) == [1, 2 + more]
    by_month = numbers.sliced(YEAR, "month", laptops_of_councils)
    assert sum(one.count("received") for one in by_month.values()) == 2 + more
    assert set(numbers.sliced(YEAR, "region", laptops_of_councils)) == {"Auvergne-Rhône-Alpes"}


def test_they_count_as_the_milestones_do():
    some_devices()
    rollups.fold_all()
    wanted = {name: set(Milestone.objects.values_list(name, flat=True)) for name in ("type_id", "donor_kind")}

    for kind in wanted["type_id"]:
        for donor_kind in wanted["donor_kind"]:
            both = Narrowing(type=kind, donor_kind=donor_kind)
            by_hand = Counter(
                Milestone.objects.filter(type_id=kind, donor_kind=donor_kind, on__year=2026).values_list(
                    "figure", flat=True
                )
            )
            now = numbers.compared(YEAR, both).now
            assert {one: now.count(one) for one in milestones.FIGURES} == {
                one: by_hand[one] for one in milestones.FIGURES
            }


def test_what_stands_where_is_narrowed_too():
    laptops_of_councils = some_devices()

    found = standing.standing(people.NOON.date(), laptops_of_councils)

    assert [(one.stage, sum(one.counts)) for one in found] == [(Stage.READY, 1)]


def test_a_partner_and_a_type_have_a_median_of_their_own():
    done = factories.handover_at(HandoverStage.DONE)
    both = Narrowing(partner=done.request.partner_id, type=done.device.type_id)
    days = (done.handed_over_on - done.request.submitted_at.date()).days

    assert numbers.spreads(("served",), YEAR, both)["served"].middle == days
    assert numbers.spreads(("served",), YEAR, Narrowing(partner=0, type=0))["served"].middle is None


def test_of_too_many_nothing_is_counted_one_by_one(client, monkeypatch):
    laptops_of_councils = some_devices()
    monkeypatch.setattr(crossing, "MOST", 1)
    nearby = Narrowing(sites=frozenset({0}), donor_kind="council")

    with pytest.raises(crossing.TooMany):
        numbers.compared(YEAR, laptops_of_councils)
    assert not numbers.can_tell(YEAR, "", laptops_of_councils)
    assert numbers.can_tell(YEAR, "", nearby)  # an index leads to the devices of a site
    assert numbers.can_tell(YEAR, "site", Narrowing(type=laptops_of_councils.type))
    assert numbers.spreads(("handed_over",), YEAR, laptops_of_councils) == {}
    assert impacts(YEAR, laptops_of_councils) is None
    assert figure_pictures.country(YEAR, laptops_of_councils) is None
    assert figure_pictures.sites(YEAR, laptops_of_councils) == []
    assert figure_pictures.ageing(YEAR.until, laptops_of_councils, {}) is None
    client.force_login(people.observer().user)
    asked = "since=2026-01-01&until=2026-12-31&type=laptop&donor_kind=council"
    assert client.get(f"/figures/?{asked}").context["form"].errors
    assert client.get(f"/figures/figures.csv?{asked}").url == f"/figures/?{asked}"


def test_the_page_tells_two_filters_together(client):
    some_devices()
    client.force_login(people.observer().user)

    page = client.get("/figures/?since=2026-01-01&until=2026-12-31&type=laptop&donor_kind=council&by=site")

    assert not page.context["form"].errors
    assert [rung.tile.value for rung in page.context["chain"]] == ["2", "2", "2", "2", "1"]
    [row] = page.context["rows"]
    assert row["cells"][1] == "2"
    assert slicing.reading(Narrowing(type=1, donor_kind="council")).conditions == {
        "type_id": [1],
        "donor_kind": ["council"],
    }
