"""The page of reports and a device's reports in a real browser: accessible, fitting, usable without scripts."""

import json

import pytest

from inventory import workflow
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from tests import people
from tests.browsers import faulty
from tests.inventory import reports
from tests.inventory.test_inbox import nwipe, packed, received, take
from tests.inventory.test_views_evidence import lshw
from tests.inventory.test_workflow_media import snapshot

pytestmark = pytest.mark.browser


@pytest.fixture
def device(committed):
    """A device with reports that differ, and an inbox with a report of each kind that waits."""
    device, _twin, _other = received("CND4286ZJ2", "TWIN-0001", "TWIN-0001")
    take(json.dumps(reports.snapshot(action=reports.erase_sectors())).encode(), "PC-12/workbench.json")
    smaller = reports.snapshot(serialNumber="WD-WX11A80W7430", model="WDC WD5000BPVT")
    smaller["components"].pop()
    take(json.dumps(smaller).encode(), "apres-reparation.json")
    take(lshw("TWIN-0001"), "salle-B/lshw.json")
    take(lshw("PC-0404", "WD-0404"), "salle-C/lshw.json")
    take(nwipe("WD-7777", "WD-8888"), "nwipe_log.txt")
    take(lshw("To be filled by O.E.M.", "WD-0001"), "sans-serie.json")
    take(b"\0\1not a report", "photo.heic")
    [aside] = take(snapshot(serial="ELSEWHERE-1"), "ailleurs.json")
    workflow.set_aside(
        evidence=aside, reason="Appareil d'un autre atelier", act=people.act(people.technician())
    )
    return device


def test_the_pages_of_reports_are_accessible_and_fit(open_page, device):
    page = open_page("/evidence/")
    batch = f"/evidence/?donation={device.donation.ref}"

    assert faulty(page, ["/evidence/", "/evidence/?state=set_aside", batch, f"/d/{device.code}/"]) == {}
    assert page.complaints == []


def test_reports_are_dropped_and_given_to_a_device_without_scripts(open_page, device):
    page = open_page("/evidence/", java_script_enabled=False, locale="en-GB")
    page.set_input_files(
        "#id_reports",
        [
            {"name": "all.zip", "mimeType": "application/zip", "buffer": packed({"1/a.json": lshw("NEW-1")})},
            {"name": "b.json", "mimeType": "application/json", "buffer": lshw("CND4286ZJ2", "WD-9")},
        ],
    )
    page.click("text=Read these reports")
    assert "/jobs/" in page.url
    jobs.run(Job.objects.latest("pk").pk)
    page.reload()
    page.click("text=Continue")

    assert "2 reports were read, 1 has found its device, 1 waits for you." in page.inner_text("main")
    row = page.locator(".reports > li").first
    row.locator("input[name=text]").fill(device.code.lower())
    row.locator("text=Give to this device").click()
    assert "names serial number NEW-1" in page.inner_text("main")
