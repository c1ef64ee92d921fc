"""Scanning in a real browser: a wedge's key events on any layout, without network, two people at once, no mouse."""

import pytest

from inventory import codes, workflow
from inventory.models import Device, DeviceEvent, Identifier, Place, ScanRecord, Series
from inventory.states import Move, Stage
from reuse.accounts.acting import Act
from reuse.core import clock
from tests import people
from tests.browsers import ARGUMENTS, EXECUTABLE, OPEN_ALL, faults, faulty, session_of, watched
from tests.inventory.factories import announced, device_at

pytestmark = pytest.mark.browser
_AZERTY = str.maketrans(codes.US, codes.AZERTY)


def weighed(page):
    """The page, remembering how heavy each scan was."""
    page.weights = []

    def weigh(request):
        if "/send/" in request.url:
            sizes = request.sizes()
            page.weights.append(sum(sizes.values()))

    page.on("requestfinished", weigh)
    page.wedge = Wedge(page)
    return page


class Wedge:
    """Types as a scanner does: key after key, at once, Enter at the end. `azerty`: it believes the PC is American."""

    def __init__(self, page) -> None:
        self.keys = page.context.new_cdp_session(page)

    def scan(self, text: str, *, azerty: bool = False) -> None:
        for letter in text.translate(_AZERTY) if azerty else text:
            self._press(letter, letter)
        self._press("Enter", "\r")

    def _press(self, key: str, text: str) -> None:
        code = {"windowsVirtualKeyCode": 13} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if kind == "keyDown" else {}
            self.keys.send("Input.dispatchKeyEvent", {"type": kind, "key": key, **code, **more})


@pytest.fixture
def open_page(open_page):
    """Opens an address as a person, in English, and waits for the scripts that scan."""

    def opened(path, *more, **options):
        page = open_page(path, *more, prepare=weighed, **{"locale": "en-GB", **options})
        if options.get("java_script_enabled", True):
            page.wait_for_selector("[data-scan][data-is-ready]")
        return page

    return opened


def received(number: int) -> list[Device]:
    devices = announced(number)
    workflow.move_all(devices=devices, move=Move.RECEIVE, act=people.act(people.technician()))
    return devices


def stages(devices) -> list[str]:
    found = dict(Device.objects.filter(pk__in=[one.pk for one in devices]).values_list("pk", "stage"))
    return [found[one.pk] for one in devices]


def told(page, text: str) -> None:
    page.wait_for_selector(f"#scan-told:has-text('{text}')")


def sent(page) -> None:
    """Wait until the browser's queue is empty."""
    for _turn in range(100):
        if not page.evaluate("scanQueue.all()"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("scans still wait in the browser")


def test_two_hundred_devices_are_scanned_through_a_french_keyboard_without_the_mouse(open_page):
    devices = received(200)
    serials = {one.device_id: one.value for one in _serials(devices)}
    page = open_page("/scan/?action=erase")
    page.evaluate("window.stayed = true")

    for number, device in enumerate(devices):
        if number % 2:
            page.wedge.scan(serials[device.pk], azerty=True)
        else:
            page.wedge.scan(codes.shown(device.code).lower())
        assert page.evaluate("document.activeElement.id") == "scan"
    page.wait_for_selector("#n:has-text('200')", timeout=30_000)
    page.wait_for_function("() => document.querySelectorAll('#scan-rows .waits').length === 0")

    assert set(stages(devices)) == {Stage.ERASURE}
    assert ScanRecord.objects.filter(result="done").count() == 200
    assert ScanRecord.objects.filter(fault="azerty").count() == 100
    assert page.evaluate("window.stayed")
    assert len(page.weights) <= 200
    assert page.locator("#scan-rows > li").count() <= 60
    assert page.complaints == []


def _serials(devices):
    return Identifier.objects.filter(device__in=devices, kind="serial")


def test_one_scan_is_one_light_request(open_page):
    devices = received(10)
    page = open_page("/scan/?action=erase")

    for device in devices:
        page.wedge.scan(device.code)
        told(page, f"{device} moved")

    page.wait_for_load_state("networkidle")  # the last request is told as finished a moment after its answer
    assert len(page.weights) == 10
    assert max(page.weights) < 15_000


def test_the_network_goes_the_browser_closes_and_nothing_is_lost(chromium, committed, live_server, tmp_path):
    devices = received(9)

    def start():
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=EXECUTABLE,
            args=ARGUMENTS,
            locale="en-GB",
            viewport={"width": 1280, "height": 900},
        )
        return context, weighed(watched(context.pages[0] if context.pages else context.new_page()))

    context, page = start()
    context.add_cookies([session_of(people.technician(), live_server.url)])
    page.goto(f"{live_server.url}/scan/?action=erase")
    address = page.url
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    for device in devices[:3]:
        page.wedge.scan(device.code)
        told(page, f"{device} moved")
    context.set_offline(True)
    for device in devices[3:7]:
        page.wedge.scan(device.code)
    page.wait_for_selector("#scan-queue:has-text('4')")
    context.close()

    context, page = start()
    context.set_offline(True)
    page.goto(address)
    page.wait_for_selector("h1:has-text('To erasure')")
    assert page.locator("#scan-rows .waits").count() == 4
    for device in devices[7:]:
        page.wedge.scan(device.code)
    page.wait_for_selector("#scan-queue:has-text('6')")
    assert stages(devices)[3:] == [Stage.RECEIVED] * 6
    # Meanwhile, at another computer, a colleague has moved one of them on.
    workflow.move(device=devices[5], move=Move.REPAIR, act=Act.now(people.colleague(), clock.now()))
    context.set_offline(False)
    page.wait_for_selector("#scan-count", timeout=30_000)

    assert page.url == address
    assert stages(devices) == [Stage.ERASURE] * 5 + [Stage.REPAIR] + [Stage.ERASURE] * 3
    assert DeviceEvent.objects.filter(device__in=devices, move="erase").count() == 8
    row = page.locator("#scan-rows li.no")
    assert str(devices[5]) in row.inner_text()
    row.get_by_role("button", name="Do it again now").click()
    told(page, f"{devices[5]} moved")
    assert stages(devices) == [Stage.ERASURE] * 9
    assert page.locator("#scan-rows li.no").count() == 0
    assert Series.objects.count() == 1
    context.close()


