"""nwipe's text log, 0.2x to 0.42: lines of several disks interleaved, then tables that alone tell the truth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts
from inventory.evidence.findings import Findings, Format
from inventory.evidence.source import Source
from inventory.evidence.verdict import Claim, Reason

STAMP = r"\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]"
LINE = re.compile(rf"({STAMP})\s+(?:nwipe:\s*)?(?:(\w+):)?\s?(.*)")
FOUND = re.compile(r"Found (/dev/\S+?),\s*(.*)")
INVOKING = re.compile(r"Invoking method '(.*?)' on (?:device )?'?(/dev/[^\s']+)")
ROUNDS = re.compile(r"Finished (?:final )?round (\d+) of (\d+) on")
HOST = re.compile(r"(system|baseboard|chassis)-([a-z-]+) = (.*)")
PATH = re.compile(r"/dev/[\w/-]*\w")
SUMMARY_ROW = re.compile(r"([! ])\s*(\S+)\s*\|(.*)\n")
SCREEN_WIDTH = 80
MOST_DISKS = 500


@dataclass
class Wipe:
    """What the lines and tables of one run say of one disk."""

    path: str
    serial: str | None = None
    model: str | None = None
    size: int | None = None
    method: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    is_verified: bool = False
    status: str | None = None
    doubts: set[Reason] = field(default_factory=set)


@dataclass
class Run:
    wipes: dict[str, Wipe] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    version: str | None = None
    has_ended: bool = False


def recognise(source: Source) -> bool:
    stamped = re.search(
        rf"^{STAMP}\s+(?:nwipe: )?(?:debug|info|notice|warning|error|fatal|sanity):",
        source.head,
        re.MULTILINE,
    )
    return bool(stamped) or "Drive Status **" in source.head


def parse(source: Source) -> Findings:
    claims: dict[object, Claim] = {}
    for run in _runs(source.text):
        started = [wipe for wipe in run.wipes.values() if wipe.method or wipe.status]
        for wipe in started:
            claims[_key(wipe, claims)] = _claim(wipe, run)  # of one disk wiped twice, the last time counts
        for wipe in () if started else run.wipes.values():
            claims.setdefault(_key(wipe, claims), _claim(wipe, run))  # only found: it undoes no earlier proof
    return Findings(device=_host(source.text), claims=tuple(claims.values()))


def _key(wipe: Wipe, claims: dict[object, Claim]) -> object:
    """What tells one disk from another: its serial, or nothing at all."""
    serial = placeholders.real_serial(wipe.serial)
    return placeholders.normalise(serial) if serial else len(claims)


def _runs(text: str) -> Iterator[Run]:
    """A log file is appended to: each start of the program is a run of its own, where sda may be another disk."""
    run = Run()
    lines = _unwrapped(text)
    widest = max(map(len, lines), default=0)
    for position, line in enumerate(lines):
        found = LINE.match(line)
        if found:
            if _is_new_run(found.group(3), run):
                yield run
                run = Run(version=run.version)
            _read_line(run, found, is_cut=len(line) == widest in {SCREEN_WIDTH - 1, SCREEN_WIDTH})
        elif "Error Summary **" in line or "Erasure Summary **" in line or "Drive Status **" in line:
            _read_table(run, line, lines[position + 1 : position + MOST_DISKS])
    yield run


def _unwrapped(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        is_continued = line.startswith((" on /dev/", " " * 20)) and lines and lines[-1].startswith("[")
        if is_continued:
            lines[-1] += line.strip() if line.startswith(" " * 20) else line
        else:
            lines.append(line)
    return lines


def _is_new_run(message: str, run: Run) -> bool:
    found = FOUND.match(message)
    is_known = found is not None and found.group(1) in run.wipes
    restarts = "Program options are set" in message and bool(run.options)
    invoked = INVOKING.search(message)
    is_again = invoked is not None and bool((wipe := run.wipes.get(invoked.group(2))) and wipe.method)
    return is_known or restarts or is_again or (run.has_ended and found is not None)


def _read_line(run: Run, line: re.Match[str], *, is_cut: bool) -> None:
    at, message = measures.moment(line.group(1).strip("[]")), line.group(3).strip()
    option = re.fullmatch(r"(banner|verify|method|rounds|quiet)\s*=\s*(.*)", message)
    if option:
        run.options[option.group(1)] = option.group(2)
    version = re.search(r"(?:banner\s*=\s*|^)nwipe (\d[\w.]*)", message)
    run.version = version.group(1) if version else run.version
    found, invoked = FOUND.match(message), INVOKING.search(message)
    if found:
        run.wipes[found.group(1)] = _found_disk(found, is_cut=is_cut)
    elif invoked:
        wipe = run.wipes.setdefault(invoked.group(2), Wipe(invoked.group(2)))
        wipe.method, wipe.started_at = invoked.group(1), at
    elif path := PATH.search(message):
        _read_progress(run.wipes.get(path.group()), message, at=at)
    run.has_ended = run.has_ended or "successfully completed" in message or "Nwipe exited" in message


def _found_disk(found: re.Match[str], *, is_cut: bool) -> Wipe:
    parts = found.group(2).rpartition("S/N=")
    fields = [part.strip() for part in (parts[0] or parts[2]).split(",")]
    wipe = Wipe(found.group(1), serial=parts[2] if parts[1] else None)
    if len(fields) > 2:
        wipe.model, wipe.size = fields[1], measures.size_in_bytes(fields[2])
    if is_cut:
        wipe.serial = None
    return wipe


def _read_progress(wipe: Wipe | None, message: str, *, at: str | None) -> None:
    if wipe is None:
        return
    rounds = ROUNDS.search(message)
    if rounds and rounds.group(1) == rounds.group(2) != "0":
        wipe.ended_at = at
        wipe.doubts.discard(Reason.NO_ROUND)
    elif message.startswith("Starting round"):
        wipe.doubts.add(Reason.NO_ROUND)
    elif re.search(r"Verified|\[SUCCESS\] (Verified|Blanked)", message):
        wipe.is_verified, wipe.ended_at = True, at
    elif re.search(r"HIDDEN (AREA|SECTORS?) DETECTED|hpa is enabled", message) or _shows_hpa(message):
        wipe.doubts.add(Reason.HIDDEN_AREA)
    elif re.search(r"HIDDEN (AREA|SECTORS?) (INDETERMINATE|UNKNOWN)|^\[UNKNOWN\]", message):
        wipe.doubts.add(Reason.HIDDEN_AREA_UNKNOWN)
    elif re.search(r"\[FAILURE\]|Verification errors|failed to", message, re.IGNORECASE):
        wipe.doubts.add(Reason.ERRORS)


def _shows_hpa(message: str) -> bool:
    """Whether the sectors the disk shows are fewer than those it has."""
    counts = re.search(r"HPA values (\d+) / (\d+) on", message)
    return counts is not None and counts.group(1) != counts.group(2)


def _read_table(run: Run, title: str, lines: list[str]) -> None:
    """One of the three tables; the rows of a table that is cut before its closing line prove nothing."""
    rows = []
    for line in lines[2:]:
        row = SUMMARY_ROW.fullmatch(line + "\n")
        if not row:
            break
        rows.append(row)
    closing = lines[2 + len(rows)] if len(lines) > 2 + len(rows) else ""
    is_whole = re.fullmatch(r"[-*]{60,}", closing.strip()) is not None and len(lines) > 3 + len(rows)
    for row in rows:
        wipe = _wipe_named(run, row.group(2))
        cells = [cell.strip() for cell in row.group(3).split("|")]
        if not is_whole:
            wipe.doubts.add(Reason.TRUNCATED)
        elif "Drive Status" in title:
            _read_status(wipe, cells, is_flagged=row.group(1) == "!")
        elif "Erasure Summary" in title and cells[-1] != "100.00%":
            wipe.doubts.add(Reason.NOT_WHOLE)
        elif "Error Summary" in title and set(cells) != {"0"}:
            wipe.doubts.add(Reason.ERRORS)
    run.has_ended = run.has_ended or (is_whole and "Drive Status" in title)


def _wipe_named(run: Run, name: str) -> Wipe:
    """The table shows the end of the device's path."""
    if f"/dev/{name}" in run.wipes:
        return run.wipes[f"/dev/{name}"]
    matching = [path for path in run.wipes if path.endswith("/" + name)] or [
        p for p in run.wipes if p.endswith(name)
    ]
    path = matching[0] if len(matching) == 1 else f"/dev/{name}"
    return run.wipes.setdefault(path, Wipe(path))


