"""`reuse read-evidence`: says what inventories and erasure reports contain; reads files, touches no database."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import evidence

DONE, REFUSED = 0, 1


class Command(BaseCommand):
    help = gettext_lazy("Recognise and parse hardware inventories and erasure reports, without any database.")  # type: ignore[assignment]
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help=_("a report of any known format"))
        parser.add_argument("--json", action="store_true", help=_("one JSON value on standard output"))

    def handle(self, *_args: Any, files: list[str], **options: Any) -> None:
        read = [_read(name) for name in files]
        if options["json"]:
            self.stdout.write(json.dumps([found.as_json() for found in read], ensure_ascii=False, indent=1))
        else:
            for found in read:
                self.stdout.write("\n".join(_lines(found)))
        if not all(found.sha256 for found in read):
            sys.exit(REFUSED)


def _read(name: str) -> evidence.Evidence:
    """Evidence of one file, named as the user named it; without a hash when it cannot even be opened."""
    try:
        found = evidence.read_file(name)
    except (OSError, ValueError) as error:
        problem = _("The file cannot be opened: %(reason)s") % {"reason": getattr(error, "strerror", error)}
        return evidence.Evidence(file=name.encode(errors="replace").decode(), problems=(problem,))
    return replace(found, file=str(Path(name).parent / found.file))


def _lines(found: evidence.Evidence) -> list[str]:
    device, specs = found.device, found.specs
    name = " ".join(filter(None, (device.manufacturer, device.model))) or "—"
    serial = device.serial or device.imei or "—"
    lines = [f"{found.file}: {found.format} ({found.kind})"]
    if found.kind in {"inventory", "both"}:
        ram = f"{specs.ram_mb // 1024} GB" if specs.ram_mb else "—"
        lines.append(f"  {name} · {serial} · {device.type or '—'} · {specs.cpu or '—'} · {ram}")
    lines += [
        f"  {disk.serial or '—'} · {disk.model or '—'} · {disk.size_gb or '—'} GB · {disk.interface or '—'}"
        for disk in specs.storage
    ]
    lines += [
        f"  {fact.serial or '—'} · {fact.method or '—'} · {fact.level or '—'} · {fact.result}"
        for fact in found.erasures
    ]
    return lines + [f"  ! {problem}" for problem in found.problems]
