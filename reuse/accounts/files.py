"""Files that organisations own: kept by content, opened by their owner, each opening recorded."""

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import AccessRecord, Organisation, Retention, StoredFile
from reuse.accounts.roles import Permission
from reuse.core import storage
from reuse.core.refusals import NotPermitted


@dataclass(frozen=True, slots=True)
class Scan:
    """A paper or a thing as a scan or a photo: the file as it came, its kind judged by its content."""

    name: str
    content: bytes
    media_type: str


def keep_scan(scan: Scan, *, retention: Retention, owner: Organisation, act: Act) -> StoredFile:
    """Store a scan, then the row that names it."""
    return keep(
        scan.content, name=scan.name, media_type=scan.media_type, retention=retention, owner=owner, act=act
    )


def keep(
    content: bytes | BinaryIO,
    *,
    name: str,
    media_type: str,
    retention: Retention,
    owner: Organisation,
    act: Act,
) -> StoredFile:
    """Store the bytes, or all of an open file, then the row that names them."""
    size = len(content) if isinstance(content, bytes) else content.seek(0, os.SEEK_END)
    return StoredFile.objects.create(
        owner=owner,
        sha256=storage.keep(content),
        size=size,
        name=PurePath(name).name[:200] or "file",
        media_type=media_type,
        retention=retention,
        created_at=act.recorded_at,
    )


def open_original(
    file: StoredFile, *, act: Act, purpose: str, holder: Organisation | None = None
) -> BinaryIO:
    """The bytes, for the owning organisation or an administrator; the opening is recorded.

    `holder`: who has them now, where what they speak of has gone from the owner to another.
    Raises NotPermitted for anyone else, FileNotFoundError when retention has removed the bytes.
    """
    if (holder or file.owner) != act.organisation and not act.membership.may(Permission.AUDIT_READ):
        raise NotPermitted(_("Only the organisation that holds this file may open it."))
    if file.purged_at:  # another file of the same content may still be kept
        raise FileNotFoundError(file.sha256)
    stream = storage.open_stored(file.sha256)
    AccessRecord.objects.create(
        by=act.by,
        organisation=act.organisation,
        kind=AccessRecord.OPENED_FILE,
        subject=str(file.public_id),
        purpose=purpose,
        at=act.recorded_at,
    )
    return stream
