"""`reuse purge-expired`: removes the bytes of originals, and the parts of cases, whose time of keeping is over, as the daily chore does."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reuse.accounts import retention
from reuse.accounts.models import Retention
from reuse.accounts.workflow import registration
from reuse.core import clock, commands


class Command(commands.Command):
    help = gettext_lazy(
        "Remove the bytes of files whose time of keeping is over; what was read in them stays."
    )  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help=_("count what would go, remove nothing"))

    def perform(self, **options: Any) -> dict[str, Any]:
        now, dry_run = clock.now(), options["dry_run"]
        found = retention.expired_counts(now) if dry_run else retention.purge(now)
        parts = {} if dry_run else retention.forget_parts(now)
        if not dry_run:
            registration.forget(now)
        rules = retention.rules_on(now.date())
        return {
            "dry_run": dry_run,
            "files": {code: found.files.get(code, 0) for code in Retention.values},
            "bytes": found.bytes,
            "parts": parts,
            "days": {code: rules[code].days if code in rules else None for code in Retention.values},
        }

    def in_words(self, facts: dict[str, Any]) -> str:
        lines = [_("Nothing is removed: this is a trial.")] if facts["dry_run"] else []
        for code, count in facts["files"].items():
            days = facts["days"][code]
            kept = _("kept %(days)d days") % {"days": days} if days is not None else _("kept")
            lines.append(f"{Retention(code).label}: {count} ({kept})")
        lines += [f"{part}: {count}" for part, count in facts["parts"].items() if count]
        return "\n".join([*lines, _("%(bytes)d bytes freed") % {"bytes": facts["bytes"]}])
