"""The door of the package: bytes in, evidence out, whatever the bytes."""

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from inventory.evidence.facts import DeviceFacts, ErasureFact, Evidence, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.registry import FORMATS
from inventory.evidence.source import LARGEST_FILE, Source, Unreadable
from inventory.evidence.storage import media
from inventory.evidence.verdict import SENTENCES, Reason, judge

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
        return replace(nothing, problems=(str(reason),))
    except (Exception, RecursionError):  # a stranger's file must never stop an import
        logger.exception("Evidence could not be read: %s", nothing.sha256)
        return replace(
            nothing, problems=(_("The file could not be read: its content is not what its format promises."),)
        )


def _understood(source: Source, nothing: Evidence) -> Evidence:
    known = _format_of(source)
    if known is None:
        return replace(
            nothing,
            problems=(_("The file is neither a hardware inventory nor an erasure report that is known."),),
        )
    findings = known.parse(source)
    if not findings.is_understood:
        return replace(nothing, format=known.name, problems=findings.problems)
    erasures = tuple(judge(claim) for claim in findings.claims[:MOST_ERASURES])
    problems = [*findings.problems, *(_sentence(fact) for fact in erasures if _needs_a_word(fact))]
    if known.subject == "erasure" and not erasures:
        problems.append(_("The report names no disk."))
    return replace(
        nothing,
        format=known.name,
        kind=_kind(known, findings),
        device=findings.device,
        specs=replace(findings.specs, storage=media(findings.disks)),
        erasures=erasures,
        problems=tuple(dict.fromkeys(problems)),
    )


def _format_of(source: Source) -> Format | None:
    candidates = (known for known in FORMATS if known.container == source.container)
    return next((known for known in candidates if known.recognise(source)), None)


def _kind(known: Format, findings: Findings) -> str:
    describes = findings.device != DeviceFacts() or findings.specs != Specs() or findings.disks
    if findings.claims:
        return "both" if describes else "erasure"
    return known.subject


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
    reason = SENTENCES[Reason(erasure.reason)]
    return _("Disk %(disk)s: erasure not proven: %(reason)s.") % {"disk": disk, "reason": reason}
