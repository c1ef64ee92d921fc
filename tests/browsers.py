"""What a test in a real browser asks for: the one Chromium of a run, windows opened as somebody, faults of a page."""

import os
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from reuse.accounts.middleware import SESSION_KEY
from tests import people

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXECUTABLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SHOTS = os.environ.get("SHOTS")  # a folder that keeps the picture of each page looked at
OPEN_ALL = "document.querySelectorAll('details.more').forEach(each => { each.open = true })"
AT_THE_FIELD = """
() => ![...document.querySelectorAll("[autofocus]")].some(each => each.checkVisibility())
    || document.activeElement !== document.body
"""
PHONE = {"width": 360, "height": 900}
JUDGED = """
async () => (await axe.run({resultTypes: ["violations"], reporter: "no-passes"}))
    .violations.map(each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")}`)
"""


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, once: Playwright allows a single one in a thread. Tests open contexts in it."""
    if not Path(EXECUTABLE).exists():
        pytest.skip("there is no Chromium")
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # The browser's event loop runs in this thread: the database is asked, and emptied, all the same.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, committed, live_server):
    """Opens an address of the served project, as a technician in French unless told otherwise."""
    with windows(chromium, live_server.url) as opened:
        yield opened


@contextmanager
def windows(chromium, address):
    """Opens pages, each in a context of its own, signed in as a person (or nobody) by a session cookie."""
    contexts = []

    def opened(
        path,
        person=people.technician,
        *,
        browser=chromium,
        width=1280,
        locale="fr-FR",
        cookies=(),
        prepare=None,
        **options,
    ):
        options = {"reduced_motion": "reduce", **options}  # nothing is judged halfway through a fade
        size = {"width": width, "height": 900}
        context = browser.new_context(base_url=address, viewport=size, locale=locale, **options)
        contexts.append(context)
        membership = person() if callable(person) else person
        context.add_cookies([*([session_of(membership, address)] if membership else []), *cookies])
        page = watched(context.new_page())
        if prepare:
            prepare(page)
        page.goto(path)
        at_the_field(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def at_the_field(page) -> None:
    """A page is loaded a moment before its field has the focus: the first character typed would be lost."""
    page.wait_for_function(AT_THE_FIELD)


def session_of(membership, address) -> dict:
    """The cookie of a session in which this person acts."""
    client = Client()
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = membership.pk
    session.save()
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": session.session_key,
        "url": address,
        "expires": 4_000_000_000,  # a browser that is closed and opened again still has it
    }


def watched(page):
    """The page, remembering in `complaints` what its console complained of."""
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def faults(page, name: str = "") -> list[str]:
    """What axe and the width of the screen say against the page as it stands, then on a phone and in the dark."""
    size = page.viewport_size
    found = _faults_here(page, name)
    if size["width"] > PHONE["width"]:
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        found += [f"on a phone: {fault}" for fault in _faults_here(page, name)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(size)
    return found


def _faults_here(page, name: str) -> list[str]:
    if SHOTS and name:
        picture = f"{name.strip('/').replace('/', '-')}-{page.viewport_size['width']}.png"
        page.screenshot(path=Path(SHOTS) / picture, full_page=True)
    if page.evaluate("typeof axe") == "undefined":  # once in a document: it is half a megabyte
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(JUDGED)
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{overflow} px too wide"] if overflow > 0 else found


def faulty(page, paths: Iterable[str]) -> dict[str, list[str]]:
    """The faults of each of these addresses that has some, everything folded in them opened."""
    found = {}
    for path in paths:
        page.goto(path)
        page.evaluate(OPEN_ALL)
        found[path] = faults(page, path)
    return {path: said for path, said in found.items() if said}
