"""One batch all the way, in French, in a browser: announced, received, erased, signed, asked for, handed over, counted."""

import io
import json
import re
from dataclasses import dataclass

import pypdfium2
import pytest

import labels
from reuse.accounts.demo import DEMO_PIN
from tests.journeys.steps import draw_signature, fill_request

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DONOR, TECHNICIAN, COLLEAGUE, MANAGER, WORKER, COORDINATOR = (
    f"{name}@demo.example"
    for name in ("claire.morel", "nadia.benali", "paul.roux", "sonia.garcia", "samira.diallo", "ines.faure")
)
LIST = "\r\n".join(
    [
        "Parc réformé du siège;;;;;",
        "N° inventaire;Type;Marque;Modèle;N° de série;Mémoire",
        "JRN-001;PC portable;Lenovo;ThinkPad T480;PFJRNY01;16 Go",
        "JRN-002;PC portable;Lenovo;ThinkPad T480;PFJRNY02;16 Go",
        "JRN-003;PC portable;Dell;Latitude 5400;6,37702E+15;8 Go",
    ]
).encode("cp1252")
STEP = {
    "type": "StepZero",
    "severity": "Info",
    "startTime": "2026-01-05T08:00:00+00:00",
    "endTime": "2026-01-05T09:00:00+00:00",
}
REPORT = json.dumps(
    {
        "type": "Snapshot",
        "software": "Workbench",
        "version": "11.0b11",
        "endTime": "2026-01-05T09:10:00+00:00",
        "uuid": "3c5b8a51-0000-4000-8000-000000000002",
        "device": {
            "type": "Laptop",
            "manufacturer": "Lenovo",
            "model": "ThinkPad T480",
            "serialNumber": "PFJRNY01",
        },
        "components": [
            {
                "type": "SolidStateDrive",
                "serialNumber": "S3YZNB0KB00864E",
                "size": 256000,
                "model": "SSD 860",
                "actions": [{**STEP, "type": "EraseSectors", "steps": [STEP]}],
            }
        ],
    }
).encode()


@dataclass
class Batch:
    """What the steps learn on the way."""

    ref: str = ""
    code: str = ""
    request: str = ""
    achieved: int = 0


def number(text):
    return int(re.sub(r"\D", "", text))


def test_a_batch_reaches_a_person(sit_down):
    batch = Batch()
    batch.achieved = _read_target(sit_down)

    _donor_announces(sit_down, batch)
    _workshop_accepts(sit_down, batch)
    _technician_receives(sit_down, batch)
    _labels_scan(sit_down, batch)
    _device_is_erased_and_tested(sit_down, batch)
    _colleague_signs(sit_down, batch)
    _worker_asks(sit_down, batch)
    _coordinator_decides_and_proposes(sit_down, batch)
    _device_is_handed_over(sit_down, batch)

    assert _read_target(sit_down) == batch.achieved + 1
    _donor_sees_what_became_of_it(sit_down, batch)


def _read_target(sit_down):
    """What anyone reads on the public page of the network's target."""
    seat = sit_down(None)
    seat.page.goto("/progress/")
    seat.look("progress")
    seat.page.get_by_role("link", name="Appareils remis dans nos deux départements").click()
    seat.look("target")
    assert seat.page.locator("figure.chart > svg").count() == 1
    return number(seat.page.locator("p.figure").first.inner_text())


def _donor_announces(sit_down, batch):
    seat = sit_down(DONOR)
    page = seat.page
    seat.look("donor-home")
    page.get_by_role("link", name="Annoncer un lot").last.click()
    seat.look("donation-new")
    page.set_input_files("[name=sheet]", {"name": "parc.csv", "mimeType": "text/csv", "buffer": LIST})
    page.get_by_role("radio", name=re.compile("Atelier de Grenoble")).check()
    page.get_by_role("button", name="Passer à la signature").click()
    seat.look("sheet")
    batch.ref = re.search(r"L\d\d-\d{4}", page.url)[0]
    assert "6,37702E+15" in page.content()
    page.get_by_role("button", name=re.compile("Importer")).click()
    page.wait_for_url(re.compile("/jobs/"))
    page.get_by_role("link", name="Continuer").click(timeout=40_000)
    seat.look("sheet-imported")
    page.goto(f"/donations/{batch.ref}/sign/")
    seat.look("donation-sign")
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    page.fill("input[name=signer_name]", "Claire Morel")
    page.fill("input[name=signer_function]", "Directrice informatique")
    page.get_by_role("button", name="Signer et annoncer").click()
    page.wait_for_url(re.compile(f"/donations/{batch.ref}/$"))
    seat.look("donation-announced")


