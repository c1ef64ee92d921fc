"""Every page that refuses, waits or fails names somebody to call, whatever is broken."""

from datetime import date

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from reuse.directory.models import Contact
from reuse.web import contact
from tests import people

pytestmark = pytest.mark.django_db
NUMBER = "04 76 99 88 77"


@pytest.fixture
def named():
    return Contact.objects.create(
        role="Accueil du réseau", telephone=NUMBER, hours="du lundi au vendredi", since=date(2026, 1, 1)
    )


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_pages_of_visitors_name_whom_to_call(visitor, named):
    for address, status in {
        "/nowhere/": 404,
        reverse("account_login"): 200,
        reverse("account_signup"): 200,
        reverse("account_reset_password"): 200,
        reverse("accounts:register-sent"): 200,
        reverse("accounts:register-confirm", args=["no-such-link"]): 404,
        reverse("accounts:invitation", args=["no-such-link"]): 404,
    }.items():
        page = visitor.get(address)

        assert NUMBER in page.content.decode(), address
        assert page.status_code in {status, 410, 403, 200}, address


def test_what_a_role_may_not_see_names_whom_to_call(visitor, named):
    visitor.force_login(people.technician().user)

    page = visitor.get(reverse("directory:desk"))

    assert page.status_code == 403
    assert NUMBER in page.content.decode()
    assert "tel:0476998877" in page.content.decode()


def test_somebody_without_a_role_and_an_expired_form_are_told_whom_to_call(named, settings):
    membership = people.technician()
    membership.until = date(2020, 1, 1)
    membership.save()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(membership.user)

    assert NUMBER in strict.get("/").content.decode()
    assert NUMBER in strict.post(reverse("web:theme"), {}).content.decode()


def test_too_many_attempts_name_whom_to_call(visitor, named):
    for _attempt in range(30):
        page = visitor.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
        if page.status_code == 429:
            break

    assert NUMBER in page.content.decode()


def test_a_broken_page_names_whom_to_call_even_when_the_database_is_silent(visitor, named, monkeypatch):
    def silent(*_department):
        raise DatabaseError("gone")

    assert contact.whom("38").telephone == NUMBER
    contact.whom()
    monkeypatch.setattr("reuse.directory.views.queries.entries", silent)
    monkeypatch.setattr(contact, "_sources", [silent])

    page = visitor.get(reverse("directory:index"))

    assert page.status_code == 500
    assert NUMBER in page.content.decode()


def test_the_network_itself_is_named_where_no_contact_is_said(visitor):
    people.coordinator()

    assert "Réseau Reuse" in visitor.get("/nowhere/").content.decode()


def test_nobody_is_made_up_on_an_empty_installation(visitor):
    assert 'id="human-contact"' not in visitor.get("/nowhere/").content.decode()
