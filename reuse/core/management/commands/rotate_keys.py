"""`reuse rotate-keys`: adds a field key and encrypts every text anew with it; old keys go only with `--forget-old`."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reuse.core import commands, rotation


class Command(commands.Command):
    help = gettext_lazy(
        "Add a key and encrypt every encrypted text anew with it. Safe to stop and run again."
    )  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help=_("once every text has the newest key, remove the old keys; older backups keep theirs"),
        )

    def perform(self, **options: Any) -> dict[str, Any]:
        return asdict(rotation.rotate(forget_old=options["forget_old"], progress=self.progress))

    def in_words(self, facts: dict[str, Any]) -> str:
        lines = [
            _("A key was added: %(key)s") % facts if facts["is_new"] else _("Newest key: %(key)s") % facts,
            *(f"{column}: {count}" for column, count in facts["renewed"].items()),
        ]
        if facts["unreadable"]:
            lines.append(_("Under no key: %(texts)s") % {"texts": facts["unreadable"]})
        if facts["forgotten"]:
            lines.append(_("Keys removed: %(keys)s") % {"keys": ", ".join(facts["forgotten"])})
        elif len(facts["kept"]) > 1:
            lines.append(_("The old keys are kept until you run it with --forget-old."))
        return "\n".join(lines)
