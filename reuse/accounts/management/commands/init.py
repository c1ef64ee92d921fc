"""`reuse init`: makes an empty installation ready for its administrator, without any made-up data."""

import sys
from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.urls import reverse

from reuse.accounts.models import LegalKind, User
from reuse.accounts.workflow.founding import found
from reuse.core.commands import Command as BaseCommand

ASKED = {
    "organisation": "Name of the organisation that runs the network",
    "kind": f"Its legal kind ({', '.join(LegalKind.values)})",
    "site": "Name of its first workshop site",
    "email": "E-mail of the administrator",
    "name": "Name of the administrator",
}


class Command(BaseCommand):
    """Exit 0 when the installation is founded, 1 when its database holds data, 2 when something needed is missing."""

    help = (
        "Found an empty installation: organisation, first site, administrator. "
        "What is not given is asked; the link to choose a password is printed once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organisation", default="", metavar="NAME", help=ASKED["organisation"])
        parser.add_argument("--kind", default="", choices=["", *LegalKind.values], help=ASKED["kind"])
        parser.add_argument("--site", default="", metavar="NAME", help=ASKED["site"])
        parser.add_argument("--email", default="", help=ASKED["email"])
        parser.add_argument("--name", default="", help=ASKED["name"])
        parser.add_argument("--yes", action="store_true", help="ask nothing, not even to confirm")

    def perform(self, **options: Any) -> dict[str, Any]:
        facts = {name: str(options[name]).strip() for name in ASKED}
        may_ask = sys.stdin.isatty() and not options["yes"]
        if may_ask:
            facts = {name: value or _ask(ASKED[name]) for name, value in facts.items()}
        self._check(facts)
        if (
            may_ask
            and _ask(f"Found “{facts['organisation']}” with {facts['email']} as administrator? (yes/no)")
            != "yes"
        ):
            self._stop("nothing was done")
        call_command("migrate", verbosity=0, interactive=False)  # reference data comes with it
        kind = LegalKind(facts.pop("kind"))
        administrator = found(kind=kind, **facts)
        user = administrator.user
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return {
            "organisation": facts["organisation"],
            "site": facts["site"],
            "email": user.email,
            "link": password_link(user),
            "setup": f"{settings.PUBLIC_URL}{reverse('accounts:setup')}",
        }

    def _check(self, facts: dict[str, str]) -> None:
        if missing := [f"--{name}" for name, value in facts.items() if not value]:
            self._stop(f"missing: {', '.join(missing)}")
        if facts["kind"] not in LegalKind.values:
            self._stop(f"--kind is one of {', '.join(LegalKind.values)}")
        try:
            validate_email(facts["email"])
        except ValidationError:
            self._stop(f"{facts['email']!r} is no e-mail address")

    def _stop(self, why: str) -> None:
        self.stderr.write(f"reuse init: {why}")
        sys.exit(2)

    def in_words(self, facts: Any) -> str:
        """What to do next."""
        return (
            f"“{facts['organisation']}” is founded, with the site “{facts['site']}”.\n"
            f"{facts['email']} chooses a password here, once, in the next days:\n  {facts['link']}\n"
            f"Then: {facts['setup']}"
        )


def password_link(user: User) -> str:
    """The address at which this person chooses a password; it works once."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uidb36, _dash, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
    return f"{settings.PUBLIC_URL}{path}"


def _ask(question: str) -> str:
    sys.stderr.write(f"{question}: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()
