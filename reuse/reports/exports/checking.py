"""Checks an audit sample by itself, with Python alone; each archive holds a copy of this file: `python3 check.py`."""

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

MARK = '"facts":'


def problems(folder: Path) -> Iterator[str]:
    """What does not hold: a file that changed or came in, a ledger with a broken chain or another end than listed."""
    known = set()
    for line in _lines(folder / "SHA256SUMS"):
        sha256, name = line.split("  ", 1)
        path = folder / name
        known.add(path)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name}: missing or changed"
    for path in sorted((folder / "devices").rglob("*")):
        if path.is_file() and path not in known:
            yield f"{path.relative_to(folder)}: not of this archive"
    with (folder / "sample.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield from _of_ledger(folder / "devices" / row["code"] / "ledger.jsonl", row)


def _of_ledger(path: Path, row: dict[str, str]) -> Iterator[str]:
    previous, count = "", 0
    if not path.is_file():
        return
    for count, line in enumerate(_lines(path), 1):
        told = json.loads(line)
        facts = line[line.index(MARK) + len(MARK) : -1]
        if hashlib.sha256(facts.encode()).hexdigest() != told["hash"]:
            yield f"{row['code']}: event {count} does not give its hash"
        if (told["facts"]["previous_hash"], told["facts"]["seq"]) != (previous, count):
            yield f"{row['code']}: event {count} does not follow the one before"
        previous = told["hash"]
    if (previous, count) != (row["last_hash"], int(row["events"])):
        yield f"{row['code']}: the ledger does not end as sample.csv says"


def _lines(path: Path) -> list[str]:
    """Whatever the machine takes text for; a ledger's text may hold other ends of a line, a line of it never."""
    return path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")


def main() -> int:
    """Say what does not hold, or that all does."""
    folder = Path(__file__).resolve().parent
    found = list(problems(folder))
    ledgers = len(list(folder.glob("devices/*/ledger.jsonl")))
    print("\n".join(found) or f"ok: every file and every ledger holds ({ledgers})")  # noqa: T201 - a script
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
