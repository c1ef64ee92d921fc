"""What nobody asks for in good faith: days at the ends of time, bars read with a ruler, names that are formulas or ways."""

import csv
import io
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from inventory.models import Evidence
from inventory.states import Stage
from reuse.accounts.models import Site, StoredFile
from reuse.accounts.roles import Role
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.queries import openable
from reuse.jobs import workflow as jobs
from reuse.reports import workflow
from reuse.reports.exports import periods as reports
from reuse.reports.exports import samples as archives
from reuse.reports.forms.targets import TargetForm
from reuse.reports.models import AuditSample
from reuse.reports.queries import milestones, numbers
from reuse.reports.queries import samples as queries
from reuse.reports.queries.numbers import Compared, Numbers, Spread
from reuse.reports.queries.rollups import Sums
from reuse.reports.queries.yearly import yearly
from reuse.reports.views.telling import Teller
from reuse.reports.workflow import periods, rollups, samples
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db


def ten(**facts):
    """A target of ten devices in a year."""
    act, name = people.act(people.coordinator()), {"fr": "Dix"}
    year = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    return workflow.set_target(act=act, name=name, quantity=10, **year, **facts)


@pytest.fixture
def observer(client, settings):
    settings.DEMO = True
    client.force_login(people.observer().user)
    return client


@pytest.mark.parametrize("days", ["9999-12-02 9999-12-31", "0001-01-01 0001-01-05", "0001-01-01 0001-12-31"])
def test_days_at_the_ends_of_time_are_no_period(observer, days):
    since, until = days.split()

    page = observer.get(f"/figures/?since={since}&until={until}")
    file = observer.get(f"/figures/figures.csv?since={since}&until={until}")
    told = observer.get(f"/api/v1/reports/figures/?from={since}&to={until}")

    assert (page.status_code, file.status_code, told.status_code) == (200, 302, 400)
    assert page.context["form"].errors


def test_progress_as_of_the_first_day_there_is_is_refused_in_words(observer):
    row = ten()
    address = f"/api/v1/reports/progress/?target={row.public_id}&as_of="

    assert observer.get(f"{address}0001-01-01").status_code == 400
    assert observer.get(f"{address}1900-01-01").status_code == 200


def test_no_report_is_made_of_the_first_century():
    with pytest.raises(periods.WrongSpan):
        periods.ask_for_report(
            since=date(1, 1, 1),
            until=date(1, 6, 1),
            site=None,
            language="fr",
            act=people.act(people.coordinator()),
        )


def some(count):
    """Numbers of which each figure has so many."""
    return Numbers({code: Sums(count=count, dated=count) for code in milestones.FIGURES})


def test_the_length_of_a_bar_tells_others_no_more_than_the_number_beside_it(client, monkeypatch):
    """Ten drawn out of thirteen would be 76.92 %, and thirteen is what nobody tells them."""
    monkeypatch.setattr(numbers, "compared", lambda *_of: Compared(some(13), some(2)))
    monkeypatch.setattr(numbers, "sliced", lambda *_of, **_more: {"1": some(13), "2": some(12), "3": some(9)})
    client.force_login(people.donor().user)

    told = client.get("/figures/?by=type").context

    widths = [part.width for row in told["rows"] for part in row["bar"].parts]
    assert widths == ["100%", "100%", "50%"]
    assert {rung.bar.parts[0].width for rung in told["chain"]} == {"100%"}


def test_a_length_is_not_compared_with_that_of_a_few(rf):
    request = rf.get("/figures/")
    request.acting = people.donor()
    teller = Teller(request, Compared(some(13), some(1)))

    tile = teller.days("wait", "served", Spread({20: 13}), Spread({7: 1}))

    assert tile.change == ""
    request.acting = people.coordinator()
    exact = Teller(request, Compared(some(13), some(1)))
    assert "7" in exact.days("wait", "served", Spread({20: 13}), Spread({7: 1})).change


def test_an_archive_holds_no_formula_and_no_way_out_of_it(monkeypatch):
    device = device_at(Stage.ERASURE)
    Site.objects.filter(pk=device.site_id).update(name="=HYPERLINK(0)")
    job = samples.ask_for_sample(
        figure="received",
        span=(date(2026, 1, 1), date(2026, 12, 31)),
        narrowing={},
        seed="de",
        size=1,
        act=people.act(people.observer()),
    )
    jobs.run(job.pk)
    one = Evidence(sha256="ab" * 32, name="..\\..\\..\\evil\n.xml", file=StoredFile(sha256="cd" * 32))
    monkeypatch.setattr(queries, "evidence_of", lambda _device: [one])
    to = io.BytesIO()

    archives.write(AuditSample.objects.get(), to, passed=lambda _number: None)

    archive = zipfile.ZipFile(to)
    [line] = csv.DictReader(io.StringIO(archive.read("sample.csv").decode()))
    assert line["site"] == "'=HYPERLINK(0)"
    [name] = [name for name in archive.namelist() if "/evidence/" in name]
    assert name == f"devices/{device.code}/evidence/abababababab-evil.xml.removed.txt"


