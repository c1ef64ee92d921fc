"""The list of reports: what it shows of each, its file, and what is decided of several."""

import pytest

from inventory import evidence, workflow
from inventory.models import Evidence
from inventory.states import Stage
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_lists import csv_rows
from tests.inventory.test_views import count_of_queries, said
from tests.inventory.test_views_evidence import lshw

pytestmark = pytest.mark.django_db
LIST, ACT, FILE = "/evidence/list/", "/evidence/list/decide/", "/lists/reports/file/"


def taken(serial: str, disk: str) -> Evidence:
    """One report, as the job takes it in."""
    content, act = lshw(serial, disk), people.act(people.technician())
    [kept] = workflow.take_in(
        file=workflow.keep_report(content, f"{serial}.json", act),
        name=f"{serial}.json",
        reading=evidence.read(content, name=f"{serial}.json").as_json(),
        donation=None,
        act=act,
    )
    return kept


def test_a_file_tells_each_report_with_its_device_or_why_it_has_none(technician):
    device = device_at(Stage.RECEIVED, serial="PC-0001")
    taken("PC-0001", "WD-1111")
    taken("PC-0002", "WD-2222")

    rows = csv_rows(technician.post(FILE, {"query": "c=device&c=serial&c=why", "do": "csv"}))

    assert rows[0] == ["File", "Device", "Serial number", "Why it has no device"]
    assert ["PC-0001.json", str(device), "PC-0001", ""] in rows
    assert rows[1][:3] == ["PC-0002.json", "", "PC-0002"]
    assert "PC-0002" in rows[1][3]


def test_reports_are_narrowed_by_state(technician):
    device_at(Stage.RECEIVED, serial="PC-0001")
    taken("PC-0001", "WD-1111")
    waiting = taken("PC-0002", "WD-2222")

    [row] = technician.get(LIST, {"state": "waiting"}).context["rows"]

    assert row.kept == waiting


def test_another_workshop_sees_none_of_them_and_decides_nothing(as_):
    kept = taken("PC-0002", "WD-2222")
    stranger = as_(people.stranger())

    stranger.post(ACT, {"row": str(kept.public_id), "do": "set_aside", "reason": "Pas à nous"})

    assert len(csv_rows(stranger.post(FILE, {"do": "csv"}))) == 1
    assert Evidence.objects.get().state == Evidence.State.WAITING
    assert as_(people.donor()).get(LIST).status_code == 403


def test_several_reports_are_set_aside_with_one_reason_and_brought_back(technician):
    kept = [taken(f"PC-000{number}", f"WD-{number}") for number in (1, 2)]
    chosen = {"row": [str(one.public_id) for one in kept]}

    without = technician.post(ACT, {**chosen, "do": "set_aside"}, follow=True)
    assert "Say why" in said(without)
    assert Evidence.objects.filter(state=Evidence.State.WAITING).count() == 2

    technician.post(ACT, {**chosen, "do": "set_aside", "reason": "Écran d'un bureau"})
    assert Evidence.objects.filter(state=Evidence.State.SET_ASIDE).count() == 2
    assert "Écran d&#x27;un bureau" in said(technician.get(LIST))

    technician.post(ACT, {**chosen, "do": "bring_back"})
    assert Evidence.objects.filter(state=Evidence.State.WAITING).count() == 2


def test_a_page_asks_as_much_for_two_reports_as_for_eight(technician):
    for number in range(2):
        taken(f"PC-{number}", f"WD-{number}")
    technician.get(LIST)
    few = count_of_queries(technician, LIST)
    for number in range(2, 8):
        taken(f"PC-{number}", f"WD-{number}")

    assert count_of_queries(technician, LIST) == few


def test_reports_with_one_device_each_are_tied_together_and_the_others_wait(technician):
    first, second = taken("PC-0001", "WD-1"), taken("PC-0002", "WD-2")
    unknown = taken("PC-0003", "WD-3")
    device, other = device_at(Stage.RECEIVED, serial="PC-0001"), device_at(Stage.RECEIVED, serial="PC-0002")
    chosen = {"row": [str(one.public_id) for one in (first, second, unknown)]}

    answer = technician.post(ACT, {**chosen, "do": "tie"}, follow=True)

    assert "2 reports decided" in said(answer)
    assert "a person chooses" in said(answer)
    assert set(Evidence.objects.exclude(device=None).values_list("device", flat=True)) == {
        device.pk,
        other.pk,
    }
    assert Evidence.objects.get(device=None).name == "PC-0003.json"
