"""Reports of a period: figures by hand, a number, files kept for ever, what changed since, who reads which."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from inventory import workflow as inventory
from inventory.states import Stage
from reuse.accounts.roles import Role
from reuse.accounts.workflow import issue_token
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.documents import rendering
from reuse.documents.models import Document
from reuse.jobs import work as jobs_work
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.reports.models import PeriodReport
from reuse.reports.queries import period as queries
from reuse.reports.queries import presets
from reuse.reports.workflow import periods, rollups
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
JUNE = {"since": date(2026, 6, 1), "until": date(2026, 6, 30)}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def coordinator(client, settings):
    settings.DEMO = True  # the demo waives the second factor
    membership = people.coordinator()
    client.force_login(membership.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return membership


def made(membership, *, site=None, language="en", **span):
    act = people.act(membership, at=NOW)
    job = periods.ask_for_report(**(span or JUNE), site=site, language=language, act=act)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return PeriodReport.objects.latest("pk")


def fetched(client, address):
    """The status and the bytes of a file."""
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else b""  # read to its end, it is closed
    return answer.status_code, content


def cells(page, title):
    """The text of the cells of the first table after a text, row by row."""
    table = page[page.index(title) :]
    table = table[table.index("<tbody>") : table.index("</tbody>")]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[1:]]
    return [[re.sub("<[^>]*>", "", cell) for cell in row] for row in rows]


def facts():
    return queries.facts_of(**JUNE, site=None, now=NOW, today=NOW.date())


def test_the_figures_by_hand(coordinator):
    device_at(Stage.HANDED_OVER)
    device_at(Stage.HANDED_OVER)
    device_at(Stage.RECYCLED, kind_of="monitor")
    device_at(Stage.ERASURE)

    told = facts()

    assert told["counts"] | {"erased": 0, "nearby": 0} == {
        "announced": 4, "received": 4, "erased": 0, "ready": 2, "handed_over": 2, "nearby": 0,
        "returned": 0, "recycled": 1, "stripped": 0, "diverted": 0, "served": 0, "connected": 0, "accompanied": 0,
    }  # fmt: skip
    assert [(one["code"], one["received"], one["handed_over"]) for one in told["types"]] == [
        ("laptop", 3, 2),
        ("monitor", 1, 0),
    ]
    assert {one["figure"]: one["grams"] for one in told["weights"]} == {
        "received": 3 * 1650 + 5730,
        "handed_over": 2 * 1650,
        "recycled": 5730,
    }
    assert told["impact"]["low_g"] == 2 * 36_460
    assert [one["month"] for one in told["months"]] == ["2026-06"]
    assert [one["received"] for one in told["donors"]] == [4]
    assert told["before"]["since"] == "2026-05-01"
    assert not any(told["before"]["counts"].values())


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 2), date(2026, 3, 8), date(2026, 2, 23), date(2026, 3, 1)),
        (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 1, 1), date(2026, 11, 22), date(2025, 1, 1), date(2025, 11, 22)),
        (date(2028, 1, 1), date(2028, 2, 29), date(2027, 11, 1), date(2027, 12, 31)),
    ],
)
def test_the_period_before(since, until, first, last):
    before = presets.spanning(since, until).before

    assert (before.since, before.until) == (first, last)


def test_the_report_says_its_number_its_figures_and_what_it_took_in(coordinator, client):
    device_at(Stage.HANDED_OVER)

    report = made(coordinator)

    _status, pdf = fetched(client, f"/reports/{report.document.public_id}/report.pdf")
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    assert report.document.number == "RA-2026-00001"
    assert "RA-2026-00001" in text
    assert "device handed over" in text
    assert f"event no. {report.last_event:,}" in text
    assert "Method and sources" in text


def test_its_files_stay_what_they_were(coordinator, client):
    device_at(Stage.HANDED_OVER)
    report = made(coordinator)
    base = f"/reports/{report.document.public_id}/report"
    first = {kind: fetched(client, f"{base}.{kind}")[1] for kind in ("pdf", "xlsx", "csv")}

    device_at(Stage.HANDED_OVER)

    assert {kind: fetched(client, f"{base}.{kind}")[1] for kind in first} == first
    assert rendering.draw(Document.objects.get(pk=report.document_id)) == first["pdf"]
    rows = list(csv.reader(io.StringIO(first["csv"].decode("utf-8-sig")), delimiter=";"))
    assert ["The figures", "", "Handed over", "1", "devices", "2026-06-01", "2026-06-30"] in rows
    book = CalamineWorkbook.from_filelike(io.BytesIO(first["xlsx"]))
    assert book.sheet_names == ["The figures", "Month by month", "By type", "By site", "Method and sources"]
    sheet = book.get_sheet_by_index(0).to_python()
    assert ["The figures", "", "Handed over", 1.0, "devices", *JUNE.values()] in sheet
    assert [row[2] for row in sheet[1:5]] == ["Announced", "Received", "Data erased", "Ready to hand over"]


def test_its_page_says_what_changed_since_and_why(coordinator, client):
    kept, taken_back = device_at(Stage.HANDED_OVER), device_at(Stage.RECYCLED)
    report = made(coordinator)
    address = f"/reports/{report.document.public_id}/"
    assert "are the same" in client.get(address).content.decode()

    device_at(Stage.RECEIVED)
    inventory.correct(device=taken_back, reason_code="other", act=people.act(people.manager()))
    periods.note_changes(now=NOW)
    periods.note_changes(now=NOW)  # twice is once

    report.refresh_from_db()
    assert report.since_then == {"late": {"announced": 1, "receive": 1}, "corrected": {"recycle": 1}}
    page = client.get(address).content.decode()
    assert "numbers of this report would be others today" in page
    assert cells(page, "Written after event no.") == [
        ["Announced", "1", "0"],
        ["Received", "1", "0"],
        ["Recycled", "0", "1"],
    ]
    assert ["Recycled", "1", "0", "−1"] in cells(page, "<h3>The figures</h3>")
    assert ["June 2026, Recycled", "1", "0", "−1"] in cells(page, "<h3>Month by month</h3>")
    assert kept.code not in page


def test_what_no_late_event_explains_is_said_to_be_another_description(coordinator, client):
    device = device_at(Stage.HANDED_OVER)
    report = made(coordinator)
    device.type = DeviceType.objects.get(code="tablet")
    device.save(update_fields=["type"])
    rollups.fold_all()

    page = client.get(f"/reports/{report.document.public_id}/").content.decode()

    assert "nothing of this period was noted late or taken back" in page
    assert ["tablets, Received", "–", "1", "+1"] in cells(page, "<h3>By type</h3>")


def test_a_job_killed_between_number_and_files_goes_on_with_the_same_number(coordinator, monkeypatch):
    device_at(Stage.HANDED_OVER)
    act = people.act(coordinator, at=NOW)
    job = periods.ask_for_report(**JUNE, site=None, language="fr", act=act)
    keep = periods.keep_files

    def killed(**_given):
        raise jobs_work.Interrupted

    monkeypatch.setattr(periods, "keep_files", killed)
    jobs.run(job.pk)
    assert PeriodReport.objects.get().workbook is None
    monkeypatch.setattr(periods, "keep_files", keep)
    jobs.run(job.pk)

    assert Job.objects.get(pk=job.pk).state == "done"
    assert PeriodReport.objects.get().workbook is not None
    assert Document.objects.filter(kind="period_report").count() == 1


def test_a_workshop_has_reports_of_its_sites_alone(client, settings):
    settings.DEMO = True
    manager = people.manager()
    _owner, site = people.workshop()
    _other, elsewhere = people.workshop("Atelier de la Loire")
    device_at(Stage.HANDED_OVER)
    with pytest.raises(periods.NotPermitted):
        periods.ask_for_report(**JUNE, site=elsewhere, language="fr", act=people.act(manager, at=NOW))
    with pytest.raises(periods.NotPermitted):
        periods.ask_for_report(**JUNE, site=None, language="fr", act=people.act(manager, at=NOW))

    report = made(manager, site=site)

    assert report.document.facts["counts"]["handed_over"] == 1
    assert report.document.facts["places"] == []
    for reader, status in ((manager, 200), (people.coordinator(), 200), (people.stranger(), 404)):
        client.force_login(reader.user)
        assert client.get(f"/reports/{report.document.public_id}/").status_code == status, reader
        assert fetched(client, f"/reports/{report.document.public_id}/report.pdf")[0] == status, reader


def test_donors_and_partners_read_none(client, coordinator):
    report = made(coordinator)
    for reader in (people.donor(), people.social_worker()):
        client.force_login(reader.user)
        page = client.get("/reports/")
        assert report.document.number not in page.content.decode()
        assert "Your role reads no report of a period" in page.content.decode()
        assert client.get(f"/reports/{report.document.public_id}/").status_code == 404
        assert Role(reader.role) in {Role.DONOR, Role.SOCIAL_WORKER}


@pytest.mark.parametrize(("since", "until"), [("2026-08-01", "2026-09-02"), ("0001-01-01", "0001-01-31")])
def test_days_to_come_or_out_of_any_calendar_are_refused(coordinator, client, since, until):
    wanted = {"since": since, "until": until, "site": ""}

    page = client.post("/reports/", wanted)

    assert page.status_code == 200
    assert not Job.objects.exists()
    with pytest.raises(periods.WrongSpan):
        periods.ask_for_report(
            since=date(2026, 8, 1),
            until=date(2026, 9, 2),
            site=None,
            language="fr",
            act=people.act(coordinator, at=NOW),
        )


def test_the_form_has_the_report_made(coordinator, client):
    answer = client.post("/reports/", {"since": "2026-06-01", "until": "2026-06-30", "site": ""})

    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.public_id}/"
    jobs.run(job.pk)
    assert f"/reports/{Document.objects.get().public_id}/" in client.get(answer.url).content.decode()


def test_a_program_reads_the_reports_its_role_reads(client, coordinator):
    device_at(Stage.HANDED_OVER)
    report = made(coordinator)

    def told(membership):
        token = issue_token(membership, name="Tableur", now=NOW)
        answer = client.get("/api/v1/reports/issued/", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return answer.json()

    [row] = told(coordinator)
    assert (row["number"], row["since"], row["last_event"]) == (
        report.document.number,
        "2026-06-01",
        report.last_event,
    )
    assert row["facts"]["counts"]["handed_over"] == 1
    assert told(people.donor()) == []
