"""One person all the way, on a phone: asked for, ranked, proposed, handed over at a counter, repaired, asked months later.

Once with scripts and a signature on the screen; once without any, signed on paper.
"""

import re
from datetime import timedelta

import pypdfium2
import pytest

import labels
from beneficiaries.models import AfterSalesCase, FollowUpAnswer, Handover, SignedPaper
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import CaseStage
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories
from tests.journeys.steps import draw_signature, fill_request

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORKSHOP_ON = "2026-07-02T14:00"


@pytest.fixture
def device(committed, settings, monkeypatch):
    """A laptop in stock at the workshop's counter, at 40 € at most; the time is the tests' own."""
    settings.DEMO = True  # the demo waives the second factor
    settings.PUBLIC_URL = "https://reuse.example"
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(hours=6))
    factories.price_rule(cap_cents=4000)
    return factories.stocked(ram_mb=16384, storage_gb=512)


class Phone:
    """People who take one phone after the other, 360 pixels wide."""

    def __init__(self, open_page, has_scripts):
        self._open, self.has_scripts = open_page, has_scripts

    def __call__(self, path, person=None, **options):
        return self._open(path, person, width=360, java_script_enabled=self.has_scripts, **options)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no_scripts"])
def test_from_the_request_to_the_answer_three_months_later(
    open_page, device, has_scripts, monkeypatch, tmp_path
):
    phone = Phone(open_page, has_scripts)
    worker = phone("/requests/new/", people.social_worker)

    ref = _asked_for(worker)
    _accepted_and_ranked(phone, worker, ref)
    _proposed_and_accepted(phone, worker, ref)
    voucher = _voucher(phone, worker, ref, tmp_path)
    _handed_over(worker, voucher, device, has_scripts, tmp_path)
    handover = Handover.objects.get()
    assert (handover.stage, handover.price_cents) == (HandoverStage.DONE, 3000)
    assert (handover.terms.sim_given, handover.terms.workshop_place) == (True, "Médiathèque")
    assert handover.payments.get().amount_cents == 3000
    assert SignedPaper.objects.count() == (not has_scripts)
    assert handover.signature_method == ("drawn" if has_scripts else "form")

    worker.goto(f"/handovers/{handover.public_id}/")
    worker.click("button[name=answer][value=yes]")
    _fault_told_and_repaired(phone, device)
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(days=95))
    _answered(phone, worker)
    assert worker.complaints == []


def _asked_for(worker):
    fill_request(worker)
    worker.locator("input[name=connection][value=none]").check(force=True)
    worker.locator("[name=connection_help][value=sim]").check(force=True)
    _send(worker, "/requests/new/")
    return re.search(r"D\d\d-\d{4}", worker.url)[0]


def _accepted_and_ranked(phone, worker, ref):
    boss = phone(f"/requests/{ref}/decide/", people.coordinator)
    boss.locator("main form .btn.go").first.click()
    boss.wait_for_load_state()
    worker.goto(f"/requests/{ref}/explanation/")
    assert re.search(r"\b1 sur 1\b", worker.inner_text("main"))


def _proposed_and_accepted(phone, worker, ref):
    boss = phone(f"/requests/{ref}/propose/", people.coordinator)
    boss.locator("button[value=ask]").first.click()
    boss.wait_for_load_state()
    worker.goto(f"/requests/{ref}/")
    worker.locator("[name=answer][value=yes]").check(force=True)
    worker.locator("form[action$='/answer/'] button").click()
    worker.wait_for_load_state()
    boss.goto(f"/requests/{ref}/")
    boss.locator("a[href*='/allocations/']").first.click()
    boss.locator("form[action$='/accept/'] button").click()
    boss.wait_for_load_state()


