"""Signed forms on paper: the square brings the scan back; what cannot be read is placed by hand; all goes with the signature."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from beneficiaries import queries, workflow
from beneficiaries.models import Handover, HandoverEvent, SignedPaper
from beneficiaries.states import HandoverStage, RequestStage, SignatureMethod
from beneficiaries.workflow.refusals import PurposeNeeded, SignatureMissing
from reuse.accounts.models import AccessRecord
from reuse.core.refusals import NotPermitted
from reuse.core.verification import faults
from tests import people
from tests.beneficiaries import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ON_FORM = workflow.Signature(SignatureMethod.FORM)


def address(name, *args):
    return reverse(f"beneficiaries:{name}", args=args)


def worker():
    return people.act(people.social_worker())


def signed_on_form():
    handover = factories.handover_at(HandoverStage.PLANNED)
    workflow.hand_over(
        handover=handover, price_cents=0, signature=ON_FORM, code=handover.device.code, act=worker()
    )
    return factories.current(handover)


def scan(pdf, turned=0):
    """A photograph of the first page: grey, a little small, perhaps on its side."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L")
    return as_file(page.rotate(turned, expand=True, fillcolor=255))


def as_file(image, name="photo.jpg"):
    target = io.BytesIO()
    image.save(target, "JPEG", quality=70)
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


@pytest.mark.parametrize("turned", [0, 90, 3])
def test_the_square_of_a_form_brings_its_photograph_back(browser, turned):
    handover = factories.handover_at(HandoverStage.PLANNED)
    client = browser(people.social_worker())
    form = client.get(address("handover-to-sign", handover.public_id)).content
    workflow.hand_over(
        handover=handover, price_cents=0, signature=ON_FORM, code=handover.device.code, act=worker()
    )

    answer = client.post(address("papers"), {"file": scan(form, turned)})

    assert answer.status_code == 302
    assert SignedPaper.objects.get().signature.handover == handover
    event = HandoverEvent.objects.get(kind="paper_attached")
    assert event.details == {"sha256": SignedPaper.objects.get().sha256}
    assert not list(faults(HandoverEvent))


def test_the_form_of_a_voucher_finds_the_hand_over_it_became(browser):
    client = browser(people.social_worker())
    _owner, site = people.workshop()
    client.post(address("counter-site"), {"site": site.pk})
    request = factories.request_at(RequestStage.WAITING)
    device = factories.stocked(ram_mb=16384, storage_gb=512)
    voucher = workflow.issue_voucher(request=request, act=worker())
    form = client.get(address("counter-paper", voucher.public_id, device.code)).content
    given = workflow.Given(code=device.code, price_cents=0, signature=ON_FORM, terms=workflow.Terms())
    workflow.redeem(voucher=voucher, site=site, given=given, act=worker())

    client.post(address("papers"), {"file": SimpleUploadedFile("scan.pdf", form, "application/pdf")})

    assert SignedPaper.objects.get().signature.handover.voucher == voucher


def test_what_cannot_be_read_is_placed_by_hand(browser):
    handover = signed_on_form()
    client = browser(people.social_worker())
    blank = Image.new("L", (600, 800), 255)

    told = client.post(address("papers"), {"file": as_file(blank)})
    assert "alert bad" in told.content.decode()
    assert not SignedPaper.objects.exists()
    client.post(address("papers"), {"file": as_file(blank), "handover": handover.pk})

    assert SignedPaper.objects.get().signature.handover == handover
    assert not queries.papers_missing(people.social_worker()).exists()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.4 nothing", b"PK\x03\x04 a sheet"])
def test_what_is_no_picture_is_refused(browser, content):
    client = browser(people.social_worker())

    told = client.post(address("papers"), {"file": SimpleUploadedFile("form.pdf", content)})

    assert "alert bad" in told.content.decode()


def test_another_partner_neither_attaches_nor_opens():
    handover, other = signed_on_form(), people.act(factories.other_worker())

    with pytest.raises(NotPermitted):
        workflow.attach_paper(handover=handover, image=b"jpeg", act=other)
    workflow.attach_paper(handover=handover, image=b"jpeg", act=worker())
    with pytest.raises(NotPermitted):
        workflow.open_paper(handover=handover, purpose="hand_over", act=other)


def test_a_page_is_opened_for_a_purpose_that_is_noted():
    handover = signed_on_form()
    workflow.attach_paper(handover=handover, image=b"jpeg", act=worker())

    with pytest.raises(PurposeNeeded):
        workflow.open_paper(handover=handover, purpose="", act=worker())
    opened = workflow.open_paper(handover=handover, purpose="after_sales", act=worker())

    assert opened == b"jpeg"
    reading = AccessRecord.objects.get()
    assert (reading.subject, reading.purpose, reading.fields) == (
        handover.request.ref,
        "after_sales",
        "signature",
    )


def test_the_page_goes_with_the_signature_and_none_comes_after():
    handover = signed_on_form()
    workflow.attach_paper(handover=handover, image=b"jpeg", act=worker())
    assert workflow.attach_paper(handover=handover, image=b"jpeg", act=worker()) is None

    workflow.erase(request=handover.request, act=people.act(people.administrator()))

    assert not SignedPaper.objects.exists()
    with pytest.raises(SignatureMissing):
        workflow.attach_paper(handover=handover, image=b"jpeg", act=worker())
    assert Handover.objects.get().document is not None
