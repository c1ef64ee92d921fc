"""The frame in a real browser: accessible, never wider than the screen, silent under the strict policy."""

import gzip
import threading
from functools import partial
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

from tests.browsers import faults, windows

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.urls")]

PAGES = ["/gallery/", "/accounts/login/", "/accounts/password/reset/", "/help/", "/accessibility/", "/personal-data/", "/nowhere/"]  # fmt: skip


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def address():
    server = make_server(
        "127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=SilentHandler
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(chromium, address):
    """Opens an address of the gallery, as nobody."""
    with windows(chromium, address) as opened:
        yield partial(opened, person=None)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits(open_page, path, width, scheme):
    page = open_page(path, width=width, color_scheme=scheme)

    assert faults(page, path) == []
    assert [text for text in page.complaints if "404" not in text] == []


def test_what_is_wrong_is_told_at_either_width(open_page):
    page = open_page("/help/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    page.evaluate("document.body.style.minWidth = '1000px'")

    assert faults(page) == ["image-alt: img", "on a phone: image-alt: img", "on a phone: 640 px too wide"]


def test_the_theme_changes_at_once_and_stays(open_page):
    page = open_page("/help/")

    with page.expect_response("**/theme/"):
        page.click("button[name=theme][value=dark]")

    assert page.get_attribute("html", "data-theme") == "dark"
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("button[value=dark]", "aria-pressed") == "true"


def test_theme_and_language_change_without_scripts(open_page):
    page = open_page("/help/", java_script_enabled=False)

    page.click("button[name=theme][value=dark]")
    page.click("button[name=language][value=en]")

    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.inner_text("h1") == "Help"


def test_a_running_job_is_asked_after_until_it_ends(open_page):
    page = open_page("/gallery/")

    page.wait_for_selector("#progress:has-text('Terminé.')", timeout=30_000)

    assert page.get_attribute("#progress", "hx-get") is None
    assert page.complaints == []


def test_a_refused_form_is_read_first(open_page):
    page = open_page("/gallery/")

    assert page.evaluate("document.activeElement.matches('.alert.bad[tabindex]')")
    page.click(".alert.bad a[href='#id_commune']")
    assert page.evaluate("document.activeElement.id || location.hash") in {"id_commune", "#id_commune"}


def test_a_dialog_opens_and_closes(open_page):
    page = open_page("/gallery/")

    page.click("[commandfor=more]")

    assert page.is_visible("#more")
    page.keyboard.press("Escape")
    assert page.is_hidden("#more")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page):
    page = open_page("/help/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_first_visit_weighs_little(open_page, address):
    page, weights = open_page("/nowhere/").context.new_page(), []
    page.on("response", lambda response: weights.append(len(gzip.compress(response.body()))))

    page.goto(address + "/accounts/login/", wait_until="networkidle")

    assert len(weights) <= 10
    assert sum(weights) <= 100_000