def _voucher(phone, worker, ref, tmp_path):
    """Printed, then shown on the person's phone; what its square holds."""
    worker.goto(f"/requests/{ref}/")
    action = worker.locator("form[action$='/voucher/']").first
    form = {"csrfmiddlewaretoken": action.locator("[name=csrfmiddlewaretoken]").input_value()}
    origin = {"Referer": worker.url}
    paper = worker.context.request.post(action.get_attribute("action"), form=form, headers=origin)
    picture = tmp_path / "voucher.png"
    pypdfium2.PdfDocument(paper.body())[0].render(scale=200 / 72).to_pil().save(picture)
    read = {one.text for one in labels.decode_image(picture.read_bytes())}
    address = next(text for text in read if text.startswith("HTTPS://"))
    code = address.rpartition("/")[2]
    shown = phone(f"/BON/{code}", device_scale_factor=2)
    seen = {one.text for one in labels.decode_image(shown.screenshot(full_page=True))}
    assert {address, code} <= seen
    return code


def _handed_over(worker, voucher, device, has_scripts, tmp_path):
    worker.goto("/counter/")
    worker.select_option("[name=site]", str(device.site_id))
    worker.click("form[action$='/site/'] button")
    worker.fill("[name=text]", voucher.lower())
    worker.click(".scanbox button")
    worker.fill("[name=code]", device.code)
    worker.click(".scanbox button")
    paper = worker.context.request.get(worker.get_attribute("a[href*='/paper/']", "href")).body()
    _terms(worker)
    worker.locator(f"[name=signature_method][value={'drawn' if has_scripts else 'form'}]").check(force=True)
    if has_scripts:
        draw_signature(worker)
    worker.locator("form[method=post] .btn.go").last.click()
    worker.wait_for_url("**/done/")
    if not has_scripts:
        _sent_back(worker, paper, tmp_path)


def _terms(worker):
    """What was checked, 30 euros in cash, a SIM card, a workshop booked: the three legs."""
    for box in worker.locator("[name=checks], [name=given], [name=sim_given]").all():
        box.check(force=True)
    worker.locator("[name=collected_by]").first.check(force=True)
    worker.fill("[name=price]", "30")
    worker.locator("[name=paid_by]").first.check(force=True)
    worker.locator("details:has([name=workshop_at]) > summary").click()
    worker.fill("[name=workshop_at]", WORKSHOP_ON)
    worker.fill("[name=workshop_place]", "Médiathèque")


def _sent_back(worker, paper, tmp_path):
    """The page signed by hand, photographed and found again by its square."""
    photo = tmp_path / "photo.jpg"
    page = pypdfium2.PdfDocument(paper)[0]
    page.render(scale=200 / 72).to_pil().convert("L").save(photo)
    worker.goto("/handovers/papers/")
    worker.set_input_files("[name=file]", photo)
    worker.click("form[enctype] .btn.go")
    worker.wait_for_load_state()


def _fault_told_and_repaired(phone, device):
    """Whoever holds the device tells the fault on its public page; the workshop repairs it for the same person."""
    holder = phone(f"/D/{device.code}")
    holder.locator("[name=fault][value=screen]").check(force=True)
    holder.click("form[action$='/tell/'] button")
    holder.wait_for_url(f"**/d/{device.code}")
    case = AfterSalesCase.objects.get()
    bench = phone("/after-sales/", people.technician)
    bench.click(f"a[href='/after-sales/{case.ref}/']")
    for move in ("receive", "give_back"):
        bench.click(f"button[value={move}]")
        bench.wait_for_load_state()
    case.refresh_from_db()
    assert case.stage == CaseStage.CLOSED


def _answered(phone, worker):
    worker.goto("/follow-ups/")
    worker.click("main form button.slim")
    worker.wait_for_selector("#text")
    link = worker.input_value("#text").split("/suivi/")[1].split()[0]
    person = phone(f"/suivi/{link}")
    for name, value in (("works", "yes"), ("used", "daily"), ("helped", "much"), ("connected", "home")):
        person.locator(f"[name={name}][value={value}]").check(force=True)
    person.click("main form button.go")
    person.wait_for_load_state()
    assert FollowUpAnswer.objects.get().used == "daily"


def _send(page, path):
    page.locator("main form .btn.go").last.click()
    page.wait_for_url(lambda address: path not in address)
