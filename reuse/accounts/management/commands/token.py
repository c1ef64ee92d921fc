"""`reuse token EMAIL`: a bearer token for the HTTP API, printed once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from reuse.accounts.models import Membership
from reuse.accounts.workflow import issue_token
from reuse.core import clock, commands


class Command(commands.Command):
    help = "Issues a bearer token for the HTTP API. It is printed once and stored only as a digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email", metavar="EMAIL", help="the person it acts as")
        parser.add_argument(
            "--organisation", metavar="SIRET", help="for which organisation, if they act for several"
        )
        parser.add_argument("--role", help="under which role, if they have several")
        parser.add_argument(
            "--name", default="command line", help="to recognise it by (default: %(default)s)"
        )
        parser.add_argument("--days", type=int, default=365, help="how long it lasts (default: %(default)s)")

    def perform(self, **options: Any) -> dict[str, str]:
        membership = _membership(options["email"], options["organisation"], options["role"])
        return {
            "token": issue_token(membership, name=options["name"], now=clock.now(), days=options["days"]),
            "email": membership.user.email,
            "organisation": membership.organisation.name,
            "role": membership.role,
        }

    def in_words(self, facts: dict[str, str]) -> str:
        return facts["token"]


def _membership(email: str, siret: str | None, role: str | None) -> Membership:
    found = Membership.objects.current(clock.now().date()).filter(user__email=email.lower())
    if siret:
        found = found.filter(organisation__siret=siret)
    if role:
        found = found.filter(role=role)
    memberships = list(found.select_related("user", "organisation"))
    if not memberships:
        raise CommandError(f"nobody acts under {email} here: look for the address on the page of people")
    if len(memberships) > 1:
        choices = ", ".join(
            f"{one.organisation} ({one.organisation.siret}, {one.role})" for one in memberships
        )
        raise CommandError(f"{email} acts for several: choose with --organisation or --role among {choices}")
    return memberships[0]
