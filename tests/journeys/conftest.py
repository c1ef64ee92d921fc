"""A served installation with the demo, and people in front of a real browser."""

import pytest

from tests.browsers import faults
from tests.installation import migrated


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """`reuse serve` on a fresh data folder holding a small demo."""
    served = migrated(tmp_path_factory.mktemp("journey"))
    served.environment["DEMO"] = "1"
    served.run("demo", "--scale", "60").check_returncode()
    served.run("collectstatic", "--no-input", "--verbosity=0").check_returncode()
    try:
        served.start()
        yield served
    finally:
        served.end()


@pytest.fixture
def sit_down(chromium, installation):
    """Opens a browser of one's own and signs in; remembers what the console complained of."""
    seats = []

    def seat(email, *, width=1280, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="fr-FR",
            reduced_motion="reduce",  # nothing is judged halfway through a fade
            base_url=f"http://127.0.0.1:{installation.port}",
            **options,
        )
        context.set_default_timeout(60_000)
        seats.append(context)
        return Seat(context.new_page(), email)

    yield seat
    for context in seats:
        context.close()


class Seat:
    """One person at one screen."""

    def __init__(self, page, email):
        self.page = page
        self.complaints = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if email:
            self._sign_in(email)

    def _hear(self, message):
        if message.type == "error" and "favicon" not in message.text:
            self.complaints.append(message.text)

    def _sign_in(self, email):
        from reuse.accounts.demo import DEMO_PASSWORD  # noqa: PLC0415 - not before Django is set up

        self.page.goto("/accounts/login/")
        self.page.get_by_label("Adresse").first.fill(email)
        self.page.get_by_label("Mot de passe", exact=False).first.fill(DEMO_PASSWORD)
        self.page.locator("form:has(input[type=password]) button").first.click()
        self.page.wait_for_load_state()

    def look(self, name):
        """Judge the page as it stands: axe, width, console."""
        self.page.wait_for_load_state()
        assert faults(self.page, name) == [], name
        assert self.complaints == [], name
