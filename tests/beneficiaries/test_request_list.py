"""The list of requests: its file, whose mark is in it, and what is done to several."""

import csv
import io

import pytest
from django.urls import reverse

from beneficiaries.models import Request
from beneficiaries.states import RequestStage
from reuse.accounts.models import AccessRecord
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
FILE = "/lists/requests/file/"


def csv_rows(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def marked(stage=RequestStage.SUBMITTED) -> Request:
    request = factories.request_at(stage)
    request.mark = "Dossier 12"
    request.save(update_fields=["mark"])
    return request


def test_a_file_holds_the_rows_and_columns_of_the_list(browser):
    waiting, other = factories.request_at(RequestStage.WAITING), factories.request_at(RequestStage.SUBMITTED)

    rows = csv_rows(
        browser(people.coordinator()).post(FILE, {"query": "stage=waiting&c=stage&c=department", "do": "csv"})
    )

    assert rows[0] == ["Demande", "Étape", "Dép."]
    assert [row[0] for row in rows[1:]] == [waiting.ref]
    assert other.ref not in str(rows)


def test_the_mark_is_in_the_partners_file_alone_and_its_reading_is_recorded(browser):
    marked()
    asked = {"query": "c=mark&c=stage", "do": "csv"}

    network = csv_rows(browser(people.coordinator()).post(FILE, asked))
    assert not AccessRecord.objects.exists()
    own = csv_rows(browser(people.social_worker()).post(FILE, asked))

    assert network[0] == ["Demande", "Étape"]
    assert "Dossier 12" not in str(network)
    assert own[1][1] == "Dossier 12"
    [record] = AccessRecord.objects.all()
    assert (record.by, record.subject) == (people.social_worker().user, "list:requests")


def test_the_page_offers_the_mark_to_the_partner_alone(browser):
    marked()
    address = reverse("beneficiaries:request-list") + "?c=mark"

    assert "Dossier 12" in browser(people.social_worker()).get(address).content.decode()
    assert "Dossier 12" not in browser(people.coordinator()).get(address).content.decode()


def test_those_who_see_no_request_get_no_file(browser):
    assert browser(people.technician()).post(FILE, {"do": "csv"}).status_code == 403
    assert browser(people.donor()).post(FILE, {"do": "csv"}).status_code == 403


def test_several_requests_are_put_on_hold_and_refusals_are_told(browser):
    waiting, served = factories.request_at(RequestStage.WAITING), factories.request_at(RequestStage.DRAFT)
    client = browser(people.social_worker())

    answer = client.post(
        reverse("beneficiaries:request-hold-many"),
        {"row": [waiting.ref, served.ref], "do": "pause"},
        follow=True,
    )

    assert Request.objects.get(pk=waiting.pk).stage == RequestStage.PAUSED
    assert Request.objects.get(pk=served.pk).stage == RequestStage.DRAFT
    assert "1 demande traitée" in answer.content.decode()
    assert f"{served.ref}: " in answer.content.decode()


def test_nothing_chosen_puts_nothing_on_hold(browser):
    waiting = factories.request_at(RequestStage.WAITING)

    browser(people.social_worker()).post(reverse("beneficiaries:request-hold-many"), {"do": "pause"})

    assert Request.objects.get(pk=waiting.pk).stage == RequestStage.WAITING
