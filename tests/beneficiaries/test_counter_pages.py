"""The counter's pages: a voucher printed and read, a device chosen and handed over; refusals say what to do."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse

from beneficiaries import workflow
from beneficiaries.models import Handover, PaymentMeans, Voucher
from beneficiaries.states import HandoverStage, RequestStage
from inventory.states import Stage
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"beneficiaries:{name}", args=args)


@pytest.fixture
def counter(browser):
    """The social worker, at the workshop's counter."""
    client = browser(people.social_worker())
    _owner, site = people.workshop()
    client.post(address("counter-site"), {"site": site.pk})
    return client


def decoded(pdf):
    """What a 200 dpi scan of each page reads."""
    pages = pypdfium2.PdfDocument(pdf)
    return [
        {one.text for one in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())} for page in pages
    ]


def signed(device, **more):
    return {
        "code": device.code,
        "collected_by": "person",
        "given": ["charger"],
        "checks": ["starts", "explained", "free"],
        "price": "0",
        "signature_method": "form",
        **more,
    }


def test_a_voucher_is_printed_read_at_200_dpi_and_handed_over(counter):
    request, device = (
        factories.request_at(RequestStage.WAITING),
        factories.stocked(ram_mb=16384, storage_gb=512),
    )

    printed = counter.post(address("voucher-print", request.ref))
    voucher = Voucher.objects.get()
    [read] = decoded(printed.content)
    scanned = counter.post(address("counter"), {"text": voucher.shown_code.lower()})
    choose = counter.get(scanned.url).content.decode()
    chosen = counter.get(scanned.url, {"code": device.code}).content.decode()
    answer = counter.post(scanned.url, signed(device), follow=True)

    assert printed["Content-Type"] == "application/pdf"
    assert voucher.code in read
    assert len(read) == 2
    assert device.name in choose
    assert device.code in chosen
    assert again(device).stage == Stage.HANDED_OVER
    assert Handover.objects.get().document.number in answer.content.decode()


def test_the_square_leads_to_the_voucher(counter):
    voucher = workflow.issue_voucher(
        request=factories.request_at(RequestStage.WAITING), act=people.act(people.social_worker())
    )

    for path in (f"/BON/{voucher.code}", f"/bon/{voucher.code}/"):
        assert counter.get(path).url == address("counter-voucher", voucher.public_id)
    assert counter.get("/BON/BCDFGHJKLMNP").url == address("counter")


def test_what_is_no_voucher_is_said_and_a_planned_device_opens_its_hand_over(counter):
    handover = factories.handover_at(HandoverStage.PLANNED)

    wrong = counter.post(address("counter"), {"text": "XXXX"})
    right = counter.post(address("counter"), {"text": handover.device.code})

    assert "error" in wrong.content.decode() or "alert bad" in wrong.content.decode()
    assert right.url == address("handover-detail", handover.public_id)


def test_a_used_voucher_shows_what_to_do_and_whom_to_call(counter):
    request, device = (
        factories.request_at(RequestStage.WAITING),
        factories.stocked(ram_mb=16384, storage_gb=512),
    )
    counter.post(address("voucher-print", request.ref))
    page = address("counter-voucher", Voucher.objects.get().public_id)
    counter.post(page, signed(device))

    told = counter.get(page).content.decode()

    assert "alert bad" in told
    assert request.ref in told
    assert str(request.partner) in told
    assert 'name="code"' not in told


def test_a_device_that_cannot_be_handed_over_is_said_before_anything_is_filled_in(counter):
    request = factories.request_at(RequestStage.WAITING)
    free, kept = (factories.stocked(ram_mb=16384, storage_gb=512) for _turn in range(2))
    small = factories.stocked(ram_mb=1024, storage_gb=8)
    other = factories.request_at(RequestStage.WAITING)
    workflow.propose(
        request=other, device=kept, act=people.act(people.coordinator()), reason_code="chosen_at_counter"
    )
    received = device_at(Stage.RECEIVED)
    counter.post(address("voucher-print", request.ref))
    page = address("counter-voucher", Voucher.objects.get().public_id)

    for wrong in (kept, small, received):
        told = counter.get(page, {"code": wrong.code}).content.decode()
        assert "alert bad" in told
        assert free.name in told
        assert 'name="collected_by"' not in told
    assert 'name="collected_by"' in counter.get(page, {"code": free.code}).content.decode()


def test_without_a_counter_one_chooses_it_first(browser):
    client = browser(people.social_worker())
    voucher = workflow.issue_voucher(
        request=factories.request_at(RequestStage.WAITING), act=people.act(people.social_worker())
    )

    answer = client.get(address("counter-voucher", voucher.public_id))

    assert answer.url == address("counter")
    assert 'name="site"' in client.get(answer.url).content.decode()


def test_a_price_needs_its_means_and_a_voucher_its_number(counter):
    factories.price_rule(cap_cents=4000)
    request, device = (
        factories.request_at(RequestStage.WAITING),
        factories.stocked(ram_mb=16384, storage_gb=512),
    )
    counter.post(address("voucher-print", request.ref))
    page = address("counter-voucher", Voucher.objects.get().public_id)
    cash, number = (PaymentMeans.objects.get(code=code).pk for code in ("cash", "pass_numerique"))

    for wrong in (
        {"price": "40.01", "paid_by": cash},
        {"price": "30"},
        {"price": "30", "voucher_amount": "20", "paid_by": cash},
        {"price": "30", "voucher_amount": "20", "voucher_means": number, "paid_by": cash},
        {"price": "30", "voucher_amount": "31", "voucher_means": number, "voucher_number": "1"},
    ):
        assert "alert bad" in counter.post(page, signed(device, **wrong)).content.decode(), wrong
    right = {
        "price": "30",
        "voucher_amount": "20",
        "voucher_means": number,
        "voucher_number": "7",
        "paid_by": cash,
    }
    counter.post(page, signed(device, **right))

    handover = Handover.objects.get()
    assert [one.amount_cents for one in handover.payments.all()] == [2000, 1000]
    receipt = counter.get(reverse("documents:document-download", args=[handover.terms.receipt.public_id]))
    content = b"".join(receipt.streaming_content) if receipt.streaming else receipt.content
    text = pypdfium2.PdfDocument(io.BytesIO(content))[0].get_textpage().get_text_range()
    assert "30\xa0€" in text or "30 €" in text
    assert request.ref in text
    assert "Samira" in text  # who took the money


def test_whoever_holds_a_voucher_sees_it_on_a_telephone_and_no_person(client, browser, monkeypatch):
    monkeypatch.setattr("reuse.core.clock.now", lambda: people.NOON + timedelta(hours=6))
    request = factories.request_at(RequestStage.WAITING)
    voucher = workflow.issue_voucher(request=request, act=people.act(people.social_worker()))
    shown = client.get(f"/bon/{voucher.code}/")
    text = shown.content.decode()

    assert shown.status_code == 200
    assert voucher.shown_code in text
    assert voucher.request.ref in text
    assert voucher.request.worker.name not in text
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert browser(people.social_worker()).get(f"/bon/{voucher.code}/?public").status_code == 200
    assert client.get("/bon/BCDEFGHJKNPR/").status_code == 404

    workflow.void_voucher(voucher=voucher, act=people.act(people.social_worker()))
    void = client.get(f"/bon/{voucher.code}/")
    assert void.context["refused"]
    assert b'class="qr"' not in void.content
