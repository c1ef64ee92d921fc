"""Forms on paper: their barcodes decode, they ask what the page asks in its order, each number is entered once."""

import io
import re

import pytest
from django.urls import reverse

from beneficiaries import queries, sheets, workflow
from beneficiaries.forms.paper import ASKED, paper_pages
from beneficiaries.models import PaperForm, Programme, Request
from beneficiaries.states import Channel, RequestStage
from beneficiaries.workflow.refusals import FormEntered
from inventory import codes
from labels.decoding import decode_file
from reuse.core.refusals import NotPermitted
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_views import address, filled

pytestmark = pytest.mark.django_db


def drawn(numbers):
    pages = paper_pages(Programme.objects.get(code="solidarity_equipment"), people.NOON.date())
    return sheets.request_forms(numbers, pages, partner="CCAS de Fontaine")


def test_each_page_bears_a_barcode_that_decodes(tmp_path):
    forms = workflow.print_forms(count=2, act=people.act(people.social_worker()))

    path = tmp_path / "forms.pdf"
    path.write_bytes(drawn([one.code for one in forms]))

    read = [one.text for one in decode_file(path)]
    assert sorted(read) == sorted([one.code for one in forms] * 2)
    assert all(codes.is_code(text) for text in read)


def test_the_paper_asks_what_the_page_asks_in_its_order(browser):
    page = browser(people.social_worker()).get(address("request-new")).content.decode()
    asked = [name for part in ASKED for name in part]

    shown = [
        page.index(f'name="{name}"') for name in asked if name in ("purpose", "type", "commune", "age_band")
    ]
    first = [page.index(f'name="{name}"') for name in ASKED[0]]

    assert shown == sorted(shown)
    assert first == sorted(first)
    second = [page.index(f'name="{name}"') for name in ASKED[1]]
    assert second == sorted(second)


def test_the_paper_asks_in_which_language_the_first_steps_are_to_be():
    pages = paper_pages(Programme.objects.get(code="solidarity_equipment"), people.NOON.date())

    [asked] = [question for question in pages[0] if question.name == "sheet_language"]

    assert len(asked.boxes) == len(queries.sheet_languages())
    assert not asked.is_many


def test_a_lot_is_printed_scanned_and_entered_once(browser):
    client = browser(people.social_worker())

    printed = client.post(address("paper-forms"), {"count": "3"})
    pdf = client.get(printed.url)
    form = PaperForm.objects.order_by("pk")[0]
    opened = client.get(address("paper-scanned", form.code), follow=True)
    answer = client.post(address("paper-enter", form.code), filled())
    again = client.get(address("paper-scanned", form.code), follow=True)

    assert (pdf["Content-Type"], PaperForm.objects.count()) == ("application/pdf", 3)
    assert codes.shown(form.code) in opened.content.decode()
    assert 'name="channel"' not in opened.content.decode()
    request = Request.objects.get()
    assert answer.url == address("request-detail", request.ref)
    assert (request.channel, request.stage) == (Channel.PAPER_FORM, RequestStage.SUBMITTED)
    assert again.redirect_chain[-1][0] == address("request-detail", request.ref)
    page = client.get(address("paper-forms")).content.decode()
    assert re.search(r"3\D+1", page)


def test_a_form_is_entered_once_and_by_its_partner_alone(browser):
    worker = people.social_worker()
    form = workflow.print_forms(count=1, act=people.act(worker))[0]
    said = {**factories.fields(), "met": factories.ALL_MET, "seen_on": people.NOON.date()}

    with pytest.raises(PaperForm.DoesNotExist):
        workflow.enter_form(form=form, act=people.act(factories.other_worker()), **said)
    assert browser(factories.other_worker()).get(address("paper-enter", form.code)).status_code == 404
    workflow.enter_form(form=form, act=people.act(worker), is_draft=True, **said)
    with pytest.raises(FormEntered):
        workflow.enter_form(form=form, act=people.act(worker), **said)
    assert Request.objects.count() == 1


def test_who_files_nothing_prints_nothing():
    with pytest.raises(NotPermitted):
        workflow.print_forms(count=1, act=people.act(people.coordinator()))
    for count in (0, 101):
        with pytest.raises(ValueError, match="1 to 100"):
            workflow.print_forms(count=count, act=people.act(people.social_worker()))


def test_a_number_of_no_form_leads_back_to_the_search(browser):
    answer = browser(people.social_worker()).get(address("paper-scanned", "BCDEFGHJK"), follow=True)

    assert "BCDEFGHJK" in answer.content.decode()


def test_the_search_box_leads_to_the_form(client, settings):
    settings.DEMO = True
    form = workflow.print_forms(count=1, act=people.act(people.social_worker()))[0]
    client.force_login(people.social_worker().user)

    for text in (form.code, form.code.lower(), codes.shown(form.code)):
        answer = client.get(reverse("search"), {"q": text}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("beneficiaries:paper-enter", args=[form.code])


def test_the_pages_are_two_for_each_form():
    pdf = drawn(["BCDEFGHJK"])

    assert io.BytesIO(pdf).getvalue().count(b"/Type /Page\n") == 2
