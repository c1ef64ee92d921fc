"""Quotas of partners, set together for a period."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.models import PartnerQuota
from beneficiaries.queries import quotas
from beneficiaries.states import RequestStage
from reuse.core import clock
from reuse.core.refusals import NotPermitted
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
SPRING = {"since": date(2026, 4, 1), "until": date(2026, 6, 30)}


@pytest.fixture
def partners(settings):
    settings.DEMO = True  # the demo waives the second factor
    return people.social_worker().organisation, factories.other_worker().organisation


def set_quotas(quantities, **period):
    act = people.act(people.coordinator())
    workflow.set_quotas(**(SPRING | period), quantities=quantities, act=act)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 6, 15), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_a_day_has_its_quarter(day, first, last):
    assert quotas.quarter_of(day) == (first, last)


def test_all_partners_are_set_on_one_page(client, partners):
    near, far = partners
    client.force_login(people.coordinator().user)
    address = reverse("beneficiaries:partner-quotas")
    period = {name: day.isoformat() for name, day in SPRING.items()}

    client.post(address, period | {f"partner_{near.pk}": "12", "everyone": "4"})

    assert {one.organisation: one.quantity for one in PartnerQuota.objects.all()} == {near: 12, far: 4}
    page = client.get(address, period)
    assert [share.quantity for share, _field in page.context["lines"]] == [4, 12] or page.context["due"] == 16
    client.post(address, period | {f"partner_{near.pk}": "", f"partner_{far.pk}": "5"})
    assert PartnerQuota.objects.get().quantity == 5


def test_a_partner_has_one_quota_at_a_time(client, partners):
    near, far = partners
    set_quotas({near: 3, far: None})

    with pytest.raises(workflow.PeriodsOverlap, match="CCAS de Fontaine"):
        set_quotas({near: 5, far: 5}, until=date(2026, 5, 31))

    assert PartnerQuota.objects.get().quantity == 3
    set_quotas({near: 5, far: 5}, since=date(2026, 7, 1), until=date(2026, 9, 30))
    assert PartnerQuota.objects.count() == 3


def test_days_the_wrong_way_round_are_refused_at_their_field(client, partners):
    client.force_login(people.coordinator().user)

    page = client.post(
        reverse("beneficiaries:partner-quotas"),
        {"since": "2026-06-30", "until": "2026-04-01", "everyone": "3"},
    )

    assert "until" in page.context["form"].errors
    assert not PartnerQuota.objects.exists()


def test_the_page_counts_who_waits_and_what_was_handed_over(partners):
    handover = factories.handover_at("done")
    handover.refresh_from_db()
    factories.request_at(RequestStage.WAITING)

    [near] = [
        share
        for share in quotas.shares(handover.handed_over_on, handover.handed_over_on)
        if share.partner == handover.request.partner
    ]

    assert (near.served, near.waiting, near.quantity) == (1, 1, None)


def test_the_ranking_reads_what_the_page_set(partners):
    near, _far = partners
    waiting = factories.request_at(RequestStage.WAITING)
    set_quotas({near: 7})

    assert queries.ranking(on=date(2026, 6, 15)).find(waiting).quota == 7
    assert quotas.quota_of(near, date(2026, 6, 15)).served == 0


def test_only_who_decides_sets_them(client, partners):
    client.force_login(people.social_worker().user)

    assert client.get(reverse("beneficiaries:partner-quotas")).status_code == 403
    with pytest.raises(NotPermitted):
        workflow.set_quotas(**SPRING, quantities={partners[0]: 3}, act=people.act(people.social_worker()))


def test_the_page_costs_the_same_for_many_partners(client, partners, django_assert_max_num_queries):
    client.force_login(people.coordinator().user)
    for number in range(12):
        people.organisation(f"Structure {number}", is_partner=True)

    with django_assert_max_num_queries(12):
        client.get(reverse("beneficiaries:partner-quotas"))


def test_a_partner_reads_its_quota_on_its_first_page(client, partners):
    near, far = partners
    since, until = quotas.quarter_of(clock.now().date())
    set_quotas({near: 7, far: 3}, since=since, until=until)
    client.force_login(people.social_worker().user)

    page = client.get(reverse("beneficiaries:worker-home"), headers={"accept-language": "en"})

    assert "0 of 7 handed over" in page.content.decode()
