"""The directory as everyone reads it, and as those who look after it change it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reuse.accounts.models import Membership
from reuse.directory import files, queries, tasks, workflow
from reuse.directory.models import Contact, Entry, Guide
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(settings):
    """Our workshop's site and the CCAS, in the directory."""
    settings.DEMO = True  # the demo waives the second factor
    people.technician(), people.social_worker()
    workflow.gather(on=date(2026, 6, 1))
    return Entry.objects.get(site=None)


def in_charge() -> Membership:
    member = people.social_worker()
    Membership.objects.filter(pk=member.pk).update(is_in_charge=True)
    member.refresh_from_db()
    return member


def facts(**changes):
    return {
        "kind": "ccas",
        "telephone": "04 76 12 34 56",
        "is_public": "on",
        "services": ["procedures"],
    } | changes


def test_our_sites_and_partners_are_gathered_once(listed):
    before = Entry.objects.count()

    assert workflow.gather(on=date(2026, 6, 2)) == 0
    assert Entry.objects.count() == before
    assert {entry.kind for entry in Entry.objects.all()} == {"workshop", "ccas"}
    assert not Entry.objects.filter(updated_on=date(2026, 6, 2)).exists()


def test_a_renamed_partner_is_renamed_here(listed):
    listed.organisation.name = "CCAS de Fontaine et Seyssinet"
    listed.organisation.save()

    workflow.gather(on=date(2026, 6, 2))

    listed.refresh_from_db()
    assert listed.name == "CCAS de Fontaine et Seyssinet"
    assert listed.updated_on == date(2026, 6, 2)


def test_a_site_that_closed_leaves_the_public_list_by_the_next_day(client, listed):
    site = Entry.objects.exclude(site=None).get()
    site.site.closed_on = date(2026, 6, 3)
    site.site.save()
    draft = workflow.keep_draft(
        name="a.csv", reading=files.Reading("mednum"), by=people.coordinator().user, at=people.NOON
    )

    tasks.directory(people.NOON + timedelta(days=2))

    assert site.name not in client.get(reverse("directory:index")).content.decode()
    assert not type(draft).objects.exists()


def test_anyone_finds_a_place_by_town_department_service_and_public(client, listed):
    site = Entry.objects.exclude(site=None).get()
    site.services, site.publics = ["device"], ["seniors"]
    site.save()

    def found(**search):
        page = client.get(reverse("directory:index"), search).content.decode()
        return site.name in page, listed.name in page

    assert found() == (True, True)
    assert found(text="grenoble") == (True, False)
    assert found(department="38") == (True, False)
    assert found(department="75") == (False, False)
    assert found(service="device") == (True, False)
    assert found(kind="ccas") == (False, True)
    assert found(public="students") == (False, True)
    assert found(public="seniors") == (True, True)
    assert found(department="nowhere", page="x") == (True, True)


def test_a_town_finds_the_places_that_serve_it(client, listed):
    def finds(text):
        return listed in queries.entries(queries.Wanted(text=text))

    area = workflow.area_meant("Échirolles")
    workflow.save_entry(entry=listed, facts={}, areas=[area], act=people.act(people.coordinator()))

    assert (area.kind, area.code) == ("commune", "38151")
    assert finds("echirolles")
    assert finds("38151")
    assert not finds("Grenoble")
    page = client.get(reverse("directory:entry", args=[listed.public_id])).content.decode()
    assert "Échirolles (38)" in page
    workflow.save_entry(
        entry=listed, facts={}, areas=[workflow.area_of("38")], act=people.act(people.coordinator())
    )
    assert finds("Grenoble")
    assert workflow.area_meant("nowhere at all") is None


def test_our_own_places_know_the_code_of_their_commune(listed):
    assert Entry.objects.exclude(site=None).get().city_code == "38185"


