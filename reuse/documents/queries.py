"""Questions about documents: who may verify what, and which documents are no longer what was issued."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef

from reuse.accounts.models import Membership
from reuse.core import ledger, storage
from reuse.core.prefixes import begins
from reuse.documents.kinds import KINDS, Kind
from reuse.documents.models import CHECK_LETTERS, Document, DocumentQuerySet, Series


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that anyone may learn of a document they hold."""

    number: str
    kind: Kind
    issuer: str
    issued_at: datetime
    time_zone: str
    is_void: bool


def verdict_on_number(number: str, check_code: str) -> Verdict | None:
    """On the document that bears both; None when the number or the code is wrong, never saying which."""
    letters = "".join(letter for letter in check_code.upper() if letter in CHECK_LETTERS)
    document = (
        Document.objects.select_related("issuer")
        .filter(number=number.strip().upper(), check_code=letters)
        .first()
    )
    return _verdict(document) if document else None


def verdict_on_file(content: Iterator[bytes]) -> Verdict | None:
    """On the document these very bytes were issued as; one changed byte and there is none."""
    digest = hashlib.sha256()
    for chunk in content:
        digest.update(chunk)
    document = Document.objects.select_related("issuer").filter(file_sha256=digest.hexdigest()).first()
    return _verdict(document) if document else None


def _verdict(document: Document) -> Verdict:
    return Verdict(
        number=document.number,
        kind=Kind(document.kind),
        issuer=document.issuer.name,
        issued_at=document.issued_at,
        time_zone=document.time_zone,
        is_void=document.is_void,
    )


def kinds_for(membership: Membership) -> list[Kind]:
    """The kinds this role may open."""
    return [kind for kind, known in KINDS.items() if known.may_be_opened_by(membership)]


def openable(membership: Membership) -> DocumentQuerySet:
    """What this membership may open: addressed to its organisation, of a kind its role sees."""
    return Document.objects.readable_by(membership.organisation).filter(kind__in=kinds_for(membership))


def with_openable(documents: DocumentQuerySet, membership: Membership) -> DocumentQuerySet:
    """Documents a page names, each with `opens`: whether this membership may open it."""
    return documents.annotate(opens=Exists(openable(membership).filter(pk=OuterRef("pk"))))


def documents_like(membership: Membership, wanted: Mapping[str, Any]) -> DocumentQuerySet:
    """What this membership may open, narrowed: `q` (how its number begins), `kind`, `year`, `state`."""
    found = openable(membership)
    if wanted.get("q"):
        found = found.filter(begins("number", wanted["q"].strip()))
    if wanted.get("state"):
        found = found.filter(voided_at__isnull=wanted["state"] == "valid")
    return found.filter(**{name: wanted[name] for name in ("kind", "year") if wanted.get(name)})


@dataclass(frozen=True, slots=True)
class Fault:
    """A document that is no longer what was issued."""

    number: str
    problem: str


def faults() -> Iterator[Fault]:
    """Facts that do not match their digest, PDF files altered or lost, gaps in series; for `reuse verify`."""
    for series in Series.objects.select_related("issuer").order_by("pk"):
        yield from _gaps(series)
    for document in Document.objects.filter(purged_at=None).select_related("file").iterator(chunk_size=500):
        if hashlib.sha256(ledger.canonical(document.facts).encode()).hexdigest() != document.facts_sha256:
            yield Fault(document.number, "its facts were altered after it was issued")
        if document.file and not document.file.purged_at:
            yield from _file_faults(document.number, document.file_sha256)


def _gaps(series: Series) -> Iterator[Fault]:
    """The numbers a series has given are 1, 2, 3 and so on to its last; the law asks it of receipts (CGI, article 222 bis)."""
    issued = Document.objects.filter(issuer=series.issuer, kind=series.kind, year=series.year)
    given = set(issued.values_list("sequence", flat=True))
    for sequence in sorted(given ^ set(range(1, series.last_sequence + 1))):
        problem = "is beyond the end of its series" if sequence in given else "is missing from its series"
        number = KINDS[Kind(series.kind)].number(series.year, sequence)
        yield Fault(f"{number} ({series.issuer})", problem)


def _file_faults(number: str, sha256: str) -> Iterator[Fault]:
    if not default_storage.exists(storage.path_of(sha256)):
        yield Fault(number, "its PDF is lost")
        return
    with storage.open_stored(sha256) as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:  # type: ignore[arg-type]
            yield Fault(number, "its PDF was altered after it was drawn")
