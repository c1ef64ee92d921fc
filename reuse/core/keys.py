"""The installation's secrets: made once, kept in the data folder, never defaulted."""

import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

FILE = "keys.json"


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets of one installation. `field_keys`: newest first; the others only decrypt."""

    secret_key: str
    field_keys: tuple[str, ...]
    seal_key: str


def load(folder: Path) -> Keys:
    """Read the secrets from `folder`/keys.json, making them at the first start."""
    path = folder / FILE
    if not path.exists():
        _create(path)
    stored = json.loads(path.read_text())
    return Keys(
        secret_key=os.environ.get("SECRET_KEY") or stored["secret_key"],
        field_keys=tuple((os.environ.get("FIELD_KEYS") or ",".join(stored["field_keys"])).split(",")),
        seal_key=stored["seal_key"],
    )


def field_keys_of(path: Path) -> tuple[str, ...]:
    """The field keys as the file holds them now; it is read again only after it was replaced."""
    found = path.stat()
    return _read_field_keys(path, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read_field_keys(path: Path, _inode: int, _changed: int) -> tuple[str, ...]:
    return tuple(json.loads(path.read_text())["field_keys"])


def write_field_keys(path: Path, field_keys: tuple[str, ...]) -> None:
    """Put other field keys into the file, all at once: whoever reads meets the old file or the new one."""
    draft = _draft(path, {**json.loads(path.read_text()), "field_keys": field_keys})
    draft.replace(path)


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = {
        "secret_key": secrets.token_urlsafe(50),
        "field_keys": [Fernet.generate_key().decode()],
        "seal_key": secrets.token_hex(32),
    }
    draft = _draft(path, fresh)
    try:
        os.link(draft, path)  # fails if another process was first: then its keys are the keys
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, content: dict[str, Any]) -> Path:
    """The content in a file beside, on the disk before it takes the place of anything."""
    draft = path.with_name(f"keys.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)  # of a process of the same number that was killed
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    return draft
