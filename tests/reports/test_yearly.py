"""A donor's year: figures computed by hand, a numbered report, a file; nobody else's devices in any of them."""

import csv
import io
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory import workflow as inventory
from inventory.models import WasteRule
from inventory.queries import usual_weights
from inventory.states import Stage
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import LegalKind, Organisation
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.documents.models import Document
from reuse.reports import workflow
from reuse.reports.queries import yearly as queries
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def donor(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    membership = people.donor()
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = membership.pk
    session.save()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return membership


def told(membership, year=2026):
    return queries.yearly(membership.organisation, year, now=NOW, today=NOW.date())


def test_a_year_counts_what_happened_in_it(donor):
    device_at(Stage.HANDED_OVER)
    device_at(Stage.RECYCLED, kind_of="monitor")
    device_at(Stage.OTHER_REUSE)
    device_at(Stage.ERASURE)
    device_at(Stage.ANNOUNCED)
    device_at(Stage.HANDED_OVER, kind=LegalKind.COUNCIL)

    found = told(donor)

    assert (found.counts["received"], found.counts["ready"], found.reused) == (4, 1, 2)
    assert {one.code: (one.devices, one.grams) for one in found.outcomes if one.devices} == {
        "handed_over": (1, 1650),
        "other_reuse": (1, 1650),
        "recycled": (1, 5730),
    }
    assert [(kind.code, came, reused) for kind, came, reused in found.types] == [
        ("laptop", 3, 2),
        ("monitor", 1, 0),
    ]
    assert found.impact.low_g == 2 * 36_460
    assert [batch.received for batch in found.batches] == [1, 1, 1, 1]
    assert told(donor, 2025).is_empty


def test_a_weighed_device_counts_as_weighed_and_an_unknown_weight_is_said(donor):
    device = device_at(Stage.HANDED_OVER)
    type(device).objects.filter(pk=device.pk).update(weight_g=2000)
    device_at(Stage.OTHER_REUSE, kind_of="server")

    outcomes = {one.code: one for one in told(donor).outcomes}

    assert outcomes["handed_over"].grams == 2000
    assert (outcomes["other_reuse"].grams, outcomes["other_reuse"].unknown) == (0, 1)


def test_weights_of_a_year_before_any_was_stated_are_those_first_stated():
    kind = DeviceType.objects.get(code="laptop")
    rule = WasteRule.objects.get(type=kind)
    rule.pk, rule.since, rule.weight_g = None, date(2027, 1, 1), 1500
    rule.save(force_insert=True)

    said = [usual_weights(day)[kind.pk] for day in (date(2024, 6, 1), date(2026, 6, 1), date(2027, 6, 1))]

    assert said == [1650, 1650, 1500]


def test_a_move_taken_back_does_not_count(donor):
    device = device_at(Stage.RECYCLED)
    inventory.correct(device=device, reason_code="other", act=people.act(people.manager()))

    assert told(donor).counts["recycled"] == 0


def test_the_report_is_numbered_once_for_the_same_figures(donor, client):
    people.coordinator()
    device_at(Stage.HANDED_OVER)
    path = reverse("reports:yearly-issue", args=[2026])

    first = client.post(path)
    client.post(path)

    document = Document.objects.get(kind="outcome_report")
    assert document.issuer.is_network
    pdf = client.get(first.url)
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf.content))
    assert document.number in text
    assert "36 to 73" in text
    assert "Impact CO2, 2026-07" in text
    assert document.number in client.get(reverse("reports:yearly-of", args=[2026])).content.decode()


def test_without_a_network_the_receiver_issues(donor, client):
    device_at(Stage.HANDED_OVER)
    Organisation.objects.update(is_network=False)

    client.post(reverse("reports:yearly-issue", args=[2026]))

    assert Document.objects.get(kind="outcome_report").issuer == people.workshop()[0]


def test_an_empty_year_is_not_issued(donor, client):
    answer = client.post(reverse("reports:yearly-issue", args=[2026]), follow=True)

    assert "Nothing happened" in answer.content.decode()
    assert not Document.objects.filter(kind="outcome_report").exists()
    device_at(Stage.HANDED_OVER)
    with pytest.raises(workflow.NothingToReport):
        workflow.issue_yearly(told=told(donor), act=people.act(people.donor(LegalKind.COUNCIL)))


def test_the_file_says_the_same(donor, client):
    device_at(Stage.HANDED_OVER)

    content = client.get(reverse("reports:yearly-file", args=[2026])).content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert ["What became of them", "Handed over to a person", "1", "devices", "2026-12-31"] in rows
    assert ["In kilograms", "Handed over to a person", "1.65", "kg", "2026-12-31"] in rows


@pytest.mark.parametrize("year", [1999, 2028])
def test_a_year_that_is_not_there_is_not_found(donor, client, year):
    assert client.get(reverse("reports:yearly-of", args=[year])).status_code == 404


def test_the_page_takes_the_same_statements_for_more_devices(donor, client):
    def statements(more):
        for _one in range(more):
            device_at(Stage.RECEIVED)
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("reports:yearly-of", args=[2026])).status_code == 200
        return len(made)

    statements(1)
    assert statements(1) == statements(4)


def test_years_go_back_to_the_first_batch(donor):
    device_at(Stage.RECEIVED)

    assert queries.years_of(donor.organisation, today=date(2028, 1, 5)) == [2028, 2027, 2026]