@pytest.mark.parametrize("code", ["38", "38185", "Auvergne-Rhône-Alpes", "france"])
def test_a_place_answers_in_the_territories_it_serves(listed, code):
    workflow.save_entry(
        entry=listed, facts={}, areas=[workflow.area_of(code)], act=people.act(people.coordinator())
    )

    assert listed in queries.entries(queries.Wanted(department="38"))
    assert (listed in queries.entries(queries.Wanted(department="75"))) == (code == "france")


def test_the_page_of_a_place_says_hours_in_words_and_whom_to_write_to(client, listed):
    act = people.act(people.coordinator())
    workflow.save_entry(
        entry=listed,
        facts={"opening_hours": "Mo-Fr 09:00-12:00", "services": ["procedures"]},
        areas=[],
        act=act,
    )
    workflow.set_referent(
        entry=listed,
        theme="skills",
        role="Accueil numérique",
        email="numerique@fontaine.example",
        telephone="",
        act=act,
    )

    page = client.get(reverse("directory:entry", args=[listed.public_id]), headers={"accept-language": "en"})

    text = page.content.decode()
    assert "From Monday to Friday from 9:00 to 12:00" in text
    assert "Help with online procedures" in text
    assert "numerique@fontaine.example" in text


def test_what_is_hidden_or_closed_is_shown_to_those_who_look_after_it_alone(client, listed):
    workflow.close_entry(entry=listed, act=people.act(people.coordinator()))
    address = reverse("directory:entry", args=[listed.public_id])

    assert client.get(address).status_code == 404
    assert listed.name not in client.get(reverse("directory:index")).content.decode()
    client.force_login(people.coordinator().user)
    assert client.get(address).status_code == 200


def test_a_partner_changes_its_own_place_and_no_other(client, listed):
    other = Entry.objects.exclude(site=None).get()
    client.force_login(in_charge().user)

    saved = client.post(
        reverse("directory:entry-edit", args=[listed.public_id]),
        facts(areas="38, 38185", opening_hours="Mo 09:00-12:00", languages=["fr", "ar"]),
    )
    refused = client.post(reverse("directory:entry-edit", args=[other.public_id]), facts())

    listed.refresh_from_db()
    assert saved.status_code == 302
    assert listed.telephone == "04 76 12 34 56"
    assert {area.code for area in listed.areas.all()} == {"38", "38185"}
    assert listed.verified_on is not None
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"areas": "38, XYZ"}, "areas"),
        ({"telephone": "call me"}, "telephone"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"services": ["dancing"]}, "services"),
    ],
)
def test_what_cannot_be_said_of_a_place_is_refused_at_its_field(client, listed, changes, field):
    client.force_login(people.coordinator().user)

    page = client.post(reverse("directory:entry-edit", args=[listed.public_id]), facts(**changes))

    assert page.status_code == 200
    assert field in page.context["form"].errors


def test_a_persons_mailbox_is_not_published(client, listed):
    member = in_charge()
    client.force_login(member.user)

    page = client.post(
        reverse("directory:entry-edit", args=[listed.public_id]), facts(email=member.user.email.upper())
    )

    assert page.context["form"].errors
    with pytest.raises(workflow.PersonalMailbox):
        workflow.set_referent(
            entry=listed,
            theme="skills",
            role="x",
            email=member.user.email,
            telephone="",
            act=people.act(member),
        )


def test_one_referent_is_named_for_a_theme(client, listed):
    client.force_login(in_charge().user)
    address = reverse("directory:referent", args=[listed.public_id])
    for role in ("Accueil", "Atelier du jeudi"):
        client.post(address, {"theme": "skills", "role": role, "telephone": "0476123456"})
    client.post(address, {"theme": "work", "role": "Sans moyen de la joindre"})

    [named] = listed.referents.all()
    assert named.role == "Atelier du jeudi"
    client.post(reverse("directory:referent-drop", args=[listed.public_id, named.pk]))
    assert not listed.referents.exists()


