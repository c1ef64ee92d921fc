"""One report, five forms: page, PDF, workbook, table and program tell the same numbers, and the figures agree with them."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from inventory.states import Stage
from reuse.core import clock
from reuse.documents.wording import period as words
from reuse.jobs import workflow as jobs
from reuse.reports.exports import periods as exports
from reuse.reports.models import PeriodReport, Target
from reuse.reports.queries.period import facts_of
from reuse.reports.workflow import periods, targets
from tests import people
from tests.api.caller import Caller
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
JUNE = {"from": "2026-06-01", "to": "2026-06-30"}
BY_HAND = {"announced": 6, "received": 6, "ready": 3, "handed_over": 3, "recycled": 2}
BY_TYPE = {"laptop": (4, 3), "tablet": (2, 0)}  # received, handed over


@pytest.fixture
def report(client, settings, monkeypatch):
    """Three laptops handed over, one at erasure; two tablets recycled."""
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for stage, kind in ((Stage.HANDED_OVER, "laptop"),) * 3 + ((Stage.RECYCLED, "tablet"),) * 2:
        device_at(stage, kind_of=kind)
    device_at(Stage.ERASURE)
    coordinator = people.coordinator()
    act = people.act(coordinator, at=NOW)
    span = {"since": date(2026, 6, 1), "until": date(2026, 6, 30)}
    jobs.run(periods.ask_for_report(**span, site=None, language="en", act=act).pk)
    client.force_login(coordinator.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return PeriodReport.objects.get()


def fetched(client, report, kind):
    return b"".join(client.get(f"/reports/{report.document.public_id}/report.{kind}"))


def of_lines(rows):
    """From the lines of the table or of the workbook: the figures, and those of each type."""
    told = {(chapter, of, figure): value for chapter, of, figure, value, *_rest in rows}
    counts = {code: told[("The figures", "", str(words.FIGURES[code]))] for code in BY_HAND}
    types = {
        kind: tuple(
            told[("By type", f"{kind}s", str(words.FIGURES[code]))] for code in ("received", "handed_over")
        )
        for kind in BY_TYPE
    }
    return counts, types


def test_every_form_tells_the_same_numbers(client, report):
    page = client.get(f"/reports/{report.document.public_id}/").content.decode()
    pdf = pypdfium2.PdfDocument(fetched(client, report, "pdf"))
    text = "\n".join(one.get_textpage().get_text_bounded() for one in pdf)
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetched(client, report, "xlsx")))
    table = csv.reader(io.StringIO(fetched(client, report, "csv").decode("utf-8-sig")), delimiter=";")
    observer = Caller(client, people.observer())

    for code, count in BY_HAND.items():
        label = str(words.FIGURES[code])
        assert re.search(rf"{label}\s+{count}\s+0\s+\+\s{count}\s", text), label
        if code != "announced":
            assert f"<b>{count}</b> {label}</li>" in page
    for kind, (received, handed_over) in BY_TYPE.items():
        assert re.search(rf"{kind}s\s+{received}\s+\d\s+{handed_over}\s", text), kind
    assert of_lines(book.get_sheet_by_index(0).to_python()) == (BY_HAND, BY_TYPE)
    told = {row[0]: (row[1], row[3]) for row in book.get_sheet_by_name("By type").to_python()[1:]}
    assert told == {f"{kind}s": counts for kind, counts in BY_TYPE.items()}
    counts, types = of_lines(table)
    assert {code: int(count) for code, count in counts.items()} == BY_HAND
    assert {kind: tuple(map(int, told)) for kind, told in types.items()} == BY_TYPE
    [issued] = observer.get("reports/issued/").json()
    assert {code: issued["facts"]["counts"][code] for code in BY_HAND} == BY_HAND
    [whole] = observer.get("reports/figures/", **JUNE).json()
    assert {code: whole[code] for code in BY_HAND} == BY_HAND
    sliced = {row["key"]: row for row in observer.get("reports/figures/", **JUNE, by="type").json()}
    assert {kind: (row["received"], row["handed_over"]) for kind, row in sliced.items()} == BY_TYPE


def test_a_target_is_told_in_its_unit_and_from_its_own_first_day():
    today = clock.local_date(NOW, clock.HOME_ZONE)
    year = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    act = people.act(people.coordinator(), at=NOW)
    targets.set_target(name={"en": "Homes"}, quantity=9, unit="households", act=act, **year)

    june = facts_of(since=date(2026, 6, 1), until=date(2026, 6, 30), site=None, now=NOW, today=today)

    *_others, aimed, told = exports.rows(june)
    assert (aimed[3], told[3]) == (9, 0)
    assert told[3:] == [0, str(Target.Unit.HOUSEHOLDS.label), date(2026, 1, 1), date(2026, 6, 30)]
    [older] = june["targets"]
    del older["unit"], older["since"]  # as reports were issued before
    *_others, told = exports.rows(june)
    assert told[4:6] == [str(Target.Unit.DEVICES.label), date(2026, 6, 1)]


def test_every_target_of_the_time_is_told(client, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOW)
    coordinator = people.coordinator()
    act = people.act(coordinator, at=NOW)
    for number in range(1, 41):
        name, year = {"en": f"Target {number}."}, (date(2026, 1, 1), date(2026, 12, 31))
        targets.set_target(name=name, quantity=number, since=year[0], until=year[1], act=act)
    span = {"since": date(2026, 6, 1), "until": date(2026, 6, 30)}
    jobs.run(periods.ask_for_report(**span, site=None, language="en", act=act).pk)
    client.force_login(coordinator.user)

    report = PeriodReport.objects.get()

    assert {one["quantity"] for one in report.document.facts["targets"]} == set(range(1, 41))
    pdf = pypdfium2.PdfDocument(fetched(client, report, "pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert all(f"Target {number}." in text for number in range(1, 41))
