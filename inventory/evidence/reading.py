"""The door of the package: bytes in, evidence out, whatever the bytes."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from pathlib import Path

from inventory.evidence.archives import Archive, is_archive
from inventory.evidence.facts import DeviceFacts, ErasureFact, Evidence, Specs
from inventory.evidence.findings import Findings, Format, refused
from inventory.evidence.registry import FORMATS
from inventory.evidence.source import LARGEST_FILE, Source, Unreadable
from inventory.evidence.storage import media
from inventory.evidence.verdict import SENTENCES, Reason, judge
from reuse.core.sentences import sentence as _

MOST_ERASURES = 500  # disks of one report; no real report comes near
logger = logging.getLogger(__name__)


def read_file(path: str | Path) -> Evidence:
    """Evidence of a file on disk; only opening it can fail, with OSError."""
    with Path(path).open("rb") as file:
        return read(file.read(LARGEST_FILE + 1), name=Path(path).name)


def read(content: bytes, *, name: str) -> Evidence:
    """Evidence of a file's bytes. It never raises: what cannot be understood is `unknown`, with its reason."""
    name = name.encode(errors="replace").decode()  # a file's name need not be valid text
    nothing = Evidence(file=name, sha256=hashlib.sha256(content).hexdigest())
    try:
        return _understood(Source(content, name=name), nothing)
    except Unreadable as reason:
        return replace(nothing, problems=(reason.args[0],))
    except (Exception, RecursionError):  # a stranger's file must never stop an import
        logger.exception("Evidence could not be read: %s", nothing.sha256)
        return replace(
            nothing, problems=(_("The file could not be read: its content is not what its format promises."),)
        )


def _understood(source: Source, nothing: Evidence) -> Evidence:
    if is_archive(source.content):
        return _concluded(_machine(source.content), nothing, name="machine-folder", subject="inventory")
    known = _format_of(source)
    if known is None:
        return replace(
            nothing,
            problems=(_("The file is neither a hardware inventory nor an erasure report that is known."),),
        )
    return _concluded(known.parse(source), nothing, name=known.name, subject=known.subject)


def _concluded(findings: Findings, nothing: Evidence, *, name: str, subject: str) -> Evidence:
    if not findings.is_understood:
        return replace(nothing, format=name, problems=findings.problems)
    erasures = tuple(judge(claim) for claim in findings.claims[:MOST_ERASURES])
    problems = [*findings.problems, *(_sentence(fact) for fact in erasures if _needs_a_word(fact))]
    if subject == "erasure" and not erasures:
        problems.append(_("The report names no disk."))
    return replace(
        nothing,
        format=name,
        kind=_kind(subject, findings),
        device=findings.device,
        specs=replace(findings.specs, storage=media(findings.disks)),
        erasures=erasures,
        problems=tuple(dict.fromkeys(problems)),
    )


def _machine(content: bytes) -> Findings:
    """The findings of one machine's folder, each of its files filling what the others leave open."""
    archive = Archive(content)
    if len(archive.members) != 1 or archive.refused or not archive.members[0].is_folder:
        raise Unreadable(_("This archive holds several reports: drop it on the page of reports."))
    return _together(Source(part, name=name) for name, part in archive.parts(archive.members[0]))


def _together(parts: Iterable[Source]) -> Findings:
    found = []
    for part in parts:
        known = _format_of(part)
        if known is not None and (findings := known.parse(part)).is_understood:
            found.append(findings)
    if not found:
        return refused(_("Nothing in this folder was understood."))
    return reduce(Findings.with_gaps_filled, found)


def _format_of(source: Source) -> Format | None:
    candidates = (known for known in FORMATS if known.container == source.container)
    return next((known for known in candidates if known.recognise(source)), None)


def _kind(subject: str, findings: Findings) -> str:
    describes = findings.device != DeviceFacts() or findings.specs != Specs() or findings.disks
    if findings.claims:
        return "both" if describes else "erasure"
    return subject


def _needs_a_word(erasure: ErasureFact) -> bool:
    return erasure.result != "erased" or erasure.verified is None


def _sentence(erasure: ErasureFact) -> str:
    disk = erasure.serial or erasure.model or _("unnamed disk")
    if erasure.reason is None:
        return _("Disk %(disk)s: erased, but this format does not tell apart erasing and verifying.") % {
            "disk": disk
        }
    if erasure.result == "failed":
        return _("Disk %(disk)s: the erasure failed.") % {"disk": disk}
    reason = _(SENTENCES[Reason(erasure.reason)])
    return _("Disk %(disk)s: erasure not proven: %(reason)s.") % {"disk": disk, "reason": reason}
