"""Downloading for those named; verifying for anyone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reuse.documents import views, workflow
from reuse.documents.kinds import Kind
from tests import people
from tests.documents import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def verify(client):
    return lambda **data: client.post("/verify/", data, headers={"accept-language": "fr"})


def says(response, text):
    return text in response.content.decode()


def test_a_reader_downloads_and_a_stranger_does_not(client):
    donor = people.donor()
    document = factories.issued(readers=[donor.organisation])
    address = f"/documents/{document.public_id}/"

    client.force_login(donor.user)
    allowed = client.get(address)
    client.force_login(people.stranger().user)
    refused = client.get(address)

    assert allowed.status_code == 200
    assert allowed.content == workflow.content(document)
    assert allowed["Content-Type"] == "application/pdf"
    assert document.number in allowed["Content-Disposition"]
    assert refused.status_code == 403


def test_a_document_forgotten_is_not_found(client):
    document = factories.issued()
    workflow.purge(document, at=people.NOON)
    client.force_login(people.technician().user)

    assert client.get(f"/documents/{document.public_id}/").status_code == 404


def test_nobody_downloads_without_login(client):
    document = factories.issued()

    assert client.get(f"/documents/{document.public_id}/").status_code == 302


@pytest.mark.parametrize(
    "written", [str, str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f" {code} "]
)
def test_number_and_code_are_enough_however_written(verify, written):
    document = factories.issued()

    response = verify(number=document.number.lower(), check_code=written(document.check_code))

    assert says(response, "authentique et valable")
    assert says(response, "Convention de don")
    assert says(response, document.issuer.name)


def test_verification_shows_nothing_of_the_content(verify):
    document = factories.issued()

    response = verify(number=document.number, check_code=document.check_code)

    assert not says(response, "Łukasiewicz")
    assert not says(response, document.facts_sha256)


def test_a_wrong_code_and_a_wrong_number_get_the_same_answer(verify):
    document = factories.issued()
    wrong = "C" * 8 if document.check_code[0] == "B" else "B" * 8

    answers = [
        verify(number=document.number, check_code=wrong),
        verify(number="CD-2026-99999", check_code=document.check_code),
    ]

    assert all(says(answer, "Aucun document ne correspond") for answer in answers)


def test_the_file_itself_verifies_and_one_byte_changed_does_not(verify):
    content = workflow.content(factories.issued(Kind.RECEPTION_SLIP))

    same = verify(file=SimpleUploadedFile("BR.pdf", content))
    changed = verify(file=SimpleUploadedFile("BR.pdf", content + b"\n"))

    assert says(same, "authentique et valable")
    assert says(changed, "Aucun document ne correspond")


def test_a_void_document_says_so(verify):
    document = factories.issued()
    workflow.void(document, reason="Wrong batch", act=people.act(people.manager()))

    response = verify(number=document.number, check_code=document.check_code)

    assert says(response, "Ce document est annulé")
    assert not says(response, "Wrong batch")


def test_half_an_answer_is_asked_for_again(verify):
    for half in ({"number": "CD-2026-00001"}, {"by": "file"}):
        response = verify(**half)

        assert says(response, 'role="alert"')
        assert not says(response, "Aucun document")


def test_an_empty_file_matches_nothing(verify):
    assert says(verify(file=SimpleUploadedFile("BR.pdf", b"")), "Aucun document ne correspond")


@pytest.mark.parametrize(
    "address", ["/v/cd-2026-00012/", "/V/CD-2026-00012/BCDEFGHJ/", "/v/CD-2026-00012/BCDEFGHJ/"]
)
def test_the_printed_address_fills_the_form_and_answers_nothing(client, address):
    response = client.get(address)

    assert says(response, 'value="CD-2026-00012"')
    assert "verdict" not in response.context


def test_too_many_tries_are_stopped_until_later(verify, monkeypatch):
    monkeypatch.setattr(views, "TRIES", 2)
    document = factories.issued()

    answers = [
        verify(number=document.number, check_code=document.check_code).status_code for _try in range(4)
    ]

    assert answers == [200, 200, 429, 429]
