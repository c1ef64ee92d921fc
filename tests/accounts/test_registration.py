"""Organisations register themselves: the address is confirmed once, nobody joins silently, nothing tells who is known."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from reuse.accounts import workflow
from reuse.accounts.models import (
    AccountRecord,
    LegalKind,
    LinkRule,
    Membership,
    Organisation,
    Registration,
    RegistrationRule,
    User,
)
from reuse.accounts.roles import Role
from reuse.accounts.workflow import registration
from reuse.core import clock
from reuse.core.refusals import NotPermitted
from reuse.jobs import sweep
from reuse.jobs.models import Outbox
from tests import people
from tests.accounts.joining import (
    FORM,
    NEW,
    OTHER_SITE,
    PASSWORD,
    SIRET,
    body,
    in_charge,
    joined,
    letters,
    link,
    register,
)

pytestmark = pytest.mark.django_db
EMAIL = FORM["email"].lower()


def test_a_company_registers_and_works_at_once(client):
    answer = joined(client)

    part = Membership.objects.get(user__email=EMAIL)
    assert answer.status_code == 302
    assert (part.role, part.is_in_charge, part.is_contact, part.function) == (
        Role.DONOR, True, True, "Responsable RSE",
    )  # fmt: skip
    made = part.organisation
    assert (made.siret, made.department, made.is_donor, made.is_workshop) == (SIRET, "38", True, False)
    assert [site.postal_code for site in made.sites.all()] == ["38000"]
    assert client.get(reverse("home"), follow=True).status_code == 200
    client.logout()
    assert client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD}).status_code == 302
    assert {one.kind for one in AccountRecord.objects.all()} == {"registered", "joined"}


@pytest.mark.parametrize("kind", ["council", "state", "association"])
def test_each_kind_of_donor_registers(client, kind):
    joined(client, legal_kind=kind)

    assert Organisation.objects.get(siret=SIRET).legal_kind == kind


def test_an_association_registers_with_its_rna(client):
    joined(client, legal_kind="association", number="w381 000 123")

    assert Organisation.objects.get(rna="W381000123").siret == ""


@pytest.mark.any_database
@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "73282932000075"},
        {"number": "W381000123"},  # a company has none
        {"number": "", "no_number_reason": ""},
        {"legal_kind": "workshop"},
        {"email": "nobody"},
        {"postal_code": "3800"},
        {"name": "Gagnez sur https://spam.example"},
        {"person": "www.spam.example"},
        {"telephone": "call me"},
    ],
)
def test_what_is_wrong_is_said_and_sends_nothing(client, wrong):
    answer = register(client, **wrong)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Outbox.objects.exists()
    assert not Registration.objects.exists()


def test_the_answer_tells_nobody_who_is_known(client):
    known = in_charge()
    Organisation.objects.filter(pk=known.organisation_id).update(siret=SIRET)

    answers = [
        register(client, email=email, number=number)
        for email in (known.user.email, "stranger@example.org")
        for number in (SIRET, "35600000049837")
    ]

    assert {(one.status_code, one.url) for one in answers} == {(302, reverse("accounts:register-sent"))}
    assert len(letters()) == 4
    assert len({one.subject for one in letters()}) == 1


def test_opening_the_link_does_nothing_by_itself(client):
    register(client)

    assert client.get(link()).status_code == 200
    assert not User.objects.exists()
    assert Registration.objects.get().digest not in link()


def test_a_link_works_once(client):
    register(client)
    path = link()
    client.post(path, NEW)
    client.logout()

    assert client.get(path).status_code == 404
    assert client.post(path, NEW).status_code == 404
    assert Organisation.objects.count() == 1


def test_a_link_ends_after_the_hours_that_are_data(client, monkeypatch):
    assert LinkRule.objects.get(purpose="registration").hours == 48
    LinkRule.objects.filter(purpose="registration").update(hours=3)
    register(client)
    path, now = link(), clock.now()

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=3, minutes=1))

    assert client.post(path, NEW).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize("change", [lambda path: path[:-3] + "aa/", lambda path: "/register/x/", str.upper])
def test_a_tampered_link_opens_nothing(client, change):
    register(client)

    assert client.post(change(link()), NEW).status_code == 404


def test_a_weak_password_or_two_different_ones_are_refused(client):
    register(client)
    path = link()

    for wrong in ("short", EMAIL):
        assert client.post(path, {"password": wrong, "again": wrong}).status_code == 200
    assert client.post(path, {**NEW, "again": "another one entirely"}).status_code == 200
    assert not User.objects.exists()


def test_whoever_has_an_account_signs_in_first(client):
    known = people.donor()
    register(client, email=known.user.email)
    path = link()

    assert client.get(path).url == f"/accounts/login/?next={path}"
    assert client.post(path, NEW).status_code == 302
    client.force_login(known.user)
    assert client.post(path).status_code == 302
    assert known.user.memberships.count() == 2
    assert known.user.check_password("passphrase-for-tests")


def test_another_person_cannot_use_the_link(client):
    register(client)
    path = link()
    client.force_login(people.donor().user)

    assert client.post(path, NEW).status_code == 403
    assert not Organisation.objects.filter(siret=SIRET).exists()


@pytest.mark.parametrize("number", [SIRET, OTHER_SITE])
def test_a_known_legal_unit_is_never_joined_silently(client, number):
    charge = in_charge()
    Organisation.objects.filter(pk=charge.organisation_id).update(siret=SIRET)

    joined(client, number=number)

    asked = Registration.objects.get()
    assert (asked.state, asked.organisation) == ("waiting", charge.organisation)
    assert not Membership.objects.filter(user__email=EMAIL).exists()
    assert letters()[-1].to == [charge.user.email]
    assert "Lumi" in client.get(reverse("home")).content.decode()
    assert Organisation.objects.count() == 1


def test_where_nobody_is_in_charge_the_network_answers(client):
    boss = people.administrator()
    orphan = body()
    Organisation.objects.filter(pk=orphan.pk).update(siret=SIRET)

    joined(client)

    assert letters()[-1].to == [boss.user.email]


def test_the_same_name_without_a_number_is_the_same_body(client):
    known = body("LUMIÈRE & FILS".title())

    joined(client)

    assert Registration.objects.get().organisation == known


def test_a_request_is_accepted_in_a_role_by_who_is_in_charge(client):
    charge = in_charge()
    Organisation.objects.filter(pk=charge.organisation_id).update(siret=SIRET)
    joined(client)
    client.force_login(charge.user)
    path = reverse("accounts:registration-answer", args=[Registration.objects.get().public_id])

    client.post(path, {"answer": "accept", "role": "administrator"})
    assert Registration.objects.get().state == "waiting"
    client.post(path, {"answer": "accept", "role": "donor"})

    part = Membership.objects.get(user__email=EMAIL)
    assert (part.organisation, part.role, part.is_in_charge) == (charge.organisation, Role.DONOR, False)
    assert letters()[-1].to == [EMAIL]
    assert client.post(path, {"answer": "accept", "role": "donor"}).status_code == 404


def test_a_request_is_declined_with_a_reason_the_person_reads(client):
    charge = in_charge()
    Organisation.objects.filter(pk=charge.organisation_id).update(siret=SIRET)
    joined(client)
    client.force_login(charge.user)
    path = reverse("accounts:registration-answer", args=[Registration.objects.get().public_id])

    client.post(path, {"answer": "decline", "reason": ""})
    assert Registration.objects.get().state == "waiting"
    client.post(path, {"answer": "decline", "reason": "Inconnue de nos services"})

    assert Registration.objects.get().state == "declined"
    assert "Inconnue de nos services" in letters()[-1].body
    assert not Membership.objects.filter(user__email=EMAIL).exists()


def test_nobody_else_answers_a_request(client):
    charge = in_charge()
    Organisation.objects.filter(pk=charge.organisation_id).update(siret=SIRET)
    joined(client)
    other = in_charge("Zoe Ailleurs", body("Mairie de Voiron"))
    asked = Registration.objects.get()
    client.force_login(other.user)

    path = reverse("accounts:registration-answer", args=[asked.public_id])
    assert client.post(path, {"answer": "accept", "role": "donor"}).status_code == 404
    with pytest.raises(NotPermitted):
        workflow.accept(registration=asked, role=Role.DONOR, act=people.act(other))
    with pytest.raises(NotPermitted):
        workflow.decline(registration=asked, reason="x", act=people.act(other))


def test_without_a_number_the_network_approves(client, settings):
    settings.DEMO = True
    boss = people.administrator()
    joined(client, number="", no_number_reason="Association de droit suisse")
    assert not Organisation.objects.filter(name=FORM["name"]).exists()
    client.force_login(boss.user)
    asked = Registration.objects.get()

    assert "Association de droit suisse" in client.get(reverse("accounts:organisations")).content.decode()
    client.post(reverse("accounts:registration-answer", args=[asked.public_id]), {"answer": "accept"})

    part = Membership.objects.get(user__email=EMAIL)
    assert part.is_in_charge
    assert part.organisation.no_number_reason == "Association de droit suisse"


def test_which_kinds_need_approval_is_data(client):
    assert RegistrationRule.objects.count() == len(
        set(LegalKind) - {LegalKind.PERSONS}
    )  # who never registers
    RegistrationRule.objects.filter(legal_kind="company").update(needs_approval=True)

    joined(client)

    assert Registration.objects.get().state == "waiting"
    assert not Organisation.objects.exists()


def test_one_address_receives_few_letters_and_one_place_sends_few(client):
    for _turn in range(5):
        assert register(client).status_code == 302
    assert len(letters()) == 3

    statuses = [register(client, email=f"x{turn}@example.org").status_code for turn in range(16)]

    assert statuses == [302] * 15 + [429]


@pytest.mark.usefixtures("committed")
def test_two_confirmations_at_once_make_one_organisation(client, together):
    register(client)
    register(client, email="second@example.org", number=OTHER_SITE)
    keys = [one.body.split("/register/")[1].split("/")[0] for one in letters()]
    waiting = iter(keys * 2)

    def confirm():
        key = next(waiting)
        try:
            workflow.confirm(key=key, password=PASSWORD, signed_in=None, now=clock.now())
        except (workflow.LinkEnded, NotPermitted):
            return

    together(confirm)

    assert Organisation.objects.count() == 1
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["accepted", "waiting"]
    assert User.objects.count() == 2


def test_what_is_never_confirmed_is_forgotten(client):
    register(client)
    joined(client, email="second@example.org")
    late = clock.now() + timedelta(hours=49)

    assert registration.forget(clock.now()) == 0
    sweep.sweep(late)

    assert [one.email for one in Registration.objects.all()] == ["second@example.org"]


def test_the_network_adds_an_organisation_with_its_number_once(client, settings):
    settings.DEMO = True
    client.force_login(people.administrator().user)
    facts = {
        "name": "Mairie de Crolles",
        "kind": "council",
        "parts": ["donor"],
        "number": "732 829 320 00074",
    }

    for name in ("Mairie de Crolles", "Une autre mairie"):
        client.post(reverse("accounts:setup"), {**facts, "name": name})
    wrong = client.post(reverse("accounts:setup"), {**facts, "name": "Une autre", "number": "123"})

    assert wrong.status_code == 200
    assert [one.name for one in Organisation.objects.filter(siret=SIRET)] == ["Mairie de Crolles"]
    assert not Organisation.objects.filter(name__startswith="Une autre").exists()


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/donations/new/?campaign=hiver", "/donations/new/?campaign=hiver"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
    ],
)
def test_the_page_that_led_to_the_registration_opens_after_it(client, wanted, led_to):
    client.post(f"{reverse('accounts:register')}?{urlencode({'next': wanted})}", FORM)

    assert client.post(link(), NEW).url == led_to
