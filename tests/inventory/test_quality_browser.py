"""Quality control in a real browser: the list by keyboard, a sheet by scanner, a colleague's signature; axe and width."""

import time
from functools import partial

import pytest

from inventory import codes, queries, workflow
from inventory.models import CheckDraft, QualityCheck
from inventory.states import END, Stage
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import PIN, again, checked, device_at, proof_of

pytestmark = pytest.mark.browser


@pytest.fixture
def seat(open_page, live_server):
    """Opens an address as a person, at a registered workstation, and remembers what the console complained of."""
    manager = people.manager()
    _made, secret = accounts.register_workstation(
        name="Bench 1", site=manager.site, replaces=None, act=people.act(manager)
    )
    workstation = {"name": stations.COOKIE, "value": secret, "url": live_server.url}
    return partial(open_page, cookies=[workstation])


def scan(page, text: str) -> None:
    """What a scanner does: it types where the focus is, and ends with Enter."""
    page.wait_for_selector("#scan:focus")
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_list_is_filled_in_by_three_keys(seat):
    device = device_at(Stage.QUALITY_CHECK)
    page = seat(f"/d/{device.code}/check/")
    items = workflow.checklist_for(device, on=people.NOON.date()).entries

    for item in items:
        page.keyboard.press({"keyboard": "2", "webcam": "3"}.get(item.code, "1"))
    assert page.evaluate("document.activeElement.value") == "finish"
    with page.expect_navigation():
        page.keyboard.press("Enter")

    check = QualityCheck.objects.get(device=device)
    assert (check.results["keyboard"], check.results["webcam"]) == ("fault", "none")
    assert set(check.results.values()) == {"ok", "fault", "none"}
    assert page.locator("button", has_text="To repair").or_(page.locator("form[action$='repair/']")).count()
    assert page.complaints == []


def test_three_does_not_answer_a_lock(seat):
    device = device_at(Stage.QUALITY_CHECK)
    page = seat(f"/d/{device.code}/check/")

    page.focus("#id_mdm input")
    page.keyboard.press("3")

    assert page.locator("#id_mdm input:checked").count() == 0
    assert page.locator("#id_mdm input").count() == 2


def test_a_sheet_is_entered_in_seconds_by_scanner_alone(seat):
    device = device_at(Stage.QUALITY_CHECK)
    [sheet] = queries.sheets_for([device], on=people.NOON.date())
    fault = next(line.text for line in sheet.lines if line.picture == "keyboard")
    page = seat("/checks/entry/")

    begun = time.perf_counter()
    for text in (device.code, fault, sheet.all_ok, codes.command_code(END)):
        scan(page, text)
    seconds = time.perf_counter() - begun

    check = QualityCheck.objects.get(device=device)
    assert check.results["keyboard"] == "fault"
    assert list(check.results.values()).count("ok") == len(sheet.lines) - 1
    print(f"{seconds:.2f} s")  # noqa: T201  shown by -s
    assert seconds < 10
    assert page.complaints == []


def test_a_colleague_signs_on_the_testers_page_and_the_session_stays(seat):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    badge = workflow.issue_badge(membership=people.colleague(), act=people.act(people.manager()))
    page = seat(f"/d/{device.code}/")

    page.focus("#sign-badge")
    page.keyboard.type(badge.code.lower())
    page.keyboard.press("Enter")  # the scanner's own: the PIN is asked for, nothing is sent
    page.focus("#sign-pin")
    page.keyboard.type(PIN)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert again(device).stage == Stage.READY
    assert again(device).checks.get().signed_by == people.colleague().user
    assert "Nadia" in page.inner_text(".topbar .account summary b")


def test_without_scripts_the_list_is_begun_and_gone_on_with(seat):
    device = device_at(Stage.QUALITY_CHECK)
    page = seat(f"/d/{device.code}/check/", java_script_enabled=False)
    page.locator("#id_usb input[value=ok]").check(force=True)
    page.locator("button[value=save]").click()

    assert CheckDraft.objects.get(device=device).results == {"usb": "ok"}
    assert page.locator("#id_usb input[value=ok]").is_checked()


def test_the_pages_are_accessible_and_fit(seat, settings):
    settings.DEMO = True
    open_device, tested = device_at(Stage.QUALITY_CHECK), device_at(Stage.QUALITY_CHECK)
    checked(tested, keyboard="fault")
    to_sign = device_at(Stage.QUALITY_CHECK)
    checked(to_sign)
    boss = people.act(people.administrator())
    workflow.keep_draft(
        device=open_device, results={"usb": "ok", "sound": "fault"}, act=people.act(people.technician())
    )
    workflow.write_checklist(type=open_device.type, stage=Stage.QUALITY_CHECK, act=boss)
    page = seat("/workshop/")
    paths = (
        f"/d/{open_device.code}/check/",
        f"/d/{tested.code}/",
        f"/d/{to_sign.code}/",
        "/checks/entry/",
        f"/checks/entry/?d={open_device.code}",
        "/checks/sheets/",
        "/checklists/",
    )
    assert faulty(page, paths) == {}
    assert page.complaints == []
    page = seat("/checklists/", people.administrator)
    assert faulty(page, [f"/checklists/{open_device.type.code}/quality_check/"]) == {}
    assert page.complaints == []
