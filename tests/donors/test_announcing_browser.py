"""The pages of an announcement in a real browser: accessible, never wider than the screen, quick on a phone."""

import time

import pytest
from django.urls import reverse

from donors.models import CollectingRule, Donation
from donors.states import DonationStage
from reuse.accounts.models import LegalKind
from tests import people
from tests.browsers import faulty
from tests.donors.factories import donation_at

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _managers_need_no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def sites():
    """The workshop near the donor comes from ten devices on; another takes what is brought."""
    _owner, near = people.workshop()
    _other, far = people.workshop("Atelier de la Loire")
    far.department, far.opening_hours = "42", "mardi et jeudi, 9 h – 17 h"
    far.save()
    CollectingRule.objects.create(site=near, since="2026-01-01", minimum=10, takes_drop_offs=False)
    CollectingRule.objects.create(
        site=far, since="2026-01-01", takes_collections=False, types=["laptop", "smartphone"]
    )
    return near, far


def test_the_donors_pages(open_page, sites):
    draft = donation_at(kind=LegalKind.COUNCIL, title="Hôtel d’agglomération", unit_value_attested=False)
    paths = (
        reverse("donors:donation-new"),
        reverse("donors:donation-edit", args=[draft.ref]),
        reverse("donors:locks", args=[draft.ref]),
        reverse("inventory:donation-sign", args=[draft.ref]),
        reverse("inventory:donation-detail", args=[draft.ref]),
    )
    page = open_page(paths[0], people.donor(LegalKind.COUNCIL))

    assert faulty(page, paths) == {}
    assert page.complaints == []


@pytest.mark.parametrize("person", [people.manager, people.administrator])
def test_the_pages_of_collecting_sites(open_page, sites, person):
    paths = (
        reverse("donors:collecting-points"),
        reverse("donors:collecting-point", args=[sites[0].public_id]),
    )
    page = open_page(paths[0], person())

    assert faulty(page, paths) == {}
    assert page.complaints == []


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_batch_is_announced_on_a_phone_in_two_minutes(open_page, sites, with_scripts):
    """Three kinds of devices, one more row, two days: counted in fields, keys and seconds of a hurried person."""
    page = open_page(
        reverse("donors:donation-new"), people.donor(), width=360, java_script_enabled=with_scripts
    )
    begun, fields, keys = time.monotonic(), 0, 0

    def say(name, text):
        nonlocal fields, keys
        fields, keys = fields + 1, keys + len(text)
        page.fill(f"[name='{name}']", text)

    say("l-0-quantity", "12")
    say("l-3-quantity", "4")
    page.select_option("[name=l-0-condition]", "working")
    page.click("[data-more=l]")
    added = "l-5" if with_scripts else "l-2"
    page.select_option(f"[name={added}-type]", "server")
    say(f"{added}-quantity", "1")
    say("pickup_address", "1 rue de la Paix, 38000 Grenoble")
    say("w-0-first_on", "2026-12-01")
    page.click("[name=do][value=sign]")
    page.wait_for_url(lambda url: "/sign/" in url)  # the part of the page one came from may follow
    fields += 2  # a state and a type chosen

    draft = Donation.objects.get()
    assert list(draft.lines.values_list("type__code", "quantity")) == [
        ("laptop", 12),
        ("smartphone", 4),
        ("server", 1),
    ]
    assert (fields, keys) <= (8, 60)
    # A person needs about two seconds a field and a third of one a key (keystroke-level model), beside the machine's time.
    assert fields * 2 + keys * 0.35 + (time.monotonic() - begun) < 120


def test_a_draft_saves_itself(open_page, sites):
    people.workshop()

    def hurry(page):
        page.add_init_script("const real = setInterval; window.setInterval = (f) => real(f, 300)")

    page = open_page(reverse("donors:donation-new"), people.donor(), width=360, prepare=hurry)

    page.fill("[name=l-0-quantity]", "7")
    page.wait_for_selector("[data-said]:not(:empty)")
    page.wait_for_function("location.pathname.endsWith('/edit/')")
    page.fill("[name=l-0-quantity]", "8")
    page.wait_for_timeout(1200)
    page.click("[name=do][value=save]")
    page.wait_for_url("**/donations/L26-0001/")

    assert Donation.objects.get().lines.get().quantity == 8
    assert page.complaints == []


def test_below_the_minimum_it_says_where_else_to_go_and_stops_nobody(open_page, sites):
    page = open_page(reverse("donors:donation-new"), people.donor(), width=360)

    page.fill("[name=l-0-quantity]", "3")
    page.fill("[name=pickup_address]", "1 rue de la Paix, 38000 Grenoble")
    page.click("[name=do][value=sign]")
    page.wait_for_url(lambda url: "/sign/" in url)  # the part of the page one came from may follow

    said = page.inner_text("main")
    assert "10" in said
    assert "Atelier de la Loire" in said
    assert page.is_visible("button:has-text('Signer et annoncer')")
    assert Donation.objects.get().stage == DonationStage.DRAFT
