"""Error pages, the theme switch and the plain pages; none of these tests may reach a database."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.urls("tests.web.urls")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "french", "english"),
    [
        ("/unreadable/", 400, "Cette demande n’a pas pu être lue", "This request could not be read"),
        ("/denied/", 403, "Votre compte n’ouvre pas cette page", "This is not open to your account"),
        ("/nowhere/", 404, "Cette page n’est pas là", "This page is not here"),
        ("/throttled/", 429, "Trop d’essais en peu de temps", "Too many attempts in a short time"),
        ("/broken/", 500, "Quelque chose s’est cassé ici", "Something broke here"),
    ],
)
def test_each_failure_has_its_page_in_both_languages(visitor, address, status, french, english):
    in_french = visitor.get(address, headers={"accept-language": "fr"})
    in_english = visitor.get(address, headers={"accept-language": "en"})

    assert in_french.status_code == in_english.status_code == status
    assert f"<h1>{french}</h1>" in in_french.content.decode()
    assert f"<h1>{english}</h1>" in in_english.content.decode()
    assert f"{status}</span>" in in_french.content.decode()


def test_a_refusal_says_the_reason_it_was_given(visitor):
    page = visitor.get("/denied/").content.decode()

    assert "Another workshop holds this device." in page


def test_an_expired_form_is_explained(settings):
    settings.CSRF_FAILURE_VIEW = "reuse.web.views.csrf_failure"
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "Ce formulaire a attendu trop longtemps" in answer.content.decode()


def test_the_last_resort_page_needs_no_stylesheet_address(visitor, monkeypatch):
    def unknown(name):
        raise ValueError(name)

    monkeypatch.setattr(staticfiles_storage, "url", unknown)

    page = visitor.get("/broken/")

    assert page.status_code == 500
    assert "Quelque chose s’est cassé ici" in page.content.decode()
    assert "stylesheet" not in page.content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_shown(client, theme):
    answer = client.post("/theme/", {"theme": theme, "next": "/help/"})

    assert answer.status_code == 302
    assert answer["Location"] == "/help/"
    assert f'<html lang="fr" data-theme="{theme}">' in client.get("/help/").content.decode()


def test_the_automatic_theme_forgets_the_choice(client):
    client.post("/theme/", {"theme": "dark"})

    client.post("/theme/", {"theme": "auto"})

    assert '<html lang="fr">' in client.get("/help/").content.decode()


def test_a_theme_nobody_offers_is_not_put_into_the_page(client):
    client.cookies["theme"] = '"><script>'

    assert '<html lang="fr">' in client.get("/help/").content.decode()


def test_the_theme_switch_leads_to_no_other_site(client):
    answer = client.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_a_theme_is_not_changed_by_a_link(client):
    assert client.get("/theme/").status_code == 405


@pytest.mark.parametrize("address", ["/accessibility/", "/personal-data/", "/help/"])
def test_the_plain_pages_are_open_to_anyone(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert page.content.decode().count("<h1>") == 1
    assert 'id="main"' in page.content.decode()


def test_the_page_speaks_the_language_of_its_reader(client):
    with translation.override(None):
        french = client.get("/help/", headers={"accept-language": "fr"}).content.decode()
        english = client.get("/help/", headers={"accept-language": "en"}).content.decode()

    assert 'lang="fr"' in french
    assert "Je donne du matériel" in french
    assert 'lang="en"' in english
    assert "I give equipment" in english


def test_a_sentence_with_a_percent_sign_is_said_in_french(client):
    page = client.get("/accessibility/").content.decode()

    assert "agrandies à 200" in page
    assert "200 %%" not in page