def _workshop_accepts(sit_down, batch):
    seat = sit_down(MANAGER)
    page = seat.page
    page.goto(f"/donations/{batch.ref}/accept/")
    seat.look("donation-accept")
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    page.fill("input[name=signer_name]", "Sonia Garcia")
    page.fill("input[name=signer_function]", "Responsable")
    page.get_by_role("button", name="Signer et accepter").click()
    page.wait_for_url(re.compile(f"/donations/{batch.ref}/$"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Convention de don").click()
    agreement = pypdfium2.PdfDocument(download.value.path())
    text = "".join(agreement[number].get_textpage().get_text_range() for number in range(len(agreement)))
    assert "Claire Morel" in text
    assert "Sonia Garcia" in text
    assert re.search(r"CD-\d{4}-\d{5}", text)


def _technician_receives(sit_down, batch):
    seat = sit_down(TECHNICIAN)
    page = seat.page
    seat.look("workshop-home")
    page.goto(f"/scan/?move=receive&donation={batch.ref}")
    for text in ("PFJRNY01", "jrn-002", "NEVER-SEEN-9"):
        page.locator("#scan").fill(text)
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('#scan').value === ''")
        page.wait_for_timeout(300)
        page.wait_for_function("!document.querySelector('ol.scans > .waits')")  # sent, however long it takes
    seat.look("scan-receive")
    assert page.locator("ol.scans > li").count() >= 2
    page.goto("/search/?q=PFJRNY01")
    page.wait_for_url(re.compile("/d/"))
    batch.code = re.search(r"/d/([A-Z]{9})/", page.url)[1]
    page.goto(f"/donations/{batch.ref}/close/")
    page.get_by_role("button", name=re.compile("Clore")).click()
    page.wait_for_url(re.compile(f"/donations/{batch.ref}/$"))
    page.get_by_role("link", name="Bon de réception").wait_for()


def _labels_scan(sit_down, batch):
    """The sheet is drawn by the worker; every code on it is read back at 200 dpi."""
    seat = sit_down(TECHNICIAN)
    page = seat.page
    page.goto(f"/labels/?donation={batch.ref}")
    seat.look("labels")
    page.locator("main form button.go").click()
    page.wait_for_url(re.compile("/jobs/"))
    link = page.locator("a[href*='/result']")
    link.wait_for(timeout=40_000)
    with page.expect_download() as download:
        link.first.click()
    sheet = pypdfium2.PdfDocument(download.value.path())
    picture = io.BytesIO()
    sheet[0].render(scale=200 / 72).to_pil().save(picture, "PNG")
    read = {found.text for found in labels.decode_image(picture.getvalue())}
    assert batch.code in read
    assert any(text.endswith(f"/D/{batch.code}") for text in read)


def _device_is_erased_and_tested(sit_down, batch):
    seat = sit_down(TECHNICIAN)
    page = seat.page
    _scan(page, "erase", batch.code)
    refusal = _scan(page, "set_up", batch.code)
    assert "support" in refusal or "rapport" in refusal
    page.goto(f"/d/{batch.code}/")
    seat.look("device-erasure")
    page.set_input_files(
        "input[type=file]", {"name": "rapport.json", "mimeType": "application/json", "buffer": REPORT}
    )
    page.get_by_role("button", name="Joindre").click()
    page.wait_for_load_state()
    assert "Effacé et vérifié" in page.content()
    _scan(page, "set_up", batch.code)
    _scan(page, "check", batch.code)
    page.goto(f"/d/{batch.code}/check/")
    for group in page.locator("form.checks .check-item").all():
        group.locator("input[type=radio]").first.check(force=True)
    seat.look("device-checklist")
    page.locator("form.checks button[value=finish]").click()
    page.wait_for_url(re.compile(f"/d/{batch.code}/"))
    seat.look("device-to-sign")
    assert page.locator("#sign-badge").count() == 1, (
        "nobody signs their own work: a colleague's badge is asked for"
    )
    page.fill("#sign-badge", "BCDEFGHJK")
    page.fill("#sign-pin", DEMO_PIN)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator(".stage[data-stage=ready]").count() == 0


def _scan(page, move, code):
    page.goto(f"/scan/?move={move}")
    page.locator("#scan").fill(code)
    page.keyboard.press("Enter")
    page.locator(".result").first.wait_for()
    return page.locator(".result").first.inner_text()


def _colleague_signs(sit_down, batch):
    seat = sit_down(COLLEAGUE)
    page = seat.page
    page.goto(f"/d/{batch.code}/")
    page.fill("#sign-pin", DEMO_PIN)
    page.locator("form.sign button.go").click()
    page.wait_for_load_state()
    assert page.locator(".stage[data-stage=ready]").count() >= 1
    seat.look("device-ready")


def _worker_asks(sit_down, batch):
    seat = sit_down(WORKER, width=360)
    page = seat.page
    seat.look("worker-home")
    page.goto("/requests/new/")
    fill_request(page)
    seat.look("request-new")
    page.get_by_role("button", name="Envoyer la demande").click()
    page.wait_for_url(re.compile(r"/requests/D\d\d-"))
    batch.request = re.search(r"D\d\d-\d{4}", page.url)[0]
    seat.look("request-sent")
    assert "Minimum social" in page.content()


def _coordinator_decides_and_proposes(sit_down, batch):
    seat = sit_down(COORDINATOR)
    page = seat.page
    seat.look("coordinator-home")
    page.goto(f"/requests/{batch.request}/decide/")
    seat.look("request-decide")
    page.get_by_role("button", name="Accepter la demande").click()
    page.wait_for_load_state()
    page.goto(f"/requests/{batch.request}/propose/")
    seat.look("request-propose")
    assert page.get_by_role("button", name="Accepter et réserver").count() == 1, (
        "the rule finds a device by itself"
    )
    page.locator(f"input[name=device][value='{batch.code}']").check(force=True)
    page.locator("select[name=reason_code]").last.select_option(index=1)
    page.get_by_role("button", name="Réserver l’appareil choisi").click()
    page.wait_for_url(re.compile("/allocations/"))
    seat.look("allocation")


def _device_is_handed_over(sit_down, batch):
    seat = sit_down(WORKER)
    page = seat.page
    page.goto(f"/requests/{batch.request}/")
    page.locator("a[href$='/hand-over/']").first.click()
    page.locator("input[name=planned_at]").first.check(force=True)
    seat.look("handover-plan")
    page.locator("main form button.go").first.click()
    page.wait_for_url(re.compile("/handovers/"))
    page.locator("input[name=signature_method][value=drawn]").check(force=True)
    page.fill("input[name=code]", batch.code)
    for box in page.locator("input[name=checks]").all():
        box.check(force=True)
    page.fill("input[name=price]", "50")
    page.locator("input[name=paid_by]").first.check(force=True)
    draw_signature(page)
    seat.look("handover")
    page.locator("main form button.go").first.click()
    page.wait_for_load_state()
    seat.look("handover-done")
    with page.expect_download() as download:
        page.locator("a[href*='/documents/']").first.click()
    form = pypdfium2.PdfDocument(download.value.path())
    assert batch.request in form[0].get_textpage().get_text_range()


def _donor_sees_what_became_of_it(sit_down, batch):
    seat = sit_down(DONOR)
    seat.page.goto(f"/donations/{batch.ref}/")
    seat.look("donation-funnel")
    handed_over = seat.page.locator("ol.funnel > li").last
    assert number(handed_over.locator("b.n").inner_text()) == 1
    assert batch.request not in seat.page.content(), "a donor never sees who received"
