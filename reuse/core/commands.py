"""What our commands share: `--json`, exit codes (0 done, 1 refused, 2 bad usage), progress on stderr."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import translation

from reuse.core.refusals import Refusal

BAR = 30  # characters


class Command(BaseCommand):
    """A command whose `perform` returns what it has to say, as facts for machines and `in_words` for people."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print exactly one JSON value")

    def perform(self, **options: Any) -> Any:
        """Do it. Raise Refusal or CommandError when it cannot be done, Refused to say more than a sentence."""
        raise NotImplementedError

    def in_words(self, facts: Any) -> str:
        """The facts as people read them."""
        return str(facts)

    def handle(self, **options: Any) -> None:
        try:
            self._say(self.perform(**options), is_json=options["json"])
        except Refused as refused:
            self._say(refused.facts, is_json=options["json"])
            sys.exit(1)
        except (Refusal, CommandError) as refusal:
            if not options["json"]:
                raise CommandError(str(refusal)) from refusal
            self._say({"refused": str(refusal)}, is_json=True)
            sys.exit(1)

    def progress(self, done: int, total: int) -> None:
        """A bar on stderr, for somebody who waits at a terminal."""
        if sys.stderr.isatty() and total:
            filled = BAR * done // total
            ending = "\n" if done >= total else ""
            sys.stderr.write(f"\r[{'#' * filled:<{BAR}}] {done}/{total}{ending}")
            sys.stderr.flush()

    def _say(self, facts: Any, *, is_json: bool) -> None:
        text = json.dumps(facts, ensure_ascii=False, default=str) if is_json else self.in_words(facts)
        self.stdout.write(text)


class PageCommand(BaseCommand):
    """Writes a page of documentation made from the code, or with --check says whether it still tells the truth (exit 1
    when not).
    """

    page_name: str  # below docs/
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare with the page, write nothing")

    def page(self) -> str:
        """The whole page, in English."""
        raise NotImplementedError

    def handle(self, *, check: bool, **_options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / self.page_name
        with translation.override("en"):
            text = self.page()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            own = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"docs/{self.page_name} differs from the code: run `reuse {own}`.")


class Refused(Exception):
    """The command refuses, and these are its facts all the same."""

    def __init__(self, facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts
