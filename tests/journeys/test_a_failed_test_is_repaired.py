"""From triage to ready in a browser: a failed test, a repair with a harvested part, a signature that is not the tester's."""

import pytest

from inventory.models import DeviceEvent, Part, QualityCheck
from inventory.states import Stage
from tests import people
from tests.inventory.factories import PIN, again, charged, device_at, proof_of
from tests.inventory.test_quality_browser import seat  # noqa: F401 - the fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def scanned(page, action: str, device) -> None:
    """One device scanned into an action, by keyboard alone."""
    page.goto(f"/scan/?action={action}")
    page.wait_for_selector("[data-scan][data-is-ready]")
    page.keyboard.type(device.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#scan-told:has-text('{device}')")


def fill_in(page, device, **answers: str) -> None:
    """The whole checklist by the keys 1, 2 and 3; the last key press saves it."""
    page.goto(f"/d/{device.code}/check/")
    for name in page.evaluate(
        "[...new Set([...document.querySelectorAll('.answers input, fieldset input[type=radio]')].map(one => one.name))]"
    ):
        wanted = answers.get(name, "B" if name == "grade" else "ok")
        page.locator(f"input[name={name}][value={wanted}]").check(force=True)
    with page.expect_navigation():
        page.locator("button[value=finish]").click()


def press(page, form: str) -> None:
    """The button of the form that leads there."""
    with page.expect_navigation():
        page.locator(f"form[action$='{form}'] button").first.click()


def harvest_keyboard(page, source) -> Part:
    page.goto(f"/d/{source.code}/")
    form = page.locator("form[action$='/parts/harvest/']")
    keyboard = form.locator("[name=kind] option", has_text="lavier").first.inner_text()
    form.locator("[name=kind]").select_option(label=keyboard)
    form.locator("[name=spec]").fill("AZERTY")
    press(page, "/parts/harvest/")
    return Part.objects.get()


def fit(page, device, part: Part) -> None:
    page.goto(f"/d/{device.code}/")
    page.locator("#fit-part").select_option(value=str(part.public_id))
    press(page, "/parts/fit/")


def sign_own_test(page) -> None:
    """The tester posts their own PIN, which the page offers nowhere."""
    token = page.input_value("[name=csrfmiddlewaretoken] >> nth=0")
    form = {"csrfmiddlewaretoken": token, "pin": PIN}
    page.request.post(page.url + "sign-off/", form=form, headers={"Referer": page.url})


def test_a_failed_test_is_repaired_with_a_harvested_part_and_signed_by_a_colleague(seat):  # noqa: F811
    device, source = device_at(Stage.RECEIVED), device_at(Stage.PARTS)
    charged(device)
    for person in (people.technician(), people.colleague()):
        proof_of(people.act(person))
    page = seat("/workshop/")

    for action in ("triage", "erase"):
        scanned(page, action, device)
    page.goto(f"/d/{device.code}/")
    page.locator("details:has(form[action$='/media/none/']) > summary").click()
    press(page, "/media/none/")
    for action in ("set_up", "check"):
        scanned(page, action, device)
    fill_in(page, device, keyboard="fault")
    page.goto(f"/d/{device.code}/")
    press(page, "/check/repair/")
    assert again(device).stage == Stage.REPAIR

    fit(page, device, harvest_keyboard(page, source))
    scanned(page, "check", device)
    fill_in(page, device)
    page.goto(f"/d/{device.code}/")
    sign_own_test(page)
    assert again(device).stage == Stage.QUALITY_CHECK

    colleague = seat(f"/d/{device.code}/", people.colleague)
    colleague.locator("form[action$='/sign-off/'] input[name=pin]").fill(PIN)
    press(colleague, "/sign-off/")

    assert again(device).stage == Stage.READY
    assert [check.passed for check in device.checks.order_by("pk")] == [False, True]
    signed = QualityCheck.objects.order_by("-pk").first()
    assert (signed.tested_by, signed.signed_by) == (people.technician().user, people.colleague().user)
    ways = DeviceEvent.objects.filter(device__in=[device, source], kind__startswith="part_")
    assert {(event.device_id, event.kind) for event in ways} == {
        (source.pk, "part_harvested"),
        (source.pk, "part_fitted"),
        (device.pk, "part_fitted"),
    }
    assert page.complaints == colleague.complaints == []