@pytest.mark.parametrize(
    "wrong",
    [
        {"areas": [{"kind": "qpv", "code": "all-"}]},  # would be every district of the country
        {"areas": [{"kind": "qpv", "code": "allons"}]},
        {"areas": [{"kind": "qpv", "code": "x"}]},
        {"quantity": 10**12},
        {"returns_within_days": 10**6},
    ],
)
def test_a_target_that_no_database_keeps_or_no_place_has_is_refused(client, settings, wrong):
    settings.DEMO = True
    client.force_login(people.coordinator().user)
    said = {"name": {"fr": "Dix"}, "quantity": 10, "since": "2026-01-01", "until": "2026-12-31"}

    answer = client.post("/api/v1/targets/", {**said, **wrong}, content_type="application/json")

    assert answer.status_code in {400, 409}


def test_a_target_keeps_its_site_that_closed_when_it_is_changed():
    site = people.workshop()[1]
    row = ten(areas=[{"kind": "site", "code": str(site.public_id)}])
    Site.objects.filter(pk=site.pk).update(closed_on=date(2026, 6, 1))
    form = TargetForm({"sites": [str(site.public_id)]}, target=row)

    assert "sites" not in form.errors
    assert list(form.cleaned_data["sites"]) == [site]
    assert TargetForm({"sites": [str(site.public_id)]}).errors["sites"]


@pytest.mark.postgresql
def test_a_sample_waits_for_the_fold_that_is_at_work(committed):
    """What is being folded is counted by the number: the sample draws from it too."""
    device_at(Stage.READY)

    def held():
        """Another process folds, for half a second."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [rollups._LOCK])
                holds.set()
                time.sleep(0.5)
                cursor.execute("SELECT pg_advisory_unlock(%s)", [rollups._LOCK])
        finally:
            connection.close()

    holds = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(held)
        assert holds.wait(timeout=30)
        assert rollups.fold_all() == 0
        assert rollups.fold_all(waits=True) > 0
        other.result()


def test_whoever_reads_no_small_numbers_opens_no_activity_report_among_the_documents():
    """A prefecture that observes may give computers as well: its donor role is no way to the report."""
    asker = people.observer()
    report = documents.issue(
        kind=Kind.PERIOD_REPORT, issuer=asker.organisation, facts={}, act=people.act(asker)
    )
    giver = people.person("Dora Don", asker.organisation, Role.DONOR)
    worker = people.person("Sam Social", asker.organisation, Role.SOCIAL_WORKER)

    assert list(openable(asker)) == [report]
    assert not openable(giver).exists()
    assert not openable(worker).exists()


def test_a_donors_year_is_no_social_workers_to_open():
    network = people.coordinator()
    documents.issue(kind=Kind.OUTCOME_REPORT, issuer=network.organisation, facts={}, act=people.act(network))

    assert openable(network).exists()
    assert not openable(people.person("Sam", network.organisation, Role.SOCIAL_WORKER)).exists()


def test_two_sites_of_one_name_do_not_look_as_if_figures_had_changed():
    """The one that hands over most comes first: another order, the same numbers."""
    here, there = (
        {"department": code, "name": "Atelier", "received": count, "handed_over": count}
        for code, count in (("38", 3), ("42", 7))
    )
    issued = {
        "counts": {},
        "lead": {"devices": 0, "mean_tenths": None},
        "months": [],
        "types": [],
        "donors": [],
        "weights": [],
        "impact": {"low_g": 0, "high_g": 0, "versions": []},
    }

    assert not reports.differences({**issued, "places": [here, there]}, {**issued, "places": [there, here]})
    more = {**there, "received": 9}
    [found] = reports.differences({**issued, "places": [here, there]}, {**issued, "places": [more, here]})
    assert found.change == 2


@pytest.mark.postgresql
def test_two_clicks_are_one_yearly_report(committed):
    device_at(Stage.HANDED_OVER)
    donor = people.donor()
    act = people.act(donor)
    told = yearly(donor.organisation, 2026, now=act.at, today=act.on)
    both = threading.Barrier(2)

    def click(_turn):
        both.wait()
        try:
            return workflow.issue_yearly(told=told, act=act).number
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len({*pool.map(click, range(2))}) == 1