def test_two_technicians_scan_at_once_and_each_device_moves_once(open_page):
    devices = received(30)
    nadia = open_page("/scan/?action=erase")
    paul = open_page("/scan/?action=erase", people.colleague())

    for ahead, behind in zip(devices[:20], devices[10:], strict=True):
        nadia.wedge.scan(ahead.code)
        paul.wedge.scan(behind.code)
    for _turn in range(200):
        if ScanRecord.objects.count() == 40:
            break
        nadia.wait_for_timeout(100)

    assert set(stages(devices)) == {Stage.ERASURE}
    assert DeviceEvent.objects.filter(device__in=devices, move="erase").count() == 30
    assert ScanRecord.objects.filter(result="done").count() == 30
    assert ScanRecord.objects.filter(result="repeated").count() == 10
    assert nadia.complaints == paul.complaints == []


def test_commands_are_obeyed_without_touching_the_mouse(open_page):
    devices = received(2)
    page = open_page("/scan/?action=erase")
    page.wedge.scan(devices[0].code)
    told(page, f"{devices[0]} moved")

    page.wedge.scan(codes.command_code("undo"))
    told(page, "again")
    page.wedge.scan(codes.command_code("audit"))
    page.wait_for_selector("h1:has-text('To audit')")
    page.wedge.scan(devices[1].code)
    told(page, f"{devices[1]} moved")
    page.wedge.scan(codes.command_code("end"))
    page.wait_for_selector("h1:has-text('Series: To audit')")

    assert stages(devices) == [Stage.RECEIVED, Stage.AUDIT]
    assert Series.objects.filter(ended_at=None).count() == 1


def test_an_undo_before_sending_sends_nothing(open_page):
    [device] = received(1)
    page = open_page("/scan/?action=erase")
    page.context.set_offline(True)
    page.wedge.scan(device.code)
    page.wait_for_selector("#scan-rows .waits")
    page.wait_for_timeout(300)

    page.click("text=Undo the last")
    page.wait_for_function("() => document.querySelectorAll('#scan-rows .waits').length === 0")
    page.context.set_offline(False)
    page.wait_for_timeout(500)

    assert ScanRecord.objects.count() == 0


def test_a_weight_follows_its_device(open_page):
    devices = received(2)
    page = open_page("/scan/?action=weigh")

    for device, kilograms in zip(devices, ("2,4", "1.95"), strict=True):
        page.wedge.scan(device.code)
        page.wait_for_function("() => document.activeElement.id === 'weight'")
        page.wedge.scan(kilograms)
        told(page, f"{device} weighs")
        assert page.evaluate("document.activeElement.id") == "scan"

    assert list(Device.objects.order_by("pk").values_list("weight_g", flat=True)) == [2400, 1950]


def test_a_box_is_scanned_then_what_goes_into_it(open_page):
    devices = received(3)
    [code] = workflow.issue_codes(1)
    Place.objects.create(
        code=code, kind="box", name="Carton 7", site=devices[0].site, created_at=devices[0].stage_since
    )
    page = open_page("/scan/?action=place")

    page.wedge.scan(code)
    told(page, "Carton 7")
    for device in devices:
        page.wedge.scan(device.code)
    page.wait_for_selector("#n:has-text('3')")

    assert set(Device.objects.values_list("place__name", flat=True)) == {"Carton 7"}


