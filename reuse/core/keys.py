"""The installation's secrets: made once, kept in the data folder, never defaulted."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets of one installation. `field_keys`: newest first; the others only decrypt."""

    secret_key: str
    field_keys: tuple[str, ...]
    seal_key: str


def load(folder: Path) -> Keys:
    """Read the secrets from `folder`/keys.json, making them at the first start."""
    path = folder / "keys.json"
    if not path.exists():
        _create(path)
    stored = json.loads(path.read_text())
    return Keys(
        secret_key=os.environ.get("SECRET_KEY") or stored["secret_key"],
        field_keys=tuple((os.environ.get("FIELD_KEYS") or ",".join(stored["field_keys"])).split(",")),
        seal_key=stored["seal_key"],
    )


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = {
        "secret_key": secrets.token_urlsafe(50),
        "field_keys": [Fernet.generate_key().decode()],
        "seal_key": secrets.token_hex(32),
    }
    draft = path.with_name(f"keys.{os.getpid()}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(fresh, file)
    try:
        os.link(draft, path)  # fails if another process was first: then its keys are the keys
    except FileExistsError:
        pass
    finally:
        draft.unlink()
