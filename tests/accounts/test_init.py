"""An empty installation is founded once, and says what is left to set up."""

import io
import json

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command

from reuse.accounts import setup
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Role
from tests import people

pytestmark = pytest.mark.django_db
GIVEN = {
    "organisation": "Ordi pour tous",
    "kind": "association",
    "site": "Atelier de Lyon",
    "email": "alex@example.org",
    "name": "Alex Martin",
}


@pytest.fixture(autouse=True)
def _no_migration(monkeypatch):
    """The test database is migrated already."""
    monkeypatch.setattr("reuse.accounts.management.commands.init.call_command", lambda *_a, **_k: None)


def run(*flags, **changes) -> str:
    out = io.StringIO()
    options = [f"--{name}={value}" for name, value in {**GIVEN, **changes}.items() if value]
    call_command("init", *options, "--yes", *flags, stdout=out)
    return out.getvalue()


def test_an_empty_installation_is_founded_and_its_administrator_chooses_a_password_once(client):
    facts = json.loads(run("--json"))

    body, site, member = Organisation.objects.get(), Site.objects.get(), Membership.objects.get()
    assert (body.is_network, body.is_workshop, site.organisation) == (True, True, body)
    assert (member.role, member.user.has_usable_password()) == (Role.ADMINISTRATOR, False)
    path = facts["link"][facts["link"].index("/accounts/") :]
    page = client.get(path, follow=True)
    chosen = {"password1": "une-phrase-assez-longue-7", "password2": "une-phrase-assez-longue-7"}
    done = client.post(page.redirect_chain[-1][0], chosen, follow=True)
    assert '<a class="btn go" href="/accounts/login/"' in done.content.decode()
    assert User.objects.get().check_password("une-phrase-assez-longue-7")
    assert client.get(path, follow=True).context.get("token_fail")


def test_it_is_told_in_words_too():
    assert "http" in run()


def test_a_database_that_holds_data_is_refused_in_one_json_value(capsys):
    people.organisation("Quelqu’un")
    out = io.StringIO()
    with pytest.raises(SystemExit) as refused:
        call_command("init", *(f"--{name}={value}" for name, value in GIVEN.items()), "--json", stdout=out)

    assert refused.value.code == 1
    assert "refused" in json.loads(out.getvalue())
    assert not User.objects.exists()


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"email": ""}, {"kind": ""}, {"name": ""}])
def test_what_is_missing_or_wrong_is_bad_usage(wrong):
    with pytest.raises(SystemExit) as stopped:
        run(**wrong)

    assert stopped.value.code == 2
    assert not Organisation.objects.exists()


@pytest.fixture
def administrator(client, settings):
    settings.DEMO = True
    client.force_login(people.administrator().user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def done(client) -> dict[str, bool]:
    return {str(one.step.title): one.is_done for one in client.get("/setup/").context["steps"]}


def test_the_page_says_what_is_done_as_things_stand(administrator):
    before = done(administrator)
    people.technician()
    after = done(administrator)

    assert (before["Organisations and sites"], before["People"], before["Types of devices"]) == (
        False,
        False,
        True,
    )
    assert (after["Organisations and sites"], after["People"]) == (True, True)
    assert after["Devices"] is after["Targets"] is False


@pytest.mark.parametrize("page", ["/setup/", "/people/"])
def test_it_is_said_that_no_letter_leaves(administrator, monkeypatch, page):
    def said() -> bool:
        return "no mail server is named" in administrator.get(page).content.decode()

    assert not said()
    monkeypatch.setattr("reuse.accounts.setup.letters_wait", lambda: True)
    assert said()


def test_letters_wait_until_a_server_is_named_but_a_demo_writes_to_nobody(settings):
    settings.EMAIL_HOST, settings.DEMO = "", False
    assert setup.letters_wait()
    settings.DEMO = True
    assert not setup.letters_wait()
    settings.EMAIL_HOST, settings.DEMO = "mail.example.org", False
    assert not setup.letters_wait()


def test_who_is_invited_stands_with_the_people_until_they_come(administrator):
    owner, site = people.workshop()
    facts = {"name": "Nadia Benali", "email": "nadia@example.org", "role": "technician"}
    administrator.post("/people/", {**facts, "organisation": owner.pk, "site": site.pk})

    page = administrator.get("/people/").content.decode()

    assert "<b>Nadia Benali</b>" in page
    assert str(owner) in page


def test_an_organisation_joins_with_its_first_site(administrator):
    facts = {"name": "Atelier neuf", "kind": "association", "parts": ["workshop", "donor"]}
    without = administrator.post("/setup/", facts)
    administrator.post("/setup/", {**facts, "site": "Hangar", "city": "Lyon", "department": "69"})
    twice = administrator.post("/setup/", {**facts, "name": "atelier neuf", "site": "Hangar"})

    assert "site" in without.context["form"].errors
    assert "name" in twice.context["form"].errors
    body = Organisation.objects.get(name="Atelier neuf")
    assert (body.is_workshop, body.is_donor, body.is_partner) == (True, True, False)
    assert [site.name for site in body.sites.all()] == ["Hangar"]


def test_who_has_just_signed_in_goes_straight_to_the_second_factor(client):
    user = people.administrator().user
    user.set_password("Un-cheval-bleu-42")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    answer = client.post(
        "/accounts/login/", {"login": user.email, "password": "Un-cheval-bleu-42"}, follow=True
    )

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/totp/activate/"
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")


def test_only_an_administrator_sets_up(client, settings):
    settings.DEMO = True
    client.force_login(people.manager().user)

    assert client.get("/setup/").status_code == 403