def test_a_pasted_column_is_looked_at_once_and_confirmed_once(open_page):
    devices = received(40)
    blocked = device_at(Stage.READY)
    page = open_page("/scan/?action=erase")

    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text", text);
        document.getElementById("scan").dispatchEvent(
          new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        "\n".join([*(device.code for device in devices), blocked.code, "nothing", devices[0].code]),
    )
    page.wait_for_selector("h1:has-text('A pasted list')")
    assert [one.inner_text().split("\n")[0] for one in page.locator(".stats li").all()] == ["40", "1", "2"]
    page.keyboard.press("Enter")
    page.wait_for_selector("#n:has-text('40')", timeout=30_000)

    assert set(stages(devices)) == {Stage.ERASURE}
    assert stages([blocked]) == [Stage.READY]


def test_scans_are_chosen_and_taken_back_and_blocked_ones_put_aside(open_page):
    devices = received(3)
    page = open_page("/scan/?action=erase")
    for text in [*(device.code for device in devices), "nothing", "nor this"]:
        page.wedge.scan(text)
    page.wait_for_selector("#scan-rows li.no >> nth=1")
    page.wait_for_function("() => document.querySelectorAll('#scan-rows .waits').length === 0")

    page.locator("#scan-rows input[type=checkbox]").nth(0).check()
    page.locator("#scan-rows input[type=checkbox]").nth(2).check()
    page.click("text=Take back the ticked ones")
    page.wait_for_selector("text=2 scans taken back.")
    page.click("text=Put the 2 blocked scans aside")
    page.wait_for_selector("text=2 blocked scans put aside.")

    assert stages(devices) == [Stage.RECEIVED, Stage.ERASURE, Stage.RECEIVED]
    assert page.locator("#scan-rows li.no").count() == 0
    assert page.evaluate("document.activeElement.id") == "scan"


def test_a_page_loaded_again_still_has_its_series(open_page):
    devices = received(2)
    page = open_page("/scan/?action=erase")
    page.wedge.scan(devices[0].code)
    told(page, f"{devices[0]} moved")

    page.reload()
    page.wedge.scan(devices[1].code)
    told(page, f"{devices[1]} moved")

    assert page.inner_text("#n") == "2"
    assert Series.objects.count() == 1


def test_everything_works_without_scripts(open_page):
    devices = received(3)
    page = open_page("/scan/?action=erase", java_script_enabled=False)

    page.fill("#scan", devices[0].code)
    page.press("#scan", "Enter")
    assert f"{devices[0]} moved" in page.inner_text("#scan-told")
    page.fill("#scan", codes.command_code("undo"))
    page.press("#scan", "Enter")
    assert "again" in page.inner_text("#scan-told")
    page.locator("#paste summary").click()
    page.fill("#paste textarea", "\n".join(device.code for device in devices))
    page.click("text=Look at it first")
    page.click("text=do it for 3 devices")

    assert set(stages(devices)) == {Stage.ERASURE}
    assert page.inner_text("#n") == "3"


def test_a_scan_waits_for_the_person_who_made_it(open_page, live_server):
    [device] = received(1)
    page = open_page("/scan/?action=erase")
    page.context.set_offline(True)
    page.wedge.scan(device.code)
    page.wait_for_selector("#scan-rows .waits")
    page.wait_for_timeout(300)
    page.context.add_cookies([session_of(people.colleague(), live_server.url)])
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/scan/?action=erase")
    page.wait_for_selector("#scan-queue:has-text('Kept here until they sign in again')")
    assert stages([device]) == [Stage.RECEIVED]

    page.context.add_cookies([session_of(people.technician(), live_server.url)])
    page.reload()
    sent(page)

    assert stages([device]) == [Stage.ERASURE]
    assert ScanRecord.objects.get().by == people.technician().user


def test_what_the_server_never_accepts_does_not_hold_up_the_rest(open_page):
    devices = received(2)
    page = open_page("/scan/?action=erase")
    page.context.set_offline(True)
    page.evaluate(
        """async () => { const series = await scanQueue.recall("latest");
        await scanQueue.add([{...series, series: series.series, scan: {id: "no uuid", text: "X", move: "erase",
          params: {}, at: new Date().toISOString()}}]); }"""
    )
    for device in devices:
        page.wedge.scan(device.code)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.wait_for_selector("#n:has-text('2')")

    row = page.locator("#scan-rows li.no")
    assert "does not accept it" in row.inner_text()
    row.get_by_role("button", name="Put aside").click()
    page.reload()
    assert page.locator("#scan-rows li.no").count() == 0
    assert set(stages(devices)) == {Stage.ERASURE}


def test_the_pages_of_a_series_are_accessible_and_fit(open_page):
    devices = received(3)
    page = open_page("/scan/?action=erase")
    for text in [devices[0].code, devices[0].code, "nothing", devices[1].code]:
        page.wedge.scan(text)
    told(page, f"{devices[1]} moved")
    found = faulty(
        page,
        [
            "/scan/",
            "/scan/offline/",
            "/scan/?action=grade",
            "/scan/?action=weigh",
            "/scan/?action=place",
            page.url,
        ],
    )
    page.click("text=End the series")
    page.evaluate(OPEN_ALL)

    assert found == {}
    assert faults(page, "summary") == []