def _read_status(wipe: Wipe, cells: list[str], *, is_flagged: bool) -> None:
    wipe.status = cells[0]
    if len(cells) < 4:
        wipe.doubts.add(Reason.TRUNCATED)
    if is_flagged and wipe.status == "Erased":
        wipe.doubts.add(Reason.ERRORS)
    model, _slash, serial = cells[-1].rpartition("/")
    wipe.model = wipe.model or model
    shown, known = placeholders.real_serial(serial), placeholders.real_serial(wipe.serial)
    if shown and known and not placeholders.normalise(known).startswith(placeholders.normalise(shown)):
        wipe.doubts.add(Reason.SERIALS_DISAGREE)
    wipe.serial = wipe.serial if known else serial


def _claim(wipe: Wipe, run: Run) -> Claim:
    says = {"Erased": "erased", "-FAILED-": "failed", "INSANITY": "failed", "UABORTED": "aborted"}
    doubts = wipe.doubts | ({Reason.TRUNCATED} if wipe.status is None else set())
    if wipe.method and wipe.ended_at is None:
        doubts.add(Reason.NO_ROUND)
    return Claim(
        serial=wipe.serial,
        model=wipe.model,
        size=wipe.size,
        method=wipe.method,
        tool="nwipe",
        tool_version=run.version,
        says=says.get(wipe.status or ""),
        verified=wipe.is_verified and not run.options.get("verify", "1").startswith("0"),
        started_at=wipe.started_at,
        ended_at=wipe.ended_at,
        doubts=tuple(doubts),
    )


def _host(text: str) -> DeviceFacts:
    """Newer versions print the host's firmware strings."""
    host = {
        f"{part}-{name}": value
        for _stamp, _level, line in LINE.findall(text)
        for part, name, value in HOST.findall(line)
    }
    return DeviceFacts.as_read(
        manufacturer=host.get("system-manufacturer"),
        model=host.get("system-product-name"),
        version=host.get("system-version"),
        serial=host.get("system-serial-number"),
        uuid=host.get("system-uuid"),
        board_model=host.get("baseboard-product-name"),
        board_serial=host.get("baseboard-serial-number"),
        type=type_of(host.get("chassis-type")),
    )


FORMATS = (Format("nwipe-log", "text", recognise, parse, subject="erasure"),)
