"""The reuse rate of public bodies: our part with its proof, what they state, no percentage without B."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from donors.states import DonationStage
from inventory import workflow as inventory
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.core.refusals import NotPermitted
from reuse.reports import workflow
from reuse.reports.models import ReuseStatement
from reuse.reports.queries import rates
from reuse.reports.queries.rates import Standing
from tests import people
from tests.donors.factories import donation_at
from tests.inventory import factories
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, tzinfo=UTC)
PAGE = ("reports:reuse-rate-of", [2026])


@pytest.fixture
def as_(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


def council():
    return people.donor(LegalKind.COUNCIL)


def given(stage=Stage.HANDED_OVER, *, year="2019", **description):
    device = device_at(stage, kind=LegalKind.COUNCIL, **description)
    Device.objects.filter(pk=device.pk).update(extra={"year": year} if year else {})
    return device


def test_each_device_stands_where_the_decree_puts_it():
    given()
    given(Stage.OTHER_REUSE, kind_of="monitor")
    given(Stage.ERASURE)
    given(Stage.RECYCLED)
    given(year="2015")
    given(year="")
    given(Stage.RECEIVED, kind_of="server")
    given(Stage.ANNOUNCED)
    device_at(Stage.HANDED_OVER)

    counts = rates.rate(council().organisation, 2026).counts

    assert counts == {
        Standing.PROVEN: 2,
        Standing.IN_PROGRESS: 1,
        Standing.NOT_REUSED: 1,
        Standing.TOO_OLD: 1,
        Standing.AGE_UNKNOWN: 1,
        Standing.OTHER_CATEGORY: 1,
    }
    assert not rates.rate(council().organisation, 2025).counts


def test_ten_years_count_eleven_do_not():
    given(year="2016")

    assert rates.rate(council().organisation, 2026).ours == 1


def test_a_purchase_date_gives_the_year():
    device = given()
    Device.objects.filter(pk=device.pk).update(extra={"purchase_date": "2018-03-02"})

    [item] = rates.items(council().organisation, 2026)

    assert item.year == 2018


def test_without_an_agreement_signed_before_nothing_counts():
    batch = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL)
    batch.agreement.issued_at  # noqa: B018 - it has one
    type(batch).objects.filter(pk=batch.pk).update(agreement=None)
    [device] = factories.announced(1, donation=batch)
    Device.objects.filter(pk=device.pk).update(extra={"year": "2020"})
    inventory.move(device=device, move="receive", act=people.act(people.technician()))

    assert rates.rate(council().organisation, 2026).counts == {Standing.NO_AGREEMENT: 1}


def test_without_b_the_page_says_known_part_and_shows_no_percentage(as_):
    given()
    client = as_(council())

    page = client.get(reverse(PAGE[0], args=PAGE[1])).content.decode()

    assert "Known part" in page
    figure = page.partition('class="figure"')[2][:40]
    assert ">1<" in figure
    assert "%" not in figure


def test_with_b_the_share_is_told_and_versions_are_kept(as_):
    given()
    client, path = as_(council()), reverse(PAGE[0], args=PAGE[1])

    client.post(path, {"stock": "4"})
    client.post(path, {"stock": "8", "words_0": "Sale to another council", "quantity_0": "3"})

    assert [(one.stock, one.elsewhere) for one in ReuseStatement.objects.all()] == [(8, 3), (4, 0)]
    told = rates.rate(council().organisation, 2026)
    assert (told.reused, told.share, told.is_reached, told.target.percent) == (4, 0.5, True, 50)
    page = client.get(path).content.decode()
    assert "50.0%" in page
    assert "B: 4" in page
    assert "Known part" not in page
    assert council().user.name in page


def test_more_than_the_stock_is_said(as_):
    client = as_(council())

    page = client.post(
        reverse(PAGE[0], args=PAGE[1]), {"stock": "1", "words_0": "Vente", "quantity_0": "3"}, follow=True
    )

    assert "check what is stated" in page.content.decode()


@pytest.mark.parametrize(
    "flaw",
    [
        {"stock": "0"},
        {"stock": "x"},
        {"words_0": "Vente"},
        {"quantity_0": "3"},
        {"quantity_0": "x", "words_0": "y"},
    ],
)
def test_a_wrong_statement_is_explained(as_, flaw):
    answer = as_(council()).post(reverse(PAGE[0], args=PAGE[1]), flaw)

    assert 'role="alert"' in answer.content.decode()
    assert not ReuseStatement.objects.exists()


def test_the_targets_of_each_year_are_data():
    body = council().organisation

    assert [rates.rate(body, year).target.percent for year in (2023, 2024, 2025, 2026)] == [25, 35, 50, 50]
    assert rates.rate(body, 2022).target is None


def test_the_proof_has_one_line_a_device(as_):
    device = given()

    content = b"".join(as_(council()).get(reverse("reports:reuse-proof", args=[2026])))

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    [row] = rows
    assert row["category (R543-172)"] == "2"
    assert row["year"] == "2019"
    assert row["outcome"] == "handed over"
    assert row["batch"] == device.donation.ref
    assert row["reuse rate"].startswith("counted")


def test_it_is_for_public_bodies_and_years_of_the_decree(as_):
    assert as_(people.donor()).get(reverse(PAGE[0], args=PAGE[1])).status_code == 404
    client = as_(council())
    assert client.get(reverse("reports:reuse-rate")).status_code == 200
    assert client.get(reverse("reports:reuse-rate-of", args=[2022])).status_code == 404
    assert client.get(reverse("reports:reuse-rate-of", args=[2027])).status_code == 404
    with pytest.raises(NotPermitted):
        workflow.state_reuse(year=2026, stock=1, routes=[], act=people.act(people.donor()))
    with pytest.raises(NotPermitted):
        workflow.state_reuse(year=2026, stock=1, routes=[], act=people.act(people.technician()))
    with pytest.raises(workflow.StatementRefused):
        workflow.state_reuse(year=2022, stock=1, routes=[], act=people.act(council()))
