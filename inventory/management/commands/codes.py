"""`reuse codes`: where the numbering of codes stands; says what a database is that came to another place."""

from argparse import ArgumentParser
from typing import Any

from inventory import workflow
from reuse.core import clock
from reuse.core.commands import Command as BaseCommand
from reuse.core.commands import Refused


class Command(BaseCommand):
    """Exit 0 when codes can be issued, 1 when somebody must first say what this database is."""

    help = "Show where codes stand. A database that was moved, restored or copied issues none until it is said which."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--continuation",
            action="store_true",
            help=f"this is the installation itself, moved or restored, the former one is off: leave out {workflow.MARGIN} codes",
        )
        what.add_argument(
            "--copy",
            action="store_true",
            help="this is a copy, for training or trials: take codes the installation never reaches",
        )

    def perform(self, **options: Any) -> dict[str, Any]:
        if options["continuation"] or options["copy"]:
            workflow.settle_codes(is_copy=options["copy"], at=clock.now(), act=None)
        standing = workflow.code_standing()
        facts = {
            "next": standing.next,
            "left": standing.left,
            "copy": standing.is_of_a_copy,
            "unsettled": standing.unsettled or None,
        }
        if standing.unsettled:
            raise Refused(facts)
        return facts

    def in_words(self, facts: Any) -> str:
        if facts["unsettled"]:
            return f"{facts['unsettled']}\nreuse codes --continuation | --copy"
        kind = "a copy" if facts["copy"] else "the installation itself"
        return f"This is {kind}: {facts['next']} numbers are taken, {facts['left']} are left."