def test_places_and_links_nobody_checked_are_listed(client, listed):
    Entry.objects.update(updated_on=date(2024, 1, 1))
    client.force_login(people.coordinator().user)
    desk = reverse("directory:desk")

    before = client.get(desk)
    client.post(reverse("directory:entry-verify", args=[listed.public_id]))
    guide = Guide.objects.first()
    client.post(reverse("directory:guide-check", args=[guide.pk]))
    after = client.get(desk)

    assert listed in before.context["stale"]
    assert listed not in after.context["stale"]
    assert guide in before.context["stale_guides"]
    assert guide not in after.context["stale_guides"]


def test_links_have_a_territory_and_an_end(client, listed):
    client.force_login(people.coordinator().user)
    new = {
        "title": "Atelier du lundi",
        "url": "https://ateliers.example",
        "kind": "workshop",
        "theme": "skills",
    }
    new |= {"department": "38", "language": "fr", "since": "2026-01-01"}

    client.post(reverse("directory:guide-new"), new)
    client.post(reverse("directory:guide-new"), new | {"title": "Terminé", "until": "2026-02-01"})
    wrong = client.post(reverse("directory:guide-new"), new | {"until": "2025-02-01"})
    client.logout()

    here = client.get(reverse("directory:guides"), {"department": "38"}).content.decode()
    elsewhere = client.get(reverse("directory:guides"), {"department": "75"}).content.decode()
    assert "Atelier du lundi" in here
    assert "Terminé" not in here
    assert "Atelier du lundi" not in elsewhere
    assert "until" in wrong.context["form"].errors
    assert queries.skills_help("38", date(2026, 3, 1))[0].title == "Atelier du lundi"


def test_the_latest_contact_of_the_department_holds(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)
    for role, department, since in (
        ("Accueil", "", "2026-01-01"),
        ("Isère, avant", "38", "2026-01-01"),
        ("Isère", "38", "2026-02-01"),
        ("Plus tard", "", "2999-01-01"),
    ):
        said = {"role": role, "telephone": "04 76 00 00 00", "hours": "9 h à 12 h", "since": since}
        client.post(reverse("directory:contacts"), said | {"department": department})

    assert Contact.objects.count() == 4
    assert queries.contact_for("38", date(2026, 6, 1)).role == "Isère"
    assert queries.contact_for("75", date(2026, 6, 1)).role == "Accueil"
    assert queries.contact_for("38", date(2025, 6, 1)) is None


def test_the_list_costs_the_same_for_many_places(client, listed, django_assert_max_num_queries):
    more = [
        Entry(name=f"Lieu {n}", city="Vif", department="38", updated_on=date(2026, 1, 1)) for n in range(30)
    ]
    Entry.objects.bulk_create(more)

    with django_assert_max_num_queries(6):
        client.get(reverse("directory:index"))


def test_the_next_page_shows_the_rest(client, listed):
    Entry.objects.bulk_create(
        [
            Entry(name=f"Lieu {n:02}", city="Vif", department="38", updated_on=date(2026, 1, 1))
            for n in range(60)
        ]
    )

    second = client.get(reverse("directory:index"), {"text": "vif", "page": "2"})

    assert second.context["page"].number == 2
    assert {one.tile.code: one.count for one in second.context["tiles"] if one.count} == {"38": 60}
    assert "page=1" in second.content.decode()


def test_a_technician_changes_nothing(client, listed):
    client.force_login(people.technician().user)

    assert client.get(reverse("directory:desk")).status_code == 403
    assert client.post(reverse("directory:entry-verify", args=[listed.public_id])).status_code == 403


def test_old_enough_means_half_a_year(listed):
    Entry.objects.update(verified_on=date(2026, 1, 1))

    assert not queries.stale(date(2026, 1, 1) + queries.STALE_AFTER).exists()
    assert queries.stale(date(2026, 1, 2) + queries.STALE_AFTER + timedelta(days=1)).count() == 2
