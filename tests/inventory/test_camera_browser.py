"""The camera and the first hour's pages in a real browser, with a video of a label before the camera."""

import base64
import io

import pytest
from PIL import Image

import labels
from inventory import codes
from inventory.models import Device, ScanRecord
from inventory.states import Stage
from labels import svg
from tests.browsers import ARGUMENTS, EXECUTABLE, at_the_field, faults
from tests.inventory.factories import device_at
from tests.inventory.test_codes_diagnosis import garbled
from tests.inventory.test_first_hour import photo
from tests.labels.test_svg import painted

pytestmark = pytest.mark.browser
OURS = codes.practice_code(1)
SIZE = (640, 480)
# What Android and macOS bring along, by the hands of our own decoder: a frame of the video in, its codes out.
DETECTOR = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code", "code_128"]); }
  async detect(video) {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth; canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    return (await window.decodeFrame(canvas.toDataURL("image/png"))).map(rawValue => ({ rawValue }));
  }
};
"""


def decoded(address: str) -> list[str]:
    return [found.text for found in labels.decode_image(base64.b64decode(address.split(",")[1]))]


def film(path, code):
    """A film of a label with both its symbols, as a camera sees it: one still frame."""
    table = Image.new("L", SIZE, 200)
    square = svg.qr_svg(codes.address(code, "https://r.fr"))
    for drawing, place in ((svg.code128_svg(code), (60, 40)), (square, (200, 220))):
        table.paste(Image.open(io.BytesIO(painted(drawing))), place)
    colour = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    head = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + 3 * (b"FRAME\n" + table.tobytes() + colour))


@pytest.fixture
def camera_on(chromium, tmp_path):
    """Starts a Chromium whose only camera sees the label of this code."""
    browsers = []

    def started(code):
        film(tmp_path / "label.y4m", code)
        switches = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'label.y4m'}",
        ]
        browser = chromium.browser_type.launch(executable_path=EXECUTABLE, args=[*ARGUMENTS, *switches])
        browsers.append(browser)
        return browser

    yield started
    for browser in browsers:
        browser.close()


@pytest.fixture
def camera(camera_on):
    """A camera that sees a practice label."""
    return camera_on(OURS)


@pytest.fixture
def device(committed):
    """A received device, with its own label."""
    return device_at(Stage.RECEIVED)


@pytest.fixture
def open_page(open_page):
    """Opens an address in this browser, in English; one that reads barcodes where it is asked to."""

    def opened(browser, path, *, has_detector=False, **options):
        options = {"locale": "en-GB", **options}
        return open_page(path, browser=browser, prepare=_give_detector if has_detector else None, **options)

    return opened


def _give_detector(page):
    page.expose_function("decodeFrame", decoded)
    page.add_init_script(DETECTOR)


def scan(page, text):
    """What a scanner does; then the answer is waited for."""
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_a_label_before_the_camera_is_scanned_once(open_page, camera):
    page = open_page(camera, "/practice/?move=receive", has_detector=True)

    page.click("text=Camera")
    page.wait_for_selector("#practice-told:has-text('moved to')")
    page.wait_for_timeout(3000)  # longer than the pause: the label stays in sight

    assert page.locator("#practice-drawer .scans > li").count() == 1
    assert page.get_attribute("#scan", "inputmode") == "none"
    assert page.is_visible("video")
    assert page.complaints == []


def test_the_camera_feeds_the_scan_page(open_page, camera_on, device):
    page = open_page(camera_on(device.code), "/scan/?action=erase", has_detector=True)

    page.click("text=Camera")
    page.wait_for_selector(f"#scan-told:has-text('{codes.shown(device.code)}')")
    page.wait_for_timeout(3000)

    assert Device.objects.get().stage == Stage.ERASURE
    assert ScanRecord.objects.count() == 1
    assert page.complaints == []


def test_a_photo_feeds_the_scan_page_without_scripts(open_page, chromium, device):
    page = open_page(chromium, "/scan/?action=erase", java_script_enabled=False)
    upload = photo(svg.code128_svg("5CG9482KXN"), svg.code128_svg(device.code))

    page.click("text=Photograph the code")
    page.set_input_files("[name=photo]", {"name": "p.png", "mimeType": "image/png", "buffer": upload.read()})
    page.click("text=Read the photo")
    page.click(f"button[value={device.code}]")

    assert Device.objects.get().stage == Stage.ERASURE
    assert codes.shown(device.code) in page.inner_text("#scan-told")


def test_the_camera_closes_by_its_button(open_page, camera):
    page = open_page(camera, "/practice/", has_detector=True)
    page.click("text=Camera")
    page.wait_for_selector("video:visible")

    page.click("text=Close the camera")

    assert not page.is_visible("video")
    assert page.evaluate("document.querySelector('video').srcObject") is None
    assert page.evaluate("document.activeElement.id") == "scan"


def test_a_hidden_page_films_nobody(open_page, camera):
    page = open_page(camera, "/practice/", has_detector=True)
    page.click("text=Camera")
    page.wait_for_selector("video:visible")

    page.evaluate(
        """Object.defineProperty(document, "hidden", { value: true });
        document.dispatchEvent(new Event("visibilitychange"))"""
    )

    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_a_refused_camera_leaves_the_photo(open_page, chromium):
    page = open_page(
        chromium, "/practice/", has_detector=True
    )  # nobody answers its question: refused at once

    page.click("text=Camera")
    page.wait_for_selector("text=The camera does not open")

    assert page.is_visible("text=Take a photo instead")


def test_without_a_detector_the_server_reads_a_photo(open_page, chromium):
    page = open_page(chromium, "/practice/")
    upload = photo(svg.code128_svg(OURS))

    with page.expect_file_chooser() as chooser:
        page.click("text=Camera")
    chooser.value.set_files({"name": "photo.png", "mimeType": "image/png", "buffer": upload.read()})
    page.wait_for_selector("#practice-told:has-text('moved to')")

    assert page.complaints == []


def test_several_codes_of_a_photo_become_a_choice(open_page, chromium):
    page = open_page(chromium, "/practice/")
    upload = photo(svg.code128_svg("5CG9482KXN"), svg.code128_svg("CNK8181G2C"))

    page.set_input_files(
        "[data-camera-file]", {"name": "p.png", "mimeType": "image/png", "buffer": upload.read()}
    )
    page.click("[data-camera-several] >> text=CNK8181G2C")
    page.wait_for_selector("#practice-told:has-text('“CNK8181G2C” unknown')")

    assert page.locator("[data-camera-several] button").count() == 0


def test_a_photo_is_read_without_scripts(open_page, chromium):
    page = open_page(chromium, "/practice/?move=receive", java_script_enabled=False)
    upload = photo(svg.code128_svg(OURS), svg.code128_svg("5CG9482KXN"))

    page.click("text=Photograph the code")
    page.set_input_files("[name=photo]", {"name": "p.png", "mimeType": "image/png", "buffer": upload.read()})
    page.click("text=Read the photo")
    page.click(f"button[value={OURS}]")

    assert "moved to" in page.inner_text("#practice-told")
    assert "move=receive" in page.url


def test_enter_confirms_and_never_asks_for_a_photo_without_scripts(open_page, chromium):
    page = open_page(chromium, "/practice/", java_script_enabled=False)

    page.fill("#scan", OURS)
    page.press("#scan", "Enter")

    assert "moved to" in page.inner_text("#practice-told")


@pytest.mark.parametrize(
    ("typed", "last", "said"),
    [
        (codes.SCANNER_TEST, "Enter", "Read exactly"),
        (garbled(codes.SCANNER_TEST, "azerty"), "Enter", "American keyboard"),
        (codes.SCANNER_TEST, "Tab", "presses Tab"),
        (codes.SCANNER_TEST, None, "does not press Enter"),
    ],
)
def test_the_page_hears_how_a_scanner_ends(open_page, chromium, typed, last, said):
    page = open_page(chromium, "/scanner/")

    page.keyboard.type(typed, delay=3)
    if last:
        page.keyboard.press(last)
    page.wait_for_selector(f"text={said}")

    assert page.complaints == []


def test_the_page_hears_enter_without_scripts(open_page, chromium):
    page = open_page(chromium, "/scanner/", java_script_enabled=False)

    page.fill("#scan", codes.SCANNER_TEST)
    page.press("#scan", "Enter")
    entered = page.inner_text("main")
    page.fill("#scan", codes.practice_code(24))
    page.click("text=It stopped there")

    assert "Read exactly" in entered
    assert "does not press Enter" in page.inner_text("main")


def test_a_fast_scanner_loses_nothing_in_the_exercise(open_page, chromium):
    page = open_page(chromium, "/practice/")

    for number in range(1, 13):
        page.keyboard.type(codes.practice_code(number))
        page.keyboard.press("Enter")
    page.wait_for_selector(f"#practice-told:has-text('{codes.shown(codes.practice_code(12))} moved')")

    assert page.locator("#practice-drawer .scans > li").count() == 12
    assert page.evaluate("document.activeElement.id") == "scan"


def test_the_whole_exercise_by_keyboard_alone(open_page, chromium):
    page = open_page(chromium, "/practice/")

    for number in (1, 2, 3, 1):
        scan(page, codes.practice_code(number))
    scan(page, codes.command_code("erase"))
    for number in (1, 2):
        scan(page, codes.practice_code(number))
    scan(page, codes.command_code("set_up"))
    scan(page, OURS)
    page.wait_for_selector("#practice-told:has-text('refused')")
    page.focus("button[value=prove]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#practice-told:has-text('reports attached')")
    scan(page, OURS)
    scan(page, codes.command_code("undo"))
    scan(page, "3017620422003")
    page.wait_for_selector("text=You know how to scan")

    assert page.complaints == []


def test_the_first_hours_pages_are_accessible_and_fit(open_page, chromium):
    page = open_page(chromium, "/scanner/", locale="fr-FR")
    found = {}

    def look(name):
        found[name] = faults(page, name)

    look("scanner")
    page.keyboard.type(garbled(codes.SCANNER_TEST, "azerty"), delay=3)
    page.wait_for_selector("dl.facts")
    look("scanner-faults")
    for _test in ("label", "square"):
        at_the_field(page)
        with page.expect_navigation():
            page.keyboard.type(page.inner_text("p.help.code"), delay=3)
            page.keyboard.press("Enter")
    look("scanner-verdict")
    page.goto("/practice/")
    look("practice")
    for number in (1, 2, 3, 1):
        scan(page, codes.practice_code(number))
    scan(page, codes.command_code("set_up"))
    scan(page, OURS)
    page.wait_for_selector("#practice-told .result.no")
    look("practice-refused")
    page.emulate_media(color_scheme="dark")
    look("practice-dark")
    page.goto("/scanner/")
    look("scanner-dark")

    assert {name: said for name, said in found.items() if said} == {}
    assert page.complaints == []
