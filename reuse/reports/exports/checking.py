"""Checks an audit sample by itself, with Python alone; each archive holds a copy of this file: `python3 check.py`."""

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

MARK = '"facts":'


def problems(folder: Path) -> Iterator[str]:
    """What does not hold: a file that changed, a ledger with a broken chain, another last hash than the list says."""
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        sha256, name = line.split("  ", 1)
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name}: missing or changed"
    with (folder / "sample.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            yield from _of_ledger(folder / "devices" / row["code"] / "ledger.jsonl", row)


def _of_ledger(path: Path, row: dict[str, str]) -> Iterator[str]:
    previous, count = "", 0
    for count, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        told = json.loads(line)
        facts = line[line.index(MARK) + len(MARK) : -1]
        if hashlib.sha256(facts.encode()).hexdigest() != told["hash"]:
            yield f"{row['code']}: event {count} does not give its hash"
        if (told["facts"]["previous_hash"], told["facts"]["seq"]) != (previous, count):
            yield f"{row['code']}: event {count} does not follow the one before"
        previous = told["hash"]
    if (previous, count) != (row["last_hash"], int(row["events"])):
        yield f"{row['code']}: the ledger does not end as sample.csv says"


def main() -> int:
    """Say what does not hold, or that all does."""
    folder = Path(__file__).resolve().parent
    found = list(problems(folder))
    ledgers = len(list(folder.glob("devices/*/ledger.jsonl")))
    print("\n".join(found) or f"ok: every file and every ledger holds ({ledgers})")  # noqa: T201 - a script
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
