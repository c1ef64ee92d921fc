"""Bytes kept under their SHA-256, in the data folder or a bucket; written before the row that names them commits."""

import hashlib
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def path_of(sha256: str) -> str:
    """Where the bytes with this digest lie: `<aa>/<sha256>`."""
    return f"{sha256[:2]}/{sha256}"


def keep(content: bytes | BinaryIO) -> str:
    """Store the bytes once, or all of an open file piece by piece; return their SHA-256 in hex."""
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if not default_storage.exists(path_of(sha256)):
        default_storage.save(path_of(sha256), file)
    return sha256


def open_stored(sha256: str) -> BinaryIO:
    """The bytes as a file; FileNotFoundError when retention has removed them."""
    return default_storage.open(path_of(sha256), "rb")  # type: ignore[return-value]


def forget(sha256: str) -> None:
    """Remove the bytes; the digest and the facts read from them live on in their row."""
    default_storage.delete(path_of(sha256))
