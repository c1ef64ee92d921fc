"""Joining in a real browser: an organisation registers by itself, its pages are accessible and fit a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from reuse.accounts.models import Membership, Registration
from reuse.accounts.roles import Role
from tests import people
from tests.accounts.joining import FORM, PASSWORD, SIRET, in_charge, invited, joined, link, register

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(chromium, committed, live_server):
    """Opens an address in French, as nobody or as a person, and remembers what the console complained of."""
    contexts = []

    def opened(path, *, width=1280, user=None):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, locale="fr-FR"))
        if user:
            client = Client()
            client.force_login(user)
            session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
            contexts[-1].add_cookies([{**session, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def faults(page):
    """What axe finds, and whether the page is wider than its window."""
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    return found + ["too wide"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_donor_registers_and_reaches_their_page(open_page, live_server):
    page = open_page("/register/")
    page.check("input[name=legal_kind][value=company]")
    for name, value in FORM.items():
        if name != "legal_kind":
            page.fill(f"[name={name}]", value)
    page.click("main button.go")
    page.wait_for_url("**/register/sent/")

    page.goto(live_server.url + link())
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("main button.go")
    page.wait_for_selector("text=Lumière & Fils")

    assert Membership.objects.get(organisation__siret=SIRET).is_in_charge
    assert "/register/" not in page.url
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_joining_are_accessible_and_fit(open_page, live_server, width):
    register(Client())
    confirm = link()
    charge = in_charge()
    invited(charge)
    invitation = link()
    found = {}
    page = open_page("/register/", width=width)

    for path in ("/register/", "/register/sent/", confirm, invitation, "/register/none/"):
        page.goto(live_server.url + path)
        found[path] = faults(page)
    page.goto(live_server.url + "/register/")
    page.click("main button.go")
    found["refused"] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_an_organisation_are_accessible_and_fit(open_page, live_server, settings, width):
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
    found = {}

    page = open_page("/account/", width=width, user=charge.user)
    for path in (
        reverse("accounts:organisation-page", args=[there]),
        reverse("accounts:colleague", args=[there, colleague.pk]),
        reverse("accounts:site", args=[there, site.public_id]),
    ):
        page.goto(live_server.url + path)
        found[path] = faults(page)
    page = open_page(reverse("accounts:organisations"), width=width, user=boss.user)
    found["organisations"] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
