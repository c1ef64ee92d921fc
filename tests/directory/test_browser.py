"""The directory in a real browser: accessible and fitting at both widths, in French, without JavaScript."""

from datetime import date

import pytest
from django.urls import reverse

from reuse.accounts.models import Membership
from reuse.directory import files, workflow
from reuse.directory.models import Entry
from tests import people
from tests.browsers import faulty

pytestmark = pytest.mark.browser
ROWS = "id,pivot,nom,commune,code_postal,date_maj,services\na,,Médiathèque,Vif,38450,2026-05-02,Jardinage\nb,,,,,,\n"


@pytest.fixture
def entry(committed, settings):
    """The CCAS with all that a page shows; a file that waits for an answer."""
    settings.DEMO = True  # the demo waives the second factor
    people.technician()
    member, coordinator = people.social_worker(), people.coordinator()
    Membership.objects.filter(pk=member.pk).update(is_in_charge=True)
    act = people.act(coordinator)
    workflow.gather(on=date(2026, 1, 1))
    facts = {
        "opening_hours": "Mo-Fr 09:00-12:00; PH off", "services": ["device", "procedures"], "publics": ["seniors"],
        "access": ["telephone"], "telephone": "04 76 12 34 56", "languages": ["fr", "ar"], "website": "https://ccas.example",
    }  # fmt: skip
    area = workflow.area_of("38")
    known = workflow.save_entry(entry=Entry.objects.get(site=None), facts=facts, areas=[area], act=act)
    workflow.set_referent(
        entry=known, theme="skills", role="Accueil", email="accueil@ccas.example", telephone="", act=act
    )
    workflow.add_contact(
        department="", role="Accueil", telephone="04 76 00 00 00", hours="9 h à 12 h", since=act.on, act=act
    )
    return known


def test_the_directory_is_accessible_and_fits(open_page, entry):
    draft = workflow.keep_draft(
        name="lieux.csv", reading=files.read(ROWS.encode()), by=people.coordinator().user, at=people.NOON
    )
    own = reverse("directory:entry", args=[entry.public_id])
    public = (
        "/directory/",
        "/directory/?department=38",
        own,
        "/directory/guides/?department=38",
        "/nowhere/",
    )
    desk = (
        "/directory/desk/",
        f"{own}edit/",
        "/directory/contacts/",
        "/directory/import/",
        "/directory/guides/new/",
    )
    visitor = open_page("/directory/", None)
    page = open_page("/directory/desk/", people.coordinator)

    assert faulty(visitor, public) == {}
    assert faulty(page, (*desk, f"/directory/import/{draft.public_id}/", "/coordination/quotas/")) == {}
    assert page.complaints == []


def test_a_tile_of_the_map_leads_to_its_list_without_scripts(open_page, entry):
    page = open_page("/directory/", None, java_script_enabled=False)

    page.click("svg a[aria-label*='Isère']")

    assert page.url.endswith("?department=38")
    assert page.is_visible("text=CCAS de Fontaine")
