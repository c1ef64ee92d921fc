"""The only module that writes documents: it issues, draws, opens and voids them, and refuses to change what one states."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import AccessRecord, Organisation, Retention, StoredFile
from reuse.core import ledger, storage
from reuse.core.refusals import NotPermitted, Refusal
from reuse.documents import queries, rendering
from reuse.documents.kinds import KINDS, Kind
from reuse.documents.models import Document, DocumentReader, Series

_told_when_void: list[Callable[[Document, Act], None]] = []


def tell_when_void(tell: Callable[[Document, Act], None]) -> None:
    """Name who is told, in the same transaction, that a document is void. Apps above say it at start-up."""
    if tell not in _told_when_void:
        _told_when_void.append(tell)


class AlreadyVoid(Refusal):
    """The document was voided before."""

    reason = "already_void"


class ReasonMissing(Refusal):
    """Voiding takes a reason."""

    reason = "reason_missing"


@transaction.atomic
def issue(
    *,
    kind: Kind,
    issuer: Organisation,
    facts: Mapping[str, Any],
    act: Act,
    language: str = "fr",
    readers: Iterable[Organisation] = (),
) -> Document:
    """Freeze the facts under the next number of the issuer's series, in the caller's transaction. Draws nothing yet."""
    frozen = ledger.canonical(facts)
    year = act.on.year
    sequence = _next_sequence(kind, issuer, year)
    document = Document.objects.create(
        kind=kind,
        number=KINDS[kind].number(year, sequence),
        issuer=issuer,
        year=year,
        sequence=sequence,
        facts=json.loads(frozen),
        facts_sha256=hashlib.sha256(frozen.encode()).hexdigest(),
        language=language,
        time_zone=act.time_zone,
        issued_at=act.at,
        issued_by=act.by,
    )
    named = {reader.pk: reader for reader in readers if reader != issuer}
    DocumentReader.objects.bulk_create(
        [DocumentReader(document=document, organisation=reader) for reader in named.values()]
    )
    return document


def _next_sequence(kind: Kind, issuer: Organisation, year: int) -> int:
    """The next number, under the lock of its series until the transaction ends: so numbers have no gaps."""
    opened, _is_new = Series.objects.get_or_create(issuer=issuer, kind=kind, year=year)
    series = Series.objects.select_for_update().get(pk=opened.pk)
    series.last_sequence += 1
    series.save(update_fields=["last_sequence"])
    return series.last_sequence


def render(document: Document) -> StoredFile:
    """Draw the PDF and keep it; a document drawn before keeps the file it has. Safe to run twice."""
    if document.file:
        return document.file
    if document.purged_at:
        raise FileNotFoundError(document.number)
    drawn = rendering.draw(document)
    sha256 = storage.keep(drawn)
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if locked.file is None:
            locked.file = StoredFile.objects.create(
                owner=document.issuer,
                sha256=sha256,
                size=len(drawn),
                name=document.file_name,
                media_type="application/pdf",
                retention=Retention.DOCUMENT,
                created_at=document.issued_at,
            )
            locked.file_sha256 = sha256
            locked.save(update_fields=["file", "file_sha256"])
    document.file, document.file_sha256 = locked.file, locked.file_sha256
    return locked.file


def content(document: Document) -> bytes:
    """The PDF, drawn now if it was not yet. FileNotFoundError when retention has removed the bytes."""
    with storage.open_stored(render(document).sha256) as stream:
        return stream.read()


def open_document(document: Document, *, act: Act) -> bytes:
    """The PDF, for the issuer and the readers named, and a role that may see this kind; the opening is recorded."""
    if not queries.openable(act.membership).filter(pk=document.pk).exists():
        raise NotPermitted(
            _("This document is not addressed to your organisation, or your role does not allow it.")
        )
    opened = content(document)
    AccessRecord.objects.create(
        by=act.by,
        organisation=act.organisation,
        kind=AccessRecord.OPENED_FILE,
        subject=str(document.public_id),
        purpose=document.kind,
        at=act.recorded_at,
    )
    return opened


@transaction.atomic
def purge(document: Document, *, at: datetime) -> None:
    """Forget the facts and the PDF when retention ends; number and digests stay, so that paper still verifies."""
    locked = Document.objects.select_for_update(of=("self",)).select_related("file").get(pk=document.pk)
    if locked.purged_at:
        return
    locked.facts, locked.purged_at = {}, at
    locked.save(update_fields=["facts", "purged_at"])
    if locked.file and not locked.file.purged_at:
        locked.file.purged_at = at
        locked.file.save(update_fields=["purged_at"])
        transaction.on_commit(partial(storage.forget, locked.file.sha256))


@transaction.atomic
def void(document: Document, *, reason: str, act: Act) -> Document:
    """Take a document back: it stays, with its number, and verification says it is void."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.issuer != act.organisation:
        raise NotPermitted(_("Only the organisation that issued a document may void it."))
    if locked.is_void:
        raise AlreadyVoid(_("This document is already void."))
    if not reason.strip():
        raise ReasonMissing(_("Say why the document is void."))
    locked.voided_at, locked.voided_by, locked.void_reason = act.at, act.by, reason.strip()[:200]
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    for tell in _told_when_void:
        tell(locked, act)
    return locked
