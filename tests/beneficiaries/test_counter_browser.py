"""The counter in a real browser: a voucher to a hand-over on a phone without scripts, its paper sent back by its square."""

import pypdfium2
import pytest

from beneficiaries import workflow
from beneficiaries.models import Handover, SignedPaper, Voucher
from beneficiaries.states import HandoverStage, RequestStage
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faults, faulty

pytestmark = pytest.mark.browser


@pytest.fixture
def stock(committed):
    """A request that waits, a device that fits it, at the workshop's counter."""
    factories.price_rule(cap_cents=4000)
    request = factories.request_at(RequestStage.WAITING, accessories=["bag", "mouse"], connection_help="sim")
    return request, factories.stocked(ram_mb=16384, storage_gb=512)


def now():
    """The server's own time: a voucher of the tests' summer has expired."""
    return people.act(people.social_worker(), clock.now())


def to_the_counter(page):
    page.goto("/counter/")
    page.select_option("[name=site]", str(people.workshop()[1].pk))
    page.click("form[action$='/site/'] button")


def test_a_voucher_becomes_a_hand_over_signed_on_paper_without_scripts(open_page, stock, tmp_path):
    request, device = stock
    voucher = workflow.issue_voucher(request=request, act=now())
    page = open_page("/counter/", people.social_worker, width=360, java_script_enabled=False)

    to_the_counter(page)
    page.fill("[name=text]", voucher.shown_code.lower())
    page.click(".scanbox button")
    page.fill("[name=code]", device.code)
    page.click(".scanbox button")
    paper = page.context.request.get(page.get_attribute("a[href*='/paper/']", "href")).body()
    for box in page.locator("[name=checks], [name=given][value=charger], [name=sim_given]").all():
        box.check()
    page.check("[name=collected_by][value=relative]")
    page.fill("[name=price]", "30")
    page.locator("[name=paid_by]").first.check()
    page.check("[name=signature_method][value=form]")
    page.locator("form[method=post] .btn.go").last.click()
    photo = tmp_path / "photo.jpg"
    pypdfium2.PdfDocument(paper)[0].render(scale=200 / 72).to_pil().convert("L").save(photo)
    page.goto("/handovers/papers/")
    page.set_input_files("[name=file]", photo)
    page.click("form[enctype] .btn.go")

    handover = Handover.objects.get()
    assert (handover.stage, handover.price_cents) == (HandoverStage.DONE, 3000)
    assert handover.terms.missing == ["bag", "mouse"]
    assert handover.terms.sim_given
    assert Voucher.objects.get().collected_by == "relative"
    assert SignedPaper.objects.get().signature.handover == handover


def test_the_pages_of_the_counter_are_accessible_and_fit(open_page, stock):
    request, device = stock
    voucher = workflow.issue_voucher(request=request, act=now())
    planned, done = (factories.handover_at(stage) for stage in (HandoverStage.PLANNED, HandoverStage.DONE))
    page = open_page("/counter/", people.social_worker)
    to_the_counter(page)
    day = planned.planned_at.date().isoformat()

    assert (
        faulty(
            page,
            (
                "/counter/",
                f"/counter/{voucher.public_id}/",
                f"/counter/{voucher.public_id}/?code={device.code}",
                f"/requests/{request.ref}/",
                f"/requests/{request.ref}/texts/",
                f"/handovers/{planned.public_id}/",
                f"/handovers/{done.public_id}/",
                f"/handovers/preparation/?site={planned.site_id}&day={day}",
                "/handovers/papers/",
                "/quick-start/",
            ),
        )
        == {}
    )

    workflow.void_voucher(voucher=voucher, act=now())
    page.goto(f"/counter/{voucher.public_id}/")
    assert page.locator(".alert.bad").is_visible()
    assert faults(page, "void") == []
    assert page.complaints == []
