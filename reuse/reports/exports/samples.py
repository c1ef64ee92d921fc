"""The archive of an audit sample: a list, and for each device its ledger, its evidence and its papers, with checksums."""

import csv
import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path, PureWindowsPath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from inventory import codes
from inventory.models import Device, Evidence
from reuse.core import ledger, storage, tables, verification
from reuse.documents import workflow as documents
from reuse.reports.exports import checking
from reuse.reports.models import AuditSample
from reuse.reports.queries import samples, slicing
from reuse.reports.queries.definitions import DEFINITIONS

LIST, SUMS, README, CHECK = "sample.csv", "SHA256SUMS", "README.txt", "check.py"


def write(sample: AuditSample, to: BinaryIO, *, passed: Callable[[int], None]) -> None:
    """Write the archive; `passed` hears of each device. The same facts give the same bytes."""
    digests: list[tuple[str, str]] = []
    with zipfile.ZipFile(to, "w") as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
            digests.append((hashlib.sha256(content).hexdigest(), name))

        put(README, _readme(sample).encode())
        put(CHECK, Path(checking.__file__).read_bytes())
        lines: list[list[object]] = [_HEAD]
        for number, device in enumerate(samples.devices(sample.codes)):
            lines.append(_put_device(device, sample, put))
            passed(number)
        put(LIST, _csv(lines).encode())
        sums = "".join(f"{sha256}  {name}\n" for sha256, name in digests)
        archive.writestr(zipfile.ZipInfo(SUMS), sums, zipfile.ZIP_DEFLATED)


_HEAD: list[object] = [
    "code",
    "type",
    "stage",
    "site",
    "drawn_by",
    "events",
    "chain",
    "last_hash",
    "evidence",
    "documents",
]


def _put_device(device: Device, sample: AuditSample, put: Callable[[str, bytes], None]) -> list[object]:
    """Everything of one device; its line in the list."""
    folder = f"devices/{device.code}"
    events = samples.ledger_of(device)
    last_hash = events[-1].hash if events else ""
    holds = last_hash == device.last_hash and not any(verification.chain_faults(events))
    lines = (f'{{"hash":"{event.hash}","facts":{ledger.canonical(event.facts())}}}\n' for event in events)
    put(f"{folder}/ledger.jsonl", "".join(lines).encode())
    evidence = samples.evidence_of(device)
    for one in evidence:
        _put_evidence(one, folder, put)
    papers = samples.papers_of(device)
    for paper in papers:
        put(f"{folder}/documents/{paper.file_name}", documents.content(paper))
    drawn_by = samples.digest(sample.seed, device.code)
    place = device.site.name if device.site else ""
    return [
        *(device.code, device.type.code, device.stage, place, drawn_by),
        *(len(events), "ok" if holds else "BROKEN", last_hash, len(evidence), len(papers)),
    ]


def _put_evidence(one: Evidence, folder: str, put: Callable[[str, bytes], None]) -> None:
    """The original; where its keeping is over, its digest alone."""
    called = "".join(filter(str.isprintable, PureWindowsPath(one.name).name))  # the last part on any system
    name = f"{folder}/evidence/{one.sha256[:12]}-{called or 'file'}"
    try:
        with storage.open_stored(one.file.sha256) as content:
            put(name, content.read())
    except FileNotFoundError:
        put(f"{name}.removed.txt", f"sha256 {one.sha256}\n".encode())


def _csv(lines: list[list[object]]) -> str:
    to = StringIO()
    told = ([tables.guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    csv.writer(to, lineterminator="\r\n").writerows(told)
    return to.getvalue()


def _readme(sample: AuditSample) -> str:
    facts = {
        "figure": f"{DEFINITIONS[sample.figure].label} ({sample.figure})",
        "since": sample.since.isoformat(),
        "until": sample.until.isoformat(),
        "narrowing": ", ".join(_names(sample.narrowing)) or _("nothing"),
        "seed": sample.seed,
        "size": len(sample.codes),
        "population": sample.population,
        "event": sample.last_event,
        "at": f"{sample.at:%Y-%m-%d %H:%M} UTC",
        "example": codes.shown(sample.codes[0]),
        "told": f"{sample.seed}:{sample.codes[0]}",
        "digest": samples.digest(sample.seed, sample.codes[0]),
    }
    return "\n\n".join(text % facts for text in _texts()) + "\n"


def _names(narrowing: Mapping[str, Any]) -> Iterator[str]:
    """What a sample is narrowed to, as people call it."""
    for column, values in narrowing.items():
        labels = slicing.labels(column.removesuffix("__in").removesuffix("_id"))
        for value in values if isinstance(values, list) else [values]:
            yield labels.get(str(value), str(value))


def _texts() -> tuple[str, ...]:
    return (
        _(
            "AUDIT SAMPLE\n%(size)s devices of the %(population)s that the figure “%(figure)s” counts from %(since)s to %(until)s.\nNarrowed to: %(narrowing)s\nSeed: %(seed)s\nDrawn on %(at)s, event no. %(event)s taken in."
        ),
        _(
            "HOW THEY WERE DRAWN\nOf each device counted, the SHA-256 of the seed, a colon and its code (nine letters without dashes). The devices with the smallest digests are the sample: the same seed draws the same devices as long as the figure counts the same ones, and nobody chooses.\nExample: printf '%%s' '%(told)s' | sha256sum gives %(digest)s, device %(example)s."
        ),
        _(
            "WHAT THERE IS\nsample.csv: one line a device. chain says “ok” where its ledger holds together.\ndevices/<code>/ledger.jsonl: its events, one a line, as they are written and never changed.\ndevices/<code>/evidence/: the originals of the tools' reports.\ndevices/<code>/documents/: certificates of erasure and recycling slips, as issued.\nSHA256SUMS: sha256sum --check SHA256SUMS checks that nothing of this archive changed."
        ),
        _(
            "HOW TO CHECK A LEDGER\npython3 check.py checks every file and every ledger of this archive, with nothing but Python; its text is short and may be read first. By hand: each line holds “hash” and “facts”. The SHA-256 of the facts, exactly as they stand on the line (from the brace after “facts”: to the one before last), is the hash. Each “previous_hash” is the hash of the line before; the first is empty; “seq” goes 1, 2, 3."
        ),
        _(
            "WHAT THERE IS NOT\nNo name, address or request of a person who gave or received a device; no signed paper, no free text of an event (its digest stands in “note_digest”). In the ledgers those who worked and hand-overs stand as random identifiers, which the hashes cover and which lead nowhere outside the network; certificates name the organisation that gave and who erased, as their standard asks."
        ),
    )
