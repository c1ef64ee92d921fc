"""Joining in a real browser: an organisation registers by itself, its pages are accessible and fit a phone."""

import pytest
from django.test import Client
from django.urls import reverse

from reuse.accounts.models import Membership, Registration
from reuse.accounts.roles import Role
from tests import people
from tests.accounts.joining import FORM, PASSWORD, SIRET, in_charge, invited, joined, link, register
from tests.browsers import faults, faulty

pytestmark = pytest.mark.browser


def test_a_donor_registers_and_reaches_their_page(open_page):
    page = open_page("/register/", None)
    page.check("input[name=legal_kind][value=company]")
    for name, value in FORM.items():
        if name != "legal_kind":
            page.fill(f"[name={name}]", value)
    page.click("main button.go")
    page.wait_for_url("**/register/sent/")

    page.goto(link())
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("main button.go")
    page.wait_for_selector("text=Lumière & Fils")

    assert Membership.objects.get(organisation__siret=SIRET).is_in_charge
    assert "/register/" not in page.url
    assert page.complaints == []


def test_the_pages_of_joining_are_accessible_and_fit(open_page):
    register(Client())
    confirm = link()
    charge = in_charge()
    invited(charge)
    invitation = link()
    page = open_page("/register/", None)

    page.click("main button.go")
    page.wait_for_selector(".alert.bad")
    refused = faults(page, "register-refused")

    assert refused == []
    assert faulty(page, ["/register/", "/register/sent/", confirm, invitation, "/register/none/"]) == {}


def test_the_pages_of_an_organisation_are_accessible_and_fit(open_page, settings):
    settings.DEMO = True
    charge, boss = in_charge(), people.administrator()
    colleague = people.person("Lea Collegue", charge.organisation, Role.DONOR)
    site = charge.organisation.sites.create(name="Annexe", city="Crolles", address="2 quai Jongkind")
    type(charge.organisation).objects.filter(pk=charge.organisation_id).update(siret=SIRET)
    invited(charge)
    joined(Client())
    joined(Client(), email="b@example.org", number="", no_number_reason="Genève")
    assert Registration.objects.waiting().count() == 2
    there = charge.organisation.public_id

    page = open_page("/account/", charge)
    paths = [
        reverse("accounts:organisation-page", args=[there]),
        reverse("accounts:colleague", args=[there, colleague.pk]),
        reverse("accounts:site", args=[there, site.public_id]),
    ]
    assert faulty(page, paths) == {}
    page = open_page("/account/", boss)
    assert faulty(page, [reverse("accounts:organisations"), reverse("accounts:setup")]) == {}
