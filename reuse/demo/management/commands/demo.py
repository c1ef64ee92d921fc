"""`reuse demo`: fill an empty installation with a made-up network and its history."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from reuse.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_PIN
from reuse.accounts.models import User
from reuse.core import clock
from reuse.core.commands import Command as BaseCommand
from reuse.core.refusals import Refusal
from reuse.demo import story
from reuse.demo.scale import loading

BY_VERBS_ALONE = 2_000  # devices at most; above it, all but the first are copied in
BY_VERBS = 300
MOST = 10_000_000


class HoldsOtherData(Refusal):
    """The demo is only ever loaded into an empty database, or found already there."""

    reason = "holds_other_data"


class Command(BaseCommand):
    """Exit 0 when the demo is there, 1 when the database holds other data. Same arguments, same data.

    A large one adds a network of all departments and three years of its history to the small one.
    """

    help = "Load a made-up network with its history into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--scale", type=int, default=300, metavar="N", help="about how many devices (default 300)"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="draws other data (default 1)")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            default=None,
            metavar="DATE",
            help="the day after the last one of the history (default today)",
        )

    def perform(self, **options: Any) -> dict[str, Any]:
        if not 20 <= options["scale"] <= MOST:
            raise HoldsOtherData(f"--scale lies between 20 and {MOST}")
        if story.is_empty():
            today = options["today"] or clock.local_date(clock.now(), clock.HOME_ZONE)
            self._fill(options["scale"], options["seed"], today)
        elif not User.objects.filter(email=DEMO_ACCOUNTS[0][1]).exists():
            raise HoldsOtherData("this database holds other data: the demo goes into an empty one")
        return {
            "address": settings.PUBLIC_URL,
            "password": DEMO_PASSWORD,
            "pin": DEMO_PIN,
            "accounts": [{"role": role, "email": email} for role, email in DEMO_ACCOUNTS],
        }

    def _fill(self, scale: int, seed: int, today: date) -> None:
        told = scale if scale <= BY_VERBS_ALONE else BY_VERBS
        with transaction.atomic():
            made = story.tell(scale=told, seed=seed, today=today, progress=self.progress)["devices"]
        if scale > told:
            loading.load(scale=scale - made, seed=seed, today=today, progress=self.progress)

    def in_words(self, facts: Any) -> str:
        width = max(len(account["email"]) for account in facts["accounts"])
        rows = [f"  {account['email']:<{width}}  {account['role']}" for account in facts["accounts"]]
        head = (
            f"Demo accounts, password {facts['password']} (PIN of the technicians' badges: {facts['pin']}):"
        )
        return "\n".join([head, *rows])
