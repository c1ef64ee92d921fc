"""Bytes kept under their SHA-256, in the data folder or a bucket; written before the row that names them commits."""

import hashlib
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def path_of(sha256: str) -> str:
    """Where the bytes with this digest lie: `<aa>/<sha256>`."""
    return f"{sha256[:2]}/{sha256}"


def keep(content: bytes) -> str:
    """Store the bytes once; return their SHA-256 in hex."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(path_of(sha256)):
        default_storage.save(path_of(sha256), ContentFile(content))
    return sha256


def open_stored(sha256: str) -> BinaryIO:
    """The bytes as a file; FileNotFoundError when retention has removed them."""
    return default_storage.open(path_of(sha256), "rb")  # type: ignore[return-value]


def forget(sha256: str) -> None:
    """Remove the bytes; the digest and the facts read from them live on in their row."""
    default_storage.delete(path_of(sha256))
